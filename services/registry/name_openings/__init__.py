"""Who opened the names of many people within a short time, for those who lead offices."""

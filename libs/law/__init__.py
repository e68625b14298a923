"""The law and the language it is written in, as data and pure functions."""

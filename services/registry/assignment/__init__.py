"""Which office holds which function, where, from when to when."""

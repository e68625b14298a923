"""An aggregate that no service has: what adding one costs (`tests/test_house.py`)."""

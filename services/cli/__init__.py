"""The command line around the services: the demo, and those who read and check the history."""

"""How services run, in one process or behind RabbitMQ: hosts, relay, settings, installation."""

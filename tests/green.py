"""`python -m tests.green`: the counting service behind RabbitMQ, patched before anything else."""

import os

if __name__ == "__main__":
    import eventlet

    eventlet.monkey_patch()
    from libs.hosting import logging, nameko_host
    from libs.hosting.settings import ServiceSettings
    from tests.messaging import CountingService

    logging.configure("review")
    nameko_host.run_service(
        CountingService,
        ServiceSettings(os.environ["KIEMDINH_DATABASE"], os.environ["KIEMDINH_AMQP"], demo=True),
    )

"""`python -m tests.green`: the counting service behind RabbitMQ, patched before anything else."""

import os

if __name__ == "__main__":
    import eventlet

    eventlet.monkey_patch()
    from libs import edges, logs
    from libs.settings import ServiceSettings
    from tests.messaging import CountingService

    logs.configure("review")
    edges.run_service(
        CountingService,
        ServiceSettings(os.environ["KIEMDINH_DATABASE"], os.environ["KIEMDINH_AMQP"]),
    )

"""A partner's subscriber: every recognition once, in order, whatever restarts; needs kombu alone.

AMQP (amqps://partner_x:password@host:5671/kiemdinh.partners), QUEUE (its own), CA (a file of the
authority that the broker shows) and FEED (the gateway's http://host:8080/v1/events) say where. What
was received and how far it goes are one JSON file, written in one step: whoever keeps both in one
database transaction has the same guarantee.
"""

import json
import os
import time
from contextlib import suppress
from pathlib import Path
from ssl import CERT_REQUIRED
from urllib.request import urlopen

from kombu import Connection, Consumer, Queue
from kombu.exceptions import OperationalError

TYPE = os.environ.get("TYPE", "RecognitionGranted")
FILE = Path(os.environ.get("FILE", "recognitions.json"))
TLS = {"ca_certs": os.environ["CA"], "cert_reqs": CERT_REQUIRED} if "CA" in os.environ else False
state = json.loads(FILE.read_text()) if FILE.exists() else {"last": {}, "events": []}


def take(log, position, event):
    """Keep an event with its position, in one write that is whole or not there at all."""
    state["events"].append(event)
    state["last"][log] = position
    with FILE.with_suffix(".new").open("w") as new:
        json.dump(state, new, ensure_ascii=False)
        new.flush()
        os.fsync(new.fileno())
    os.replace(new.name, FILE)


def receive(message):
    """Take a message in its turn: skip an old one, fetch what is missing, acknowledge last."""
    log, position, previous = (message.headers[name] for name in ("log", "position", "previous"))
    event = json.loads(message.body)
    if event["type"] == TYPE:
        after = state["last"].get(log, 0)
        while after < previous:
            with urlopen(f"{os.environ['FEED']}?log={log}&types={TYPE}&after={after}") as answer:
                page = json.load(answer)
            for missed in page["events"]:
                take(log, missed["position"], missed["event"])
            after = page["next"]
        if state["last"].get(log, 0) < position:
            take(log, position, event)
    message.ack()


while True:
    try:
        with Connection(os.environ["AMQP"], heartbeat=30, ssl=TLS) as broker:
            queue = Queue(os.environ["QUEUE"], no_declare=True)
            with Consumer(broker, [queue], on_message=receive, prefetch_count=50):
                while True:
                    broker.heartbeat_check()
                    with suppress(TimeoutError):
                        broker.drain_events(timeout=5)
    except (*Connection("amqp://").connection_errors, OperationalError, OSError) as error:
        print(f"waiting: {error!r}", flush=True)
        time.sleep(1)

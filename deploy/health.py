"""Exit 0 when the process of this container works: Docker's HEALTHCHECK, so it starts quickly.

The gateway, the screens and the signer are asked. The others answer nobody: they work while they
are connected to the database and, but for the sealer, to the broker. Whether a service keeps up
with the log is what the gateway's /readyz asks it.
"""

import os
import socket
import sys
from http.client import HTTPConnection
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

ESTABLISHED = "01"
ASKED = {
    "gateway": ("KIEMDINH_PORT", "8080", "/readyz"),
    "console": ("KIEMDINH_PORT", "8081", "/console/sign-in"),
    "portal": ("KIEMDINH_PORT", "8082", "/"),
    "signer": ("KIEMDINH_SIGNER_PORT", "8090", "/livez"),
}
PORTS = {"KIEMDINH_DATABASE": 5432, "KIEMDINH_AMQP": 5672}


def connected() -> set[int]:
    """Return the ports, elsewhere, to which this container holds connections."""
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with open(table, encoding="ascii") as file:
            next(file)
            for line in file:
                _, _, remote, state, *_ = line.split()
                if state == ESTABLISHED:
                    found.add(int(remote.rpartition(":")[2], 16))
    return found


def works(process: str) -> bool:
    """Return whether the process of this name works."""
    if process == "tools":
        return True
    if process == "signer" and (path := os.environ.get("KIEMDINH_SIGNER_SOCKET")):
        local = HTTPConnection("signer")
        local.sock = socket.socket(socket.AF_UNIX)
        local.sock.settimeout(4)
        local.sock.connect(path)
        local.request("GET", "/livez")
        return local.getresponse().status == 200
    if process in ASKED:
        variable, default, path = ASKED[process]
        url = f"http://127.0.0.1:{os.environ.get(variable, default)}{path}"
        with build_opener(ProxyHandler({})).open(url, timeout=4) as answer:
            return bool(answer.status == 200)
    wanted = {
        urlsplit(os.environ[name]).port or port
        for name, port in PORTS.items()
        if name in os.environ
    }
    return wanted <= connected()


if __name__ == "__main__":
    sys.exit(0 if works(os.environ["KIEMDINH_PROCESS"]) else 1)

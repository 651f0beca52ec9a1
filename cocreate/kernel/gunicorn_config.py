"""How gunicorn serves the site; the socket and the number of workers come on its command line."""

import signal
from typing import Any

from cocreate.kernel import leash

preload_app = True  # imported once, then forked; making the application opens no connection
worker_class = "gthread"
threads = 8
timeout = 60  # seconds without a sign of life after which a worker is replaced
graceful_timeout = 30  # seconds a request in flight has to finish when the site stops
keepalive = 5
control_socket_disable = True
forwarded_allow_ips = ""  # COCREATE_TRUSTED_PROXIES alone decides who is believed
loglevel = "warning"


def post_fork(server: Any, worker: Any) -> None:
    """A worker must not outlive a killed master: it would keep answering on the socket of the next start."""
    leash.die_with_parent(signal.SIGKILL, server.pid)

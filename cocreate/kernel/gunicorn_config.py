"""How gunicorn serves the site; `web` sets these options, and with them the socket and the number of workers."""

import gc
import signal
from typing import Any

from cocreate.kernel import leash

preload_app = True  # `web` hands over an application that is made: what is forked shares it
worker_class = "gthread"
threads = 8
timeout = 60  # seconds without a sign of life after which a worker is replaced
graceful_timeout = 30  # seconds a request in flight has to finish when the site stops
keepalive = 5
control_socket_disable = True
forwarded_allow_ips = ""  # COCREATE_TRUSTED_PROXIES alone decides who is believed
loglevel = "warning"


# Container objects by which a process may grow before the youngest are searched for cycles. A page makes thousands and
# nearly all are gone when it is sent: searched every 700, as by default, they cost a tenth of its time.
SEARCHED_EVERY = 25_000


def when_ready(_server: Any) -> None:
    """What was made to start lives as long as the process: it is not searched again, and workers share its memory."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(SEARCHED_EVERY, 10, 10)


def post_fork(server: Any, worker: Any) -> None:
    """A worker must not outlive a killed master: it would keep answering on the socket of the next start."""
    leash.die_with_parent(signal.SIGKILL, server.pid)

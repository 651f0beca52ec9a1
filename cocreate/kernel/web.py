"""The web server: gunicorn, as `gunicorn_config` sets it up, around an application that is made already."""

import socket

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from cocreate.kernel import gunicorn_config


class _Server(BaseApplication):  # type: ignore[misc]  # untyped in its package
    def __init__(self, app: Flask, listener: socket.socket, workers: int) -> None:
        self._app = app
        # It closes the descriptor it is given, so the socket must not.
        self._options = {**vars(gunicorn_config), "bind": f"fd://{listener.detach()}", "workers": workers}
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


def run(app: Flask, listener: socket.socket, workers: int) -> None:
    """Answer with `app` who calls at `listener`, in `workers` processes, until SIGTERM; then end this process.

    `listener` belongs to the server from here on.
    """
    _Server(app, listener, workers).run()

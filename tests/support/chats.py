"""A group chat behind TLS on this machine, which a site believes to be on the public internet."""

import json
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any, cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cocreate.kernel import clock
from cocreate.kernel.outgoing import Door

HOST = "chat.example.org"
PUBLIC = "93.184.215.14"

Answer = tuple[int, dict[str, str], bytes]
TAKEN: Answer = (200, {}, b'{"errcode": 0, "errmsg": "ok"}')
# No answers at all.
HANG: Answer = (0, {}, b"")
TRICKLE: Answer = (1, {}, b"")


@dataclass
class Chat:
    """What was said in the chat, and how it answers what comes next; `connected` are the addresses that were called."""

    said: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    connected: list[str] = field(default_factory=list)
    over: Event = field(default_factory=Event)
    port: int = 0
    trusted: str = ""

    def door(self, *addresses: str, within: float = 60.0) -> Door:
        """The way out of a site for which every name leads to `addresses`, where this chat answers."""

        def connect(address: str, _port: int) -> socket.socket:
            self.connected.append(address)
            return socket.create_connection(("127.0.0.1", self.port), within)

        found = list(addresses or (PUBLIC,))
        trust = self.trusted
        return Door(lambda _host, _port: found, connect, lambda: ssl.create_default_context(cadata=trust), within)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    chat: Chat

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up, or does not trust the certificate, is no matter of the chat's."""


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        chat = cast("_Server", self.server).chat
        chat.paths.append(self.path)
        chat.hosts.append(self.headers["Host"])
        chat.said.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        answer = chat.answers.pop(0) if chat.answers else TAKEN
        if answer is HANG:
            chat.over.wait()
        elif answer is TRICKLE:
            while not chat.over.wait(0.02):
                self.wfile.write(b"H")
        else:
            self._answer(*answer)

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: Any) -> None:
        """Nothing is written while tests run."""


@contextmanager
def running(folder: Path, host: str = HOST) -> Iterator[Chat]:
    """A chat with a certificate for `host`, whose key is kept in `folder`."""
    chat = Chat()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    key, chat.trusted = _certificate(host)
    both = folder / "chat.pem"
    both.write_text(key + chat.trusted)
    context.load_cert_chain(both)
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.chat, chat.port = chat, server.server_address[1]
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield chat
        chat.over.set()
        server.shutdown()
        thread.join()


def _certificate(host: str) -> tuple[str, str]:
    """A key and a certificate by it for `host`, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    begin = clock.now() - timedelta(days=1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=90))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    written = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    return written.decode(), made.public_bytes(serialization.Encoding.PEM).decode()

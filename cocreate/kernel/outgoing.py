"""Calls to addresses that somebody typed into a form: they must never reach what only this network may reach.

The name is looked up when the call is made, every address it has must be one of the public internet, and the
connection goes to exactly the address that was looked at: a name that answers something else a moment later (DNS
rebinding) is not asked again. TLS is checked against the name. No redirect is followed, what is read is bounded, and so
is the time all of it takes; only the resolver of the system has a limit of its own.
"""

import http.client
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address, ip_network
from threading import Event, Timer
from typing import NamedTuple
from urllib.parse import urlsplit

PORTS = (443, 8443)
LONGEST_URL = 1000
MOST_READ = 64 * 1024  # bytes of an answer
CONNECT_WITHIN, ANSWER_WITHIN = 4.0, 10.0  # seconds
MOST_TRIED = 3  # addresses of one name
_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")

# Of IPv6 only what IANA hands out to the internet; so neither mapped and translated IPv4 (::ffff:0:0/96, 64:ff9b::/96)
# nor local, multicast and reserved addresses. Inside of it are protocols' own addresses, which may hold an IPv4 one
# (Teredo in 2001::/23, 6to4), and examples for documents.
_GLOBAL_UNICAST = ip_network("2000::/3")
_NOT_PUBLIC_6 = tuple(map(ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
# What the registry of special purposes (RFC 6890 and its successors) keeps off the internet, or for anycast relays.
_NOT_PUBLIC_4 = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ),
    )
)


class BadAddress(ValueError):
    """This is no address that may be called."""


class Blocked(Exception):
    """The name leads to an address that is none of the public internet."""


class Unreachable(Exception):
    """Nobody answered in time, or not as HTTP: it may be worth another try."""


class Unanswered(Unreachable):
    """All was said and no answer came: nobody knows whether it was taken."""


class TooLarge(Exception):
    """The answer is larger than anybody needs."""


class Target(NamedTuple):
    """Where a call goes; `path` with its query."""

    host: str
    port: int
    path: str


class Answer(NamedTuple):
    """What was answered."""

    status: int
    body: bytes


def _addresses(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_rest, place in found))


def _connect(address: str, port: int) -> socket.socket:
    return socket.create_connection((address, port), CONNECT_WITHIN)


@dataclass(frozen=True)
class Door:
    """How the site gets out: names looked up, connections opened, certificates checked."""

    addresses: Callable[[str, int], list[str]] = _addresses
    connect: Callable[[str, int], socket.socket] = _connect
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context
    within: float = ANSWER_WITHIN


INTERNET = Door()


def target(url: str) -> Target:
    """Where `url` leads.

    Raises `BadAddress` unless it is https, printable ASCII, on one of `PORTS`, and names a host with a dot and no user.
    """
    if len(url) > LONGEST_URL or not all("!" <= character <= "~" for character in url):
        raise BadAddress
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError as error:
        raise BadAddress from error
    host = parts.hostname or ""
    if parts.scheme != "https" or not _NAME.fullmatch(host) or "@" in parts.netloc or port not in PORTS:
        raise BadAddress
    path = parts.path or "/"
    return Target(host, port, f"{path}?{parts.query}" if parts.query else path)


def is_public(address: str) -> bool:
    """Whether `address` (IPv4 or IPv6, as text) is one of the public internet, and holds no other inside."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv4Address):
        return not any(found in network for network in _NOT_PUBLIC_4)
    return found in _GLOBAL_UNICAST and not any(found in network for network in _NOT_PUBLIC_6)


def post_json(url: str, body: bytes) -> Answer:
    """Post the JSON `body` to `url`. Raises `BadAddress`, `Blocked`, `Unreachable`, `Unanswered`, `TooLarge`."""
    place, door = target(url), INTERNET
    connection = _Checked(place, door)
    trouble: type[Unreachable] = Unreachable
    try:
        with _deadline(connection, door.within):
            connection.request("POST", place.path, body, {"Content-Type": "application/json; charset=utf-8"})
            trouble = Unanswered
            with connection.getresponse() as answer:
                read = answer.read(MOST_READ + 1)
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        raise trouble(type(error).__name__) from error
    finally:
        connection.close()
    if len(read) > MOST_READ:
        raise TooLarge
    return Answer(answer.status, read)


class _Checked(http.client.HTTPConnection):
    """A connection by TLS to an address that was looked at first."""

    default_port = 443

    def __init__(self, place: Target, door: Door) -> None:
        super().__init__(place.host, place.port, timeout=door.within)
        self.door = door
        self.late = Event()

    def connect(self) -> None:
        found = self.door.addresses(self.host, self.port)
        if not found or not all(map(is_public, found)):
            raise Blocked
        plain = self._first(found[:MOST_TRIED])
        plain.settimeout(self.door.within)
        # The handshake by a call of its own: the deadline can only end it once the socket is known here.
        secured = self.door.tls().wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock = secured
        if self.late.is_set():
            raise TimeoutError
        secured.do_handshake()

    def end(self) -> None:
        """End whatever is waited for, from another thread."""
        self.late.set()
        if self.sock is not None:
            with suppress(OSError):
                # Not that of `ssl`, which forgets the encryption while the other thread still reads by it.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

    def _first(self, addresses: list[str]) -> socket.socket:
        trouble: OSError = TimeoutError()
        for address in addresses:
            if self.late.is_set():
                break
            try:
                return self.door.connect(address, self.port)
            except OSError as error:
                trouble = error
        raise trouble


@contextmanager
def _deadline(connection: _Checked, seconds: float) -> Iterator[None]:
    """End what is done inside after so many `seconds`, however slowly something trickles in; raises `TimeoutError`."""
    timer = Timer(seconds, connection.end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    if connection.late.is_set():
        raise TimeoutError

"""Calls to addresses that somebody typed: never into a private network, and never for long."""

import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cocreate.kernel import outgoing
from cocreate.kernel.outgoing import BadAddress, Blocked, TooLarge, Unanswered, Unreachable
from tests.support import chats
from tests.support.chats import HOST, PUBLIC, Chat

URL = f"https://{HOST}/hook?key=1"

PRIVATE = {
    "this network": "0.1.2.3",
    "private, large": "10.1.2.3",
    "carriers": "100.64.0.1",
    "loopback": "127.0.0.1",
    "loopback, other": "127.8.8.8",
    "link-local, clouds": "169.254.169.254",
    "private, middle": "172.31.255.255",
    "protocols": "192.0.0.8",
    "documents": "203.0.113.7",
    "relays": "192.88.99.1",
    "private, small": "192.168.1.1",
    "benchmarks": "198.19.0.1",
    "multicast": "224.0.0.1",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "unspecified": "::",
    "loopback 6": "::1",
    "mapped": "::ffff:10.1.2.3",
    "mapped public": "::ffff:93.184.215.14",
    "compatible": "::10.1.2.3",
    "translated": "64:ff9b::a01:203",
    "translated locally": "64:ff9b:1::a01:203",
    "6to4": "2002:a01:203::1",
    "Teredo": "2001:0:a01:203::1",
    "link-local 6": "fe80::1",
    "link-local with a zone": "fe80::1%eth0",
    "site-local": "fec0::1",
    "unique local": "fd00::1",
    "multicast 6": "ff02::1",
    "documents 6": "2001:db8::1",
    "more documents 6": "3fff::1",
    "not handed out": "5f00::1",
    "discarded": "100::1",
    "no address": "chat",
}


@pytest.fixture
def chat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Chat]:
    with chats.running(tmp_path) as chat:
        monkeypatch.setattr(outgoing, "INTERNET", chat.door())
        yield chat


@pytest.mark.parametrize("address", PRIVATE.values(), ids=PRIVATE)
def test_an_address_of_no_public_network_is_never_connected_to(
    chat: Chat, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    assert not outgoing.is_public(address)
    for found in ([address], [PUBLIC, address]):
        monkeypatch.setattr(outgoing, "INTERNET", chat.door(*found))
        with pytest.raises(Blocked):
            outgoing.post_json(URL, b"{}")
    assert chat.connected == []


@pytest.mark.parametrize("address", ["1.1.1.1", PUBLIC, "100.128.0.1", "172.32.0.1", "2400:3200::1", "2606:4700::1111"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert outgoing.is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "0x7f.1", "0177.0.0.1", "10.0.0.1"])
def test_numbers_in_place_of_a_name_lead_nowhere_private(host: str) -> None:
    with pytest.raises((Blocked, Unreachable)):
        outgoing.post_json(f"https://{host}/", b"{}")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://chat.example.org/",
        "ftp://chat.example.org/",
        "//chat.example.org/",
        "https://localhost/",
        "https://2130706433/",
        "https://[::1]/",
        "https://[::1/",
        "https://chat.example.org:80/",
        "https://chat.example.org:6379/",
        "https://chat.example.org:99999/",
        "https://chat.example.org:x/",
        "https://user@chat.example.org/",
        "https://user:word@chat.example.org/",
        "https://chat.example.org\r\nX: y/",
        "https://chat.example.org/a b",
        "https://聊天.example.org/",
        "https://chat..example.org/",
        "https://.example.org/",
        "https://chat.example.org./",
        "https://" + "a" * 64 + ".org/",
        "https://chat.example.org/" + "a" * 1000,
    ],
)
def test_what_is_no_address_of_a_webhook_is_refused(url: str) -> None:
    with pytest.raises(BadAddress):
        outgoing.target(url)


def test_it_is_told_where_an_address_leads() -> None:
    assert outgoing.target(URL) == (HOST, 443, "/hook?key=1")
    assert outgoing.target(f"https://{HOST.upper()}:8443") == (HOST, 8443, "/")


def test_the_address_that_was_looked_at_is_called_by_its_name(chat: Chat) -> None:
    answer = outgoing.post_json(URL, b'{"a": 1}')
    assert (answer.status, answer.body) == (200, b'{"errcode": 0, "errmsg": "ok"}')
    assert (chat.connected, chat.hosts, chat.paths, chat.said) == ([PUBLIC], [HOST], ["/hook?key=1"], [{"a": 1}])


def test_a_name_that_changes_its_mind_is_asked_once(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    turns = [[PUBLIC], ["127.0.0.1"]]
    monkeypatch.setattr(outgoing, "INTERNET", replace(chat.door(), addresses=lambda _host, _port: turns.pop(0)))
    assert outgoing.post_json(URL, b"{}").status == 200
    assert (chat.connected, turns) == ([PUBLIC], [["127.0.0.1"]])


def test_an_address_that_does_not_answer_leaves_it_to_the_next(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    door = chat.door("1.1.1.1", PUBLIC)

    def connect(address: str, port: int) -> socket.socket:
        if address == "1.1.1.1":
            raise ConnectionRefusedError
        return door.connect(address, port)

    monkeypatch.setattr(outgoing, "INTERNET", replace(door, connect=connect))
    assert outgoing.post_json(URL, b"{}").status == 200


def test_a_redirect_is_an_answer_and_not_followed(chat: Chat) -> None:
    chat.answers = [(302, {"Location": "https://127.0.0.1/"}, b"")]
    assert outgoing.post_json(URL, b"{}").status == 302
    assert chat.paths == ["/hook?key=1"]


def test_an_answer_is_read_up_to_a_limit(chat: Chat) -> None:
    chat.answers = [(200, {}, b"x" * outgoing.MOST_READ), (200, {}, b"x" * (outgoing.MOST_READ + 1))]
    assert len(outgoing.post_json(URL, b"{}").body) == outgoing.MOST_READ
    with pytest.raises(TooLarge):
        outgoing.post_json(URL, b"{}")


@pytest.mark.parametrize("answer", [chats.HANG, chats.TRICKLE])
def test_who_answers_slowly_is_left(chat: Chat, monkeypatch: pytest.MonkeyPatch, answer: chats.Answer) -> None:
    monkeypatch.setattr(outgoing, "INTERNET", chat.door(within=0.5))
    chat.answers = [answer]
    with pytest.raises(Unanswered):
        outgoing.post_json(URL, b"{}")


def test_a_certificate_for_another_name_is_not_trusted(chat: Chat) -> None:
    with pytest.raises(Unreachable):
        outgoing.post_json("https://other.example.org/", b"{}")
    assert chat.said == []


def test_a_certificate_nobody_vouches_for_is_not_trusted(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "INTERNET", replace(chat.door(), tls=ssl.create_default_context))
    with pytest.raises(Unreachable):
        outgoing.post_json(URL, b"{}")
    assert chat.said == []


def test_a_name_nobody_knows_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_host: str, _port: int) -> list[str]:
        raise OSError("no such name")

    monkeypatch.setattr(outgoing, "INTERNET", replace(outgoing.INTERNET, addresses=unknown))
    with pytest.raises(Unreachable):
        outgoing.post_json(URL, b"{}")

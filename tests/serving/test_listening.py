"""Who calls and then says nothing holds nobody up."""

import socket
import struct

import pytest

from cocreate.kernel import serving


def test_a_caller_who_stops_within_a_request_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "LONGEST_SILENCE", struct.pack("@ll", 0, 200_000))
    with serving.listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()) as caller:
        connection, _address = listener.accept()
        with connection:
            connection.setblocking(True)  # as the web server does
            caller.sendall(b"half a requ")
            assert connection.recv(100) == b"half a requ"
            with pytest.raises(BlockingIOError):
                connection.recv(100)

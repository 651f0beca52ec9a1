"""As much of an S3 server as keeping files needs, on a loopback port, for the real client to speak to.

It checks the signature of each request (AWS Signature Version 4) by computing it anew.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

KEY, SECRET, BUCKET = "AKIDEXAMPLE", "wJalr/XUtn+FEMI", "media"
MOST = 3  # keys in one answer to a list
_SIGNED = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d+)/([^/]+)/s3/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\w+)"
)


class Bucket(ThreadingHTTPServer):
    """One bucket, `BUCKET`, with its files; `url` names it with its keys, as the setting has it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.files: dict[str, bytes] = {}
        self.url = f"http://{KEY}:{SECRET.replace('/', '%2F')}@127.0.0.1:{self.server_port}/{BUCKET}/site"


class _Talk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Bucket

    def log_message(self, *_said: Any) -> None:
        """Say nothing."""

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if self._may(content):
            self.server.files[self._name()] = content
            self._answer(200)

    def do_GET(self) -> None:
        if self._may():
            if self._name():
                self._answer_file()
            else:
                self._answer(200, self._listed())

    def do_HEAD(self) -> None:
        if self._may():
            self._answer_file()

    def do_DELETE(self) -> None:
        if self._may():
            self.server.files.pop(self._name(), None)
            self._answer(204)

    def _name(self) -> str:
        """The key asked for; empty for the bucket itself."""
        return unquote(urlsplit(self.path).path).removeprefix(f"/{BUCKET}").lstrip("/")

    def _answer_file(self) -> None:
        content = self.server.files.get(self._name())
        if content is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        else:
            self._answer(200, content)

    def _listed(self) -> bytes:
        asked = parse_qs(urlsplit(self.path).query)
        prefix, after = asked.get("prefix", [""])[0], asked.get("continuation-token", [""])[0]
        names = sorted(name for name in self.server.files if name.startswith(prefix) and name > after)
        files = "".join(
            f"<Contents><Key>{escape(name)}</Key><Size>{len(self.server.files[name])}</Size>"
            "<LastModified>2026-01-01T00:00:00Z</LastModified></Contents>"
            for name in names[:MOST]
        )
        more = f"<NextContinuationToken>{escape(names[MOST - 1])}</NextContinuationToken>" if names[MOST:] else ""
        return f"<ListBucketResult>{files}{more}</ListBucketResult>".encode()

    def _may(self, content: bytes = b"") -> bool:
        """Whether the request is signed with the bucket's keys; answers 403 if not."""
        signed = _SIGNED.fullmatch(self.headers.get("Authorization", ""))
        if signed and signed[1] == KEY and hmac.compare_digest(signed[5], self._signature(signed, content)):
            return True
        self._answer(403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>")
        return False

    def _signature(self, signed: re.Match[str], content: bytes) -> str:
        _key, day, region, names, _signature = signed.groups()
        parts, given = urlsplit(self.path), self.headers["x-amz-content-sha256"]
        if given != "UNSIGNED-PAYLOAD" and given != hashlib.sha256(content).hexdigest():
            return ""
        headers = "".join(f"{name}:{self.headers[name].strip()}\n" for name in names.split(";"))
        query = "&".join(sorted(parts.query.split("&")))
        request = f"{self.command}\n{parts.path}\n{query}\n{headers}\n{names}\n{given}"
        scope = f"{day}/{region}/s3/aws4_request"
        stamp = self.headers["x-amz-date"]
        text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
        key = f"AWS4{SECRET}".encode()
        for word in (day, region, "s3", "aws4_request"):
            key = hmac.digest(key, word.encode(), "sha256")
        return hmac.digest(key, text.encode(), "sha256").hex()

    def _answer(self, status: int, content: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"')
        self.send_header("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


@contextmanager
def running() -> Iterator[Bucket]:
    """A bucket that answers while the block lasts."""
    with Bucket() as bucket:
        thread = Thread(target=bucket.serve_forever)
        thread.start()
        try:
            yield bucket
        finally:
            bucket.shutdown()
            thread.join()

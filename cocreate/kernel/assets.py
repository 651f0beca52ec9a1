"""Stylesheets, scripts, icons: read once at start, joined, hashed, and served from memory, compressed when first asked.

There is no build step. ``css/site.css`` and ``js/site.js`` exist only here: each is the files of its folder joined.
Every asset is known by its plain address (``/static/icons.svg``, kept for an hour) and by one that carries the hash
of its content (``/static/icons.5f3a….svg``, kept for ever); pages use the second through ``asset()``.
"""

import gzip
import hashlib
import mimetypes
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from wsgiref.types import StartResponse, WSGIEnvironment

import brotli
from flask import Flask
from werkzeug.wrappers import Request, Response

PREFIX = "/static/"
CSS_FIRST = ("vendor/bootstrap-reboot.min.css", "css/tokens.css", "css/base.css")
COMPRESSIBLE = frozenset({".css", ".js", ".svg", ".json", ".txt"})
TYPES = {".js": "text/javascript", ".svg": "image/svg+xml"}
FOR_EVER = "public, max-age=31536000, immutable"
FOR_AN_HOUR = "public, max-age=3600"

WsgiApp = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]


@dataclass(frozen=True)
class Asset:
    """One file as it is served, and its two addresses."""

    name: str
    hashed_name: str
    content_type: str
    body: bytes

    @cached_property
    def bodies(self) -> dict[str, bytes]:
        """Body by content coding; "" is the plain one."""
        bodies = {"": self.body}
        if PurePosixPath(self.name).suffix in COMPRESSIBLE:
            bodies["gzip"] = gzip.compress(self.body, 9, mtime=0)
            bodies["br"] = brotli.compress(self.body, quality=9)
        return bodies

    @property
    def etag(self) -> str:
        """The hash within the name."""
        return PurePosixPath(self.hashed_name).suffixes[-2].lstrip(".")


def load(folder: Path) -> dict[str, Asset]:
    """All assets below `folder` by plain name, with the joined stylesheet and script."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
    sheets = [*CSS_FIRST, *(name for name in files if name.startswith("css/") and name not in CSS_FIRST)]
    scripts = [name for name in files if name.startswith("js/")]
    files["css/site.css"] = b"\n".join(files[name] for name in sheets)
    files["js/site.js"] = b'"use strict";\n' + b"\n".join(b"{\n" + files[name] + b"}" for name in scripts)
    return {name: _asset(name, body) for name, body in files.items()}


def _asset(name: str, body: bytes) -> Asset:
    path = PurePosixPath(name)
    digest = hashlib.sha256(body).hexdigest()[:16]
    guessed = TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    content_type = f"{guessed}; charset=utf-8" if path.suffix in COMPRESSIBLE else guessed
    return Asset(name, str(path.with_suffix(f".{digest}{path.suffix}")), content_type, body)


def respond(request: Request, asset: Asset, cache_control: str) -> Response:
    """The answer for `asset` in the smallest coding that the browser takes."""
    accepted = request.accept_encodings
    coding = min((c for c in asset.bodies if not c or accepted[c] > 0), key=lambda c: len(asset.bodies[c]))
    response = Response(asset.bodies[coding], content_type=asset.content_type)
    if coding:
        response.headers["Content-Encoding"] = coding
    response.headers["Cache-Control"] = cache_control
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.set_etag(f"{asset.etag}-{coding}")
    return response.make_conditional(request)


def serving(assets: dict[str, Asset], application: WsgiApp) -> WsgiApp:
    """Wrap `application`: what is an asset is answered before it, without session or database."""
    plain = {PREFIX + asset.name: (asset, FOR_AN_HOUR) for asset in assets.values()}
    hashed = {PREFIX + asset.hashed_name: (asset, FOR_EVER) for asset in assets.values()}
    known = plain | hashed

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        found = known.get(environ.get("PATH_INFO", ""))
        if found is None or environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return application(environ, start_response)
        return respond(Request(environ), *found)(environ, start_response)

    return serve


def install(app: Flask, folder: Path) -> None:
    """Serve the files of `folder` and give templates ``asset(path)``, which raises KeyError for an unknown path."""
    assets = load(folder)
    addresses = {name: PREFIX + asset.hashed_name for name, asset in assets.items()}
    app.jinja_env.globals["asset"] = addresses.__getitem__
    app.wsgi_app = serving(assets, app.wsgi_app)  # type: ignore[assignment]

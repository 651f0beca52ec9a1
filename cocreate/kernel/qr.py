"""Addresses as QR codes."""

import segno
from markupsafe import Markup


def drawn(url: str) -> Markup:
    """`url` as a QR code: an SVG to stand in a page, described beside it."""
    image = segno.make(url, error="m", micro=False)
    return Markup(  # noqa: S704 - drawn of black squares by the library  # nosec B704
        image.svg_inline(border=4, omitsize=True, svgclass="qr", lineclass=None, dark="#000", light="#fff", unit=None)
    )

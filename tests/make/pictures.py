"""Pictures drawn for tests, as files of any kind, and the tricks played with them."""

from io import BytesIO
from typing import Any

from PIL import Image

Colour = str | int | tuple[int, ...]


def drawn(
    width: int = 300,
    height: int = 200,
    kind: str = "PNG",
    mode: str = "RGB",
    colour: Colour = "#b00020",
    **options: Any,
) -> bytes:
    """One even `colour` as a file of `kind`; `options` are those of Pillow's writer."""
    return written(Image.new(mode, (width, height), colour), kind, **options)


def written(picture: Image.Image, kind: str, **options: Any) -> bytes:
    """`picture` as a file of `kind`."""
    made = BytesIO()
    picture.save(made, kind, **options)
    return made.getvalue()


def halves(width: int = 80, height: int = 40) -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", (width, height), "red")
    picture.paste("blue", (width // 2, 0, width, height))
    return picture


def photographed(orientation: int = 1, place: bool = True) -> bytes:
    """A JPEG as a phone writes it: how it was held, which camera and, unless switched off, the place."""
    exif = Image.Exif()
    exif[0x010F] = "Camera of Ming"
    exif[0x0112] = orientation
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: (39.0, 54.0, 26.0), 3: "E", 4: (116.0, 23.0, 50.0)})
    return written(halves(), "JPEG", exif=exif, comment=b"taken at home", quality=95)


def scans(count: int, side: int = 4000) -> bytes:
    """A progressive JPEG whose last scan comes `count` times more: little to send, long to decode."""
    jpeg = drawn(side, side, "JPEG", progressive=True)
    last = jpeg.rindex(b"\xff\xda")
    return jpeg[:last] + jpeg[last:-2] * (count + 1) + b"\xff\xd9"

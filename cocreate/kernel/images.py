"""Pictures from outside, made harmless: only their pixels go on, in files written anew.

`read` decodes what claims to be a picture, bounded before a pixel is touched; `prepare` makes from it the two
sizes the site shows and a blurred placeholder. Nothing else of the file survives: no place, no camera, no comment,
no second picture or program behind it. That is also why a tail behind the picture is no reason to refuse it:
many phones hang a film there.
"""

import base64
import hashlib
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from threading import BoundedSemaphore

from flask_babel import gettext as _
from PIL import Image, ImageCms, ImageFile, UnidentifiedImageError

from cocreate.kernel.errors import Invalid

FORMATS = ("JPEG", "PNG", "WEBP")
TYPE = "image/webp"  # of what `prepare` makes
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
MIN_SIDE = 16  # pixels
LARGE, SMALL = 1600, 640  # pixels of the longer side
PLACEHOLDER = 16  # pixels of the longer side
# A long screenshot is made to be read: it keeps this width, in pixels, up to this height.
SCROLL_WIDTH, SCROLL_HEIGHT = 720, 8000
MOST = {LARGE: 800_000, SMALL: 120_000}  # bytes
QUALITIES = (80, 65, 45, 25)
# The usual progressive JPEG has ten scans; one of thousands, each over all its pixels, would be decoded for minutes.
MAX_SCANS = 100

_SRGB = ImageCms.createProfile("sRGB")
# What decoders raise when they meet what no encoder wrote.
_BROKEN = (
    *(OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, MemoryError),
    *(struct.error, zlib.error, Warning),
)
# In a JPEG's coded pixels 0xFF stands for itself before 0x00; 0x01 and the restarts are markers that no length follows.
# However many 0xFF stand before a marker, the last one is enough: to count them would take their number squared.
_MARKER = re.compile(rb"\xff([^\x00\x01\xd0-\xd7\xff])")
_START_OF_SCAN, _END_OF_PICTURE = 0xDA, 0xD9
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_at_work = BoundedSemaphore(2)  # decoded at once in a process: some 200 MB each at worst


@dataclass(frozen=True)
class Prepared:
    """A picture as the site keeps it: two WebP files and their measures, those of the large one in pixels.

    `placeholder` is a ``data:`` address of a few hundred bytes, `digest` the SHA-256 of the large file, in hex.
    """

    large: bytes
    small: bytes
    width: int
    height: int
    placeholder: str
    digest: str


def prepare(content: bytes, field: str) -> Prepared:
    """The picture in `content` as the site shows it, on white where it was transparent. Raises as `read`."""
    large, kept = _encoded(_opaque(read(content, field, LARGE, scrolls=True)), MOST[LARGE])
    return Prepared(
        large=kept,
        small=_encoded(_thumbnail(large), MOST[SMALL])[1],
        width=large.width,
        height=large.height,
        placeholder=_placeholder(large),
        digest=hashlib.sha256(kept).hexdigest(),
    )


def read(content: bytes, field: str, edge: int, scrolls: bool = False) -> Image.Image:
    """The picture in `content`, upright, in sRGB (``RGB`` or ``RGBA``), with sides of at most `edge` pixels.

    Where it `scrolls`, one much higher than wide may be longer, so that it stays legible. Raises `Invalid` at
    `field` for anything else than one still, whole picture within the bounds.
    """
    if len(content) > MAX_BYTES:
        count = MAX_BYTES // 1024**2
        raise _refused(field, "too-large", _("The picture is too large: at most %(count)s MB.", count=count))
    with _told_at(content, field), _at_work, Image.open(BytesIO(content), formats=FORMATS) as picture:
        _check(picture, content, field)
        size = _scrolled(*picture.size) if scrolls else _size(*picture.size, edge)
        picture.draft(None, size)  # a JPEG is decoded at no more than twice the size needed
        picture.load()
        profile = picture.info.get("icc_profile")
        turn = _turn(picture)
        shrunk = _plain(picture).resize(size, Image.Resampling.LANCZOS)
        pixels = _in_srgb(shrunk, profile)
        return _bare(pixels.transpose(turn) if turn is not None else pixels)


def _check(picture: ImageFile.ImageFile, content: bytes, field: str) -> None:
    """Refuse what would cost too much or is no still picture; so far only the head of the file was read."""
    if picture.width * picture.height > MAX_PIXELS or (picture.format in ("JPEG", "MPO") and _scans(content)):
        raise _too_many_pixels(field)
    if min(picture.size) < MIN_SIDE:
        message = _("The picture is too small: at least %(count)s pixels each way.", count=MIN_SIDE)
        raise _refused(field, "too-small", message)
    # A phone's JPEG of several pictures (MPO) begins with the one that was taken.
    if picture.format in ("PNG", "WEBP") and getattr(picture, "is_animated", False):
        raise _refused(field, "moving", _("Moving pictures cannot be shown here. Send a still one."))


def _scans(content: bytes) -> bool:
    """Whether the JPEG in `content` has more than `MAX_SCANS` scans."""
    found, at = 0, 2
    while marker := _MARKER.search(content, at):
        kind, at = marker[1][0], marker.end()
        if kind == _END_OF_PICTURE or at + 2 > len(content):
            return False
        found += kind == _START_OF_SCAN
        if found > MAX_SCANS:
            return True
        at += int(struct.unpack_from(">H", content, at)[0])
    return False


def _size(width: int, height: int, edge: float) -> tuple[int, int]:
    """The measures within a square of `edge` pixels, never more than there are."""
    scale = min(1.0, edge / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _scrolled(width: int, height: int) -> tuple[int, int]:
    """The measures of the large size."""
    if height <= 2.5 * width:
        return _size(width, height, LARGE)
    return _size(width, height, max(LARGE, min(SCROLL_WIDTH / width * height, SCROLL_HEIGHT)))


def _turn(picture: Image.Image) -> Image.Transpose | None:
    """What sets a decoded `picture` upright, if its metadata can be read and say that it lies."""
    try:
        return _UPRIGHT.get(picture.getexif().get(_ORIENTATION, 1))
    except _BROKEN:
        return None


def _plain(picture: Image.Image) -> Image.Image:
    """`picture` in a mode of eight bits a channel that can be shrunk: ``L``, ``RGB``, ``RGBA`` or ``CMYK``."""
    if picture.mode.startswith("I"):  # 16 bits of grey
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    return picture if picture.mode in ("L", "CMYK") else picture.convert("RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """`picture` in sRGB. Where its profile does not fit it, its numbers are taken to be sRGB already."""
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile:
        try:
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            made = ImageCms.profileToProfile(picture, own, _SRGB, outputMode=mode)
            return made or picture.convert(mode)
        except (ImageCms.PyCMSError, OSError, ValueError):
            return picture.convert(mode)
    return picture.convert(mode)


def _bare(picture: Image.Image) -> Image.Image:
    """The pixels of `picture` and nothing that hung on them."""
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def _opaque(picture: Image.Image) -> Image.Image:
    """`picture` on white: black letters on nothing could not be read on a dark page."""
    if picture.mode == "RGB":
        return picture
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def _thumbnail(picture: Image.Image) -> Image.Image:
    """`picture` for lists and phones; of a very long one only the middle, twice as long as wide."""
    width, height = _middle(*picture.size)
    left, top = (picture.width - width) // 2, (picture.height - height) // 2
    middle = picture.crop((left, top, left + width, top + height))
    return middle.resize(small_size(*picture.size), Image.Resampling.LANCZOS)


def small_size(width: int, height: int) -> tuple[int, int]:
    """The measures of the small file beside a large one of `width` by `height` (unless noise made it smaller still)."""
    return _size(*_middle(width, height), SMALL)


def _middle(width: int, height: int) -> tuple[int, int]:
    return min(width, 2 * height), min(height, 2 * width)


def _encoded(picture: Image.Image, most: int) -> tuple[Image.Image, bytes]:
    """`picture` as WebP of at most `most` bytes, in the best quality for that; if need be, made smaller."""
    for quality in QUALITIES:
        content = _webp(picture, quality)
        if len(content) <= most:
            return picture, content
    return _encoded(picture.reduce(2), most)


def _placeholder(picture: Image.Image) -> str:
    tiny = _webp(picture.resize(_size(*picture.size, PLACEHOLDER), Image.Resampling.BOX), 30)
    return f"data:{TYPE};base64,{base64.b64encode(tiny).decode()}"


def _webp(picture: Image.Image, quality: int) -> bytes:
    made = BytesIO()
    picture.save(made, "WEBP", quality=quality, method=4)
    return made.getvalue()


@contextmanager
def _told_at(content: bytes, field: str) -> Iterator[None]:
    """Whatever the decoders meet in what they were given is the sender's to mend."""
    try:
        yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(field) from error
    except UnidentifiedImageError as error:
        raise _unknown(content, field) from error
    except _BROKEN as error:
        raise _refused(field, "broken", _("The picture is damaged or incomplete. Choose it again.")) from error


def _unknown(content: bytes, field: str) -> Invalid:
    message = _("This is not a picture we can read. Use PNG, JPEG or WebP.")
    if content[4:8] == b"ftyp":  # HEIC and AVIF; a telephone's browser sends JPEG where that alone is asked for
        message = _("This is a HEIC picture. Save it as JPEG and choose it again.")
    return _refused(field, "not-a-picture", message)


def _too_many_pixels(field: str) -> Invalid:
    return _refused(field, "too-large", _("The picture has too many pixels. Make it smaller and try again."))


def _refused(field: str, code: str, message: str) -> Invalid:
    return Invalid(field, message, f"picture-{code}")

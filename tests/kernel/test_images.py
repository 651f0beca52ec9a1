"""Pictures from outside: what is refused, and that nothing but pixels survives."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO

import pytest
from flask import Flask
from flask_babel import force_locale
from PIL import Image, ImageCms, ImageFile

from cocreate.kernel import images
from cocreate.kernel.errors import Invalid
from tests.make.pictures import drawn, halves, photographed, scans, written

pytestmark = pytest.mark.usefixtures("app")
HTML = b"<script>alert(document.cookie)</script>"


def opened(content: bytes) -> Image.Image:
    with Image.open(BytesIO(content)) as picture:
        picture.load()
        return picture


def refusal(content: bytes) -> Invalid:
    with pytest.raises(Invalid) as refused:
        images.prepare(content, "picture")
    assert refused.value.field == "picture"
    return refused.value


@contextmanager
def undecoded() -> Iterator[None]:
    """Whoever decodes a picture inside has failed, however fast it went."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ImageFile.ImageFile, "load", lambda _picture: pytest.fail("a picture was decoded"))
        yield


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is `width` by `height`."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    chunks = [struct.pack(">I", len(c)) + name + c + struct.pack(">I", zlib.crc32(name + c)) for name, c in parts]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_two_files_a_placeholder_and_its_measures(kind: str) -> None:
    made = images.prepare(drawn(2400, 1600, kind), "picture")
    large, small = opened(made.large), opened(made.small)
    assert (large.format, large.size, small.format, small.size) == ("WEBP", (1600, 1067), "WEBP", (640, 427))
    assert (made.width, made.height) == large.size
    assert made.placeholder.startswith("data:image/webp;base64,")
    assert len(made.placeholder) < 400
    assert len(made.digest) == 64


def test_a_small_picture_is_not_made_larger() -> None:
    made = images.prepare(drawn(300, 200), "picture")
    assert opened(made.large).size == opened(made.small).size == (300, 200)


def test_the_same_picture_has_the_same_digest() -> None:
    one, same, other = (images.prepare(drawn(colour=colour), "picture") for colour in ("red", "red", "blue"))
    assert one == same
    assert one.digest != other.digest


def test_nothing_of_the_file_survives_but_its_pixels() -> None:
    sent = photographed()
    assert opened(sent).getexif().get_ifd(0x8825)
    made = images.prepare(sent, "picture")
    for content in (made.large, made.small):
        kept = opened(content)
        assert not dict(kept.getexif())
        assert not set(kept.info) & {"exif", "xmp", "icc_profile", "comment"}
        assert b"Ming" not in content
        assert b"home" not in content
        assert b"EXIF" not in content


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_as_it_was_taken(orientation: int) -> None:
    sent = photographed(orientation)
    upright = images.prepare(sent, "picture")
    expected = {  # where the red half is, for each way of holding the phone
        **dict.fromkeys((1, 4), (10, 20)),
        **dict.fromkeys((2, 3), (70, 20)),
        **dict.fromkeys((5, 6), (20, 10)),
        **dict.fromkeys((7, 8), (20, 70)),
    }[orientation]
    assert (upright.width, upright.height) == ((80, 40) if orientation < 5 else (40, 80))
    red, _green, blue = opened(upright.large).getpixel(expected)  # type: ignore[misc]
    assert red > 200
    assert blue < 60


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize("exif", [b"Exif\0\0garbage", b"Exif\0\0MM\0*\xff\xff\xff\xff", b"\xff" * 900])
def test_metadata_that_make_no_sense_are_no_matter(exif: bytes) -> None:
    assert images.prepare(written(halves(), "JPEG", exif=exif), "picture").width == 80


def test_colours_of_another_space_are_brought_into_srgb() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    swapped = srgb.tobytes().replace(b"rXYZ", b"tXYZ").replace(b"bXYZ", b"rXYZ").replace(b"tXYZ", b"bXYZ")
    for profile in (srgb.tobytes(), lab.tobytes(), b"no profile"):
        assert _pixel(drawn(colour="red", icc_profile=profile)) == (255, 0, 0)
    assert _pixel(drawn(colour="red", icc_profile=swapped)) == (0, 0, 255)


def _pixel(content: bytes) -> tuple[int, ...]:
    pixel = images.read(content, "picture", 100).getpixel((5, 5))
    assert isinstance(pixel, tuple)
    return pixel


def test_every_way_to_keep_pixels_is_understood() -> None:
    assert _pixel(drawn(kind="JPEG", mode="CMYK", colour=(0, 255, 255, 0), quality=100))[0] > 240
    assert _pixel(drawn(mode="I;16", colour=40_000)) == (156, 156, 156)
    assert _pixel(drawn(mode="1", colour=1)) == (255, 255, 255)
    assert _pixel(drawn(mode="L", colour=77)) == (77, 77, 77)
    assert _pixel(drawn(mode="LA", colour=(255, 200))) == (255, 255, 255, 200)
    assert _pixel(written(halves().quantize(4), "PNG")) == (255, 0, 0)
    assert _pixel(drawn(mode="RGB", colour="blue", transparency=(0, 0, 255)))[3] == 0


def test_what_was_transparent_is_white() -> None:
    made = images.prepare(drawn(mode="RGBA", colour=(0, 0, 0, 0)), "picture")
    assert opened(made.large).mode == "RGB"
    assert min(opened(made.large).getpixel((5, 5))) > 250  # type: ignore[arg-type]


def test_a_long_screenshot_stays_legible() -> None:
    made = images.prepare(drawn(1080, 6000), "picture")
    assert opened(made.large).size == (720, 4000)
    assert opened(made.small).size == (320, 640)
    assert images.prepare(drawn(1080, 30_000), "picture").height == 8000
    wide = images.prepare(drawn(6000, 1080), "picture")
    assert opened(wide.large).size == (1600, 288)


def test_noise_stays_within_the_bytes_allowed() -> None:
    channels = [Image.effect_noise((1600, 1600), 255) for _channel in range(3)]
    made = images.prepare(written(Image.merge("RGB", channels), "PNG"), "picture")
    assert len(made.large) <= images.MOST[images.LARGE]
    assert len(made.small) <= images.MOST[images.SMALL]
    assert opened(made.large).size == (made.width, made.height)


def test_a_phones_jpeg_of_several_pictures_is_the_first_one() -> None:
    both = written(halves(), "MPO", save_all=True, append_images=[Image.new("RGB", (80, 40), "green")])
    assert opened(both).format == "MPO"
    assert _pixel(both)[0] > 200


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        drawn(kind="GIF"),
        drawn(kind="BMP"),
        drawn(kind="TIFF"),
        drawn(kind="PDF"),
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg/>",
        HTML,
        b"PK\x03\x04" + drawn(),
        b"\n" + drawn(),
        HTML + drawn(kind="JPEG"),
        b"MZ" + b"\0" * 500,
    ],
)
def test_what_is_no_picture_we_take_is_refused_whatever_it_is_called(content: bytes) -> None:
    error = refusal(content)
    assert error.code == "picture-not-a-picture"
    with force_locale("zh"):
        assert "PNG" in refusal(content).message


def test_heic_is_named() -> None:
    assert "HEIC" in refusal(b"\0\0\0\x24ftypheic" + b"\0" * 100).message


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_cut_off_is_refused(kind: str) -> None:
    noise = Image.effect_noise((400, 400), 90)
    content = written(noise.convert("RGB"), kind)
    for length in (40, 400, len(content) // 2):
        assert refusal(content[:length]).code in ("picture-broken", "picture-not-a-picture")


def test_a_picture_that_is_a_program_as_well_is_only_a_picture_afterwards() -> None:
    jpeg = drawn(kind="JPEG", comment=HTML) + HTML + b"PK\x03\x04"
    made = images.prepare(jpeg, "picture")
    assert HTML not in made.large + made.small


@pytest.mark.parametrize(("width", "height"), [(50_000, 50_000), (1, 2**31 - 1), (10_000, 6_000), (20_000, 20_000)])
def test_too_many_pixels_are_refused_before_one_is_decoded(width: int, height: int) -> None:
    with undecoded():
        assert refusal(png_claiming(width, height)).code == "picture-too-large"


def test_a_picture_that_would_be_decoded_for_minutes_is_refused() -> None:
    with undecoded():
        assert refusal(scans(3000)).code == "picture-too-large"
    assert images.prepare(scans(20, side=200), "picture").width == 200


def test_a_marker_without_a_length_hides_no_scans() -> None:
    """Read as one with a length, TEM (0xFF 0x01) would have 64 KB behind it passed over, which decoders do not."""
    jpeg = scans(0)
    last = jpeg.rindex(b"\xff\xda")
    hidden = b"\xff\x01" + (jpeg[last:-2] * (0xFFDA // len(jpeg[last:-2]))).ljust(0xFFDA, b"\0")
    with undecoded():
        assert refusal(jpeg[:-2] + hidden * 3 + b"\xff\xd9").code == "picture-too-large"


def test_filling_before_a_marker_is_passed_over_once() -> None:
    jpeg = scans(0)  # were the filling counted anew from each of its bytes, this would take five minutes
    assert images.prepare(jpeg[:2] + 200_000 * b"\xff" + jpeg[2:], "picture").width > 0


def test_a_text_that_swells_in_a_png_is_refused() -> None:
    swelling = zlib.compress(b"\0" * 80_000_000)
    chunk = b"zTXtnote\0\0" + swelling
    sent = drawn()
    head = sent.index(b"IDAT") - 4
    whole = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    assert refusal(sent[:head] + whole + sent[head:]).code == "picture-broken"


def test_too_many_bytes_are_refused() -> None:
    assert refusal(drawn() + b"\0" * images.MAX_BYTES).code == "picture-too-large"


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 20_000), (20_000, 15)])
def test_a_picture_too_thin_to_be_seen_is_refused(width: int, height: int) -> None:
    assert refusal(drawn(width, height)).code == "picture-too-small"


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_moving_picture_is_refused(kind: str) -> None:
    frames = [Image.new("RGB", (80, 40), colour) for colour in ("red", "blue")]
    moving = written(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
    assert refusal(moving).code == "picture-moving"


def test_bytes_changed_on_the_way_never_end_in_an_error_of_ours(app: Flask) -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        whole = written(halves(160, 120), kind, exif=opened(photographed()).getexif())
        for at in range(0, len(whole), max(1, len(whole) // 150)):
            bent = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
            with suppress(Invalid):
                images.prepare(bent, "picture")

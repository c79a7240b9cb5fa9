"""Only pixels and resolution of a picture go on; what is hostile or broken is refused."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image, ImageChops

from docgen.load.pictures import MAX_PIXELS, Unusable, reencoded


def drawn(form: str, mode: str = "RGB", **options: object) -> bytes:
    image = Image.linear_gradient("L").convert(mode)
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def png(width: int, height: int, pixels: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_png_keeps_every_pixel(mode: str) -> None:
    data = drawn("PNG", mode)
    before, after = (Image.open(io.BytesIO(d)) for d in (data, reencoded(data)))
    assert before.mode == after.mode
    assert before.tobytes() == after.tobytes()


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_jpeg_loses_next_to_nothing(mode: str) -> None:
    data = drawn("JPEG", mode, quality=60)
    before, after = (Image.open(io.BytesIO(d)) for d in (data, reencoded(data)))
    difference = ImageChops.difference(before.convert("L"), after.convert("L"))
    assert difference.getextrema()[1] <= 3


def test_the_same_bytes_give_the_same_bytes() -> None:
    for data in (drawn("PNG"), drawn("JPEG")):
        first = reencoded(data)
        reencoded.cache_clear()
        assert reencoded(data) == first


def test_what_is_beside_the_pixels_stays_behind() -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    text = chunk(b"tEXt", b"Comment\x00secret place")
    plain = drawn("PNG")
    for data in (
        drawn("JPEG", exif=exif.tobytes(), comment="secret place"),
        drawn("PNG") + b"PK\x03\x04 secret place",
        plain[:33] + text + plain[33:],
        drawn("JPEG") + b"<script>secret place</script>",
    ):
        assert b"secret place" in data
        assert b"secret place" not in reencoded(data)


def test_a_turned_photo_is_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    image = Image.new("RGB", (40, 20))
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif.tobytes())
    assert Image.open(io.BytesIO(reencoded(out.getvalue()))).size == (20, 40)


def test_resolution_is_kept() -> None:
    for data in (drawn("PNG", dpi=(300, 300)), drawn("JPEG", dpi=(300, 300))):
        assert Image.open(io.BytesIO(reencoded(data))).info["dpi"] == pytest.approx(
            (300, 300), 0.01
        )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "neither"),
        (b"GIF89a", "neither"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"\xff\xd8\xff", "damaged"),
        (drawn("PNG")[:200], "damaged"),
        (drawn("JPEG")[:400], "damaged"),
        (png(4, 4, b"not deflated"), "damaged"),
        (png(60_000, 60_000, zlib.compress(bytes(10))), "million"),
        (png(2**31 - 1, 2**31 - 1, b""), "million"),
        (png(4, 4, zlib.compress(bytes(50_000_000))), None),
    ],
)
def test_hostile_pictures(data: bytes, reason: str | None) -> None:
    if reason is None:
        assert len(reencoded(data)) < 1000
        return
    with pytest.raises(Unusable, match=reason):
        reencoded(data)


def test_the_largest_phone_picture_passes() -> None:
    assert MAX_PIXELS >= 7_000 * 5_000

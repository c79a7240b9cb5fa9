"""A picture's bytes are not trusted: decoded and encoded anew, so that only pixels go on.

What a file carries beside its pixels (GPS position, comments, another file behind the end, a
malformed chunk meant for Word) stays behind. Pillow decodes; the same bytes always give the same
bytes with one version of it.
"""

from __future__ import annotations

import io
import warnings
from functools import lru_cache

from docgen.i18n import N_

MAX_BYTES = 20_000_000
MAX_PIXELS = 40_000_000
"""A phone's largest usual picture; 160 MB when decoded."""
_LARGE = 10_000_000
"""Pixels from which a PNG is packed quickly rather than well: five times as fast."""
_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}
_MODES = {
    "PNG": {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"},
    "JPEG": {"L", "RGB", "CMYK"},
}


class Unusable(Exception):  # noqa: N818  (a verdict, not a failure)
    """Why a picture cannot be used: a msgid."""


@lru_cache(maxsize=16)
def reencoded(data: bytes) -> bytes:
    """The picture ``data`` (PNG or JPEG) without anything but its pixels and resolution.

    A JPEG keeps its quantisation tables, so that it loses next to nothing; turned by its EXIF
    orientation, because that goes. Raises Unusable.
    """
    form = next((f for magic, f in _SIGNATURES.items() if data.startswith(magic)), None)
    if form is None:
        raise Unusable(N_("it is neither PNG nor JPEG"))
    # Imported late: most documents have no picture.
    from PIL import Image, ImageFile, ImageOps, JpegImagePlugin, UnidentifiedImageError

    large = N_("it has more than 40 million pixels")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data), formats=[form])
            if image.width * image.height > MAX_PIXELS:
                raise Unusable(large)
            assert isinstance(image, ImageFile.ImageFile)
            options = _options(image, form)
            if isinstance(image, JpegImagePlugin.JpegImageFile):
                options["subsampling"] = JpegImagePlugin.get_sampling(image)
                options["qtables"] = image.quantization
            image.load()
            plain = ImageOps.exif_transpose(image) or image
            if plain.mode not in _MODES[form]:
                plain = plain.convert("RGB")
            plain.info = {k: v for k, v in plain.info.items() if k == "transparency"}
            out = io.BytesIO()
            plain.save(out, form, **options)
    except Image.DecompressionBombError:
        raise Unusable(large) from None
    except (
        UnidentifiedImageError, OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError,
        EOFError, OverflowError, MemoryError, AssertionError,
    ):  # fmt: skip
        raise Unusable(N_("it is damaged")) from None
    return out.getvalue()


def pixels_of(data: bytes) -> int:
    """How many pixels a picture that :func:`reencoded` gave has."""
    from PIL import Image

    with Image.open(io.BytesIO(data)) as image:
        return image.width * image.height


def _options(image: object, form: str) -> dict[str, object]:
    info = getattr(image, "info", {})
    dpi = info.get("dpi")
    options: dict[str, object] = {}
    if isinstance(dpi, tuple) and len(dpi) == 2 and all(10 <= float(d) <= 5000 for d in dpi):
        options["dpi"] = (float(dpi[0]), float(dpi[1]))
    if form == "PNG":
        large = getattr(image, "width", 0) * getattr(image, "height", 0) > _LARGE
        options["compress_level"] = 1 if large else 6
    return options

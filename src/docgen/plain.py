"""Plain texts: all stages hand them on as they are.

There is nothing in them to refuse (validate), to trim or to read as markup (compose), to escape or
to turn into an element (render). Rosters consist of little else; what all stages agree on can be
looked for once, in all texts of a row together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_SPECIAL = "\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff【*&<>\"'\t\n"
_SPACES = " \x7f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_special = re.compile(f"[{_SPECIAL}]").search
_remarkable = re.compile(f"[{_SPECIAL}{_SPACES}]").search


def all_plain(texts: Sequence[str]) -> bool:
    """Whether all ``texts`` are plain. Raises TypeError where one is no text.

    Plain texts are not empty, hold no space at either end, no line break, no character that XML
    knows or forbids, no ``*`` and no placeholder's 【.
    """
    joined = "".join(texts)
    if not _remarkable(joined):
        return "" not in texts
    return not _special(joined) and all(text and text == text.strip() for text in texts)

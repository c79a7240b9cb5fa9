"""The slots that ``issue`` 发文 gives every kind: head, recipients, note, imprint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docgen.content import Block, Head, Imprint, Paragraph, Role, Text
from docgen.kinds import ISSUE
from docgen.record import Record

from .fields import lines_of, literal, show_date

NO_SUFFIX = "无"
# A placeholder 【待填：…】 closes itself: nothing is added to what is still to be written.
_STOPS = "。：:；;.，,】"


def listed(value: Any, end: str, join: str = "、") -> str:
    """Names as one text: a list joined and closed by ``end``; a string as its author wrote it.

    A string without a closing mark is given ``end``, too.
    """
    text = join.join(lines_of(value)) if isinstance(value, list) else str(value).strip()
    return text if not text or text[-1] in _STOPS else text + end


def issue_slots(record: Record) -> dict[str, tuple[Block, ...]]:
    """Head, recipients, note and imprint, as far as the record has them.

    The mark is the signature, or the unit, where ``issue`` does not say [7.2.4].
    """
    issue: Mapping[str, Any] = record.data.get(ISSUE) or {}
    slots: dict[str, tuple[Block, ...]] = {"head": (_head(record.data, issue),)}
    recipients, below = issue.get("recipients"), issue.get("recipients_below") is True
    if recipients and not below:
        content = literal(listed(recipients, "："))
        slots["recipients"] = (Paragraph(content, Role.SALUTATION),)
    if note := issue.get("note", "").strip():
        slots["note"] = (Paragraph((Text(_bracketed(note)),), Role.NOTE),)
    imprint = Imprint(
        listed(recipients, "。") if recipients and below else "",
        listed(issue.get("copies_to", ""), "。"),
        issue.get("issuer", "").strip(),
        show_date(issue.get("issued", "")),
    )
    if imprint != Imprint():
        slots["imprint"] = (imprint,)
    return slots


def stamps(record: Record) -> list[Block]:
    """The posts beside which a signature stamp is set [7.3.5.3], one a line."""
    signed = (record.data.get(ISSUE) or {}).get("signed_by", ())
    return [
        Paragraph(
            literal(f"{s['post']}\u3000\u3000{s.get('name', '').strip()}".rstrip()), Role.STAMP
        )
        for s in signed
    ]


def _head(data: Mapping[str, Any], issue: Mapping[str, Any]) -> Head:
    own = issue.get("mark") or data.get("signature") or data.get("unit") or ""
    secrecy = [issue.get("secrecy", ""), issue.get("secrecy_term", "").strip()]
    suffix = issue.get("mark_suffix")
    return Head(
        mark=tuple(lines_of(own)),
        suffix="" if suffix == NO_SUFFIX else suffix,
        number=issue.get("number", "").strip(),
        signers=tuple(lines_of(issue.get("signers", []))),
        copy_number=issue.get("copy_number", ""),
        secrecy="★".join(filter(None, secrecy)),
        urgency=issue.get("urgency", ""),
        preprinted=issue.get("preprinted") is True,
    )


def _bracketed(text: str) -> str:
    return text if text[:1] in "（(" else f"（{text}）"

"""The manual: one page a code, with why, a bad and a good example. ``docgen explain`` prints it."""

from __future__ import annotations

import re
from functools import cache

from docgen.diagnostics import RULES, Rule, Severity
from docgen.i18n import N_, translate

from .page import Page

_SEVERITIES = {
    Severity.ERROR: N_("An error: no document is made."),
    Severity.WARNING: N_("A warning: the document is made; with --strict it is not."),
    Severity.INFO: N_("A note: the document is made."),
}
_HOLE = re.compile(r"\{\w+\}")


@cache
def pages() -> dict[str, Page]:
    """All pages by code."""
    from . import batches, outputs, sources, templates, values

    rooms = (sources, values, templates, batches, outputs)
    return {code: page for room in rooms for code, page in room.PAGES.items()}


def title(code: str) -> str:
    """What the rule says, in the language in use, with … where a finding has names and figures."""
    text = _HOLE.sub("…", translate(RULES[code].message))
    return text.replace("{{", "{").replace("}}", "}")


def page(code: str) -> str:
    """The page of ``code`` as Markdown, in the language in use. Raises KeyError without one."""
    found = pages()[code]
    bad, good = translate(N_("Wrong:")), translate(N_("Right:"))
    cures = [_HOLE.sub("…", translate(hint)) for hint in _hints(RULES[code])]
    lines = [f"## {code}", "", title(code), "", translate(found.why), ""]
    lines += [translate(_SEVERITIES[RULES[code].severity]), ""]
    for label, example in ((bad, found.bad), (good, found.good)):
        fence = "text" if found.form == "template" else found.form
        lines += [label, "", f"```{fence}", example, "```", ""]
    for cure in cures:
        lines += [translate(N_("cure: ")) + cure.replace("{{", "{").replace("}}", "}"), ""]
    return "\n".join(lines)


def _hints(rule: Rule) -> list[str]:
    """The rule's cure, and those for special cases."""
    return [hint for hint in (rule.hint, *rule.hints.values()) if hint]


__all__ = ["Page", "page", "pages", "title"]

"""docxtpl's dialect → Jinja source: tags freed from the runs, paragraphs and rows around them.

``{{ x }}`` and ``{% … %}`` may be split over runs by Word; ``{%p``, ``{%tr``, ``{{p`` stand for
the whole paragraph or row that holds them. What is not known here (``{{r``, ``{%tc``, colspan,
cellbg, vm, hm, ``{%-``) is left to docxtpl itself: see :mod:`docgen.render.reference`.
"""

from __future__ import annotations

import re
from html import unescape

from docgen.diagnostics import TEMPLATE_LOST_TEXT, TEMPLATE_SYNTAX, Diagnostic, Place
from docgen.i18n import N_, translate

_MARKUP = re.compile(r"""(<(?:[^>"']|"[^"]*"|'[^']*')*>)""")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_BLOCK_TAG = re.compile(r"\{([{%#])(tr|p)\s+(.*?)([}%#])\}", re.DOTALL)
_FOREIGN = re.compile(
    r"\{\{r\s|\{%r\s|\{[{%#]tc\s|\{%\s*(?:colspan|cellbg|vm|hm)\b|\{%-|-%\}|\{\{-|-\}\}"
)
_OPEN = re.compile(r"\{\{|\{%|\{#")
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
# docxtpl's way to print braces. It unmasks after rendering, in the data too; here only the
# template's own text is meant.
_MASKS = {"{_{": "{{ '{{' }}", "}_}": "{{ '}}' }}", "{_%": "{{ '{%' }}", "%_}": "{{ '%}' }}"}
_MASK = re.compile("|".join(re.escape(mask) for mask in _MASKS))
_ELEMENTS = {"p": "w:p", "tr": "w:tr"}


def has_tags(xml: str) -> bool:
    """Whether ``xml`` may hold tags: their marks stand in its text, split or not."""
    text = _MARKUP.sub("", xml)
    return _OPEN.search(text) is not None


def foreign_tags(xml: str) -> set[str]:
    """The marks in ``xml`` of the part of the dialect that only docxtpl itself knows."""
    return {" ".join(found.split()) for found in _FOREIGN.findall(_MARKUP.sub("", xml))}


class Patcher:
    """One part's XML being patched; findings gather on it."""

    def __init__(self, xml: str, where: Place, slots: frozenset[str]) -> None:
        self.tokens = _MARKUP.split(xml)
        self.where = where
        self.slots = slots
        self.findings: list[Diagnostic] = []

    def run(self) -> str:
        """The Jinja source."""
        paragraphs = self._paragraphs()
        for number, texts in enumerate(paragraphs, 1):
            if texts:
                self._join(texts, self.where._replace(paragraph=number))
        spans = self._block_tags()
        for start, end, source in sorted(spans, reverse=True):
            self.tokens[start : end + 1] = [source]
        return "".join(self.tokens)

    def _paragraphs(self) -> list[list[int]]:
        """Per paragraph, in order of opening: the indices of the texts of its own runs."""
        out: list[list[int]] = []
        stack: list[list[int]] = []
        in_text = False
        for i, token in enumerate(self.tokens):
            if i % 2:
                name = _name(token)
                if name == "w:p" and not token.endswith("/>"):
                    texts: list[int] = []
                    out.append(texts)
                    stack.append(texts)
                elif name == "/w:p" and stack:
                    stack.pop()
                elif name == "w:t":
                    in_text = not token.endswith("/>")
                elif name == "/w:t":
                    in_text = False
            elif in_text and stack and token:
                stack[-1].append(i)
        return out

    def _join(self, texts: list[int], where: Place) -> None:
        """Make every tag of one paragraph stand whole in one text, as plain Jinja."""
        whole = "".join(self.tokens[i] for i in texts)
        if not _OPEN.search(whole):
            return
        starts, offset = [], 0
        for i in texts:
            starts.append(offset)
            offset += len(self.tokens[i])
        # From the end, so that the offsets before stay true.
        for match in reversed(list(_TAG.finditer(whole))):
            first = _last_at_or_before(starts, match.start())
            last = _last_at_or_before(starts, match.end() - 1)
            tag = unescape(match.group()).translate(_QUOTES)
            head = self.tokens[texts[first]][: match.start() - starts[first]]
            tail = self.tokens[texts[last]][match.end() - starts[last] :]
            if first == last:
                self.tokens[texts[first]] = head + tag + tail
            else:
                self._merge(texts[first : last + 1], head + tag, tail)
            self._preserve(texts[first])
        rest = _TAG.sub("", whole)
        dangling = _OPEN.search(rest)
        if dangling:
            problem = translate(N_("a tag is opened here and not closed"))
            text = rest[max(0, dangling.start() - 10) : dangling.start() + 30]
            self.findings.append(TEMPLATE_SYNTAX.at(where, problem=problem, text=text))

    def _merge(self, texts: list[int], head: str, tail: str) -> None:
        """Put a tag that is split over ``texts`` into the first of them."""
        first, last = texts[0], texts[-1]
        if _only_runs(self.tokens[first + 1 : last]):
            # As docxtpl does: the text behind the tag takes the first run's look.
            self.tokens[first : last + 1] = [head + tail] + [""] * (last - first)
        else:
            for text in texts[1:-1]:
                self.tokens[text] = ""
            self.tokens[first], self.tokens[last] = head, tail

    def _preserve(self, text: int) -> None:
        if self.tokens[text - 1] == "<w:t>":
            self.tokens[text - 1] = '<w:t xml:space="preserve">'

    def _block_tags(self) -> list[tuple[int, int, str]]:
        """Element spans to be replaced by the tags in them: (first token, last token, source)."""
        spans: dict[tuple[int, int], list[str]] = {}
        for i in range(0, len(self.tokens), 2):
            text = self.tokens[i]
            if "{" not in text:
                continue
            for match in _BLOCK_TAG.finditer(text):
                self._claim(spans, i, match.group(2), _jinja(match), match.group())
            for match in _TAG.finditer(text):
                name = match.group()[2:-2].strip()
                if match.group().startswith("{{") and name in self.slots:
                    # A slot in a plain tag can only mean the paragraph.
                    self._claim(spans, i, "p", f"{{{{ {name} }}}}", match.group())
        return [(*span, " " + " ".join(tags)) for span, tags in spans.items()]

    def _claim(
        self, spans: dict[tuple[int, int], list[str]], at: int, unit: str, source: str, tag: str
    ) -> None:
        span = self._enclosing(at, _ELEMENTS[unit])
        if span is None:
            problem = translate(N_("the tag stands outside any paragraph or row"))
            self.findings.append(TEMPLATE_SYNTAX.at(self.where, problem=problem, text=tag))
            return
        if span not in spans:
            spans[span] = []
            inside = "".join(self.tokens[k] for k in range(span[0] + 1, span[1], 2))
            beside = _BLOCK_TAG.sub("", inside)
            for slot in self.slots:
                beside = re.sub(r"\{\{\s*" + slot + r"\s*\}\}", "", beside)
            if beside.strip():
                self.findings.append(
                    TEMPLATE_LOST_TEXT.at(self.where, text=beside.strip()[:40], tag=tag)
                )
        spans[span].append(source)

    def _enclosing(self, at: int, name: str) -> tuple[int, int] | None:
        depth, start = 0, None
        for k in range(at - 1, -1, -2):
            token = self.tokens[k]
            if _name(token) == f"/{name}":
                depth += 1
            elif _name(token) == name and not token.endswith("/>"):
                if depth == 0:
                    start = k
                    break
                depth -= 1
        if start is None:
            return None
        depth = 0
        for k in range(start, len(self.tokens), 2):
            token = self.tokens[k]
            if _name(token) == name and not token.endswith("/>"):
                depth += 1
            elif _name(token) == f"/{name}":
                depth -= 1
                if depth == 0:
                    return start, k
        return None


def _jinja(match: re.Match[str]) -> str:
    opening, _, content, closing = match.groups()
    return f"{{{opening} {content}{closing}}}"


def _name(token: str) -> str:
    end = 1
    while end < len(token) and token[end] not in " \t\r\n>" and not token.startswith("/>", end):
        end += 1
    return token[1:end]


def _last_at_or_before(starts: list[int], offset: int) -> int:
    found = 0
    for i, start in enumerate(starts):
        if start <= offset:
            found = i
    return found


def _only_runs(tokens: list[str]) -> bool:
    """Whether the tokens between two texts close a run and open one, and do nothing else."""
    names = [_name(token).lstrip("/") for token in tokens[::2]]
    return not {"w:hyperlink", "w:ins", "w:smartTag", "w:sdt", "w:fldSimple"} & set(names)


def patch(xml: str, where: Place, slots: frozenset[str]) -> tuple[str, list[Diagnostic]]:
    """The Jinja source of one part's ``xml``, and what is wrong with its tags.

    ``slots`` are the names that stand for blocks (``body``): they take their whole paragraph.
    Findings: T302 (a tag left open or out of place), T307 (text that a tag would swallow).
    """
    patcher = Patcher(xml, where, slots)
    source = _MASK.sub(lambda m: _MASKS[m.group()], patcher.run())
    return source, patcher.findings

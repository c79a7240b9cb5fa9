"""docxtpl's dialect → Jinja source: tags freed from the runs, paragraphs and rows around them.

``{{ x }}`` and ``{% … %}`` may be split over runs by Word; ``{%p``, ``{%tr``, ``{{p`` stand for
the whole paragraph or row that holds them. What is not known here (``{{r``, ``{%tc``, colspan,
cellbg, vm, hm, ``{%-``) is left to docxtpl itself: see :mod:`docgen.render.reference`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from docgen.diagnostics import TEMPLATE_LOST_TEXT, TEMPLATE_SYNTAX, Diagnostic, Place
from docgen.i18n import N_, translate

_MARKUP = re.compile(r"""(<(?:[^>"']|"[^"]*"|'[^']*')*>)""")
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_BLOCK_TAG = re.compile(r"\{([{%#])(tr|p)\s+(.*?)([}%#])\}", re.DOTALL)
_FOREIGN = re.compile(
    r"\{\{r\s|\{%r\s|\{[{%#]tc\s|\{%\s*(?:colspan|cellbg|vm|hm)\b|\{%-|-%\}|\{\{-|-\}\}"
)
OPEN = re.compile(r"\{\{|\{%|\{#")
_CLOSE = {"{{": "}}", "{%": "%}", "{#": "#}"}
QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
# docxtpl's way to print braces. It unmasks after rendering, in the data too; here only the
# template's own text is meant.
_MASKS = {"{_{": "{{ '{{' }}", "}_}": "{{ '}}' }}", "{_%": "{{ '{%' }}", "%_}": "{{ '%}' }}"}
_MASK = re.compile("|".join(re.escape(mask) for mask in _MASKS))
_ELEMENTS = {"p": "w:p", "tr": "w:tr"}


def has_tags(xml: str) -> bool:
    """Whether ``xml`` may hold tags: their marks stand in its text, split or not."""
    text = _MARKUP.sub("", xml)
    return OPEN.search(text) is not None


def split_markup(xml: str) -> list[str]:
    """``xml`` as texts and the markup between them, by turns."""
    return _MARKUP.split(xml)


def foreign_tags(xml: str) -> set[str]:
    """The marks in ``xml`` of the part of the dialect that only docxtpl itself knows."""
    return {" ".join(found.split()) for found in _FOREIGN.findall(_MARKUP.sub("", xml))}


def _unescaped(tag: str) -> str:
    if "&" not in tag:
        return tag
    from html import unescape

    return unescape(tag)


class Patcher:
    """One part's XML being patched; findings gather on it."""

    def __init__(self, xml: str, where: Place, slots: frozenset[str]) -> None:
        self.tokens = split_markup(xml)
        self.where = where
        self.slots = slots
        self.findings: list[Diagnostic] = []
        self._elements: dict[str, tuple[dict[int, int], dict[int, int]]] = {}

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
                name = markup_name(token)
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
        if not OPEN.search(whole):
            return
        starts, offset = [], 0
        for i in texts:
            starts.append(offset)
            offset += len(self.tokens[i])
        # From the end, so that the offsets before stay true.
        tags = find_tags(whole)
        for match in reversed(tags):
            first = bisect_right(starts, match.start()) - 1
            last = bisect_right(starts, match.end() - 1) - 1
            tag = _unescaped(match.group()).translate(QUOTES)
            head = self.tokens[texts[first]][: match.start() - starts[first]]
            tail = self.tokens[texts[last]][match.end() - starts[last] :]
            if first == last:
                self.tokens[texts[first]] = head + tag + tail
            else:
                self._merge(texts[first : last + 1], head + tag, tail)
            self._preserve(texts[first])
        rest = without(whole, tags)
        dangling = OPEN.search(rest)
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
            for tag in (match.group() for match in find_tags(text)):
                block = _BLOCK_TAG.fullmatch(tag)
                name = tag[2:-2].strip()
                if block:
                    self._claim(spans, i, block.group(2), _jinja(block), tag)
                elif tag.startswith("{{") and name in self.slots:
                    # A slot in a plain tag can only mean the paragraph.
                    self._claim(spans, i, "p", f"{{{{ {name} }}}}", tag)
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
            taken = [m for m in find_tags(inside) if self._takes_all(m.group())]
            beside = without(inside, taken)
            if beside.strip():
                self.findings.append(
                    TEMPLATE_LOST_TEXT.at(self.where, text=beside.strip()[:40], tag=tag)
                )
        spans[span].append(source)

    def _takes_all(self, tag: str) -> bool:
        return _BLOCK_TAG.fullmatch(tag) is not None or tag[2:-2].strip() in self.slots

    def _enclosing(self, at: int, name: str) -> tuple[int, int] | None:
        if name not in self._elements:
            self._elements[name] = self._spans_of(name)
        owners, ends = self._elements[name]
        start = owners.get(at)
        return (start, ends[start]) if start in ends else None

    def _spans_of(self, name: str) -> tuple[dict[int, int], dict[int, int]]:
        """Text → where the innermost element ``name`` around it opens; opening → closing."""
        owners: dict[int, int] = {}
        ends: dict[int, int] = {}
        open_: list[int] = []
        for k, token in enumerate(self.tokens):
            if k % 2 == 0:
                if open_ and token:
                    owners[k] = open_[-1]
            elif markup_name(token) == f"/{name}":
                if open_:
                    ends[open_.pop()] = k
            elif markup_name(token) == name and not token.endswith("/>"):
                open_.append(k)
        return owners, ends


def find_tags(text: str) -> list[re.Match[str]]:
    """The tags of ``text``, in linear time: a regex alone looks for the end of each open one."""
    out = []
    last = {opening: text.rfind(close) for opening, close in _CLOSE.items()}
    at = 0
    while opening := OPEN.search(text, at):
        at = opening.start() + 1
        if opening.end() <= last[opening.group()]:
            tag = TAG.match(text, opening.start())
            assert tag is not None
            at = tag.end()
            out.append(tag)
    return out


def without(text: str, tags: Iterable[re.Match[str]], filler: str = "") -> str:
    """``text`` with each character of ``tags`` replaced by ``filler``."""
    out: list[str] = []
    at = 0
    for tag in tags:
        out += (text[at : tag.start()], filler * len(tag.group()))
        at = tag.end()
    return "".join((*out, text[at:]))


def _jinja(match: re.Match[str]) -> str:
    opening, _, content, closing = match.groups()
    return f"{{{opening} {content}{closing}}}"


def markup_name(token: str) -> str:
    """The element's name in one piece of markup, with a slash before it where it closes."""
    end = 1
    while end < len(token) and token[end] not in " \t\r\n>" and not token.startswith("/>", end):
        end += 1
    return token[1:end]


def plain_tags(xml: str) -> str:
    """``xml`` without paragraphs, its tags as Jinja reads them."""
    out: list[str] = []
    at = 0
    for tag in find_tags(xml):
        out += (xml[at : tag.start()], _unescaped(tag.group()).translate(QUOTES))
        at = tag.end()
    return "".join((*out, xml[at:]))


def _only_runs(tokens: list[str]) -> bool:
    """Whether the tokens between two texts close a run and open one, and do nothing else."""
    names = [markup_name(token).lstrip("/") for token in tokens[::2]]
    return not {"w:hyperlink", "w:ins", "w:smartTag", "w:sdt", "w:fldSimple"} & set(names)


def patch(xml: str, where: Place, slots: frozenset[str]) -> tuple[str, list[Diagnostic]]:
    """The Jinja source of one part's ``xml``, and what is wrong with its tags.

    ``slots`` are the names that stand for blocks (``body``): they take their whole paragraph.
    Findings: T302 (a tag left open or out of place), T307 (text that a tag would swallow).
    """
    patcher = Patcher(xml, where, slots)
    source = _MASK.sub(lambda m: _MASKS[m.group()], patcher.run())
    return source, patcher.findings

"""The structure of one part: cheap rules, one pass, each with a reason in Word."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from docgen.i18n import N_

_BLOCKS = {"w:p", "w:tbl", "w:sdt"}
# Where each element may not stand; anything else (content controls, revisions) is left to Word.
_NOT_IN = {
    "w:p": {"w:p", "w:r", "w:t", "w:tbl", "w:tr"},
    "w:tbl": {"w:p", "w:r", "w:t", "w:tbl", "w:tr"},
    "w:tr": {"w:body", "w:p", "w:r", "w:t", "w:tc", "w:tr"},
    "w:tc": {"w:body", "w:p", "w:r", "w:t", "w:tc", "w:tbl"},
    "w:r": {"w:body", "w:tbl", "w:tr", "w:tc", "w:r", "w:t", "w:hdr", "w:ftr"},
    "w:t": {"w:body", "w:p", "w:tbl", "w:tr", "w:tc", "w:t"},
    "w:br": {"w:p", "w:t", "w:body", "w:tc"},
    "w:tab": {"w:p", "w:t", "w:body", "w:tc"},
}
_HOLDS_NO_TEXT = {"w:body", "w:p", "w:r", "w:tbl", "w:tr", "w:tc", "w:hdr", "w:ftr", "w:pPr"}

MISPLACED = N_("a paragraph, a table or a run stands where Word cannot have it")
OPEN_CELL = N_("a table cell does not end with a paragraph")
NO_ROWS = N_("a table has no rows, or a row no cells")
GRID = N_("a table row is wider than its table")
SAME_ID = N_("two drawings have the same number")
OUTSIDE = N_("there is text outside any paragraph")


@dataclass(slots=True)
class _Open:
    name: str
    children: int = 0
    last_block: str = ""
    columns: int = 0
    width: int = 0


@dataclass(slots=True)
class _Reader:
    stack: list[_Open] = field(default_factory=lambda: [_Open("")])
    problems: dict[str, None] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    drawings: set[str] = field(default_factory=set)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        above = self.stack[-1]
        if above.name in _NOT_IN.get(name, ()):
            self.problems[MISPLACED] = None
        if name in _BLOCKS:
            above.last_block = name
        match name:
            case "w:tr" | "w:tc":
                above.children += 1
                if name == "w:tc":
                    above.width += 1
            case "w:gridCol":
                self._around("w:tbl").columns += 1
            case "w:gridSpan" | "w:gridBefore" | "w:gridAfter":
                span = attributes.get("w:val", "")
                if span.isdecimal():
                    extra = int(span[:4]) - (name == "w:gridSpan")
                    self._around("w:tr").width += extra
            case "wp:docPr":
                number = attributes.get("id", "")
                if number in self.drawings:
                    self.problems[SAME_ID] = None
                self.drawings.add(number)
        self.stack.append(_Open(name))

    def end(self, name: str) -> None:
        done = self.stack.pop()
        match name:
            case "w:tc" if done.last_block == "w:tbl" or not done.last_block:
                self.problems[OPEN_CELL] = None
            case "w:tbl" | "w:tr" if not done.children and not done.last_block:
                self.problems[NO_ROWS] = None
        if name == "w:tr":
            table = self._around("w:tbl")
            if table.columns and done.width > table.columns:
                self.problems[GRID] = None

    def text(self, text: str) -> None:
        name = self.stack[-1].name
        if name == "w:t":
            self.texts.append(text)
        elif name in _HOLDS_NO_TEXT and text.strip():
            self.problems[OUTSIDE] = None

    def _around(self, name: str) -> _Open:
        return next((o for o in reversed(self.stack) if o.name == name), self.stack[0])


def read_part(xml: bytes) -> tuple[str, list[str]]:
    """The text of all runs of one part, and what is wrong with its structure (msgids).

    Rules: well-formed; paragraphs, tables, rows, cells and runs only where they may be (Word does
    not open the file otherwise); a cell ends with a paragraph [ECMA-376 Part 1, 17.4.65]; a table
    has rows, a row cells, and no more than the grid has columns; drawings have numbers of their own
    [20.4.2.5]; no text outside runs, which Word drops without a word.
    """
    reader = _Reader()
    parser = expat.ParserCreate("UTF-8")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        return "", [expat.errors.messages[error.code] if error.code else str(error)]
    return "".join(reader.texts), list(reader.problems)

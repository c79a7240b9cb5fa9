"""Diagnostic: one finding, as data. Stages yield them; only a reporter prints.

A :class:`Rule` owns code, severity, wording and cure; a diagnostic is a rule at a place with its
arguments, so that the wording can be chosen late, in the reader's language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from .i18n import N_, explain, translate

Path = tuple[str | int, ...]
"""Where in the data: ``("work", 0, "heading")``."""


class Severity(StrEnum):
    """ERROR stops generation; WARNING and INFO do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Place(NamedTuple):
    """A place in an input: file with line and column (from 1), or a part with its paragraph.

    ``sheet`` and ``cell`` are for workbooks; in a text that is a table, such as a CSV file,
    ``column`` counts cells, and ``cell`` is what Excel would call this one. ``row`` is the
    roster's data row, from 1: title, header and example rows do not count, wherever a message
    speaks of one. In a part, ``table``, ``table_row`` and ``table_column`` name a cell (from 1),
    ``paragraph`` counts those of the cell, or of the part outside tables, and ``column`` is a
    character of ``text``, the paragraph's own.
    """

    file: str = ""
    line: int | None = None
    column: int | None = None
    part: str | None = None
    paragraph: int | None = None
    sheet: str | None = None
    cell: str | None = None
    row: int | None = None
    table: int | None = None
    table_row: int | None = None
    table_column: int | None = None
    text: str | None = None

    @property
    def is_cell(self) -> bool:
        """Whether it is in a table: a workbook, a CSV file, the answer of a database."""
        return self.cell is not None or (self.row is not None and self.line is None)

    def __str__(self) -> str:
        out = self.file
        if self.line is not None:
            out += f":{self.line}"
            if self.column is not None:
                out += f":{self.column}"
        if self.sheet is not None:
            out += f" {self.sheet}!{self.cell}"
        if self.part is not None:
            out += f" › {_part_name(self.part)}"
            if self.table is not None:
                cell = translate(N_("table {table} row {row} column {column}"))
                out += " › " + cell.format(
                    table=self.table, row=self.table_row, column=self.table_column
                )
            if self.paragraph is not None:
                out += " › " + translate(N_("paragraph {n}")).format(n=self.paragraph)
        if self.row is not None:
            out += " " + translate(N_("(data row {n})")).format(n=self.row)
        return out


_PARTS = {
    "document": N_("the text"),
    "header": N_("header {n}"),
    "footer": N_("footer {n}"),
    "footnotes": N_("the footnotes"),
    "endnotes": N_("the endnotes"),
}
_PART = re.compile(r"word/([a-z]+)(\d*)\.xml")


def _part_name(part: str) -> str:
    """What Word's user calls the part; its own name where there is no other."""
    match = _PART.fullmatch(part)
    if match is None or match[1] not in _PARTS:
        return part
    return translate(_PARTS[match[1]]).format(n=match[2]).strip()


def dotted(path: Path) -> str:
    """``("work", 0, "heading")`` as ``work[1].heading``: list positions count from 1."""
    out = ""
    for step in path:
        if isinstance(step, int):
            out += f"[{step + 1}]"
        else:
            out += f".{step}" if out else step
    return out


class Rule(NamedTuple):
    """A kind of finding; ``message`` and ``hint`` are msgids with ``{named}`` arguments.

    ``hints`` are the cures for special cases: ``cell``, where the data is a table, or whatever a
    finding gives as its argument ``because``.
    """

    code: str
    severity: Severity
    message: str
    hint: str
    hints: Mapping[str, str] = MappingProxyType({})

    def at(self, where: Place | None = None, path: Path = (), **args: Any) -> Diagnostic:
        """This rule, found at ``where`` under ``path``."""
        return Diagnostic(self.code, where or Place(), path, args)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding; compares and pickles by value. ``strict`` makes a warning an error.

    Where it stands for others that are alike, ``more`` is their number and ``also`` the places of
    the first few.
    """

    code: str
    where: Place
    path: Path = ()
    args: Mapping[str, Any] = field(default_factory=dict)
    strict: bool = False
    also: tuple[Place, ...] = ()
    more: int = 0

    @property
    def rule(self) -> Rule:
        """The rule that was broken."""
        return RULES[self.code]

    @property
    def severity(self) -> Severity:
        """ERROR, WARNING or INFO."""
        severity = self.rule.severity
        return Severity.ERROR if self.strict and severity is Severity.WARNING else severity

    @property
    def message(self) -> str:
        """What is wrong, in the language in use."""
        return self._fill(self.rule.message)

    @property
    def hint(self) -> str:
        """What to do about it, in the language in use."""
        case = str(self.args.get("because", "cell" if self.where.is_cell else ""))
        return self._fill(self.rule.hints.get(case, self.rule.hint))

    def _fill(self, msgid: str) -> str:
        shown = {
            # These two are often a library's words.
            k: _shown(explain(str(v)) if k in ("problem", "reason") else v)
            for k, v in self.args.items()
        }
        return translate(msgid).format(**shown) if msgid else ""

    def as_dict(self) -> dict[str, Any]:
        """The finding with plain keys, for ``--format json``."""
        where = self.where
        return {
            "code": self.code,
            "severity": str(self.severity),
            "file": where.file,
            "line": where.line,
            "column": where.column,
            "part": where.part,
            "paragraph": where.paragraph,
            "sheet": where.sheet,
            "cell": where.cell,
            "row": where.row,
            "table": where.table,
            "table_row": where.table_row,
            "table_column": where.table_column,
            "text": where.text,
            "path": dotted(self.path),
            "message": self.message,
            "hint": self.hint,
            "page": page_of(self.code),
        }


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return translate(N_(", ")).join(_shown(v) for v in value)
    text = str(value)
    return "".join(c if c.isprintable() or c in "\u3000" else f"\\u{ord(c):04x}" for c in text)


def page_of(code: str) -> str:
    """Where the page of ``code`` stands in the checkout; ``docgen explain`` prints the same."""
    return f"docs/codes.md#{code.lower()}"


def strictly(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The same findings, with every warning an error: what ``--strict`` means."""
    return [replace(d, strict=True) for d in diagnostics]


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any finding stops generation."""
    return any(d.severity is Severity.ERROR for d in diagnostics)


RULES: dict[str, Rule] = {}


def _rule(
    code: str,
    severity: Severity,
    message: str,
    hint: str = "",
    hints: Mapping[str, str] = MappingProxyType({}),
) -> Rule:
    assert code not in RULES, code
    rule = RULES[code] = Rule(code, severity, message, hint, hints)
    return rule


_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

# Source: the file itself.
FILE_MISSING = _rule(
    "S101", _E, N_("cannot read {file}: {reason}"), N_("check the file's name and folder")
)
BAD_ENCODING = _rule(
    "S102",
    _E,
    N_("the file is neither UTF-8 nor GBK text"),
    N_("save it again as UTF-8 (in Notepad: Save as, encoding UTF-8)"),
)
BAD_YAML = _rule(
    "S103",
    _E,
    N_("not valid YAML near “{field}”: {problem}"),
    N_("check this line and the one above: indents, colons (half-width, then a space), quotes"),
)
BAD_JSON = _rule(
    "S104", _E, N_("not valid JSON: {problem}"), N_("check commas, quotes and brackets here")
)
DUPLICATE_KEY = _rule(
    "S105",
    _E,
    N_("“{key}” stands here twice (first in line {first})"),
    N_("keep one of the two"),
)
NOT_A_MAPPING = _rule(
    "S106",
    _E,
    N_("the file must hold “key: value” lines at its top level"),
    N_("start from `docgen new KIND`"),
)
UNKNOWN_FORMAT = _rule("S107", _E, N_("do not know how to read {file}"), N_("use one of: {known}"))
TOO_LARGE = _rule(
    "S108",
    _E,
    N_("the data is nested too deeply or grows too large when expanded"),
    N_("remove the aliases (*name) or split the file"),
    {
        "deep": N_("nest the lists and groups less deeply"),
        "size": N_("split the file"),
        "workbook": N_("copy the table into a new workbook and save that as .xlsx"),
    },
)
KEY_NOT_TEXT = _rule(
    "S109", _E, N_("a key must be a word, not a list or a mapping"), N_("check the indents here")
)
SEVERAL_DOCUMENTS = _rule(
    "S110",
    _E,
    N_("the file holds more than one document (a line of ---)"),
    N_("keep one document a file"),
)
READ_AS_GBK = _rule(
    "S111",
    _W,
    N_("the file is not UTF-8; it was read as GBK"),
    N_("save it as UTF-8 to be sure that every character is right"),
)
NOT_TEXT = _rule(
    "S114",
    _E,
    N_("this is a Word, Excel or PDF file, not a text file"),
    N_(
        "open it, select all, copy it into Notepad and save it as .txt "
        "(a table in Excel: save it as CSV UTF-8)"
    ),
)
READ_AS_UTF16 = _rule(
    "S112",
    _W,
    N_("the file is UTF-16 text; it was read as such"),
    N_("save it as UTF-8, which every program reads"),
)
MERGE_MARKS = _rule(
    "S113",
    _E,
    N_("two versions of this file were merged and a conflict was left: {mark}"),
    N_("keep one of the two versions and delete the lines of <<<<<<<, ======= and >>>>>>>"),
)
CUT_BY_COMMENT = _rule(
    "S115",
    _W,
    N_("“{text}” is a comment to YAML and will not be in the document"),
    N_(
        "put the whole text in quotes, or below a line ending in |; "
        "if it is a comment, give it a line of its own"
    ),
)
CELL_TOO_LONG = _rule(
    "S116",
    _E,
    N_("a cell is longer than 128 KB, or a quotation mark is never closed"),
    N_('look for a " too many in this line and those above, and write one in a text as ""'),
)
QUOTE_OPEN = _rule(
    "S117",
    _E,
    N_("a quotation mark opens here and is not closed: all down to line {last} became one cell"),
    N_('close it or delete it; write a " in a text as ""'),
)

# Validation: Source against the kind's schema.
NO_KIND = _rule(
    "V201",
    _E,
    N_("the data does not say what it is: “kind” is missing"),
    N_("write `kind: …` (or `文种: …`) with one of: {known}"),
)
UNKNOWN_KIND = _rule(
    "V202", _E, N_("there is no kind “{kind}”"), N_("did you mean: {known}? See `docgen kinds`")
)
MISSING = _rule(
    "V203",
    _E,
    N_("{field} ({name}) is missing"),
    N_("add `{name}: …` (or `{title}: …`) here"),
    {"cell": N_("fill in the column “{column}” of this row; where it is missing, add it")},
)
UNKNOWN_FIELD = _rule(
    "V204",
    _E,
    N_("“{key}” is not a field of this place"),
    N_("did you mean: {known}"),
    {
        "merge": N_(
            "the merge key of YAML is not read: write out, in this place, the fields that it "
            "should bring along"
        ),
        "column": N_(
            "if it is a column of your own, put its title in brackets, （{key}）: such columns are "
            "left unread. Usual are {known}; `docgen new {kind}` shows all fields there are"
        ),
        "near": N_(
            "did you mean: {known}? If it is a column of your own, put its title in brackets, "
            "（{key}）: such columns are left unread"
        ),
    },
)
BOTH_NAMES = _rule(
    "V205",
    _E,
    N_("“{key}” and “{other}” are the same field (the other in line {line})"),
    N_("keep one of the two"),
)
WRONG_TYPE = _rule(
    "V206",
    _E,
    N_("{title} must be {expected}, not {found}"),
    N_("write {title} as {expected}"),
    {
        "percent": N_(
            "write the figure without the percent sign: {figure}, not {figure}%; in a workbook, "
            "format the cells as “General” before"
        )
    },
)
NOT_ALLOWED = _rule(
    "V207", _E, N_("{title} “{value}” is not one of the choices"), N_("choose one of: {choices}")
)
OUT_OF_RANGE = _rule("V208", _E, N_("{title} “{value}” is out of range"), N_("{limit}"))
TOO_SHORT = _rule(
    "V209",
    _E,
    N_("{title} is empty"),
    N_("fill it in, or remove the line"),
    {"cell": N_("fill in this cell")},
)
TOO_FEW = _rule(
    "V210",
    _E,
    N_("{title} has {found} entries, at least {least} are needed"),
    N_("add entries"),
    {"cell": N_("add rows for it to the sheet “{title}”")},
)
BAD_PATTERN = _rule(
    "V211", _E, N_("{title} “{value}” is not well formed"), N_("write it like {example}")
)
BAD_DATE = _rule(
    "V212",
    _E,
    N_("{title} “{value}” is not a real date"),
    N_("write it like 2026-01-05 or 2026年1月5日"),
)
BAD_SUM = _rule(
    "V213",
    _E,
    N_("{title} add up to {found}, not {expected}"),
    N_("change the figures so that they add up to {expected}"),
)
ILLEGAL_CHARACTER = _rule(
    "V214",
    _E,
    N_("{title} holds the character {character}, which a Word file cannot carry"),
    N_("delete the invisible character in this field (type the text again if need be)"),
)
PLACEHOLDER = _rule(
    "V215", _I, N_("still to be filled in: {value}"), N_("replace 【待填：…】 by the real text")
)
PLACEHOLDER_FINAL = _rule(
    "V216",
    _E,
    N_("a final document must not hold {value}"),
    N_("fill it in, or render without --final"),
)
BAD_SPECIMEN = _rule(
    "V217",
    _E,
    N_("“{value}” does not show how to number"),
    N_("write the first number as it should look: 一、 （一） 1. （1） ① 一是 第一个问题： or 无"),
)
ROW_WIDTH = _rule(
    "V218",
    _E,
    N_("this row has {found} cells, the table has {expected} columns"),
    N_('add or remove cells (an empty one is "")'),
)
BAD_PICTURE = _rule(
    "V219",
    _E,
    N_("cannot use the picture “{file}”: {reason}"),
    N_("put a PNG or JPEG file beside the data file and name it by its relative path"),
)
TOO_DEEP = _rule(
    "V220",
    _E,
    N_("this heading is on level {level}; documents have five levels"),
    N_("move it up, or turn it into text"),
)
SCHEMA_OTHER = _rule(
    "V221", _E, N_("{title} is not as it should be: {problem}"), N_("see `docgen schema KIND`")
)
DATES_REVERSED = _rule(
    "V222",
    _E,
    N_("{title} ({value}) is before {other}"),
    N_("correct one of the two dates"),
)
UNKNOWN_DATE = _rule(
    "V231",
    _E,
    N_("{title} “{value}” is not written in a way known for dates"),
    N_("write year, month and day, like 2026-01-05 or 2026年1月5日"),
)

# Habits of good documents: warnings, errors with --strict.
UNANSWERED = _rule(
    "V223",
    _W,
    N_("this problem has neither a measure nor a plan that answers it"),
    N_("say what will be done: write `{measure}: …` here, or fill in {plans}"),
)
UNASSIGNED = _rule(
    "V224",
    _W,
    N_("this plan names neither who is responsible nor by when"),
    N_("write `{owner}: …` or `{deadline}: …` here, as the other plans do"),
)
LEVEL_SKIPPED = _rule(
    "V225",
    _W,
    N_("the heading “{heading}” skips a level: its number comes below “{above}”"),
    N_("number it like “{expected}”; levels run 一、 （一） 1. （1）"),
)
HEADING_TWICE = _rule(
    "V226",
    _W,
    N_("the heading “{heading}” stands here twice (first in line {first})"),
    N_("give each heading words of its own, or join the two sections"),
)
HALF_WIDTH = _rule(
    "V227",
    _W,
    N_("half-width {marks} in Chinese text: {text}"),
    N_("type it with the Chinese input method: {right}"),
)
BAD_DOCUMENT_NUMBER = _rule(
    "V228",
    _W,
    N_("“{value}” is not well formed as a document number"),
    N_("write it like {example}: the year in full, the number without zeros"),
)
PADDED_DATE = _rule(
    "V229", _W, N_("the date “{value}” is padded with a zero"), N_("write it as {right}")
)
TABLE_SUM = _rule(
    "V230",
    _W,
    N_("column “{column}” adds up to {found}, the total says {total}"),
    N_("correct the total or one of the figures above it"),
)

INVISIBLE = _rule(
    "V232",
    _W,
    N_("{title} holds the character {character}, which nobody sees"),
    N_("delete the invisible character in this field (type the text again if need be)"),
)

# Templates.
TEMPLATE_BROKEN = _rule(
    "T301",
    _E,
    N_("{file} is not a Word template that can be read: {reason}"),
    N_("open it in Word or WPS and save it as .docx"),
)
TEMPLATE_SYNTAX = _rule(
    "T302", _E, N_("a tag in the template is wrong: {problem}"), N_("look at the text: {text}")
)
TEMPLATE_FIELD = _rule(
    "T303",
    _E,
    N_("the template asks for “{field}”, which this kind does not have"),
    N_("did you mean: {known}"),
)
TEMPLATE_EMPTY = _rule(
    "T304",
    _E,
    N_("the template prints “{field}”, which the data does not give"),
    N_("add {field} to the data, or put {{% if {field} %}} … {{% endif %}} around the tag"),
)
TEMPLATE_LIST = _rule(
    "T305",
    _E,
    N_("“{text}” prints a list or a group of fields, not a text"),
    N_("print one of its fields, loop over it, or use {{{{p body }}}}"),
)
TEMPLATE_REFUSED = _rule(
    "T306",
    _E,
    N_("the template does something that is not allowed: {problem}"),
    N_("use plain fields, if and for"),
    {"filter": N_("use plain fields, or one of the filters there are: {known}")},
)
TEMPLATE_LOST_TEXT = _rule(
    "T307",
    _E,
    N_("the text “{text}” beside the tag {tag} would be lost"),
    N_("put the tag into a paragraph (row, cell) of its own"),
)
FIELD_NOT_PRINTED = _rule(
    "T308",
    _W,
    N_("the template prints no “{field}” ({title}); its text is not in the document"),
    N_("add one of these to the template: {ways}"),
)
FIELD_LOST = _rule(
    "T309",
    _E,
    N_("layout {layout} has no place for “{field}” ({title})"),
    N_("choose another layout, or remove the field"),
)
LAYOUT_UNFIT = _rule(
    "T330",
    _E,
    N_("layout {layout} cannot be used for {kind}: it prints {fields}, which {kind} does not have"),
    N_("choose one of: {known}"),
)
UNKNOWN_LAYOUT = _rule(
    "T310", _E, N_("there is no layout “{layout}”"), N_("choose one of: {known}")
)
TEMPLATE_OUTPUT = _rule(
    "T311",
    _E,
    N_("the template gives a damaged document: {problem}"),
    N_(
        "keep {{{{p … }}}} tags in paragraphs of their own, "
        "and loops around whole paragraphs or rows"
    ),
)
BAD_PROFILE = _rule(
    "T312", _E, N_("there is no profile “{profile}”"), N_("give a .yaml file, or one of: {known}")
)
TAG_OPEN = _rule(
    "T313",
    _E,
    N_("the tag “{tag}” is opened here and not closed in this paragraph"),
    N_("close it with {closing}, in the same paragraph"),
)
BLOCK_OPEN = _rule(
    "T314",
    _E,
    N_("“{tag}” is opened here and never closed"),
    N_("put {closing} where it ends"),
)
BLOCK_STRAY = _rule(
    "T315",
    _E,
    N_("“{tag}” has nothing to close or to continue"),
    N_("delete it, or put the matching if or for before it"),
)
TAG_SPACE = _rule(
    "T316",
    _E,
    N_("“{tag}” has a space where none may be"),
    N_("write {right}: no space between {{% and {unit}"),
)
BAD_NAME = _rule(
    "T317",
    _E,
    N_("“{tag}” cannot be a field: {problem}"),
    N_("name one of the kind's fields (`docgen template fields`): {right}"),
)
BLOCKS_IN_TEXT = _rule(
    "T318",
    _E,
    N_("“{tag}” holds formatted text and stands in a plain tag"),
    N_("write {right}, in a paragraph of its own"),
)
LOOP_ACROSS = _rule(
    "T319",
    _E,
    N_("“{tag}” begins in one cell and ends in another ({end})"),
    N_("repeat rows with {{%tr for … %}} and {{%tr endfor %}}, each in a row of its own"),
)
TAG_SPLIT = _rule(
    "T320",
    _I,
    N_("Word has split the tag {tag} into {count} pieces; it was put together"),
    N_("nothing to do; to be rid of it, cut the tag and paste it as plain text"),
)

NO_TEXT_ON_FIRST_PAGE = _rule(
    "T331",
    _W,
    N_("the first page shows no text of the body: head, title and recipients fill it"),
    N_(
        "shorten the title, move the recipients to the imprint (recipients_below: true), "
        "or give a profile with a smaller mark"
    ),
)
MISSING_GLYPHS = _rule(
    "T332",
    _W,
    N_("the font {font} has no {characters}; Word will take another font for it"),
    N_("choose a profile with the font set windows or wps (`docgen fonts`)"),
)
LEFT_TO_DOCXTPL = _rule(
    "T333",
    _I,
    N_("this template uses tags that docgen leaves to docxtpl ({tags}); it works, but slowly"),
    N_("for large batches, write it with fields, {{%p … %}} and {{%tr … %}} only"),
)
LOADED_FROM_OUTSIDE = _rule(
    "T334",
    _W,
    N_("whoever opens the document makes Word load {what} from outside the file: {target}"),
    N_(
        "put it into the file itself (Word: File › Info › Edit Links to Files › Break Link; "
        "a template: Developer › Document Template), or delete it"
    ),
)
FIELDS_LEFT_OUT = _rule(
    "T335",
    _I,
    N_("the template has no place for these optional fields: {fields}"),
    N_("add the tag given behind each field that your data use; its text is left out otherwise"),
)
ASKED_OF_OTHERS = _rule(
    "T336",
    _E,
    N_("whoever opens the document makes Word ask another computer for {what}: {target}"),
    N_(
        "put it into the file itself (Word: File › Info › Edit Links to Files › Break Link; "
        "a template: Developer › Document Template), or delete it"
    ),
)

# Batches.
NAME_TWICE = _rule(
    "B401",
    _E,
    N_("data rows {rows} give the same file name “{name}”"),
    N_("add a field that tells them apart to --name, such as {{{{ {field} }}}}"),
    {
        "same": N_(
            "if it was entered twice, delete one of these rows; if all are meant, add a field that "
            "tells them apart to --name, such as {{{{ {field} }}}}"
        )
    },
)
NAME_EXISTS = _rule(
    "B402",
    _E,
    N_("“{name}” is there already and was left as it is"),
    N_("choose another folder, or give --force to replace it"),
)
NAME_EMPTY = _rule(
    "B403",
    _E,
    N_("“{text}” is no name for a file or a folder"),
    N_("a name is more than spaces and dots; check --name and the row's fields"),
)
EMPTY_ROSTER = _rule("B404", _E, N_("the roster has no rows"), N_("add one row per letter"))
ROW_SHORT = _rule(
    "B454",
    _W,
    N_("this row has {found} cells, the header has {expected}: {missing} were taken as empty"),
    N_(
        "nothing needs doing where they are empty, as some programs leave out empty cells at the "
        "end; where a separator is missing, the cells behind it stand in the wrong columns"
    ),
)
UNKNOWN_SEPARATOR = _rule(
    "B455",
    _E,
    N_("the columns of this file are parted by “{mark}”, which no program reads as a table"),
    N_(
        "replace “{mark}” by a comma (half-width) in the header and between the cells of every "
        "row; or keep the roster as a workbook (.xlsx)"
    ),
)
ROW_CELLS = _rule(
    "B405",
    _E,
    N_("this row has {found} cells, the header has {expected}"),
    N_("check the separators and quotes of this row"),
)
NO_TITLE = _rule(
    "B463",
    _E,
    N_("“{value}” stands in the column {column}, which has no title"),
    N_(
        "give the column its title in the header; where it is one of your own, put the title in "
        "brackets, as （备注）"
    ),
)
UNTITLED_COLUMN = _rule(
    "B465",
    _W,
    N_("the column {column} has no title: what {count} rows say in it is in no letter"),
    N_(
        "give the column its title in the header; where it is one of your own, put the title in "
        "brackets, as （备注）"
    ),
)
BAD_NAME_PATTERN = _rule(
    "B406",
    _E,
    N_("the name pattern “{pattern}” does not work: {problem}"),
    N_("write it like '{example}'"),
)
COLUMN_TWICE = _rule(
    "B407",
    _E,
    N_("columns “{first}” and “{second}” speak of the same field"),
    N_("keep one of the two"),
)
ROW_NOT_MAPPING = _rule(
    "B408", _E, N_("a roster row must be “key: value” pairs"), N_("check this row")
)

NAME_TOO_LONG = _rule(
    "B409",
    _E,
    N_("the file name “{name}” is too long ({found} characters, at most {limit})"),
    N_("shorten what stands here, or give a --name without it, such as '{{{{ {field} }}}}'"),
)

# Runs into a folder, and rosters other than text files.
RUN_CUT_OFF = _rule(
    "B410",
    _E,
    N_("an earlier run into {folder} was cut off"),
    N_("give --resume to finish it; letters that are there and unchanged are kept"),
    {
        "papers": N_(
            "its letters are made, but not its ledger and the other papers: give --resume "
            "to finish them"
        )
    },
)
RUN_ALREADY = _rule(
    "B411",
    _E,
    N_("another run is writing into {folder}"),
    N_("wait until it has ended, or choose another folder"),
)
NOTHING_TO_RESUME = _rule(
    "B412",
    _W,
    N_("there is no run into {folder} to go on with; a new one was started"),
    N_("if there should be one, check the folder given with -o"),
)
NAME_EDITED = _rule(
    "B413",
    _E,
    N_("“{name}” was changed by hand since it was made, and was left as it is"),
    N_("move it away, or give --force to replace it"),
)
NO_LONGER = _rule(
    "B414",
    _W,
    N_("{count} letters of earlier runs belong to no row of this roster, such as “{name}”"),
    N_(
        "nothing needs doing where the roster holds further or mended rows only, or their rows "
        "were refused; letters of units that dropped out may be deleted"
    ),
)
ROSTER_CHANGED = _rule(
    "B415",
    _E,
    N_("the roster changed while the letters were being made"),
    N_("leave the file alone during the run, and start again with --resume"),
    {
        "database": N_(
            "let the query end in ORDER BY with the column that tells the rows apart, so that it "
            "gives them in the same order each time, and start again with --resume"
        )
    },
)
WORKER_DIED = _rule(
    "B417",
    _E,
    N_("a worker process died"),
    N_("start again with --resume; if it dies again, use fewer --jobs: memory may be short"),
    {
        "naming": N_(
            "nothing has been written; start again, and if it dies again, use fewer --jobs: "
            "memory may be short"
        )
    },
)
STOPPED = _rule(
    "B480",
    _E,
    N_("the run was stopped before all letters were made"),
    N_("the same command with --resume goes on; the letters made so far are kept"),
    {"archive": N_("start again: an archive is made from the beginning")},
)
NO_CLUSTER = _rule(
    "B481",
    _E,
    N_("no Dask scheduler answers at {address}: {problem}"),
    N_("check the address, such as tcp://host:8786, and that the scheduler is running"),
)
NO_QUERY = _rule(
    "B420",
    _E,
    N_("a database needs a query"),
    N_("add --query 'SELECT … FROM …'; its columns are named like the fields"),
)
BAD_QUERY = _rule(
    "B421", _E, N_("the database refused: {problem}"), N_("check the address and the query")
)
NO_TEXT = _rule(
    "B460",
    _E,
    N_("{title} holds {value}, which cannot be written in a letter"),
    N_("correct the number in the database, or have the query select NULL in its place"),
    {
        "bytes": N_(
            "these bytes are no text: let the query turn them into one, or leave the column out"
        )
    },
)
QUERY_OF_FILE = _rule(
    "B461",
    _E,
    N_("--query was given, but {file} is no database"),
    N_("leave out --query; or give the database's file (.db, .sqlite) or address with --roster"),
)
SHEET_UNREADABLE = _rule(
    "B422",
    _E,
    N_("{file} is no workbook that can be read"),
    N_(
        "open it in Excel or WPS and save it as .xlsx without a password; if it does not open "
        "there either, it is damaged: have it sent again"
    ),
    {
        "password": N_(
            "it has a password: open it in Excel or WPS, take the password away, and save it as "
            ".xlsx"
        ),
        "text": N_(
            "it is a text or a web page under a workbook's name, as some systems export: open it "
            "in Excel or WPS and save it as .xlsx"
        ),
        "empty": N_("the file is empty (0 bytes): save it again, or have it sent again"),
    },
)
STRAY_CELL = _rule(
    "B423",
    _W,
    N_("the cell {cell} stands far outside the table"),
    N_("delete the rows and columns beyond the table; only its first 200 columns were read"),
)
DIGITS_LOST = _rule(
    "B424",
    _E,
    N_("{title} “{value}” is stored as a number, and a number keeps 15 digits only"),
    N_("format the column as text and type it again"),
)
NO_SUCH_KEY = _rule(
    "B425",
    _E,
    N_(
        "no row of the roster has “{key}” in column “{column}”: what stands here for it is in "
        "no letter"
    ),
    N_("write the name as the roster has it, or delete these lines"),
    {
        "near": N_(
            "did you mean {known}? Write the name alike in both sheets, or delete these lines"
        ),
        "near-part": N_(
            "did you mean {known}? Write the name alike in both sheets, or delete these lines; "
            "where its row was not refused, copy that row from the whole roster into this one, too"
        ),
        "blank": N_("fill in {column} in every one of these lines, or delete them"),
        "part": N_(
            "write the name as the roster has it, or delete these lines; where its row was not "
            "refused, copy that row from the whole roster into this one, too"
        ),
    },
)
CELL_ERROR = _rule(
    "B426",
    _E,
    N_("{title} shows {value}: the formula in this cell has failed"),
    N_("mend the formula, or type the value in its place"),
    {"text": N_("type the value in its place; a formula had failed where this was copied from")},
)
SHEET_NAME = _rule(
    "B427",
    _E,
    N_("the sheet “{name}” was not read, but its columns ({columns}) are those of “{expected}”"),
    N_("name the sheet {expected}; if it is not meant for the letters, move it to another file"),
)
NO_FORMATS = _rule(
    "B428",
    _W,
    N_(
        "{file} does not tell what its cells look like: 15% arrives as 0.15, "
        "and a formula that has failed as an empty cell"
    ),
    N_("open it in Excel or WPS and save it as .xlsx"),
)
FAR_CELL = _rule(
    "B429",
    _E,
    N_("the cell {cell} stands far outside the table; read with it, the workbook has no room"),
    N_("delete the rows and columns beyond the table, or save the workbook as .xlsx"),
)

# What goes with a batch: ledger, reconciliation, print file.
UNBALANCED = _rule(
    "B430",
    _E,
    N_(
        "{unit}: {rows} rows came in, but {made} letters were made, "
        "{unchanged} were unchanged and {refused} were refused"
    ),
    N_("run the batch again with --resume; if this stays, please report it"),
)
NO_LEDGER = _rule(
    "B432",
    _E,
    N_("{file} holds no ledger: no row has the headings 责任单位, 文件 and 签订日期"),
    N_(
        "if it is the ledger, write these three headings into one row again; if it is another "
        "file, give the 签订台账.xlsx beside the letters, or move the file away from there"
    ),
)
NO_LEDGER_HERE = _rule(
    "B449",
    _E,
    N_("there is no ledger in the folder {folder}"),
    N_(
        "give the folder of the letters, or their 签订台账.xlsx itself; of letters in a .zip or at "
        "an address it stands where docgen batch was run"
    ),
)
MERGE_MIXED = _rule(
    "B433",
    _E,
    N_("{file} was not made from the same template as the letters before it"),
    N_("make all letters anew with one template, then merge them"),
)

NO_PAPERS = _rule(
    "B434",
    _W,
    N_("ledger and refused rows were not written: xlsxwriter is not installed"),
    N_("install it: pip install xlsxwriter"),
)

LEDGER_OF_ANOTHER = _rule(
    "B435",
    _W,
    N_("{file} is the ledger of “{whose}”; that of “{title}” is {own}"),
    N_(
        "give every letter a folder of its own; if it is the same letter under a new title, write "
        "“{title}签订台账” into the first line of {file} and delete {own}"
    ),
    {
        "renamed": N_(
            "what was filled in stays in {file} and was not carried over, for what is signed has "
            "the old title; if it holds for the new one too, write “{title}签订台账” into the "
            "first line of {file}, delete {own}, and run the batch again"
        )
    },
)
LEDGER_KEPT = _rule(
    "B436",
    _I,
    N_("the ledger as it was filled in is kept as {file}"),
    N_(
        "what was written into it stands in the new one too, in all cells that the letters leave "
        "empty; colours, formulas, cell comments and lines above the title do not"
    ),
)
LEDGER_OVERRULED = _rule(
    "B470",
    _W,
    N_(
        "{count} cells of the ledger as it was filled in say something else than the letters; the "
        "new ledger has what the letters say: {cells}"
    ),
    N_(
        "correct what is wrong in the roster or the letter and run the batch again; the cells are "
        "those of the ledger as it was, of which a copy is kept in .docgen/ledgers"
    ),
)
LETTERS_RENAMED = _rule(
    "B437",
    _W,
    N_("the letters that were “{whose}” are “{title}” now, and so is their ledger"),
    N_(
        "nothing needs doing where only the title has changed; if these are two letters, make "
        "the other again, into a folder of its own"
    ),
)
ANOTHER_LETTER = _rule(
    "B438",
    _E,
    N_("{count} letters of “{whose}” would be replaced by “{title}”, such as “{name}”"),
    N_(
        "give every letter a folder of its own with -o; if it is the same letter under a corrected "
        "title, add --force, which replaces letters that were changed by hand, too"
    ),
)
UNCLEAR_SIGNING = _rule(
    "B439",
    _W,
    N_("“{text}” under {column} says neither yes nor no, and was counted as no"),
    N_(
        "write the day, such as 2026年1月5日, or 是 where there is none; leave the cell empty, or "
        "write 否, for as long as it is open"
    ),
)
LEDGER_GONE = _rule(
    "B440",
    _W,
    N_("{file} is gone; what had been filled in is taken over from the last copy, {kept}"),
    N_(
        "what was filled in after that copy was kept is not in it: if you still have the ledger, "
        "put it back and run the batch again; to begin anew, clear the cells in the new ledger"
    ),
)
LEDGER_LOST = _rule(
    "B447",
    _W,
    N_(
        "{file}, which an earlier run wrote, is gone, and there is no copy of it; what was filled "
        "in is lost with it"
    ),
    N_(
        "look for it in the recycle bin, put it back in the place of the new one, and run the "
        "batch again; where nothing had been filled in, nothing needs doing. A copy is kept by "
        "each run that finds the ledger filled in"
    ),
)
SIGNED_REMADE = _rule(
    "B441",
    _W,
    N_(
        "{count} letters that are signed are made again with another text, so that file and signed "
        "paper differ: {names}"
    ),
    N_(
        "have them signed again, or undo the change in the letter or the roster and run the batch "
        "again; --dry-run tells before anything is made"
    ),
)
LETTERS_REPLACED = _rule(
    "B444",
    _I,
    N_("{count} letters are made again with another text, in place of those before: {names}"),
    N_(
        "nothing needs doing where the letter or these rows were corrected; --dry-run tells before "
        "anything is made"
    ),
)
REPLACED_BY_FEW = _rule(
    "B445",
    _W,
    N_(
        "this roster, which seems to hold further or mended rows only, replaces {count} letters "
        "that were made before: {names}"
    ),
    N_(
        "nothing needs doing where these rows are corrections; letters that are to stand beside "
        "those before need names of their own, as with --name '{{{{ number }}}}…', or another "
        "folder; one that was replaced is made again from its old row; --dry-run tells before "
        "anything is made"
    ),
)
MAYBE_SIGNED_REMADE = _rule(
    "B446",
    _W,
    N_(
        "{count} letters are made again with another text, and the ledger does not say clearly "
        "whether they are signed: {names}"
    ),
    N_(
        "they are returned without a day of signing, or what stands there is neither yes nor no; "
        "look at the papers, and have those that are signed signed again"
    ),
)
NUMBER_TAKEN = _rule(
    "B448",
    _W,
    N_("{title} “{number}” is that of {name} already, which an earlier run made"),
    N_(
        "give this row another number; if the earlier letter is not valid any more, delete its file"
    ),
)
LETTERS_LEFT_OUT = _rule(
    "B471",
    _W,
    N_(
        "{count} letters that are in {file} now, such as “{name}”, will not be in the new one, "
        "which takes its place"
    ),
    N_(
        "where the roster holds further or mended rows only, give their letters another .zip with "
        "-o; nothing needs doing where these units dropped out"
    ),
)
PRINT_FILE_TAKEN = _rule(
    "B442",
    _E,
    N_(
        "{file} cannot be the print file: a folder, a letter or another file of this run has that "
        "name"
    ),
    N_("give another name with --merge"),
)
PRINT_FILE_NO_WORD = _rule(
    "B472",
    _E,
    N_("{file} cannot be the print file, which is a Word file: its name must end in .docx"),
    N_("give it as --merge {own}; for a PDF, open it in Word or WPS and save it as PDF"),
)
NO_FOLDER = _rule(
    "B473",
    _E,
    N_("letters cannot go to {file}: -o takes a folder, a .zip or an address"),
    N_("write the name of a folder, such as -o 责任书, or of a .zip, such as -o 责任书.zip"),
    {
        "there": N_(
            "a file of that name is there: write the name of a folder, such as -o 责任书, or of a "
            ".zip, such as -o 责任书.zip"
        )
    },
)
NO_WORKBOOK = _rule(
    "B474",
    _E,
    N_("{file} is no ledger: a ledger is a workbook, 签订台账.xlsx"),
    N_(
        "give the 签订台账.xlsx beside the letters, or their folder; of letters in a .zip or at an "
        "address it stands where docgen batch was run"
    ),
)
LEDGER_DAMAGED = _rule(
    "B475",
    _E,
    N_("the ledger {file} cannot be read"),
    N_(
        "open it in Excel or WPS and save it as .xlsx; if it does not open there either, move it "
        "away and run the batch again, which begins a new one"
    ),
    {
        "copy": N_(
            "open it in Excel or WPS and save it as .xlsx; if it does not open there either, move "
            "it away and run the batch again: what had been filled in is then taken over from the "
            "last copy, {kept}"
        )
    },
)
PRINT_FILE_ADDED = _rule(
    "B443",
    _I,
    N_("{file} has the letters of an earlier run and was left; those of this roster are {own}"),
    N_(
        "print both; for one file of all letters, run the batch with one roster of all rows; to "
        "replace {file} all the same, delete it before"
    ),
)

NUMBER_TWICE = _rule(
    "B450",
    _W,
    N_("data rows {rows} have the same {title}, “{number}”"),
    N_(
        "correct the wrong one; or leave the column out and write {title} in the letter with "
        "{{n}} for the number, as in 安责〔2026〕{{n}}号: then letters are numbered one by one"
    ),
)
NEARLY_TWICE = _rule(
    "B464",
    _W,
    N_(
        "data rows {rows} seem to be for the same: their names differ in blanks, width or what "
        "cannot be seen only (“{name}”)"
    ),
    N_("delete the row that is too many; where both are meant, nothing needs doing"),
)
ADDRESSED_ALIKE = _rule(
    "B451",
    _W,
    N_(
        "the roster has no column for {columns}: all {count} letters say “{values}”, as the letter "
        "does"
    ),
    N_(
        "add what is missing ({columns}) as columns and fill them in for every row; where "
        "“{values}” is indeed right for all letters, nothing needs doing"
    ),
)
LEFT_BLANK = _rule(
    "B456",
    _W,
    N_("{title} is empty in this row; {filled} rows have it"),
    N_("fill it in; where it is to be written in by hand, nothing needs doing"),
)
ROSTER_SHEET = _rule(
    "B457",
    _E,
    N_(
        "the sheet “{name}” was not read: it has the columns of “{read}”, and {count} rows that "
        "“{read}” has not"
    ),
    N_(
        "put these rows below those of “{read}”, or move the sheet to a workbook of its own and "
        "run the batch with that, too; if it is not meant for the letters, hide or delete it"
    ),
)
ROSTER_ELSEWHERE = _rule(
    "B458",
    _I,
    N_("the rows were read from the sheet “{read}”: “{first}” has no column of a roster"),
    N_("nothing needs doing where that is right; otherwise name the sheet of the rows 名册"),
)
NO_ROW = _rule(
    "B459",
    _E,
    N_("this line is no row but a total, or says who signs the table: “{text}”"),
    N_("delete the line from the roster"),
)
NO_HEADER = _rule(
    "B462",
    _E,
    N_("no column of this roster is known; where its titles should stand, it says {found}"),
    N_(
        "put a line with the columns' titles above the rows, such as {known}; `docgen roster "
        "template {kind}` writes a blank roster that has it"
    ),
    {"database": N_("name the columns in the query: SELECT … AS {first}, … ; known are {known}")},
)
NO_KEY_COLUMN = _rule(
    "B452",
    _E,
    N_("the sheet “{name}” repeats no column of the roster: whose its lines are is not known"),
    N_("let its first column repeat one that tells the rows apart, out of {columns}"),
)
ENTRIES_ELSEWHERE = _rule(
    "B453",
    _E,
    N_(
        "the sheet “{sheet}” has nothing for “{name}”, but lines for “{near}”, which no row has: "
        "the letter would have the common entries"
    ),
    N_(
        "write the name alike in both sheets; if “{name}” is to have the common entries, delete "
        "the lines of “{near}”"
    ),
)

# Output and environment.
FILE_EXISTS = _rule(
    "O501",
    _E,
    N_("{file} is there already and was left as it is"),
    N_("give --force to replace it, or another name with -o"),
)
CANNOT_WRITE = _rule(
    "O502",
    _E,
    N_("cannot write {file}: {reason}"),
    N_("choose another folder with -o"),
    {
        "open": N_("close it in Word, Excel or WPS, and run the command again"),
        "marked": N_(
            "close it in Word, Excel or WPS, and run the command again; where no program has it "
            "open any more, delete the file named in brackets"
        ),
        "permission": N_(
            "choose a folder with -o that you may write to, or have yourself given the right"
        ),
        "space": N_("make room on the disk, or choose another one with -o"),
        "read-only": N_("choose a place with -o that is not read-only"),
        "long": N_("choose a shorter name, or a folder with a shorter path"),
        "in the way": N_(
            "a file or folder of that name is in the way: choose another name with -o"
        ),
        "gone": N_("check that the folder is there, and the drive connected"),
    },
)
IS_INPUT = _rule(
    "O506",
    _E,
    N_("{file} is what the document is made from; it was not replaced"),
    N_("give another name with -o"),
)
NO_LIBREOFFICE = _rule(
    "O503",
    _E,
    N_("LibreOffice is not installed (no soffice or libreoffice command)"),
    N_("install it (Debian: make setup-full), or open the .docx in Word or WPS"),
)
CONVERSION_FAILED = _rule(
    "O504", _E, N_("LibreOffice made no PDF of {file}: {reason}"), N_("open the .docx and look")
)
NO_RASTERISER = _rule(
    "O505",
    _E,
    N_("cannot draw the pages of {file}: {reason}"),
    N_("install Poppler (Debian: poppler-utils) or PyMuPDF (pip install pymupdf)"),
)
EXTRA_MISSING = _rule(
    "O520",
    _E,
    N_("this needs {module}, which is not installed"),
    N_("install it: pip install {package}"),
)

# Import of plain texts.
NUMBER_GAP = _rule(
    "I601",
    _W,
    N_("the text numbers this “{found}”, by its order it is “{derived}”"),
    N_("check whether a heading before it is missing"),
)
JOINED_LINES = _rule(
    "I602",
    _I,
    N_("{count} lines that were broken inside a sentence were joined"),
    N_("compare the paragraphs with the original"),
)
TIDIED = _rule(
    "I603",
    _I,
    N_("{count} half-width punctuation marks were turned into full-width ones"),
    N_("compare the paragraphs with the original"),
)
GUESSED_KIND = _rule("I604", _I, N_("taken for: {kind}"), N_("give --kind to choose another one"))
NOT_IMPORTED = _rule(
    "I606",
    _E,
    N_("the kind “{kind}” has no field for a part of this text"),
    N_("choose another --kind, or name the fields in its schema under x-docgen, import"),
)
DAMAGED_TEXT = _rule(
    "I605",
    _W,
    N_("the text looks damaged here: {text}"),
    N_("compare it with the original"),
)
EMPTY_TEXT = _rule(
    "I607",
    _E,
    N_("there is no text in the file"),
    N_("check that it is the right file and that it was saved"),
)
TABLE_AS_TEXT = _rule(
    "I608",
    _W,
    N_("lines {lines} look like a table; they became text and lost their empty cells"),
    N_("write them as a table in the data file (columns, rows)"),
)

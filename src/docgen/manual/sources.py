"""The file itself: S1xx."""

from __future__ import annotations

from docgen.i18n import N_

from .page import Page

PAGES = {
    "S101": Page(
        N_(
            "The file is not there under this name, or may not be read. Nothing is made from "
            "nothing."
        ),
        "console",
        "docgen validate 总结.yml",
        "docgen validate 总结.yaml",
    ),
    "S102": Page(
        N_(
            "Bytes that are neither UTF-8 nor GBK would arrive as wrong characters, so "
            "nothing is guessed."
        ),
        "console",
        "iconv -f utf-8 -t latin1//TRANSLIT 总结.yaml > 旧.yaml; docgen validate 旧.yaml",
        "docgen validate 总结.yaml",
    ),
    "S103": Page(
        N_(
            "YAML reads structure from indents, colons and quotes; where they are wrong, "
            "values would land in the wrong field."
        ),
        "yaml",
        ("title：临澄市水务局2026年工作总结\nunit: 临澄市水务局"),
        ("title: 临澄市水务局2026年工作总结\nunit: 临澄市水务局"),
    ),
    "S104": Page(
        N_(
            "JSON allows no comments, no comma after the last entry, and only double "
            "half-width quotes."
        ),
        "json",
        '{"kind": "annual-summary", "title": "总结",}',
        '{"kind": "annual-summary", "title": "总结"}',
    ),
    "S105": Page(
        N_(
            "Of two values under one key a YAML reader silently keeps the last; the other "
            "text would be lost."
        ),
        "yaml",
        ("title: 甲局2026年工作总结\ntitle: 甲局工作总结"),
        "title: 甲局2026年工作总结",
    ),
    "S106": Page(
        N_(
            "A data file is a list of fields with values, so the top level must be “key: "
            "value” lines."
        ),
        "yaml",
        ("- 甲局2026年工作总结\n- 一年来成绩显著。"),
        ("title: 甲局2026年工作总结\nwork: 一年来成绩显著。"),
    ),
    "S107": Page(
        N_("The format is told by the ending of the file's name."),
        "console",
        "docgen validate 总结.txt",
        "docgen import 总结.txt > 总结.yaml",
    ),
    "S108": Page(
        N_(
            "Aliases inside aliases grow without end and would fill the memory; no real "
            "document needs them."
        ),
        "yaml",
        (
            "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
            "b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n"
            "c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\n"
            "d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n"
            "e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]\n"
            "f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]"
        ),
        ("work: &text 正文写一次。\nclosing: *text"),
    ),
    "S109": Page(
        N_("A field has a name, and a name is a word."),
        "yaml",
        "[标题, 单位]: 甲局",
        ("标题: 甲局2026年工作总结\n单位: 甲局"),
    ),
    "S110": Page(
        N_("One file is one document; a second one below --- would never be printed."),
        "yaml",
        ("title: 甲局2026年工作总结\n---\ntitle: 乙局2026年工作总结"),
        "title: 甲局2026年工作总结",
    ),
    "S111": Page(
        N_(
            "GBK has no mark of its own. Read as GBK, a file in another encoding gives wrong "
            "characters."
        ),
        "console",
        "iconv -f utf-8 -t gbk 总结.yaml > 旧.yaml; docgen validate 旧.yaml",
        "docgen validate 总结.yaml",
    ),
    "S112": Page(
        N_("UTF-16 has a mark and is read without loss, but most other programs cannot read it."),
        "console",
        "iconv -f utf-8 -t utf-16 总结.yaml > 旧.yaml; docgen validate 旧.yaml",
        "docgen validate 总结.yaml",
    ),
    "S113": Page(
        N_(
            "Marks of a merge mean that two versions stand in the file; only a person can "
            "say which one holds."
        ),
        "yaml",
        (
            "<<<<<<< HEAD\n"
            "title: 甲局2026年工作总结\n"
            "=======\n"
            "title: 甲局2026年度工作总结\n"
            ">>>>>>> draft"
        ),
        "title: 甲局2026年工作总结",
    ),
    "S114": Page(
        N_(
            "Inside, such a file is no text; read as text it would give nothing but odd characters."
        ),
        "console",
        "docgen import 旧总结.docx -o 总结.yaml",
        "docgen import 旧总结.txt -o 总结.yaml",
    ),
    "S115": Page(
        N_(
            "In YAML a # behind a space begins a comment, in the middle of a sentence too; what "
            "stands behind it would vanish. docgen takes it for a slip where no space follows "
            "the #, and where the sentence plainly goes on behind it: after a single space a "
            "number as in # 50万元 (but no date), or a sentence that has begun before the # and "
            "ends behind it."
        ),
        "yaml",
        "work: 完成 #3 机组检修，全年安全运行。",
        'work: "完成 #3 机组检修，全年安全运行。"',
    ),
    "S116": Page(
        N_(
            "In CSV a text in quotation marks goes on to the next mark, over any number of lines; "
            "one that is missing makes the rest of the file a single cell."
        ),
        "text",
        '乙方单位,编号\n"甲所,1\n乙所,2\n（以下全部读成一格）',
        '乙方单位,编号\n"甲所",1\n乙所,2',
    ),
    "S117": Page(
        N_(
            "In CSV a text in quotation marks goes on to the next mark, over any number of lines; "
            "the rows behind an open one would get no letter, and nobody would be told."
        ),
        "text",
        '乙方单位,编号\n"甲所,1\n乙所,2',
        '乙方单位,编号\n"甲所",1\n乙所,2',
    ),
}

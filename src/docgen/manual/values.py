"""The data against its kind, and the habits of good documents: V2xx."""

from __future__ import annotations

from docgen.i18n import N_

from .page import Page

PAGES = {
    "V201": Page(
        N_("The kind says which fields there are and what becomes of them."),
        "yaml",
        ("kind:\ntitle: 甲局2026年工作总结"),
        ("kind: annual-summary\ntitle: 甲局2026年工作总结"),
    ),
    "V202": Page(
        N_("Only the kinds that `docgen kinds` lists have a schema."),
        "yaml",
        ("kind: 年度总结报告\ntitle: 甲局2026年工作总结"),
        ("kind: 年度工作总结\ntitle: 甲局2026年工作总结"),
    ),
    "V203": Page(
        N_("Without this field the document would have a blank; docgen prints no blanks."),
        "yaml",
        ("kind: annual-summary\ntitle: 甲局2026年工作总结"),
        (
            "kind: annual-summary\n"
            "title: 甲局2026年工作总结\n"
            "unit: 甲局\n"
            "year: 2026\n"
            "work: 全年任务全部完成。"
        ),
    ),
    "V204": Page(
        N_("A field that the kind does not know would be read and never printed."),
        "yaml",
        "主要工做: 抓巡查，抓整改。",
        "主要工作: 抓巡查，抓整改。",
    ),
    "V205": Page(
        N_(
            "A field has an English and a Chinese name; written under both, one of the two "
            "texts would be lost."
        ),
        "yaml",
        ("title: 甲局2026年工作总结\n标题: 甲局工作总结"),
        "标题: 甲局2026年工作总结",
    ),
    "V206": Page(
        N_(
            "The value has another shape than the field: a text where a number belongs, a "
            "list where a text belongs."
        ),
        "yaml",
        "year: 二〇二六",
        "year: 2026",
    ),
    "V207": Page(
        N_("The field takes one of a few fixed words, which other programs and tables rely on."),
        "yaml",
        ("issue:\n  secrecy: 很秘密"),
        ("issue:\n  secrecy: 秘密"),
    ),
    "V208": Page(
        N_("A figure beyond these bounds is a slip of the hand."),
        "yaml",
        "year: 20266",
        "year: 2026",
    ),
    "V209": Page(
        N_(
            "The field is there but says nothing; a title or a name without characters is a "
            "blank in the document."
        ),
        "yaml",
        'signature: ""',
        "signature: 甲局",
    ),
    "V210": Page(
        N_("A list without entries makes a heading or a table without content."),
        "yaml",
        ("kind: responsibility-letter\ntargets: []"),
        (
            "kind: responsibility-letter\n"
            "targets:\n"
            "  - name: 隐患整改率\n"
            "    target: ≥98\n"
            "    weight: 100"
        ),
    ),
    "V211": Page(
        N_(
            "The value must have a fixed form, such as the six figures of a copy number "
            "[GB/T 9704—2012, 7.2.1]."
        ),
        "yaml",
        ("issue:\n  copy_number: 第1份"),
        ('issue:\n  copy_number: "000001"'),
    ),
    "V212": Page(
        N_("The calendar does not have this day, or the date cannot be read."),
        "yaml",
        "date: 2026-02-30",
        "date: 2026年2月28日",
    ),
    "V213": Page(
        N_("Weights that do not add up to 100 make every score wrong."),
        "yaml",
        (
            "kind: responsibility-letter\n"
            "targets:\n"
            "  - {name: 隐患整改率, target: ≥98, weight: 60}\n"
            '  - {name: 培训覆盖率, target: "100", weight: 30}'
        ),
        (
            "kind: responsibility-letter\n"
            "targets:\n"
            "  - {name: 隐患整改率, target: ≥98, weight: 60}\n"
            '  - {name: 培训覆盖率, target: "100", weight: 40}'
        ),
    ),
    "V214": Page(
        N_(
            "A Word file cannot carry control characters; they come from copying and are invisible."
        ),
        "yaml",
        'title: "甲局\\x07工作总结"',
        "title: 甲局工作总结",
    ),
    "V215": Page(
        N_("A gap of the starter file has not been filled in. A draft may have some."),
        "yaml",
        "title: 【待填：标题】",
        "title: 甲局2026年工作总结",
    ),
    "V216": Page(
        N_("A document that is sent out must have no gaps left."),
        "console",
        "docgen new annual-summary -o 总结.yaml; docgen render 总结.yaml --final",
        "docgen render samples/annual-summary.yaml -o 总结.docx --final",
    ),
    "V217": Page(
        N_("How headings are numbered is shown by the first number, with a 一, a 1 or a ① in it."),
        "yaml",
        "numbering: [第二章, （一）]",
        "numbering: [一、, （一）]",
    ),
    "V218": Page(
        N_("Cells would move into the wrong column."),
        "yaml",
        ('figures:\n  - columns: [指标, 计划, 完成]\n    rows:\n      - [水库加固, "9"]'),
        ('figures:\n  - columns: [指标, 计划, 完成]\n    rows:\n      - [水库加固, "9", "8"]'),
    ),
    "V219": Page(
        N_(
            "Pictures are read from the data's own folder only, and nothing is fetched from "
            "the network."
        ),
        "yaml",
        ("work:\n  - heading: 工程进展\n    pictures:\n      - file: ../图/大坝.png"),
        ("work:\n  - heading: 工程进展\n    text: 大坝主体完工。"),
    ),
    "V220": Page(
        N_("Official documents have four levels of headings, office practice a fifth."),
        "yaml",
        (
            "work:\n"
            "  - heading: 一级\n"
            "    sections:\n"
            "      - heading: 二级\n"
            "        sections:\n"
            "          - heading: 三级\n"
            "            sections:\n"
            "              - heading: 四级\n"
            "                sections:\n"
            "                  - heading: 五级\n"
            "                    sections:\n"
            "                      - {heading: 六级, text: 文。}"
        ),
        (
            "work:\n"
            "  - heading: 一级\n"
            "    sections:\n"
            "      - heading: 二级\n"
            "        text: 第三级以下写成一段话。"
        ),
    ),
    "V221": Page(
        N_("The schema has a further rule for this field."),
        "console",
        "echo '双数: 3' >> 试.yaml; docgen validate 试.yaml",
        "docgen schema annual-summary",
    ),
    "V222": Page(
        N_("A term that ends before it begins is a slip in one of the two dates."),
        "yaml",
        ("kind: responsibility-letter\nterm:\n  start: 2026-12-31\n  end: 2026-01-01"),
        ("kind: responsibility-letter\nterm:\n  start: 2026-01-01\n  end: 2026-12-31"),
    ),
    "V223": Page(
        N_("A reader of a problem asks what will be done about it."),
        "yaml",
        ("problems:\n  - heading: 基层人手不足\n    text: 一半水库没有专人管护。"),
        (
            "problems:\n"
            "  - heading: 基层人手不足\n"
            "    text: 一半水库没有专人管护。\n"
            "    measure: 推行区域集中管护。"
        ),
    ),
    "V224": Page(
        N_(
            "A plan that belongs to nobody and ends never is not carried out. Where one plan "
            "of a list is tracked, all are."
        ),
        "yaml",
        (
            "plans:\n"
            "  - heading: 加固水库\n"
            "    owner: 局建设科\n"
            "    deadline: 2027年6月底前\n"
            "  - heading: 更新管网\n"
            "    target: 更新24公里"
        ),
        (
            "plans:\n"
            "  - heading: 加固水库\n"
            "    owner: 局建设科\n"
            "    deadline: 2027年6月底前\n"
            "  - heading: 更新管网\n"
            "    target: 更新24公里\n"
            "    deadline: 2027年底前"
        ),
    ),
    "V225": Page(
        N_(
            "The levels run 一、 （一） 1. （1） [GB/T 9704—2012, 7.3.3]; a level left out looks "
            "like a lost heading."
        ),
        "yaml",
        (
            "numbering: [一、, 1.]\n"
            "work:\n"
            "  - heading: 抓巡查\n"
            "    sections:\n"
            "      - {heading: 汛前巡查, text: 查了三遍。}"
        ),
        (
            "work:\n"
            "  - heading: 抓巡查\n"
            "    sections:\n"
            "      - {heading: 汛前巡查, text: 查了三遍。}"
        ),
    ),
    "V226": Page(
        N_(
            "Two headings of the same words cannot be told apart in a table of contents, and "
            "often one is a copy."
        ),
        "yaml",
        ("work:\n  - {heading: 抓好巡查, text: 汛前查。}\n  - {heading: 抓好巡查, text: 汛后查。}"),
        (
            "work:\n"
            "  - {heading: 抓好汛前巡查, text: 汛前查。}\n"
            "  - {heading: 抓好汛后巡查, text: 汛后查。}"
        ),
    ),
    "V227": Page(
        N_(
            "Chinese text has full-width punctuation; numbers, times, addresses and Latin "
            "text keep theirs."
        ),
        "yaml",
        "work: 抓巡查,抓整改(汛前).",
        "work: 抓巡查，抓整改（汛前）。",
    ),
    "V228": Page(
        N_(
            "A document number has the year in full in 〔〕 and its number without 第 and "
            "without zeros [GB/T 9704—2012, 7.2.5]. Orders are numbered 第27号 [10.2]; minutes "
            "may also be 〔2026〕5号 or 第5期."
        ),
        "yaml",
        "work: 按照澄水发[2026]第01号文件要求，抓好巡查。",
        "work: 按照澄水发〔2026〕1号文件要求，抓好巡查。",
    ),
    "V229": Page(
        N_("Month and day have no zero before them [GB/T 9704—2012, 7.3.5.4]."),
        "yaml",
        "work: 2026年05月01日前完成销号。",
        "work: 2026年5月1日前完成销号。",
    ),
    "V230": Page(
        N_("A total that is not the sum of its column is the first thing a reader checks."),
        "yaml",
        (
            "figures:\n"
            "  - columns: [工程, 投资]\n"
            "    rows:\n"
            '      - [水厂扩建, "120"]\n'
            '      - [河道治理, "160"]\n'
            '      - [合计, "290"]'
        ),
        (
            "figures:\n"
            "  - columns: [工程, 投资]\n"
            "    rows:\n"
            '      - [水厂扩建, "120"]\n'
            '      - [河道治理, "160"]\n'
            '      - [合计, "280"]'
        ),
    ),
    "V231": Page(
        N_(
            "A date is a day of the calendar; words for a time, such as 年底前, belong into "
            "the text."
        ),
        "yaml",
        "date: 年底前",
        "date: 2026年12月31日",
    ),
    "V232": Page(
        N_(
            "Text copied from a web page brings along characters without a width: what looks like "
            "a name is not found, and counts as another one."
        ),
        "yaml",
        'work: "抓巡查\\u200b，补短板。"',
        "work: 抓巡查，补短板。",
    ),
}

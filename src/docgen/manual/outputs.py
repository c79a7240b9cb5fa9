"""Output, environment and the import of plain texts: O5xx, I6xx."""

from __future__ import annotations

from docgen.i18n import N_

from .page import Page

PAGES = {
    "O501": Page(
        N_(
            "A document that is there may have been corrected by hand; it is replaced only "
            "when you say so."
        ),
        "console",
        "docgen render 总结.yaml -o 总结.docx",
        "docgen render 总结.yaml -o 总结.docx --force",
    ),
    "O502": Page(
        N_("Another program holds the file, or the folder may not be written to."),
        "console",
        "docgen render 总结.yaml -o /总结.docx",
        "docgen render 总结.yaml -o 总结.docx",
    ),
    "O503": Page(
        N_("Pages are drawn by LibreOffice; the .docx itself does not need it."),
        "console",
        'python -c "from docgen.preview import to_pdf"',
        "make setup-full",
    ),
    "O504": Page(
        N_("LibreOffice stopped or gave no file, often because another copy of it is running."),
        "console",
        "soffice 总结.docx &",
        "killall soffice",
    ),
    "O505": Page(
        N_("Pictures of pages are drawn from the PDF by Poppler or PyMuPDF."),
        "console",
        "pdftoppm -v",
        "pip install pymupdf",
    ),
    "O506": Page(
        N_("The template or the data would be gone after the first document, even with --force."),
        "console",
        "docgen render 总结.yaml --template 模板.docx -o 模板.docx --force",
        "docgen render 总结.yaml --template 模板.docx -o 总结.docx",
    ),
    "O520": Page(
        N_(
            "The core needs few libraries; databases, clusters and the like bring theirs when "
            "they are asked for."
        ),
        "console",
        "docgen batch letter.yaml --roster postgresql://host/units --query '…' -o out",
        (
            "pip install 'docgen-gongwen[sql]'\n"
            "docgen batch letter.yaml --roster postgresql://host/units --query '…' -o out"
        ),
    ),
    "I601": Page(
        N_("The number in the text is not the one its order gives, so a heading may be missing."),
        "text",
        ("一、总体情况\n三、存在的问题"),
        ("一、总体情况\n二、存在的问题"),
    ),
    "I602": Page(
        N_("Lines broken inside a sentence come from copying out of a PDF or a web page."),
        "text",
        (
            "甲局2026年工作总结\n"
            "一年来，在上级主管部门的指导下，全局上下围绕年初定下的目标，认真学习、\n"
            "齐心协力，任务全部完成。"
        ),
        (
            "甲局2026年工作总结\n"
            "一年来，在上级主管部门的指导下，全局上下围绕年初定下的目标，认真学习、"
            "齐心协力，任务全部完成。"
        ),
    ),
    "I603": Page(
        N_("Half-width punctuation inside Chinese text was replaced, as asked with --tidy."),
        "text",
        "抓巡查,抓整改",
        "抓巡查，抓整改",
    ),
    "I604": Page(
        N_("The text does not say what kind it is; its title and headings were taken for a hint."),
        "console",
        "docgen import 旧文.txt",
        "docgen import 旧文.txt --kind annual-summary",
    ),
    "I605": Page(
        N_(
            "Question marks and boxes in odd places are what a wrong encoding leaves of characters."
        ),
        "text",
        "认真??彻落实",
        "认真贯彻落实",
    ),
    "I606": Page(
        N_("A part of the text would have no field to go to."),
        "console",
        "docgen import 总结.txt --kind responsibility-letter",
        "docgen import 总结.txt --kind annual-summary",
    ),
    "I607": Page(
        N_("An empty file is mostly one that was not saved after the text was pasted into it."),
        "console",
        "touch 总结.txt; docgen import 总结.txt",
        "docgen import 旧文.txt",
    ),
    "I608": Page(
        N_(
            "A table copied out of Word is lines with tabs. Where they do not form a table, or no "
            "field of the kind takes one, the cells run together."
        ),
        "text",
        "清淤\t8\n合计\t128\t",
        'columns: [项目, 完成]\nrows:\n  - [清淤, "8"]\n  - [合计, "128"]',
    ),
}

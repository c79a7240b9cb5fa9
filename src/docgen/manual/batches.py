"""Batches: B4xx."""

from __future__ import annotations

from docgen.i18n import N_

from .page import Page

PAGES = {
    "B401": Page(
        N_("Two letters cannot lie in one file; the later would replace the earlier."),
        "csv",
        ("乙方单位,编号\n甲所,1\n甲所,2"),
        ("乙方单位,编号\n甲所,1\n乙所,2"),
    ),
    "B402": Page(
        N_("A file that is there may have been corrected by hand."),
        "console",
        "docgen batch letter.yaml --roster roster.csv -o out",
        "docgen batch letter.yaml --roster roster.csv -o out --force",
    ),
    "B403": Page(
        N_("The pattern gave no characters for this row."),
        "console",
        ("docgen batch letter.yaml --roster roster.csv -o out --name '{% if number %}{% endif %}'"),
        ("docgen batch letter.yaml --roster roster.csv -o out --name '{{ party_b.unit }}'"),
    ),
    "B404": Page(
        N_("Every row becomes a letter; without rows there is nothing to make."),
        "csv",
        "乙方单位",
        ("乙方单位\n甲所"),
    ),
    "B405": Page(
        N_(
            "A cell too many means that a comma stands inside a text, and everything after "
            "it moved."
        ),
        "csv",
        ("乙方单位,编号\n甲所,1,2"),
        ('乙方单位,编号\n"甲所,一部",1'),
    ),
    "B406": Page(
        N_("The name of every file is made from the fields of its row."),
        "console",
        "docgen batch letter.yaml --roster roster.csv -o out --name '{{ 单位名 }}'",
        "docgen batch letter.yaml --roster roster.csv -o out --name '{{ 乙方.单位 }}'",
    ),
    "B407": Page(
        N_("Two columns of one field contradict each other, or one is empty."),
        "csv",
        ("乙方单位,party_b.unit\n甲所,乙所"),
        ("乙方单位\n甲所"),
    ),
    "B408": Page(
        N_("A row gives values to fields, so it must have both."),
        "yaml",
        "- 甲所",
        "- 乙方单位: 甲所",
    ),
    "B409": Page(
        N_("File systems take names of some 80 Chinese characters at most."),
        "csv",
        (
            "乙方单位\n"
            "甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局甲局"
        ),
        ("乙方单位\n甲局"),
    ),
}

"""Templates: T3xx."""

from __future__ import annotations

from docgen.i18n import N_

from .page import Page

PAGES = {
    "T301": Page(
        N_(
            "A template is a .docx file; an old .doc or a damaged file has no text that can "
            "be filled in."
        ),
        "console",
        "docgen template check 旧模板.doc --kind annual-summary",
        "docgen template check 模板.docx --kind annual-summary",
    ),
    "T302": Page(
        N_("What stands between the braces must be a field, a condition or a loop."),
        "template",
        "{{ title unit }}",
        "{{ title }} {{ unit }}",
    ),
    "T303": Page(
        N_("A field that the kind does not have can never be filled in."),
        "template",
        "{{ titel }}",
        "{{ title }}",
    ),
    "T304": Page(
        N_(
            "The tag would print nothing; docgen prints no blanks where the template "
            "promises a text."
        ),
        "template",
        "{{ keywords }}",
        "{% if keywords %}{{ keywords }}{% endif %}",
    ),
    "T305": Page(
        N_(
            "A list or a group has no text of its own; it must be looped over, or printed as "
            "blocks."
        ),
        "template",
        "{{ attachments }}",
        "{% for a in attachments %}{{ loop.index }}. {{ a.name }} {% endfor %}",
    ),
    "T306": Page(
        N_(
            "Templates come from many hands. They may print, ask and repeat; reaching into "
            "the program is refused."
        ),
        "template",
        "{{ title.__class__ }}",
        "{{ title }}",
    ),
    "T307": Page(
        N_(
            "A tag with p or tr stands for its whole paragraph or row; other text in it "
            "would vanish."
        ),
        "template",
        "{{p body }}以上。",
        "{{p body }}",
    ),
    "T308": Page(
        N_("The text is in the data, and would not be in the document."),
        "template",
        "{{ title }}",
        "{{ title }}\n{{ unit }}\n{{p body }}\n{{p signoff }}\n{{p appendix }}",
    ),
    "T309": Page(
        N_(
            "A shipped layout has places for the kinds it was made for; a field without a "
            "place would be lost."
        ),
        "console",
        "docgen render samples/responsibility-letter.yaml --layout report",
        ("docgen render samples/responsibility-letter.yaml --layout agreement -o 责任书.docx"),
    ),
    "T310": Page(
        N_("Only the layouts that `docgen kinds` lists are there."),
        "console",
        "docgen render samples/annual-summary.yaml --layout 红头",
        "docgen render samples/annual-summary.yaml --layout report -o 总结.docx",
    ),
    "T311": Page(
        N_(
            "The tags stand where Word cannot have their content; Word would call the file damaged."
        ),
        "template",
        "{% for a in attachments %}（一段的开头）{{p body }}{% endfor %}",
        "{{p body }}",
    ),
    "T312": Page(
        N_("A profile is a shipped one, or a .yaml file of your own."),
        "console",
        "docgen render samples/annual-summary.yaml --profile 本单位",
        "docgen render samples/annual-summary.yaml --profile gbt9704 -o 总结.docx",
    ),
    "T313": Page(
        N_("A tag that is not closed is printed as it stands, braces and all."),
        "template",
        "{{ title",
        "{{ title }}",
    ),
    "T314": Page(
        N_("An if or for without its end takes in all the rest of the document."),
        "template",
        "{% if keywords %}{{ keywords }}",
        "{% if keywords %}{{ keywords }}{% endif %}",
    ),
    "T315": Page(
        N_(
            "An endif, endfor or else without a beginning means that another tag was deleted "
            "or moved."
        ),
        "template",
        "{{ title }}{% endif %}",
        "{% if title %}{{ title }}{% endif %}",
    ),
    "T316": Page(
        N_(
            "The letter that says what the tag stands for (p, tr, tc, r) must follow the "
            "brace at once."
        ),
        "template",
        ("{% p if title %}\n{{ title }}\n{%p endif %}"),
        ("{%p if title %}\n{{ title }}\n{%p endif %}"),
    ),
    "T317": Page(
        N_(
            "A name begins with a letter or a Chinese character and holds no brackets, "
            "spaces or signs."
        ),
        "template",
        "{{ 单位(公章) }}",
        "{{ 单位 }}（公章）",
    ),
    "T318": Page(
        N_(
            "Formatted text brings paragraphs of its own; inside a plain tag it would be "
            "torn or lose its look."
        ),
        "template",
        "{{r title }}{{ body }}",
        ("{{r title }}\n{{p body }}"),
    ),
    "T319": Page(
        N_(
            "What begins in one cell and ends in another would repeat half cells; Word calls "
            "such a table damaged."
        ),
        "template",
        "| {% for a in attachments %}{{ a.name }} | {{ a.text }}{% endfor %} |",
        ("| {%tr for a in attachments %} |\n| {{ a.name }} | {{ a.text }} |\n| {%tr endfor %} |"),
    ),
    "T320": Page(
        N_("Word splits texts where spelling, fonts or edits change. docgen reads the tag as one."),
        "template",
        "{{ ti│tle }}",
        "{{ title }}",
    ),
    "T330": Page(
        N_(
            "The layout prints fields that this kind does not have, and would leave blanks in "
            "their places."
        ),
        "console",
        "docgen render samples/annual-summary.yaml --layout agreement",
        "docgen render samples/annual-summary.yaml --layout report -o 总结.docx",
    ),
    "T331": Page(
        N_(
            "The first page must show some of the text [GB/T 9704—2012, 7.3.2, 7.3.3]; a long list "
            "of recipients may take all its room."
        ),
        "console",
        "docgen render 通知.yaml -o 通知.docx   # issue: {recipients: [四十个单位]}",
        (
            "docgen render 通知.yaml -o 通知.docx   "
            "# issue: {recipients: [四十个单位], recipients_below: true}"
        ),
    ),
    "T332": Page(
        N_(
            "Fonts of the GB2312 set have some 6,800 characters; rare ones, often in names, "
            "would be printed in another face."
        ),
        "console",
        "docgen render 总结.yaml --profile 本单位.yaml   # font_set: gb2312",
        "docgen render 总结.yaml --profile 本单位.yaml   # font_set: windows",
    ),
    "T333": Page(
        N_(
            "docgen compiles its own part of the template language; a template with other tags "
            "is filled in by docxtpl, which takes many times as long."
        ),
        "console",
        "docgen render 总结.yaml --template 模板.docx   # {%- if keywords %}…{%- endif %}",
        "docgen render 总结.yaml --template 模板.docx   # {% if keywords %}…{% endif %}",
    ),
    "T334": Page(
        N_(
            "Word looks for a picture, a template or an object where its author's disk has it. "
            "On another computer nothing is found, and what is missing there may be missing in "
            "print; nobody hears of it, so the document is made."
        ),
        "console",
        'word/_rels/settings.xml.rels: Target="file:///C:/模板/本单位.dotx" TargetMode="External"',
        'word/_rels/document.xml.rels: Target="media/logo.png"',
    ),
    "T335": Page(
        N_(
            "A document may have these fields or not, and the template prints nothing for them. "
            "That is right where they are never used; data that do use them bring the warning "
            "T308 with each document."
        ),
        "template",
        "{{ title }}\n{{ unit }}\n{{p body }}",
        "{{ title }}\n{{ unit }}\n{{p body }}\n{{p signoff }}\n{{p appendix }}",
    ),
    "T336": Page(
        N_(
            "A linked picture, an attached template, a linked object or a subdocument is fetched "
            "when the document is opened: whoever runs that server learns who reads the letter "
            "and when, and perhaps the reader's password; can show another picture tomorrow; and "
            "an attached template may hold macros. The document goes out in the unit's name, so "
            "it is not made. docgen itself fetches nothing. Hyperlinks are not meant: nothing is "
            "loaded until somebody follows them."
        ),
        "console",
        'word/_rels/document.xml.rels: Target="http://…/logo.png" TargetMode="External"',
        'word/_rels/document.xml.rels: Target="media/logo.png"',
    ),
}

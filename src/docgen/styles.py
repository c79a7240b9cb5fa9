"""Named styles: the vocabulary that layouts define and the renderer uses."""

from __future__ import annotations

from enum import StrEnum


class Style(StrEnum):
    """Style names as they stand in Word's style pane (``w:name``)."""

    TITLE = "公文标题"
    BYLINE = "题下署名"
    HEADING_1 = "一级标题"
    HEADING_2 = "二级标题"
    HEADING_3 = "三级标题"
    HEADING_4 = "四级标题"
    HEADING_5 = "五级标题"
    BODY = "公文正文"
    SALUTATION = "主送称谓"
    ATTACHMENT_NOTE = "附件说明"
    SIGNATURE = "发文署名"
    DATE = "成文日期"
    ATTACHMENT_LABEL = "附件序号"
    ATTACHMENT_TITLE = "附件标题"
    CAPTION = "图表标题"
    TABLE_HEAD = "表头文字"
    TABLE_TEXT = "表格文字"
    TABLE_NOTE = "表注"
    PICTURE = "图片"
    SIGN_BLOCK = "签署栏"
    PAGE_NUMBER = "页码"
    HEAD_LINE = "份号"
    HEAD_LABEL = "密级和紧急程度"
    MARK = "发文机关标志"
    NUMBER = "发文字号"
    SIGNER = "签发人"
    RED_RULE = "版头分隔线"
    LETTER_RULE = "信函双线"
    STAMP = "签名章"
    NOTE = "附注"
    LABELLED = "出席人员"
    IMPRINT = "版记"
    FORM_LABEL = "表单栏目"
    FORM_TEXT = "表单文字"
    FORM_SIGN = "表单签署"
    LABEL = "黑体文字"
    NAME = "楷体文字"
    RUN_IN_1 = "一级标题文字"
    RUN_IN_2 = "二级标题文字"
    RUN_IN_3 = "三级标题文字"
    RUN_IN_4 = "四级标题文字"
    RUN_IN_5 = "五级标题文字"
    GRID = "公文表格"


CHARACTER_STYLES = frozenset(
    {
        *(Style.RUN_IN_1, Style.RUN_IN_2, Style.RUN_IN_3, Style.RUN_IN_4, Style.RUN_IN_5),
        *(Style.LABEL, Style.NAME),
    }
)
TABLE_STYLES = frozenset({Style.GRID})

HEADINGS = (
    Style.HEADING_1,
    Style.HEADING_2,
    Style.HEADING_3,
    Style.HEADING_4,
    Style.HEADING_5,
)
RUN_INS = (Style.RUN_IN_1, Style.RUN_IN_2, Style.RUN_IN_3, Style.RUN_IN_4, Style.RUN_IN_5)

MARK_PITCH = 1.25
"""Exact leading of the issuer's mark, in its size."""
IMPRINT_PITCH = 1.6
"""Exact leading of the imprint, in its size."""


def style_id(style: Style) -> str:
    """The ASCII ``w:styleId`` that docgen gives ``style``: HEADING_1 → GwHeading1.

    The prefix (公文, gongwen) keeps clear of the ids that Word and WPS give their own styles.
    """
    return "Gw" + style.name.title().replace("_", "")

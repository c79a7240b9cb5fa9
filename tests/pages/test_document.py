"""Layout ``document`` 文件格式 on the page [7.2–7.5], with the hard cases of its parts."""

from __future__ import annotations

from typing import Any

import pytest

from pages.measuring import (
    BOTTOM,
    LEADING,
    LEFT,
    MM,
    RIGHT,
    TITLE,
    TITLE_LEADING,
    TOP,
    Case,
    Figure,
    Pages,
    baselines,
    characters,
    chinese,
    find,
    in_characters,
    ink,
    is_red,
    line_foot,
    line_starts,
    line_top,
    off_centre,
    rules,
    summary,
    text_of,
    where,
)

pytestmark = pytest.mark.full

BODIES = [
    "临澄市水务局",
    "临澄市财政局",
    "临澄市发展和改革委员会",
    "临澄市自然资源和规划局",
    "临澄市生态环境局",
]
SIGNERS = ["周岚", "李承泽", "欧阳清和", "王禾", "赵守正"]
COPIES = ["市委办公室", "市人大常委会办公室", "市政协办公室", "市中级人民法院", "市人民检察院"]
ISSUE = {
    "copy_number": "000012",
    "secrecy": "秘密",
    "secrecy_term": "1年",
    "urgency": "特急",
    "number": "临水发〔2026〕12号",
    "recipients": ["各县（市、区）水务局", "局属各单位"],
    "note": "此件公开发布",
    "copies_to": COPIES,
    "issuer": "临澄市水务局办公室",
    "issued": "2027-01-05",
}
LONG_TITLE = (
    "临澄市水务局关于进一步加强和规范全市重点水利工程建设质量安全监督管理"
    "和农村供水保障工作考核评价有关事项实施方案的报告"
)
ATTACHMENTS = [
    f"第{n}类重点水利工程建设项目年度计划任务分解与责任落实情况一览表"
    for n in "一二三四五六七八九十甲乙"
]
RECIPIENTS = [f"临澄市第{n}水利工程建设管理中心" for n in range(1, 31)]
FILLED = range(10, 22)
"""Lengths of the text, in lines, that leave the imprint more and less room."""

CASES = {
    "document": Case("document", summary(issue=ISSUE, opening=chinese(28 * 6))),
    "plain": Case("document", summary(issue={"number": "临水发〔2026〕3号", "seal": "不加盖"})),
    "upward": Case("document", summary(issue={**ISSUE, "signers": ["周岚"]})),
    "signers": Case("document", summary(issue={**ISSUE, "signers": SIGNERS})),
    "joint": Case(
        "document", summary(issue={**ISSUE, "mark": BODIES}, signature="\n".join(BODIES))
    ),
    "joint-bare": Case(
        "document",
        summary(issue={**ISSUE, "mark": BODIES, "seal": "不加盖"}, signature="\n".join(BODIES)),
    ),
    "stamp": Case(
        "document", summary(issue={**ISSUE, "signed_by": [{"post": "局长"}]}, signature=None)
    ),
    "preprinted": Case("document", summary(issue={**ISSUE, "preprinted": True})),
    "long-title": Case("document", summary(issue=ISSUE, title=LONG_TITLE)),
    "attachments": Case("document", summary(issue=ISSUE, attachments=ATTACHMENTS)),
    "recipients": Case("document", summary(issue={**ISSUE, "recipients": RECIPIENTS})),
    "below": Case(
        "document",
        summary(issue={**ISSUE, "recipients": RECIPIENTS, "recipients_below": True}),
    ),
    "empty": Case("document", summary(signature=None, date=None, issue={})),
    "no-issue": Case("document", summary()),
    "long-name": Case(
        "document", summary(issue={**ISSUE, "seal": "不加盖"}, signature="水利建设管理办公室")
    ),
    "short-name": Case("document", summary(issue={**ISSUE, "seal": "不加盖"}, signature="水务局")),
    "short-name-sealed": Case("document", summary(issue=ISSUE, signature="水务局")),
    "appended": Case(
        "document",
        summary(
            issue=ISSUE,
            attachments=[
                {"name": "任务分解表", "text": chinese(60)},
                {"name": "评分细则", "text": chinese(60)},
            ],
        ),
    ),
    **{
        f"filled-{n}": Case("document", summary(issue=ISSUE, opening=chinese(28 * n - 2)))
        for n in FILLED
    },
}


def first(pages: Pages, name: str = "document") -> Any:
    return pages[name].pages[0]


def last(pages: Pages, name: str = "document") -> Any:
    return pages[name].pages[-1]


def red_rule(pages: Pages, name: str = "document") -> Any:
    return next(line for line in rules(first(pages, name)) if is_red(line.color))


def imprint(pages: Pages, name: str = "document") -> list[Any]:
    return [line for line in rules(last(pages, name)) if not is_red(line.color)]


def title_line(pages: Pages) -> float:
    """From the red rule to the upper edge of the title's first line."""
    return line_top(first(pages), TITLE, TITLE_LEADING) - red_rule(pages).middle


FIGURES = [
    Figure("版心左边（正文）", "5.2.1", LEFT, 0.3, lambda p: where(first(p), "各县").left),
    Figure("版心上边（份号行）", "5.2.1", TOP, 0.3, lambda p: line_top(first(p), "000012")),
    Figure(
        "份号在第 1 行，密级在第 2 行",
        "7.2.2",
        TOP + LEADING,
        0.3,
        lambda p: line_top(first(p), "秘密★1年"),
    ),
    Figure(
        "紧急程度在第 3 行", "7.2.3", TOP + 2 * LEADING, 0.3, lambda p: line_top(first(p), "特急")
    ),
    Figure(
        "发文机关标志上边缘至版心上边缘",
        "7.2.4",
        35,
        0.5,
        lambda p: ink(first(p), "临澄市水务局文件")[0] - TOP,
    ),
    Figure(
        "标志上边缘，无份号密级时",
        "7.2.4",
        35,
        0.5,
        lambda p: ink(first(p, "plain"), "临澄市水务局文件")[0] - TOP,
    ),
    Figure(
        "标志上边缘，联合行文时",
        "7.2.4",
        35,
        0.5,
        lambda p: ink(first(p, "joint"), BODIES[0])[0] - TOP,
    ),
    Figure(
        "标志居中（左右余量之差）",
        "7.2.4",
        0,
        1.0,
        lambda p: off_centre(first(p), "临澄市水务局文件"),
    ),
    Figure(
        "发文字号居中（左右余量之差）",
        "7.2.5",
        0,
        1.0,
        lambda p: off_centre(first(p), "临水发〔2026〕12号"),
    ),
    Figure(
        "红色分隔线在发文字号下",
        "7.2.7",
        4,
        0.5,
        lambda p: red_rule(p).middle - red_rule(p).thickness / 2 - ink(first(p), "临水发")[1],
    ),
    Figure("红色分隔线长", "7.2.7", 156, 0.3, lambda p: red_rule(p).width),
    Figure(
        "上行文发文字号左空",
        "7.2.5",
        1,
        0.1,
        lambda p: in_characters(where(first(p, "signers"), "临水发").left - LEFT),
        "字",
    ),
    Figure(
        "签发人右空",
        "7.2.6",
        1,
        0.3,
        lambda p: in_characters(RIGHT - where(first(p, "upward"), "周岚").right),
        "字",
    ),
    Figure("标题在红线下空", "7.3.1", 2, 0.1, lambda p: title_line(p) / LEADING, "行"),
    Figure(
        "主送机关在标题下空",
        "7.3.2",
        1,
        0.15,
        lambda p: (
            (line_top(first(p), "各县") - line_foot(first(p), TITLE, TITLE_LEADING)) / LEADING
        ),
        "行",
    ),
    Figure(
        "正文首行缩进",
        "7.3.3",
        2,
        0.05,
        lambda p: in_characters(where(first(p), chinese(20)).left - LEFT),
        "字",
    ),
    Figure(
        "盖章：日期右空",
        "7.3.5.1",
        4,
        0.2,
        lambda p: in_characters(RIGHT - where(last(p), "2026年12月31日").right),
        "字",
    ),
    Figure(
        "盖章：署名与日期中心之差",
        "7.3.5.1",
        0,
        0.1,
        lambda p: in_characters(
            middle(find(last(p), "临澄市水务局2026")[:6]) - middle(find(last(p), "2026年12月31日"))
        ),
        "字",
    ),
    Figure(
        "不盖章：日期长于署名，日期右空",
        "7.3.5.2",
        2,
        0.3,
        lambda p: in_characters(RIGHT - where(last(p, "short-name"), "2026年12月31日").right),
        "字",
    ),
    Figure(
        "不盖章：日期首字比署名首字右移",
        "7.3.5.2",
        2,
        0.1,
        lambda p: in_characters(
            where(last(p, "long-name"), "2026年12月31日").left
            - find(last(p, "long-name"), "水利建设管理办公室2026")[0]["x0"] * MM
        ),
        "字",
    ),
    Figure(
        "不盖章：署名右空",
        "7.3.5.2",
        2,
        0.1,
        lambda p: in_characters(
            RIGHT - find(last(p, "long-name"), "水利建设管理办公室2026")[8]["x1"] * MM
        ),
        "字",
    ),
    Figure(
        "不盖章：署名在正文下空",
        "7.3.5.2",
        1,
        0.1,
        lambda p: (
            (
                where(last(p, "short-name"), "水务局2026").baseline
                - baselines_before(last(p, "short-name"), "水务局2026")
            )
            / LEADING
            - 1
        ),
        "行",
    ),
    Figure(
        "签名章：日期右空",
        "7.3.5.3",
        4,
        0.3,
        lambda p: in_characters(RIGHT - where(last(p, "stamp"), "2026年12月31日").right),
        "字",
    ),
    Figure(
        "附注左空",
        "7.3.6",
        2,
        0.6,
        lambda p: in_characters(where(last(p), "（此件").left - LEFT),
        "字",
    ),
    Figure(
        "附件序号在另页第 1 行",
        "7.3.7",
        TOP,
        0.3,
        lambda p: line_top(pages_with(p["appended"], "附件1任")[0], "附件1任"),
    ),
    Figure(
        "附件标题在第 3 行",
        "7.3.7",
        2,
        0.1,
        lambda p: (
            (line_top(pages_with(p["appended"], "附件1任")[0], "任务分解表", TITLE_LEADING) - TOP)
            / LEADING
        ),
        "行",
    ),
    Figure("版记首条分隔线粗", "7.4.1", 0.35, 0.05, lambda p: imprint(p)[0].thickness),
    Figure("版记中间分隔线粗", "7.4.1", 0.25, 0.05, lambda p: imprint(p)[1].thickness),
    Figure("版记末条分隔线粗", "7.4.1", 0.35, 0.05, lambda p: imprint(p)[2].thickness),
    Figure("版记分隔线长", "7.4.1", 156, 0.3, lambda p: imprint(p)[0].width),
    Figure("版记末条分隔线与版心下边缘", "7.4.1", BOTTOM, 0.3, lambda p: imprint(p)[-1].middle),
    Figure(
        "抄送左空（4 号字）",
        "7.4.2",
        1,
        0.1,
        lambda p: (where(last(p), "抄送").left - LEFT) / (14 * MM),
        "字",
    ),
    Figure(
        "印发机关左空（4 号字）",
        "7.4.3",
        1,
        0.1,
        lambda p: (where(last(p), "临澄市水务局办公室").left - LEFT) / (14 * MM),
        "字",
    ),
    Figure(
        "印发日期右空（4 号字）",
        "7.4.3",
        1,
        0.2,
        lambda p: (RIGHT - where(last(p), "印发").right) / (14 * MM),
        "字",
    ),
]


def middle(chars: list[Any]) -> float:
    return float(chars[0]["x0"] + chars[-1]["x1"]) / 2 * MM


def baselines_before(page: Any, text: str) -> float:
    at = where(page, text).baseline
    return max(b for b in baselines(page) if b < at - 1)


def pages_with(pdf: Any, text: str) -> list[Any]:
    return [page for page in pdf.pages if text in text_of(page)]


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f.what)
def test_figure(pages: Pages, figure: Figure) -> None:
    assert figure.measure(pages) == pytest.approx(figure.required, abs=figure.tolerance)


def test_head_is_red_and_the_rest_is_not(pages: Pages) -> None:
    page = first(pages)
    assert all(is_red(c["non_stroking_color"]) for c in find(page, "临澄市水务局文件"))
    assert not any(is_red(c["non_stroking_color"]) for c in find(page, "临水发〔2026〕12号"))


def test_five_joint_issuers(pages: Pages) -> None:
    """[7.2.4]: the host first, equally wide, 文件 in the middle at their right; text follows."""
    page = first(pages, "joint")
    places = [where(page, name if i != 2 else name[:5]) for i, name in enumerate(BODIES)]
    assert [p.baseline for p in places] == sorted(p.baseline for p in places)
    lefts = {round(p.left) for p in places}
    assert len(lefts) == 1
    rights = {round(where(page, name).right) for i, name in enumerate(BODIES) if i != 2}
    assert max(rights) - min(rights) <= 1
    suffix = where(page, "文件")
    assert suffix.left > max(rights) - 1
    middle = (places[0].baseline + places[-1].baseline) / 2
    assert suffix.baseline == pytest.approx(middle, abs=1.5)
    assert chinese(20) in text_of(page), "the first page shows text"


def test_five_joint_seals(pages: Pages) -> None:
    """[7.3.5.1]: room for each seal, the last name over the date."""
    pdf = pages["joint"]
    text = "".join(text_of(page) for page in pdf.pages)
    for name in BODIES:
        assert text.count(name) >= 2 or name == BODIES[2]
    page = pages_with(pdf, "2026年12月31日")[0]
    date = where(page, "2026年12月31日")
    name = where(page, BODIES[4])
    assert date.baseline > name.baseline
    assert (name.left + name.right) / 2 == pytest.approx((date.left + date.right) / 2, abs=1.5)


def test_joint_names_without_seals_stand_one_below_the_other(pages: Pages) -> None:
    page = pages_with(pages["joint-bare"], "2026年12月31日")[0]
    date = where(page, "2026年12月31日").baseline
    assert where(page, BODIES[4] + "2026").baseline == pytest.approx(date - LEADING, abs=0.3)


def test_five_signers_two_a_line(pages: Pages) -> None:
    """[7.2.6]: names aligned under each other, the number on the last line."""
    page = first(pages, "signers")
    rows = [where(page, name).baseline for name in SIGNERS]
    assert rows[0] == rows[1]
    assert rows[2] == rows[3]
    assert rows[4] - rows[2] == pytest.approx(rows[2] - rows[0], abs=0.1)
    assert where(page, SIGNERS[0]).left == pytest.approx(where(page, SIGNERS[2]).left, abs=0.2)
    assert where(page, SIGNERS[2]).left == pytest.approx(where(page, SIGNERS[4]).left, abs=0.2)
    assert where(page, SIGNERS[1]).left == pytest.approx(where(page, SIGNERS[3]).left, abs=0.2)
    number = where(page, "临水发〔2026〕12号")
    assert number.baseline == pytest.approx(rows[4], abs=0.1)
    label = find(page, "签发人：")
    kai = find(page, "李承泽")
    assert {c["fontname"] for c in label} != {c["fontname"] for c in kai}


def test_one_signer(pages: Pages) -> None:
    page = first(pages, "upward")
    assert where(page, "周岚").baseline == where(page, "临水发〔2026〕12号").baseline
    assert in_characters(RIGHT - where(page, "周岚").right) == pytest.approx(1, abs=0.35)


def test_a_title_of_sixty_characters(pages: Pages) -> None:
    """[7.3.1]: whole phrases, a trapezoid or a diamond, and every line within the type area."""
    page = first(pages, "long-title")
    assert len(LONG_TITLE) >= 58
    chars = find(page, LONG_TITLE)
    lines: dict[float, list[Any]] = {}
    for char in chars:
        lines.setdefault(round(char["matrix"][5]), []).append(char)
    widths = [len(line) for _, line in sorted(lines.items(), reverse=True)]
    assert 3 <= len(widths) <= 4
    assert min(c["x0"] for c in chars) * MM >= LEFT - 0.3
    assert max(c["x1"] for c in chars) * MM <= RIGHT + 0.3
    inner = widths[1:-1]
    assert all(w >= min(widths[0], widths[-1]) for w in inner), "no hour-glass"
    assert chinese(10) in text_of(page)


def test_twelve_attachments_whose_names_wrap(pages: Pages) -> None:
    """[7.3.4]: wrapped lines stand under the name's first character."""
    found = [p for p in pages["attachments"].pages if "附件：1." in text_of(p)]
    assert found
    text = "".join(text_of(page) for page in pages["attachments"].pages)
    for n, name in enumerate(ATTACHMENTS, 1):
        assert f"{n}.{name}" in text
    page = found[0]
    name = find(page, ATTACHMENTS[0])
    begin, wrapped = line_starts(name)
    assert wrapped == pytest.approx(begin, abs=6 * MM)


def test_thirty_recipients(pages: Pages) -> None:
    """[7.3.2]: wrapped lines flush left, a colon at the end."""
    text = text_of(first(pages, "recipients"))
    assert "临澄市第1水利工程建设管理中心、" in text
    whole = "".join(text_of(page) for page in pages["recipients"].pages)
    assert "临澄市第30水利工程建设管理中心：" in whole


def test_recipients_moved_to_the_imprint(pages: Pages) -> None:
    """[7.4.2]: 主送 above 抄送, no rule between them."""
    page = last(pages, "below")
    assert chinese(20) in text_of(first(pages, "below"))
    to, copies = where(page, "主送："), where(page, "抄送：")
    assert to.baseline < copies.baseline
    between = [
        line for line in imprint(pages, "below") if to.baseline < line.middle < copies.baseline
    ]
    assert not between
    assert imprint(pages, "below")[0].middle < to.baseline


@pytest.mark.parametrize("lines", FILLED)
def test_the_imprint_never_meets_the_text(pages: Pages, lines: int) -> None:
    """[7.4.1]: on the last page, on its lower edge; without room it takes another page."""
    pdf = pages[f"filled-{lines}"]
    name = f"filled-{lines}"
    edge = imprint(pages, name)
    assert edge[-1].middle == pytest.approx(BOTTOM, abs=0.3)
    page = pdf.pages[-1]
    height = float(page.height)
    inside = "".join(
        c["text"]
        for c in characters(page)
        if edge[0].middle - 1 < (height - c["matrix"][5]) * MM < BOTTOM
    )
    assert inside == "抄送：" + "、".join(COPIES) + "。临澄市水务局办公室2027年1月5日印发"
    assert all(not [r for r in rules(p) if not is_red(r.color)] for p in pdf.pages[:-1])


def test_the_cases_leave_room_and_none(pages: Pages) -> None:
    assert {len(pages[f"filled-{n}"].pages) for n in FILLED} == {2, 3} or {
        len(pages[f"filled-{n}"].pages) for n in FILLED
    } == {1, 2}


def test_preprinted_paper_keeps_the_places(pages: Pages) -> None:
    """套打: nothing red is printed, and what is printed stands where it stood."""
    page = first(pages, "preprinted")
    assert not any(is_red(c["non_stroking_color"]) for c in page.chars)
    assert not rules(page)
    for text in ("临水发〔2026〕12号", "关于水务工作的报告", "各县（市、区）水务局"):
        assert where(page, text).baseline == pytest.approx(
            where(first(pages), text).baseline, abs=0.3
        )


def test_empty_optional_parts(pages: Pages) -> None:
    page = first(pages, "empty")
    assert text_of(page).startswith("临澄市水务局文件关于水务工作的报告")
    assert not imprint(pages, "empty")
    assert text_of(first(pages, "no-issue")).startswith("临澄市水务局文件关于")


def test_the_unit_is_not_said_twice(pages: Pages) -> None:
    """The mark names it; it does not stand under the title again."""
    assert "报告临澄市水务局全市" not in text_of(first(pages))


def test_a_date_longer_than_the_name_is_centred_under_it(pages: Pages) -> None:
    page = pages_with(pages["short-name-sealed"], "2026年12月31日")[0]
    date, name = where(page, "2026年12月31日"), where(page, "水务局2026")
    chars = find(page, "水务局2026")[:3]
    middle = (chars[0]["x0"] + chars[-1]["x1"]) / 2 * MM
    assert middle == pytest.approx((date.left + date.right) / 2, abs=1)
    assert name.baseline == pytest.approx(date.baseline - LEADING, abs=0.3)

from __future__ import annotations

from typing import Any

import pytest

from docgen.errors import DataError
from docgen.inline import parse_bold
from docgen.kinds import Kind, get_kind
from docgen.read import guess_kind, read_text, to_data

PROSE = "全市水务系统围绕防洪保供两条主线，按照年初确定的任务清单逐项推进，各项工作取得明显成效。"


def imported(text: str, kind: str = "annual-summary") -> dict[str, Any]:
    return to_data(read_text(text, "样稿.txt")[0], get_kind(kind))[0]


def findings(text: str) -> list[tuple[str, int | None, str]]:
    _, _, found = to_data(read_text(text, "样稿.txt")[0], get_kind("annual-summary"))
    return [(d.code, d.where.line, d.args["found"]) for d in found]


def test_sections_find_their_fields() -> None:
    data = imported(
        f"2026年工作总结\n{PROSE}\n一、总体情况\n{PROSE}\n二、防洪\n{PROSE}\n三、供水\n{PROSE}\n"
        f"四、存在的不足\n主要有两条。\n（一）人手少\n{PROSE}\n（二）设备旧\n{PROSE}\n"
        f"五、下步打算\n（一）加快换新\n{PROSE}\n特此报告。\n临澄市水务局\n2026年12月20日"
    )
    assert data == {
        "kind": "annual-summary",
        "title": "2026年工作总结",
        "unit": "临澄市水务局",
        "year": 2026,
        "opening": PROSE,
        "overview": {"heading": "总体情况", "text": PROSE},
        "work": [{"heading": "防洪", "text": PROSE}, {"heading": "供水", "text": PROSE}],
        "problems": {
            "heading": "存在的不足",
            "text": "主要有两条。",
            "items": [{"heading": "人手少", "text": PROSE}, {"heading": "设备旧", "text": PROSE}],
        },
        "plans": {"heading": "下步打算", "items": [{"heading": "加快换新", "text": PROSE}]},
        "closing": "特此报告。",
        "signature": "临澄市水务局",
        "date": "2026年12月20日",
    }
    assert list(data) == [name for name in get_kind("annual-summary").fields if name in data]


def test_a_label_that_the_field_prints_itself_is_taken_off() -> None:
    body = f"一、总体情况\n{PROSE}"
    data = imported(f"关键词：防洪；供水\n{body}", "research-report")
    assert data["keywords"] == "防洪；供水"
    assert imported(f"关键词：防洪；供水\n{body}")["keywords"] == "关键词：防洪；供水"
    for other in ("关键词：", "关键词:防洪"):
        data = imported(f"{other}\n{body}", "research-report")
        assert (data["opening"], data.get("keywords")) == (other, None)


def test_a_table_before_the_first_heading_goes_with_the_section() -> None:
    data = imported("清淤\t\t8\n合计\t128\t\n一、加强管理。\n二、落实责任。", "commitment")
    table, promises = data["promises"]["sections"]
    assert table["tables"][0]["columns"] == ["清淤", "", "8"]
    assert promises["points"] == ["加强管理。", "落实责任。"]


def test_what_does_not_fit_the_order_stays_in_work() -> None:
    data = imported(f"一、存在的问题\n{PROSE}\n二、防洪\n{PROSE}\n三、下步打算\n{PROSE}")
    assert [section["heading"] for section in data["work"]] == ["存在的问题", "防洪"]
    assert data["plans"] == {"heading": "下步打算", "text": PROSE}
    assert "problems" not in data


def test_work_is_never_left_without_a_section() -> None:
    data = imported(f"一、总体情况\n{PROSE}\n二、存在的问题\n{PROSE}")
    assert [section["heading"] for section in data["work"]] == ["总体情况"]
    assert data["problems"]["heading"] == "存在的问题"


def test_what_is_missing_becomes_a_placeholder() -> None:
    data = imported(PROSE)
    assert data == {
        "kind": "annual-summary",
        "title": "【待填：标题】",
        "unit": "【待填：单位】",
        "year": "【待填：年度】",
        "work": [PROSE],
    }
    assert imported(PROSE, "duty-report")["author"] == {"unit": "【待填：单位】"}


def test_unit_and_name_under_the_title() -> None:
    data = imported(f"2026年度述职报告\n临澄市水务局 副局长 陆知远\n{PROSE}", "duty-report")
    assert data["author"] == {"unit": "临澄市水务局", "post": "副局长", "name": "陆知远"}


def test_run_in_headings_and_points() -> None:
    data = imported(
        f"一、防洪\n（一）强化调度。{PROSE}\n（二）严格值守。{PROSE}\n二、供水\n写明：\n1.{PROSE}\n2.{PROSE}"
    )
    assert data["work"] == [
        {
            "heading": "防洪",
            "sections": [
                {"heading": "强化调度。", "run_in": True, "text": PROSE},
                {"heading": "严格值守。", "run_in": True, "text": PROSE},
            ],
        },
        {"heading": "供水", "text": "写明：", "points": [PROSE, PROSE], "marker": "1."},
    ]


def test_numbering_is_given_where_it_is_not_the_standards() -> None:
    data = imported(
        f"一、防洪\n一是强化调度。{PROSE}\n二是严格值守。{PROSE}\n"
        f"二、供水\n一是找水源。{PROSE}\n三、节水\n（一）工业\n{PROSE}"
    )
    assert data["numbering"] == ["一、", "一是"]
    assert data["work"][2]["numbering"] == "（一）"
    assert "numbering" not in data["work"][0]


def test_an_unnumbered_heading_says_so() -> None:
    data = imported(
        f"一、防洪\n{PROSE}\n存在的主要问题\n{PROSE}\n下一步工作措施\n1、{PROSE}\n2、{PROSE}"
    )
    assert data["problems"]["number"] == "无"
    assert data["plans"] == {
        "heading": "下一步工作措施",
        "number": "无",
        "numbering": "1.",
        "items": [PROSE, PROSE],
    }


def test_numbers_that_skip_are_kept_and_reported() -> None:
    text = f"一、防洪\n{PROSE}\n三、供水\n{PROSE}\n四、节水\n{PROSE}"
    assert [s.get("number") for s in imported(text)["work"]] == [None, "三、", "四、"]
    assert findings(text) == [("I601", 3, "三、")]


def test_numbers_that_repeat_are_kept_and_reported() -> None:
    text = f"一、防洪\n{PROSE}\n一、供水\n{PROSE}\n二、节水\n{PROSE}"
    assert [s.get("number") for s in imported(text)["work"]] == [None, "一、", "二、"]
    assert findings(text) == [("I601", 3, "一、")]


def test_stars_are_escaped_in_text_and_only_there() -> None:
    data = imported(
        f"一、**防洪**\n**甲**水库与**乙**水库。{PROSE}\n特此**报告**。\n2026年12月20日"
    )
    assert data["work"][0]["heading"] == "**防洪**"
    plain = f"**甲**水库与**乙**水库。{PROSE}"
    assert data["work"][0]["text"] != plain
    assert parse_bold(data["work"][0]["text"]) == [(plain, False)]
    assert data["closing"] == "特此**报告**。"


@pytest.mark.parametrize("date", ["2026年01月05日", "2026-1-5", "2026.1.5", "二〇二六年一月五日"])
def test_a_real_date_is_one_however_it_is_written(date: str) -> None:
    data = imported(f"一、防洪\n{PROSE}\n临澄市水务局\n{date}")
    assert (data["signature"], data["date"], data["year"]) == ("临澄市水务局", date, 2026)
    assert "closing" not in data


def test_what_is_no_whole_date_stays_text() -> None:
    data = imported(f"一、防洪\n{PROSE}\n（2026年12月）")
    assert data["closing"] == "（2026年12月）"
    assert "date" not in data
    assert imported(f"一、防洪\n{PROSE}\n临澄市水务局\n2026年12月")["signature"] == (
        "临澄市水务局\n2026年12月"
    )


def test_references_and_attachments() -> None:
    data = imported(f"一、防洪\n{PROSE}\n参考文献\n[1] 水务年鉴\n附件：1.名录\n2.台账")
    assert data["references"] == ["水务年鉴"]
    assert data["attachments"] == ["名录", "台账"]


def test_letters_find_their_duties() -> None:
    data = imported(
        f"水库管理责任书\n{PROSE}\n一、工作目标\n{PROSE}\n二、甲方责任\n（一）下达任务。\n（二）按季检查。\n"
        f"三、乙方责任\n1、落实巡查。\n2、按月上报。\n四、考核奖惩\n{PROSE}\n五、其他\n{PROSE}",
        "responsibility-letter",
    )
    assert data["preamble"] == PROSE
    assert data["objectives"]["heading"] == "工作目标"
    assert data["duties_a"]["points"] == ["下达任务。", "按季检查。"]
    assert data["duties_b"]["marker"] == "1."
    assert data["assessment"] == {"heading": "考核奖惩", "text": f"{PROSE}\n五、其他\n{PROSE}"}


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        (f"2026年工作总结\n{PROSE}", "a.txt", "annual-summary"),
        (f"2026年度述职述廉报告\n{PROSE}", "a.txt", "duty-report"),
        (f"一、防洪\n{PROSE}", "安全履职报告.txt", "duty-report"),
        (f"各位领导、同志们：\n{PROSE}", "a.txt", "duty-report"),
        (f"现将本人履职情况报告如下。\n一、防洪\n{PROSE}", "a.txt", "duty-report"),
        (f"水库管理责任书\n{PROSE}", "a.txt", "responsibility-letter"),
        (f"一、甲方责任\n{PROSE}\n二、乙方责任\n{PROSE}", "a.txt", "responsibility-letter"),
        (f"一、防洪\n{PROSE}", "a.txt", "annual-summary"),
    ],
)
def test_the_kind_is_guessed(text: str, name: str, kind: str) -> None:
    reading, _ = read_text(text, name)
    assert guess_kind(reading) == kind
    _, found, findings = to_data(reading)
    assert found.name == kind
    assert [d.code for d in findings if d.code == "I604"] == ["I604"]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        (f"2026年工作总结\n2025年欠账较多，2025年已补。{PROSE}", 2026),
        (f"{PROSE}\n2026年12月20日", 2026),
        (f"2024年起步。2026年开工，2026年完工。{PROSE}", 2026),
        (f"2026年开工，2027年完工，2026年投用。{PROSE}", "【待填：年度】"),
        (f"文号为〔2026〕3号。{PROSE}", "【待填：年度】"),
        (f"现将本人2026年履职情况报告如下。2023年到任，2023年兼任。{PROSE}", 2026),
        (f"2026年度任务全部完成，比2025年多三成。{PROSE}", 2026),
        (f"2026年任务全部完成。{PROSE}", 2026),
    ],
)
def test_the_year_is_taken_where_it_is_plain(text: str, year: int | str) -> None:
    assert imported(text)["year"] == year


def test_a_kind_without_import_refuses_instead_of_losing_text() -> None:
    kind = get_kind("annual-summary")
    recipe = {k: v for k, v in kind.recipe.items() if k != "import"}
    bare = Kind(kind.name, {**kind.schema, "x-docgen": recipe})
    reading, _ = read_text(f"一、防洪\n{PROSE}", "样稿.txt")
    with pytest.raises(DataError) as caught:
        to_data(reading, bare)
    assert [d.code for d in caught.value.diagnostics] == ["I606"]


@pytest.mark.parametrize(
    ("lines", "author"),
    [
        ("陆知远", {"name": "陆知远", "unit": "【待填：单位】"}),
        ("陆　远", {"name": "陆远", "unit": "【待填：单位】"}),
        ("陆知远\n（2026年12月）", {"name": "陆知远", "unit": "【待填：单位】"}),
        (
            "党组成员、副局长 陆知远",
            {"post": "党组成员、副局长", "name": "陆知远", "unit": "【待填：单位】"},
        ),
        ("临澄市水务局\n陆知远", {"unit": "临澄市水务局", "name": "陆知远"}),
        ("临澄水务局", {"unit": "临澄水务局"}),
        ("办公室", {"unit": "【待填：单位】"}),
    ],
)
def test_who_reports_stands_under_the_title(lines: str, author: dict[str, str]) -> None:
    assert imported(f"2026年度述职报告\n{lines}\n{PROSE}", "duty-report")["author"] == author


def test_labels_under_the_title_of_a_letter() -> None:
    data = imported(
        "水库管理责任书\n编号：水责〔2026〕3号\n甲方：临澄市水务局\n负责人：陆知远\n乙方：青石乡人民政府\n"
        f"负责人：何见山\n{PROSE}\n一、乙方责任\n{PROSE}\n2026年1月5日",
        "responsibility-letter",
    )
    assert data["number"] == "水责〔2026〕3号"
    assert data["party_a"] == {"unit": "临澄市水务局", "representative": "陆知远"}
    assert data["party_b"] == {"unit": "青石乡人民政府", "representative": "何见山"}
    assert data["preamble"] == PROSE
    assert data["date"] == "2026年1月5日"


def test_a_label_that_is_not_plain_stays_text() -> None:
    data = imported(
        f"水库管理责任书\n甲方：临澄市水务局（下称市局）\n{PROSE}\n一、乙方责任\n{PROSE}",
        "responsibility-letter",
    )
    assert data["preamble"] == f"甲方：临澄市水务局（下称市局）\n{PROSE}"
    assert data["party_a"] == {"unit": "【待填：单位】"}


TABLE = "项目\t计划\t完成\n清淤\t\t8\n合计\t128\t"
CELLS = {"columns": ["项目", "计划", "完成"], "rows": [["清淤", "", "8"], ["合计", "128", ""]]}


def test_a_table_keeps_its_cells_and_its_place() -> None:
    data = imported(
        f"一、防洪\n{PROSE}\n{TABLE}\n以上数据已经核对。\n二、不足\n（一）人少\n{TABLE}"
    )
    assert data["work"][0]["text"] == PROSE
    assert data["work"][0]["sections"] == [{"tables": [CELLS]}, "以上数据已经核对。"]
    assert data["problems"]["items"][0]["sections"] == [{"tables": [CELLS]}]


def test_a_table_before_the_first_heading() -> None:
    data = imported(f"{PROSE}\n{TABLE}\n一、防洪\n{PROSE}")
    assert data["opening"] == PROSE
    assert data["work"][0] == {"tables": [CELLS]}


def test_a_table_that_no_field_takes_is_reported() -> None:
    text = f"水库管理责任书\n一、考核奖惩\n{PROSE}\n{TABLE}"
    data, _, found = to_data(read_text(text, "样稿.txt")[0], get_kind("responsibility-letter"))
    assert data["assessment"]["text"] == f"{PROSE}\n项目　计划　完成\n清淤　　8\n合计　128　"
    assert [(d.code, d.args["lines"]) for d in found] == [("I608", "4–6")]


def test_any_number_of_sections() -> None:
    text = "\n".join(f"（一）第{i}项水库任务\n{PROSE}" for i in range(3000))
    assert len(imported(f"工作总结\n{text}\n存在的问题\n{PROSE}")["work"]) == 3000


def test_articles_count_through_the_chapters() -> None:
    text = "第一章 总则\n第一条 {0}\n第二条 {0}\n第二章 管理\n第三条 {0}\n第三章 附则\n第{1}条 {0}"
    assert findings(text.format(PROSE, "四")) == []
    assert findings(text.format(PROSE, "五")) == [("I601", 7, "第五条　")]
    work = imported(text.format(PROSE, "四"))["work"]
    assert work[0] == {"heading": "总则", "points": [PROSE, PROSE], "marker": "第一条　"}
    assert work[2]["sections"] == [{"number": "第四条　", "text": PROSE}]

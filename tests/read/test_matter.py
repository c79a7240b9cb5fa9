from __future__ import annotations

import pytest

from docgen.content import Role, block_text
from docgen.read import read_text
from docgen.read.reading import Reading

PROSE = "全市水务系统围绕防洪保供两条主线，按照年初确定的任务清单逐项推进，各项工作取得明显成效。"


def read(text: str) -> Reading:
    return read_text(text, "样稿.txt")[0]


def roles(text: str) -> list[tuple[Role, str]]:
    reading = read(text)
    return [(p.role, block_text(p)) for p in (*reading.front, *reading.back)]


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("2026年工作总结", "2026年工作总结"),
        ("临澄市水务局\n2026年工作总结", "临澄市水务局\n2026年工作总结"),
        ("水库管理责任书（试行）", "水库管理责任书（试行）"),
        ("一、2026年工作总结", ""),
        ("主要工作情况", ""),
        ("全年完成清淤。", ""),
    ],
)
def test_the_title_is_a_bare_first_line(head: str, title: str) -> None:
    assert read(f"{head}\n{PROSE}").title == title


def test_front_matter() -> None:
    text = (
        "2026年度述职报告\n临澄市水务局 陆知远\n（2026年12月）\n尊敬的各位领导、同志们：\n"
        f"关键词：防洪；供水\n{PROSE}"
    )
    assert roles(text) == [
        (Role.BODY, "临澄市水务局 陆知远"),
        (Role.BODY, "（2026年12月）"),
        (Role.SALUTATION, "尊敬的各位领导、同志们："),
        (Role.KEYWORDS, "关键词：防洪；供水"),
    ]
    assert read(text).parts[0].paragraphs == (PROSE,)


def test_back_matter() -> None:
    assert roles(
        f"一、防洪\n{PROSE}\n以上报告，请予审议。\n参考文献\n[1] 水务年鉴\n[2] 河湖统计\n"
        "附件：1.水库名录\n2.巡查记录\n临澄市水务局\n2026年12月20日"
    ) == [
        (Role.CLOSING, "以上报告，请予审议。"),
        (Role.BODY, "参考文献"),
        (Role.BODY, "[1]水务年鉴"),
        (Role.BODY, "[2]河湖统计"),
        (Role.ATTACHMENT_NOTE, "附件：1.水库名录"),
        (Role.ATTACHMENT_NOTE, "2.巡查记录"),
        (Role.SIGNATURE, "临澄市水务局"),
        (Role.DATE, "2026年12月20日"),
    ]


@pytest.mark.parametrize(
    "date",
    ["(2026年12月)", "2026年12月20日", "二〇二六年十二月二十日", "2026-12-20", "2026 年 12 月"],
)
def test_date_lines_at_the_end(date: str) -> None:
    assert roles(f"一、防洪\n{PROSE}\n{date}") == [(Role.DATE, date)]


def test_a_signer_without_date() -> None:
    assert roles(f"{PROSE}\n报告人：陆知远") == [(Role.SIGNATURE, "报告人：陆知远")]


def test_a_last_sentence_is_no_signature() -> None:
    assert roles(f"一、防洪\n{PROSE}\n（一）继续清淤\n2026年12月20日") == [
        (Role.DATE, "2026年12月20日")
    ]

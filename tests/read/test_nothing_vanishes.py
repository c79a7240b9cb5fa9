"""Any text, made of the trade's own pieces: every character arrives, in order."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.survival import difference, letters, numbers
from docgen.compose import compose
from docgen.content import Role, block_text
from docgen.kinds import get_kind, kind_names
from docgen.load.yaml_nodes import parse_yaml
from docgen.read import read_text, to_data, write_yaml
from docgen.source import Mapping, Source
from docgen.validate import validate

MARKS = [
    "一、", "二、", "三、", "四、", "（一）", "(二)", "（三）", "1.", "2、", "3．", "（1）", "(2)",
    "1）", "①", "②", "一是", "二是", "第一，", "第二,", "第一个问题：", "第二个问题:", "第一部分 ",
]  # fmt: skip
WORDS = [
    "存在的主要问题", "下一步打算", "总体情况", "参考文献", "关键词：", "尊敬的各位领导：",
    "同志们:", "加强水库管理", "落实了责任", "临澄市水务局", "特此报告。", "2026年", "A", "3.5万元",
    "目标任务", "考核奖惩", "甲方责任", "乙方责任", "述职情况", "述廉情况",
    "全年共巡查河道三百余次并逐条建立台账逐项销号整改到位没有发生一起责任事故群众比较满意",
]  # fmt: skip
ENDS = [
    "。", "，", "；", "：", ",", "“", "”", "?", "（试行）", "(2026年1月)",
    "**", "*", "\\", "#", ": ", "",
]  # fmt: skip
WHOLE_LINES = [
    "2026年1月5日", "2026年01月05日", "(2026年1月)", "汇报人：陆知远", "附件：水库名录",
    "临澄市水务局 陆知远", "二〇二六年十二月三十日", "陆知远", "第三条 附则", "第二章 防洪",
    "编号：AB", "清淤\t\t8\n合计\t128\t", "项目\t**数量\t**单位\n一、\t1.\t\\", "",
    "附件：1.水库名录\n2.河道名录", "参考文献\n[1] 甲.水库.\n[2] 乙.河道.", "摘要：水库",
    "关键词：防洪；供水", "特此报告，请审议。", "尊敬的各位领导：",
]  # fmt: skip

words = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from(ENDS)).map("".join), min_size=1, max_size=4
).map("".join)
lines = st.one_of(
    st.tuples(st.sampled_from(MARKS), words).map("".join), words, st.sampled_from(WHOLE_LINES)
)
texts = st.lists(lines, min_size=1, max_size=16).map("\n".join).filter(str.strip)
chaos = (
    st.lists(st.sampled_from([*MARKS, *WORDS, *ENDS, "\n", "\n", "\n", "\t", "　"]), max_size=40)
    .map("".join)
    .filter(lambda text: bool(_words_only(text)))
)


IMPORTING = [name for name in kind_names() if "sections" in get_kind(name).recipe["import"]]


def through(text: str, kind_name: str) -> list[str]:
    """The lines of the composed document, title first."""
    kind = get_kind(kind_name)
    reading, _ = read_text(text, "样稿.txt")
    data, _, _ = to_data(reading, kind)
    root = parse_yaml(write_yaml(data, kind), "样稿.yaml")
    assert isinstance(root, Mapping)
    checked = validate(Source("样稿.yaml", root, Path()))
    assert checked.record is not None, [d.message for d in checked.diagnostics]
    # A head would say the issuer a second time.
    document = compose(checked.record, "report")
    title = str(document.fields.get("title", "")).split("\n")
    byline = re.sub("【待填：[^】]*】", "", "".join(document.fields["byline"]))
    if "number" in document.tagged:
        title.append(f"编号：{document.fields['number']}")
    under_title = "".join(block_text(b) for b in reading.front if b.role is Role.BODY)
    if byline and re.sub(r"\s", "", under_title).startswith(re.sub(r"\s", "", byline)):
        title.append(byline)
    signed = [str(document.fields["date"])] if "date" in document.tagged else []
    body = [block_text(b) for blocks in document.slots.values() for b in blocks]
    return [line for text in [*title, *body, *signed] for line in text.split("\n")]


def dates_alike(text: str) -> str:
    """``text`` with the dates used here in the form in which real ones are printed."""
    text = text.replace("二〇二六年十二月三十日", "2026年12月30日")
    return text.replace("2026年01月05日", "2026年1月5日")


def _words_only(text: str) -> str:
    """``text`` without anything a number could be made of."""
    text = re.sub("【待填：[^】]*】", "", text)
    return re.sub(r"[\s一二三四五六七八九十\d①-⑳第是个部分、．.（）()，,：:]|问题", "", text)


@settings(max_examples=300, deadline=None)
@given(text=texts, kind_name=st.sampled_from(IMPORTING))
@example(text="清淤\t\t8\n合计\t128\t\n一、存在的主要问题。", kind_name="commitment")
@example(text="总结\n尊敬的各位领导：**同志们:**同志们:\n一、总体情况", kind_name="commitment")
@example(text="关键词：防洪\n关键词：供水\n一、总体情况", kind_name="research-report")
def test_every_character_and_every_number(text: str, kind_name: str) -> None:
    made = through(text, kind_name)
    before, after = dates_alike(letters(text.split("\n"))), dates_alike(letters(made))
    assert before == after, difference(before, after)
    assert numbers(text.split("\n")) == numbers(made)


@settings(max_examples=300, deadline=None)
@given(text=chaos, kind_name=st.sampled_from(IMPORTING))
@example(text="关键词：\n一、", kind_name="research-report")
def test_every_word_of_a_text_without_sense(text: str, kind_name: str) -> None:
    before, after = _words_only(text), _words_only("".join(through(text, kind_name)))
    assert before == after, difference(before, after)

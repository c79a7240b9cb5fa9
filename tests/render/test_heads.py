"""Heads, imprints, forms and turned sheets as they leave the renderer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from docgen import content, pipeline
from docgen.diagnostics import Diagnostic
from docgen.errors import TemplateError


def summary(**fields: Any) -> dict[str, Any]:
    base = {
        "kind": "annual-summary",
        "title": "工作总结",
        "unit": "临澄市水务局",
        "year": 2026,
        "opening": "正文",
        "work": [{"heading": "主要工作", "text": "正文"}],
        "signature": "临澄市水务局",
        "date": "2026-12-31",
    }
    return {**base, **fields}


def made(
    tmp_path: Path, data: dict[str, Any], layout: str, profile: str | None = None
) -> tuple[str, list[Diagnostic]]:
    """The main part of the document of ``data``, and the warnings."""
    import zipfile
    from io import BytesIO

    source = tmp_path / "data.json"
    source.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    record, _ = pipeline.record_of(str(source))
    word, findings = pipeline.fill(record, layout, profile=profile)
    with zipfile.ZipFile(BytesIO(word)) as archive:
        return archive.read("word/document.xml").decode("utf-8"), findings


def codes(findings: list[Diagnostic]) -> list[str]:
    return [finding.code for finding in findings]


def test_layouts_without_a_head_leave_it_out_and_say_nothing(tmp_path: Path) -> None:
    issue = {"number": "临水发〔2026〕1号", "copies_to": "市政府办公室"}
    xml, findings = made(tmp_path, summary(issue=issue), "report")
    assert "临水发" not in xml
    assert findings == []


def test_the_mark_is_the_signature_where_the_data_does_not_say(tmp_path: Path) -> None:
    xml, findings = made(tmp_path, summary(), "document")
    assert "<w:t>临澄市水务局文件</w:t>" in xml
    assert findings == []


@pytest.mark.parametrize(
    ("suffix", "shown"),
    [("公报", "临澄市水务局公报"), ("无", "临澄市水务局"), (None, "临澄市水务局文件")],
)
def test_what_follows_the_name(tmp_path: Path, suffix: str | None, shown: str) -> None:
    issue = {"mark_suffix": suffix} if suffix else {"mark": "临澄市水务局"}
    xml, _ = made(tmp_path, summary(issue=issue), "document")
    assert f"<w:t>{shown}</w:t>" in xml


def test_names_as_lists_and_as_written(tmp_path: Path) -> None:
    issue = {"recipients": ["各县水务局", "局属各单位"], "copies_to": "市委、市政府办公室；各县"}
    xml, _ = made(tmp_path, summary(issue=issue), "document")
    assert "各县水务局、局属各单位：" in xml
    assert "抄送：市委、市政府办公室；各县。" in xml


def test_a_first_page_without_text_is_reported_with_a_cure(tmp_path: Path) -> None:
    recipients = [f"临澄市第{n}水利工程建设管理中心" for n in range(30)]
    _, findings = made(tmp_path, summary(issue={"recipients": recipients}), "document")
    assert codes(findings) == ["T331"]
    assert "recipients_below" in findings[0].rule.hint
    moved = {"recipients": recipients, "recipients_below": True}
    xml, findings = made(tmp_path, summary(issue=moved), "document")
    assert findings == []
    assert "主送：临澄市第0水利工程" in xml


def test_rare_characters_are_reported_for_gb2312_fonts(tmp_path: Path) -> None:
    data = summary(opening="局长李\u4c9b到会，副局长王堃陪同。")
    assert codes(made(tmp_path, data, "report")[1]) == []
    profile = tmp_path / "unit.yaml"
    profile.write_text("kind: profile\nname: 单位\nfont_set: gb2312\n", encoding="utf-8")
    _, findings = made(tmp_path, data, "report", str(profile))
    assert codes(findings) == ["T332"]
    assert findings[0].args == {"font": "仿宋_GB2312", "characters": ["\u4c9b", "堃"]}


def test_a_font_set_is_in_the_document(tmp_path: Path) -> None:
    import zipfile
    from io import BytesIO

    profile = tmp_path / "unit.yaml"
    text = "kind: profile\nname: 单位\nfont_set: wps\nfonts: {heiti: 思源黑体}\n"
    profile.write_text(text, encoding="utf-8")
    source = tmp_path / "data.json"
    source.write_text(json.dumps(summary(), ensure_ascii=False), encoding="utf-8")
    word, _ = pipeline.fill(pipeline.record_of(str(source))[0], profile=str(profile))
    with zipfile.ZipFile(BytesIO(word)) as archive:
        styles = archive.read("word/styles.xml").decode("utf-8")
    assert "方正仿宋_GBK" in styles
    assert "思源黑体" in styles, "a font named by the profile itself comes first"
    assert "方正黑体_GBK" not in styles


def test_only_the_first_section_has_a_first_page(tmp_path: Path) -> None:
    table = {"columns": [f"第{n}栏名称" for n in range(14)], "rows": [["内容内容"] * 14] * 3}
    issue = {"number": "临水函〔2026〕1号", "issuer": "办公室"}
    data = summary(issue=issue, attachments=[{"name": "台账", "tables": [table]}])
    xml, _ = made(tmp_path, data, "letter")
    assert xml.count("<w:sectPr") == 2
    assert xml.count("<w:titlePg/>") == 1
    assert xml.index("<w:titlePg/>") < xml.rindex("<w:sectPr")
    assert xml.count('w:orient="landscape"') == 1


def test_the_unit_stands_under_the_title_only_where_the_head_does_not_name_it(
    tmp_path: Path,
) -> None:
    xml, _ = made(tmp_path, summary(issue={"mark": "临澄市人民政府"}, signature="某局"), "document")
    assert ">临澄市水务局<" in xml
    xml, _ = made(tmp_path, summary(signature="临澄市水务局"), "document")
    assert xml.count("临澄市水务局") == 2, "mark and signature"


def test_a_field_without_a_place_still_stops(tmp_path: Path) -> None:
    data = {
        "kind": "responsibility-letter",
        "title": "责任书",
        "year": 2026,
        "party_a": {"unit": "甲单位"},
        "party_b": {"unit": "乙单位"},
    }
    with pytest.raises(TemplateError) as caught:
        made(tmp_path, data, "document")
    assert {d.code for d in caught.value.diagnostics} == {"T309"}


def test_head_and_imprint_are_shown(tmp_path: Path) -> None:
    issue = {
        "number": "临水发〔2026〕1号",
        "secrecy": "秘密",
        "secrecy_term": "1年",
        "issuer": "办公室",
    }
    source = tmp_path / "data.json"
    source.write_text(json.dumps(summary(issue=issue), ensure_ascii=False), encoding="utf-8")
    shown = content.dump(pipeline.document_of(str(source), "document"))
    assert "head 临澄市水务局" in shown
    assert "秘密★1年 | 临水发〔2026〕1号" in shown
    assert "issuer: 办公室" in shown


def test_same_input_same_bytes(tmp_path: Path) -> None:
    source = tmp_path / "data.json"
    issue = {"mark": ["甲局", "乙委员会"], "signers": ["周岚", "李承泽"], "issuer": "办公室"}
    source.write_text(json.dumps(summary(issue=issue), ensure_ascii=False), encoding="utf-8")
    record, _ = pipeline.record_of(str(source))
    assert pipeline.fill(record, "document") == pipeline.fill(record, "document")

from __future__ import annotations

from docgen.kinds import get_kind
from docgen.read import read_text, to_data, write_yaml

TEXT = """2026年工作总结
（一）防洪
全市水务系统围绕防洪保供两条主线，按照年初确定的任务清单逐项推进，各项工作取得明显成效，群众满意。
第二段: 有冒号 # 有井号。
（二）供水
水质达标。
"""

YAML = """\
# yaml-language-server: $schema=schemas/annual-summary.json
kind: annual-summary
title: 2026年工作总结
unit: 【待填：单位】
year: 2026
numbering: [（一）]

# 主要工作
work:
  - heading: 防洪
    text: |-
      全市水务系统围绕防洪保供两条主线，按照年初确定的任务清单逐项推进，各项工作取得明显成效，群众满意。
      第二段: 有冒号 # 有井号。
  - heading: 供水
    text: 水质达标。
"""


def test_yaml_a_clerk_can_read() -> None:
    data, kind, _ = to_data(read_text(TEXT, "样稿.txt")[0], get_kind("annual-summary"))
    modeline = "yaml-language-server: $schema=schemas/annual-summary.json"
    assert write_yaml(data, kind, modeline) == YAML
    assert write_yaml(data, kind, f"# {modeline}") == YAML


def test_without_modeline_it_starts_with_the_kind() -> None:
    data, kind, _ = to_data(read_text(TEXT, "样稿.txt")[0], get_kind("annual-summary"))
    assert write_yaml(data, kind).startswith("kind: annual-summary\n")

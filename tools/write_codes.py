"""Write ``docs/codes.md``, one page a code, from the manual in the package: ``make docs``."""

from __future__ import annotations

from pathlib import Path

from docgen.diagnostics import RULES
from docgen.i18n import use
from docgen.manual import page

TARGET = Path(__file__).parent.parent / "docs" / "codes.md"
HEAD = """\
# 诊断代码

docgen 的每条提示都有一个代码。`docgen explain V203` 在命令行里显示同样的内容，
加 `--lang en` 为英文。本文件由 `python tools/write_codes.py` 生成。
"""


def main() -> None:
    """Write the file and print its name."""
    use("zh")
    TARGET.write_text("\n".join([HEAD, *(page(code) for code in RULES)]), encoding="utf-8")
    print(TARGET.name)


if __name__ == "__main__":
    main()

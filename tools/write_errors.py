"""Write ``docs/errors.md``: ten bad files, what docgen says, the cure it names, and the result.

``make docs``. Each change below does only what the message says; the run after
it shows whether that was enough.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs" / "errors.md"
sys.path.insert(0, str(ROOT / "tests"))

from templates_from_text import build_template  # noqa: E402

HEAD = """\
# 改错实录

十个有毛病的文件，像经办人那样改：只看 docgen 的提示，照“办法”改，改完再查一遍。
本文件由 `python tools/write_errors.py` 生成，测试保证与程序的实际输出一致。
"""
CHECK = "docgen validate {file}"
BATCH = "docgen batch letter.yaml --roster {file} -o 责任书"
TEMPLATE = "docgen template check {file} --kind annual-summary"


@dataclass(frozen=True)
class Trial:
    """A bad file, the command that reads it, and the changes that its messages ask for."""

    title: str
    file: str
    text: str
    changes: tuple[tuple[str, str], ...]
    command: str = CHECK


TRIALS = (
    Trial(
        "冒号打成全角",
        "1.yaml",
        "kind: annual-summary\ntitle：甲局2026年工作总结\nunit: 甲局\nyear: 2026\n"
        "work: 全年任务全部完成。\n",
        (("title：", "title: "),),
    ),
    Trial(
        "用制表符缩进",
        "2.yaml",
        "kind: annual-summary\ntitle: 甲局2026年工作总结\nunit: 甲局\nyear: 2026\nwork:\n"
        "  - heading: 抓巡查\n\ttext: 查了三遍。\n",
        (("\ttext", "    text"),),
    ),
    Trial(
        "字段写错字、漏写",
        "3.yaml",
        "文种: 责任书\n标题: 2026年安全生产目标责任书\n年度: 2026\n"
        "甲方: {单位: 甲局, 负责任: 陆知远}\n乙方: {但为: 乙所}\n",
        (("负责任", "负责人"), ("但为", "单位")),
    ),
    Trial(
        "年份、日期写得不对",
        "4.yaml",
        "kind: annual-summary\ntitle: 甲局2026年工作总结\nunit: 甲局\nyear: 二〇二六\n"
        "work: 全年任务全部完成。\ndate: 2026-02-30\n",
        (("二〇二六", "2026"), ("2026-02-30", "2026-02-28")),
    ),
    Trial(
        "文字里有冒号，另有一项写了两遍",
        "5.yaml",
        "kind: annual-summary\ntitle: 甲局2026年工作总结\nunit: 甲局\n单位: 甲局机关\nyear: 2026\n"
        "work: 总的看: 任务全部完成。\n",
        (("总的看: 任务全部完成。", '"总的看: 任务全部完成。"'), ("单位: 甲局机关\n", "")),
    ),
    Trial(
        "权重合计不是100",
        "6.yaml",
        "kind: 责任书\n标题: 2026年安全生产目标责任书\n年度: 2026\n甲方: {单位: 甲局}\n"
        "乙方: {单位: 乙所}\n考核指标:\n  - {指标名称: 整改率, 目标值: ≥98, 权重: 60}\n"
        '  - {指标名称: 培训率, 目标值: "100", 权重: 30}\n',
        (("权重: 30", "权重: 40"),),
    ),
    Trial(
        "写法不合规范",
        "7.yaml",
        "kind: annual-summary\ntitle: 甲局2026年工作总结\nunit: 甲局\nyear: 2026\n"
        "opening: 按照澄水发[2026]01号文件,现总结如下。\nwork: 2026年05月01日前销号。\n"
        "problems:\n  - heading: 人手不足\n    text: 一半水库没有专人。\n",
        (
            ("澄水发[2026]01号", "澄水发〔2026〕1号"),
            ("文件,现", "文件，现"),
            ("2026年05月01日", "2026年5月1日"),
            ("专人。\n", "专人。\n    措施: 推行集中管护。\n"),
        ),
    ),
    Trial(
        "名册里有重名、多一格、日期错",
        "8.csv",
        "乙方单位,乙方负责人,乙方职务,编号,签订日期\n甲所,陆知远,所长,安责〔2026〕1号,2026-01-05\n"
        "甲所,林知夏,所长,安责〔2026〕2号,2026-01-05\n乙所,苏若溪,所长,安责〔2026〕3号,2026-13-05\n"
        "丙所,叶清和,所长,安责〔2026〕4号,2026-01-05,备注\n",
        (
            ("甲所,林知夏", "甲二所,林知夏"),
            ("2026-13-05", "2026-01-05"),
            (",备注", ""),
        ),
        BATCH,
    ),
    Trial(
        "模板里的标记写错",
        "9.docx",
        "{{ titel }}\n盖章：{{ 单位(公章) }}\n{{ 1号楼 }}\n{{ 署名\n{{ p body }}\n{{p appendix }}\n"
        "{% if date %}{{ date }}\n",
        (
            ("{{ titel }}", "{{ title }}"),
            ("{{ 单位(公章) }}", "{{ 单位 }}（公章）"),
            ("{{ 1号楼 }}\n", ""),
            ("{{ 署名\n", "{{ 署名 }}\n"),
            ("{{ p body }}", "{{p body }}"),
            ("{{ date }}", "{{ date }}{% endif %}"),
        ),
        TEMPLATE,
    ),
    Trial(
        "模板的表格循环写在单元格里",
        "10.docx",
        "{{ title }} {{ unit }}\n{{p body }}\n{{p signoff }}\n| 名称 | 内容 |\n"
        "| {% for a in attachments %}{{ a.name }} | {{ a.text }}{% endfor %} |\n",
        (
            (
                "| {% for a in attachments %}{{ a.name }} | {{ a.text }}{% endfor %} |",
                "| {%tr for a in attachments %} | |\n| {{ a.name }} | {{ a.text }} |\n"
                "| {%tr endfor %} | |",
            ),
        ),
        TEMPLATE,
    ),
)


def transcript() -> str:
    """The whole document; runs every trial twice."""
    out = [HEAD]
    with TemporaryDirectory() as folder:
        letter = (ROOT / "samples" / "responsibility-letter.yaml").read_bytes()
        (Path(folder) / "letter.yaml").write_bytes(letter)
        for number, trial in enumerate(TRIALS, 1):
            out.append(f"## {number}. {trial.title}\n")
            first = _run(trial, trial.text, Path(folder))
            mended = trial.text
            for old, new in trial.changes:
                if old not in mended:
                    raise ValueError(f"{trial.title}: {old}")
                mended = mended.replace(old, new, 1)
            out += [_block(_visible(trial.text)), first, "照着改：\n", _block(_visible(mended))]
            out.append(_run(trial, mended, Path(folder)))
    return "\n".join(out)


def _visible(text: str) -> str:
    return text.replace("\t", "→   ")


def _block(text: str) -> str:
    return f"```text\n{text.rstrip()}\n```\n"


def _run(trial: Trial, text: str, folder: Path) -> str:
    path = folder / trial.file
    if path.suffix == ".docx":
        path.write_bytes(build_template(text))
    else:
        path.write_text(text, encoding="utf-8")
    command = trial.command.format(file=trial.file)
    kept = {k: v for k, v in os.environ.items() if k != "LANGUAGE"}
    environment = {**kept, "PYTHONUTF8": "1", "DOCGEN_LANG": "zh"}
    environment["PYTHONPATH"] = str(ROOT / "src")
    done = subprocess.run(
        [sys.executable, "-m", "docgen", *command.split()[1:], *_extra(trial)],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    shown = "\n".join(line.rstrip().replace("\t", "    ") for line in done.stdout.splitlines())
    return f"```text\n$ {command}\n{shown}\n```\n"


def _extra(trial: Trial) -> list[str]:
    # The second run of a batch meets the letters of the first.
    return ["--force"] if trial.command == BATCH else []


def main() -> None:
    """Write the file and print its name."""
    TARGET.write_text(transcript(), encoding="utf-8")
    print(TARGET.name)


if __name__ == "__main__":
    main()

"""Run the commands that a Markdown file quotes, and compare what they print with what it says.

- A ``console`` block holds ``$ command`` lines, each followed by its output, errors included. A
  line ``…`` stands for any number of lines. A command must succeed, unless the next one is
  ``echo $?``.
- A ``yaml``, ``csv`` or ``text`` block below a line that ends in a file name and a colon is written
  into that file.
- A ``pycon`` block is a doctest.

Commands run with ``docgen`` on the path, one after the other, in one folder.
"""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
ANY = "…"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"`([^`\s]+\.\w+)`\s?[:：]\n\n```\w+\n$")
_PROMPT = "$ "


@dataclass(frozen=True)
class Step:
    """A command with the output that the text promises; ``line`` is that of the command, from 1."""

    command: str
    promised: list[str]
    line: int


def blocks(text: str, *languages: str) -> Iterator[tuple[str, str, int]]:
    """Language, body and first body line of each block in one of ``languages``, in order."""
    for match in _BLOCK.finditer(text):
        if match[1] in languages:
            yield match[1], match[2], text.count("\n", 0, match.start(2)) + 1


def steps(body: str, line: int) -> list[Step]:
    """The commands of one ``console`` block."""
    found: list[Step] = []
    for number, text in enumerate(body.splitlines(), line):
        if text.startswith(_PROMPT):
            found.append(Step(text.removeprefix(_PROMPT), [], number))
        else:
            found[-1].promised.append(text)
    return found


def matches(promised: list[str], printed: list[str]) -> bool:
    """Whether ``printed`` is what was ``promised``, where ``…`` stands for any lines."""
    if ANY not in promised:
        return promised == printed
    at = promised.index(ANY)
    head, rest = promised[:at], promised[at + 1 :]
    if printed[:at] != head:
        return False
    return any(matches(rest, printed[start:]) for start in range(at, len(printed) + 1))


def shortened(promised: list[str], printed: list[str]) -> list[str]:
    """``printed`` with the same number of lines kept before and after the ``…`` as ``promised``."""
    if ANY not in promised:
        return printed
    head = promised.index(ANY)
    tail = len(promised) - head - 1
    return [*printed[:head], ANY, *printed[len(printed) - tail :]]


class Shell:
    """A folder to run commands in; ``docgen`` and ``python`` are those of this environment."""

    def __init__(self, folder: Path, commands: Path, language: str) -> None:
        self.folder = folder
        self.status = 0
        commands.mkdir()
        for name, module in (("docgen", " -m docgen"), ("python", "")):
            script = commands / name
            script.write_text(f'#!/bin/sh\nexec "{sys.executable}"{module} "$@"\n')
            script.chmod(0o755)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("DOCGEN", "LC_", "LANG"))}
        self.environment = {
            **kept,
            "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT / "src"),
            "PYTHONUTF8": "1",
            "LANG": language,
        }

    def run(self, command: str) -> list[str]:
        """What ``command`` prints, without spaces at line ends; ``status`` is its exit code."""
        done = subprocess.run(
            ["bash", "-c", f"(exit {self.status})\n{command}"],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        self.status = done.returncode
        return [line.rstrip() for line in done.stdout.splitlines()]


def run_document(document: Path, shell: Shell, accept: bool = False) -> list[str]:
    """Run everything that ``document`` quotes and return what differs, one message each.

    With ``accept`` the document is written anew with what was printed, and only commands that
    fail are returned.
    """
    text = document.read_text(encoding="utf-8")
    lines = text.splitlines()
    problems: list[str] = []
    replacements: list[tuple[int, int, list[str]]] = []
    for language, body, line in blocks(text, "yaml", "csv", "text", "console", "pycon"):
        if language in ("yaml", "csv", "text"):
            above = "\n".join(lines[: line - 1]) + "\n"
            named = _FILE.search(above)
            if named:
                (shell.folder / named[1]).write_text(body, encoding="utf-8")
            continue
        if language == "pycon":
            problems += _doctest(body, f"{document.name}:{line}", shell)
            continue
        found = steps(body, line)
        for step, following in zip(found, [*found[1:], None], strict=True):
            printed = shell.run(step.command)
            where = f"{document.name}:{step.line}: $ {step.command}"
            asked = following is not None and following.command == "echo $?"
            if shell.status and not asked:
                problems.append(f"{where}\nends with {shell.status}:\n" + "\n".join(printed))
            elif not matches(step.promised, printed) and not accept:
                problems.append(f"{where}\nprints:\n" + "\n".join(printed))
            elif not matches(step.promised, printed):
                new = shortened(step.promised, printed)
                replacements.append((step.line, step.line + len(step.promised), new))
    if accept:
        for start, end, new in reversed(replacements):
            lines[start:end] = new
        document.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return problems


def _doctest(body: str, name: str, shell: Shell) -> list[str]:
    script = shell.folder / "quoted.doctest"
    script.write_text(body, encoding="utf-8")
    printed = shell.run(f"python -m {doctest.__name__} {script.name}")
    script.unlink()
    return [f"{name}\n" + "\n".join(printed)] if shell.status else []

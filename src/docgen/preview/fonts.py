"""Which fonts this machine has, and what stands in for those it has not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

_CONFIG = Path(__file__).with_name("fonts.conf")
_SECONDS = 60


def installed() -> frozenset[str] | None:
    """The families of all installed fonts, by every name they have; None where nobody can tell."""
    command = shutil.which("fc-list")
    if command:
        said = _run([command, ":", "family"])
        return frozenset(name for line in said.splitlines() for name in _names(line))
    if sys.platform == "win32":
        return _from_registry()
    return None


def substitutes(families: Iterable[str]) -> dict[str, str]:
    """For each of ``families`` the one that a preview shows it in; empty without fontconfig."""
    command = shutil.which("fc-match")
    if command is None:
        return {}
    out = {}
    for family in families:
        asked = family if family.isascii() else f"{family}:lang=zh-cn"
        out[family] = _names(_run([command, "-f", "%{family}", asked]))[0]
    return out


def _names(line: str) -> list[str]:
    """The names of one family: 文鼎ＰＬ简中楷,AR PL KaitiM GB."""
    return [name.strip().replace("\\", "") for name in line.split(",") if name.strip()] or [""]


def _run(arguments: list[str]) -> str:
    environment = {"FONTCONFIG_FILE": str(_CONFIG), **os.environ}
    done = subprocess.run(
        arguments, capture_output=True, env=environment, timeout=_SECONDS, check=False
    )
    return done.stdout.decode("utf-8", "replace")


def _from_registry() -> frozenset[str]:
    if sys.platform != "win32":
        return frozenset()
    import winreg

    found: set[str] = set()
    with winreg.OpenKey(
        winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts"
    ) as key:
        for i in range(winreg.QueryInfoKey(key)[1]):
            name = winreg.EnumValue(key, i)[0].partition(" (")[0]
            found.update(part.strip() for part in name.split("&"))
    return frozenset(found)

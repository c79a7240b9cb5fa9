"""Lengths: the one place where millimetres, points, twips and EMU meet.

1 in = 25.4 mm = 72 pt = 1440 twips = 914400 EMU (ECMA-376 Part 1, 22.9.2).
"""

from __future__ import annotations

TWIPS_PER_PT = 20
EMU_PER_MM = 36000


def mm_to_twips(mm: float) -> int:
    """Millimetres to whole twips (1/1440 in), rounded to the nearest."""
    return round(mm / 25.4 * 1440)


def pt_to_twips(pt: float) -> int:
    """Points to whole twips (1/20 pt), rounded to the nearest."""
    return round(pt * TWIPS_PER_PT)


def pt_to_half_points(pt: float) -> int:
    """Points to half-points, the unit of ``w:sz``."""
    return round(pt * 2)


def pt_to_mm(pt: float) -> float:
    """Points to millimetres."""
    return pt * 25.4 / 72


def mm_to_emu(mm: float) -> int:
    """Millimetres to English Metric Units, the unit of DrawingML."""
    return round(mm * EMU_PER_MM)


def mm_to_eighths(mm: float) -> int:
    """Millimetres to eighths of a point, the unit of a border's ``w:sz``; at least 2."""
    return max(2, round(mm / 25.4 * 72 * 8))

"""What a ledger says of a letter, taken straight from the roster's row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from docgen.kinds import Kind

from .ledger import recipe_of

_MOST = 64


class Cells:
    """The cells of every row, for one letter: what the row says, else what the letter says."""

    def __init__(self, kind: Kind, letter: Mapping[str, Any]) -> None:
        recipe = recipe_of(kind)
        fields = recipe.fields if recipe else ()
        self._at = {field: i for i, field in enumerate(fields) if field}
        self._common = list(recipe.cells(letter)) if recipe else [""]
        self._known: dict[tuple[str, ...], list[tuple[int, int]]] = {}

    def of(self, filled: tuple[str, ...], empty: Sequence[str], values: Sequence[Any]) -> list[str]:
        """Unit, person, post, number, copies; ``values`` stand in the fields ``filled``."""
        places = self._known.get(filled)
        if places is None:
            at = self._at
            places = [(at[path], i) for i, path in enumerate(filled) if path in at]
            if len(self._known) < _MOST:
                self._known[filled] = places
        cells = self._common.copy()
        for cell, i in places:
            value = values[i]
            cells[cell] = " ".join(value.split()) if type(value) is str else ""
        for path in empty:
            if path in self._at:
                cells[self._at[path]] = ""
        return cells

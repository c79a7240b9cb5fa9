"""What a ledger says of a letter, taken straight from the roster's row."""

from __future__ import annotations

from docgen.kinds import Kind
from docgen.load.roster import Row

from .ledger import recipe_of
from .overlay import Columns
from .task import Task, plain


class Cells:
    """The cells of every row, for one letter: what the row says, else what the letter says."""

    def __init__(self, columns: Columns, kind: Kind, task: Task) -> None:
        recipe = recipe_of(kind)
        fields = recipe.fields if recipe else ()
        self._at = {field: i for i, field in enumerate(fields) if field}
        self._common = list(recipe.cells(plain(task.letter))) if recipe else [""]
        self._number = self._at.get(task.number or "")
        self._columns = columns

    def of(self, row: Row, number: str | None) -> list[str]:
        """Unit, person, post, number, copies; ``number`` is the one given to the row."""
        cells = self._common.copy()
        path_of = self._columns.path
        for key, value in self._columns.flat(row.values):
            i = self._at.get(path_of(key) or "")
            if i is not None:
                cells[i] = " ".join(value.split()) if isinstance(value, str) else ""
        if self._number is not None and number:
            cells[self._number] = number
        return cells

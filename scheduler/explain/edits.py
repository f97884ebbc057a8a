"""Changes of tables, as rows of a draft: what a repair would have somebody write."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scheduler.domain.scenario import Scenario
from scheduler.io.cells import CellError, parse, render
from scheduler.io.faults import Faults
from scheduler.io.schema import Column
from scheduler.scenarios.draft import Draft, Sheet
from scheduler.scenarios.load import build
from scheduler.tables.registry import TABLES


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of one row of a table.

    Parameters
    ----------
    table
        Name of the table.
    row
        Place of the row among those of the draft, from 0; ``None`` = a new row.
    cells
        Columns with their new texts; empty = the row is removed.
    """

    table: str
    row: int | None
    cells: tuple[tuple[str, str], ...] = ()


class Desk:
    """The tables of a week, to be read by meaning and changed in copies.

    Parameters
    ----------
    name
        Code of the week.
    draft
        Its tables as texts.
    """

    def __init__(self, name: str, draft: Draft) -> None:
        self.name = name
        self._draft = draft

    @cached_property
    def _columns(self) -> dict[str, dict[str, Column]]:
        return {t.name: {c.name: c for c in t.columns} for t in TABLES.values()}

    def rows(self, table: str) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield each row of a table with its place: the texts of its cells."""
        sheet = self._draft.sheets.get(table, Sheet())
        for place, row in enumerate(sheet.rows):
            yield place, dict(zip(sheet.headings, row, strict=False))

    def value(self, table: str, row: dict[str, str], name: str) -> Any:
        """Return what a cell means; ``None`` if it is empty or cannot be read."""
        column = self._columns[table][name]
        text = row.get(name, "").strip()
        try:
            return parse(column, text or column.default or "")
        except CellError:
            return None

    def text(self, table: str, name: str, value: Any) -> str:
        """Return the text of a cell."""
        return render(self._columns[table][name], value)

    def edit(self, table: str, row: int | None, **values: Any) -> Edit:
        """Return the change of a row, or a new one, in values; ``""`` = empty.

        A column that Python reserves is written with a final underscore.
        """
        cells = []
        for name, value in values.items():
            column = name.removesuffix("_")
            cells.append(
                (column, "" if value == "" else self.text(table, column, value))
            )
        return Edit(table, row, tuple(cells))

    def copies(self, table: str, officer: str, new: str) -> Iterator[Edit]:
        """Yield new rows for another officer, like those of one officer."""
        for _place, row in self.rows(table):
            if row.get("officer") == officer:
                cells = {**row, "officer": new}
                yield Edit(table, None, tuple((k, v) for k, v in cells.items() if v))

    def changed(self, edits: Iterable[Edit]) -> Draft:
        """Return the tables with some changes."""
        own: defaultdict[str, list[Edit]] = defaultdict(list)
        for edit in edits:
            own[edit.table].append(edit)
        sheets = dict(self._draft.sheets)
        for table, some in own.items():
            before = sheets.get(table, Sheet())
            sheets[table] = _changed(before, some)
        return Draft(dict(self._draft.keys), sheets, self._draft.homes)

    def built(self, edits: Iterable[Edit] = ()) -> Scenario:
        """Return the week with some changes.

        Raises
        ------
        InputFaults
            If the tables do not allow them.
        """
        faults = Faults()
        source = self.changed(edits).source(faults)
        return build(self.name, source, faults)


def _changed(before: Sheet, edits: Iterable[Edit]) -> Sheet:
    """Return a sheet with some changes; places are those before any of them."""
    edits = tuple(edits)
    headings = list(before.headings)
    for edit in edits:
        headings += [name for name, _ in edit.cells if name not in headings]
    rows: list[list[str] | None] = [
        [*row, *[""] * (len(headings) - len(row))] for row in before.rows
    ]
    for edit in edits:
        if edit.row is None:
            new = [""] * len(headings)
            rows.append(new)
        elif not edit.cells:
            rows[edit.row] = None
            continue
        else:
            found = rows[edit.row]
            if found is None:
                continue
            new = found
        for name, text in edit.cells:
            new[headings.index(name)] = text
    return Sheet(headings, [row for row in rows if row is not None])

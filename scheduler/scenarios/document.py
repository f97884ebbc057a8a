"""Reads and writes ``scenario.toml``; reads its sheets ``scenario`` and ``tiers``."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scheduler.io.cells import CellError, parse, render
from scheduler.io.faults import Fault, Faults, nearest, shown, suggestion
from scheduler.io.schema import Column, Table, Type
from scheduler.io.tables import Grid, Line, RawTable, Rows, to_table
from scheduler.tables.registry import KEYS, TIERS
from scheduler.tables.rows import cell_fault
from scheduler.tables.settings import DEFAULT_TIERS, SettingsRow
from scheduler.words import N_, _, use_language

_PAIRS = Table(
    name="scenario",
    words=SettingsRow.table.words,
    required=True,
    columns=(
        Column(name="key", type=Type.CODE, required=True, words=N_("Key.")),
        Column(name="value", type=Type.TEXT, words=N_("Value of the key.")),
    ),
    key=("key",),
)
"""The sheet ``scenario``."""


@dataclass(frozen=True, slots=True)
class Document:
    """Keys and tiers of a scenario as written.

    Parameters
    ----------
    keys
        By name, a line whose only cell is the value.
    tiers
        The rows of the tiers; ``None`` = not given.
    refused
        Keys whose values are known to be faulty; ``None`` = all, because the document
        could not be read.
    """

    keys: Mapping[str, Line] = field(default_factory=dict)
    tiers: RawTable | None = None
    refused: frozenset[str] | None = frozenset()

    def over(self, base: "Document") -> "Document":
        """Return the base with the keys and tiers of this document in their place."""
        inherited = {k: r for k, r in base.keys.items() if k != "extends"}
        refused = None
        if self.refused is not None and base.refused is not None:
            refused = self.refused | (base.refused - self.keys.keys())
        keys = {**inherited, **self.keys}
        return Document(keys, self.tiers or base.tiers, refused)

    def lacks(self, name: str) -> bool:
        """Tell whether a key is absent and no fault reports it yet."""
        return not (name in self.keys or self.refused is None or name in self.refused)

    def settings(self, faults: Faults) -> SettingsRow:
        """Return the values of the keys, or their defaults.

        Parameters
        ----------
        faults
            Extended by keys that cannot be read.
        """
        values = {}
        for name, column in KEYS.items():
            line = self.keys.get(name)
            # Its text has been used to find the scenario that this one extends.
            if name == "extends":
                continue
            try:
                values[name] = parse(column, line.cells[name] if line else "")
            except CellError as error:
                if line is not None:
                    faults.append(cell_fault(line, column, error))
        return SettingsRow.of(Line(), values)


def read_toml(text: str, file: str, faults: Faults) -> Document:
    """Return the document that a ``scenario.toml`` holds.

    Parameters
    ----------
    text, file
        What to read, and its name in messages.
    faults
        Extended by errors of syntax, unknown keys and values of the wrong type.
    """
    try:
        content = tomllib.loads(text)
    # A plain ValueError: a number has more digits than Python reads.
    except (ValueError, RecursionError) as error:
        place = re.search(r" ?\(at line (\d+), column \d+\)", str(error))
        at_end = text.rstrip().count("\n") + 1
        faults.add(
            file,
            N_("cannot be read as TOML ({value})"),
            N_(
                "write texts in double quotes and dates without quotes: "
                "start = 2026-11-23"
            ),
            row=int(place[1]) if place else at_end,
            value=shown(re.sub(r" \(at .*\)", "", str(error))),
        )
        return Document(refused=None)
    lines = text.splitlines()
    keys: dict[str, Line] = {}
    refused: set[str] = set()
    for name, value in content.items():
        if name == "tiers":
            continue
        row = Line(file, _line(lines, name), {name: _text(value)})
        if name not in KEYS:
            faults.append(_unknown(row, name, [*KEYS, "tiers"]))
            refused.update({nearest(name, KEYS) or ""} & KEYS.keys())
        elif not _fits(KEYS[name], value):
            refused.add(name)
            faults.append(row.fault(name, *_WRONG_TYPE.get(KEYS[name].type, _TEXT)))
        elif _text(value).strip():
            keys[name] = row
    if "tiers" not in content:
        return Document(keys, None, frozenset(refused))
    tiers = _toml_tiers(content["tiers"], lines, file, faults)
    return Document(keys, tiers, frozenset(refused))


def read_sheets(
    sheets: Mapping[str, Grid], labels: Mapping[str, str], faults: Faults
) -> Document:
    """Return the document that the sheets ``scenario`` and ``tiers`` hold.

    Parameters
    ----------
    sheets
        Cells of the sheets, by name.
    labels
        Name of each sheet in messages.
    faults
        Extended by what is wrong.
    """
    keys: dict[str, Line] = {}
    refused: set[str] = set()
    if "scenario" in sheets:
        pairs = to_table(sheets["scenario"], _PAIRS, labels["scenario"], faults)
        for raw in pairs.rows:
            name, value = raw.cells.get("key", ""), raw.cells.get("value", "")
            row = Line(pairs.file, raw.number, {name: value})
            if name not in KEYS:
                faults.append(_unknown(row, name, list(KEYS)))
                refused.update({nearest(name, KEYS) or ""} & KEYS.keys())
            elif name in keys:
                faults.append(row.fault(name, N_("the same key twice"), N_("keep one")))
            elif value:
                keys[name] = row
    tiers = None
    if "tiers" in sheets:
        tiers = to_table(sheets["tiers"], TIERS, labels["tiers"], faults)
    return Document(
        keys,
        tiers if tiers and tiers.rows else None,
        frozenset(refused) if "scenario" in sheets else None,
    )


def _unknown(row: Line, name: str, known: list[str]) -> Fault:
    hint, more = suggestion(name, known, N_("known keys: {known}"))
    return row.fault(shown(name), N_("unknown key"), hint, **more)


_TEXT = (N_("not a text ({value})"), N_("put it in double quotes"))
_WRONG_TYPE = {
    Type.INTEGER: (
        N_("not a whole number ({value})"),
        N_("write digits only, without quotes"),
    ),
    Type.YES_NO: (N_("neither yes nor no ({value})"), N_("write true or false")),
    Type.DATE: (N_("not a date ({value})"), N_("write 2026-11-23 or 23/11/2026")),
}
"""Message and hint for a value of the wrong type."""


def _fits(column: Column, value: Any) -> bool:
    if column.type is Type.INTEGER:
        return isinstance(value, int) and not isinstance(value, bool)
    if column.type is Type.YES_NO and isinstance(value, bool):
        return True
    return isinstance(value, str) or (
        column.type is Type.DATE and hasattr(value, "isoformat")
    )


def _text(value: Any) -> str:
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    try:
        return str(value)
    except ValueError:  # a number of thousands of digits, in base 16
        return "…"


def _line(lines: list[str], name: str, after: int = 1) -> int:
    """Return the line of a key, found by its text: ``tomllib`` gives no lines."""
    pattern = re.compile(rf"""(^|[\s{{,])["']?{re.escape(name)}["']?\s*(=|\]|\.)""")
    for number, line in enumerate(lines[after - 1 :], start=after):
        if not line.lstrip().startswith("#") and pattern.search(line):
            return number
    return after


def _toml_tiers(content: Any, lines: list[str], file: str, faults: Faults) -> RawTable:
    starts = [n for n, line in enumerate(lines, 1) if re.match(r"\s*\[\[", line)]
    rows: list[Line] = []
    shape = N_('write [[tiers]], name = "…" and goals = {{ goal = 1 }}')
    entries = content if isinstance(content, list) else [content]
    for place, entry in enumerate(entries):
        line = starts[place] if place < len(starts) else _line(lines, "tiers")
        here = Line(file, line, {})
        if not isinstance(entry, dict):
            faults.append(here.fault("tiers", N_("not a tier"), shape))
            continue
        for key in entry:
            if key not in ("name", "goals"):
                row = Line(file, _line(lines, key, line), {})
                faults.append(_unknown(row, key, ["name", "goals"]))
        name, goals = entry.get("name"), entry.get("goals")
        if not isinstance(name, str) or not name.strip():
            faults.append(here.fault("name", N_("the tier has no name"), shape))
            continue
        if not isinstance(goals, dict) or not goals:
            faults.append(here.fault("goals", N_("the tier has no goals"), shape))
            continue
        for goal, weight in goals.items():
            number = _line(lines, goal, line)
            plain = isinstance(weight, int) and not isinstance(weight, bool)
            cells = {"tier": name.strip(), "goal": goal, "weight": _text(weight)}
            if plain:
                rows.append(Line(file, number, cells))
            else:
                faults.append(
                    Line(file, number, cells).fault(
                        "weight",
                        N_("not a whole number ({weight})"),
                        N_("write digits only"),
                        weight=shown(_text(weight)),
                    )
                )
    columns = frozenset(c.name for c in TIERS.columns)
    return RawTable(TIERS, file, columns, tuple(rows))


def render_document(keys: Mapping[str, str], tiers: Rows, language: str) -> bytes:
    """Return ``scenario.toml``: every key under its words, defaults commented out.

    Parameters
    ----------
    keys
        Texts of the keys, by name.
    tiers
        Rows of the tiers; empty = the default ones, commented out.
    language
        Language of the comments.
    """
    with use_language(language):
        lines: list[str] = []
        for column in KEYS.values():
            text = keys.get(column.name, "")
            lines.append(f"# {_(column.words)}")
            value = _render_value(column, text or column.default)
            lines += [f"{'' if text else '# '}{column.name} = {value}", ""]
        lines.append(f"# {_(TIERS.words)}")
        if tiers:
            lines += render_tiers(tiers)
        else:
            lines += render_tiers(default_tiers(), "# ")
        return ("\n".join(lines).rstrip() + "\n").encode()


def default_tiers() -> Rows:
    """Return the rows of the default tiers."""
    return [
        {"tier": t.name, "goal": goal, "weight": str(weight)}
        for t in DEFAULT_TIERS
        for goal, weight in t.goals.items()
    ]


def render_tiers(rows: Rows, comment: str = "") -> list[str]:
    """Return the TOML lines of tiers, each after some text that comments it out."""
    tiers: dict[str, list[str]] = {}
    for row in rows:
        weight = row.get("weight", "1")
        tiers.setdefault(row.get("tier", ""), []).append(
            f"{row.get('goal', '')} = {weight}"
        )
    lines: list[str] = []
    for name, goals in tiers.items():
        lines += [
            f"{comment}[[tiers]]",
            f"{comment}name = {_render_text(name)}",
            f"{comment}goals = {{ {', '.join(goals)} }}",
            "",
        ]
    return lines


def _render_value(column: Column, text: str) -> str:
    if column.type in (Type.DATE, Type.INTEGER, Type.YES_NO):
        try:
            written = render(column, parse(column, text))
            return {"yes": "true", "no": "false"}.get(written, written)
        except CellError:
            pass
    return _render_text(text)


def _render_text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

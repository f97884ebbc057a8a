"""What families declare is used: columns are handed on, checks are called."""

import ast
from pathlib import Path

from scheduler import tables
from scheduler.tables import checks
from scheduler.tables.registry import ROWS
from scheduler.tables.rows import attribute

FAMILIES = [
    ast.parse(file.read_text(encoding="utf-8"))
    for file in sorted(Path(tables.__file__).parent.glob("*.py"))
]


def test_every_column_is_read() -> None:
    # By name: a column that another table has under the same name may slip through.
    read = {
        node.attr
        for family in FAMILIES
        for node in ast.walk(family)
        if isinstance(node, ast.Attribute)
    }
    unread = [
        f"{row.table.name}.{column.name}"
        for row in ROWS.values()
        for column in row.table.columns
        if attribute(column.name) not in read
    ]
    assert not unread, f"hand on in to_… of its family what nobody reads: {unread}"


def test_every_check_is_called() -> None:
    written = {
        node.name
        for family in FAMILIES
        for node in family.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("check_")
    }
    missing = sorted(written - {check.__name__ for check in checks.CHECKS})
    assert not missing, f"name in CHECKS of scheduler/tables/checks.py: {missing}"

"""The tables, sealed by their sum."""

import hashlib
import sys
from types import ModuleType
from typing import Any

import pytest

from scheduler.export import EXPORTERS
from scheduler.render.edition import Edition


@pytest.fixture
def _plain_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in for the writers of tables."""
    for name, functions in (
        ("roster_files", {"render_roster": b"R", "render_tours": b"T"}),
        ("run_file", {"render_run": None}),
    ):
        module: Any = ModuleType(name)
        for function, content in functions.items():
            found = content
            setattr(
                module, function, lambda _a, b, found=found: found or str(b).encode()
            )
        monkeypatch.setitem(sys.modules, f"scheduler.rosters.{name}", module)


@pytest.mark.usefixtures("_plain_tables")
def test_the_run_seals_both_tables(small: Edition) -> None:
    files = {str(p): c for p, c in EXPORTERS["tables"].render(small)}
    assert files == {
        "roster.csv": b"R",
        "tours.csv": b"T",
        "run.json": hashlib.sha256(b"RT").hexdigest().encode(),
    }

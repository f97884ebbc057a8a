"""The page of the API says what is true: its examples run, its columns exist."""

from __future__ import annotations

import doctest
import shutil
from pathlib import Path

import pytest

import scheduler as ps
from scheduler.render.frames import FIELDS
from scheduler.render.rows import Field
from tests.solved import QUICKSTART

DOCS = Path(__file__).parents[2] / "docs"


def test_examples_run(monkeypatch, tmp_path):
    shutil.copytree(QUICKSTART, tmp_path / "scenarios" / "quickstart")
    monkeypatch.chdir(tmp_path)
    tried = doctest.testfile(
        str(DOCS / "api.md"),
        module_relative=False,
        encoding="utf-8",
        optionflags=doctest.ELLIPSIS,
    )
    assert tried.attempted > 15
    assert tried.failed == 0, "correct docs/api.md where its example differs: see above"


@pytest.mark.parametrize("name", ps.__all__)
def test_every_name_is_on_the_page(name: str):
    assert name in (DOCS / "api.md").read_text(encoding="utf-8")


def line(field: Field) -> str:
    return f"| `{field.name}` | {field.dtype} | {field.words} |"


@pytest.mark.parametrize("name", FIELDS)
def test_columns_are_those_of_the_frames(name):
    page = (DOCS / "frames.md").read_text(encoding="utf-8")
    section = page.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
    rows = [row for row in section.splitlines() if row.startswith("| `")]
    assert rows == [line(field) for field in FIELDS[name]]

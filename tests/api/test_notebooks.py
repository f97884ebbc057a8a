"""The notebooks run from their folder, and hold no output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOME = ROOT / "docs" / "notebooks"
NOTEBOOKS = sorted(HOME.glob("*.ipynb"))
RUNNER = Path(__file__).with_name("run_notebook.py")

each = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda p: p.stem)


def test_there_are_three():
    assert len(NOTEBOOKS) == 3


@each
def test_it_runs(notebook, tmp_path):
    done = subprocess.run(
        [sys.executable, "-W", "error", RUNNER, notebook],
        cwd=HOME,
        env={
            **os.environ,
            "MPLBACKEND": "agg",
            "PYTHONPATH": str(ROOT),
            "TMPDIR": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[-1]) >= 5


@each
def test_it_is_stripped_of_output(notebook):
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        assert cell["metadata"] == {}
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None)


@each
def test_it_has_the_form_of_a_notebook(notebook):
    book = json.loads(notebook.read_text(encoding="utf-8"))
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in book["cells"]]
    assert len(set(ids)) == len(ids)


@each
def test_it_begins_with_a_title(notebook):
    first = json.loads(notebook.read_text(encoding="utf-8"))["cells"][0]
    assert first["cell_type"] == "markdown"
    assert first["source"][0].startswith("# ")

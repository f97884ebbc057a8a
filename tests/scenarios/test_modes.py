"""Nobody may read in a copy what they may not read in the original."""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.io.files import narrowest
from scheduler.scenarios.create import copy_scenario, new_scenario

START = dt.date(2026, 11, 30)


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return new_scenario(tmp_path / "source", start=START)


def modes(folder: Path) -> set[int]:
    return {p.stat().st_mode & 0o777 for p in folder.iterdir()}


def test_a_new_scenario_has_the_usual_modes(source: Path) -> None:
    assert source.stat().st_mode & 0o777 == 0o755
    assert modes(source) == {0o644}


def test_a_copy_of_an_open_source_is_open(source: Path, tmp_path: Path) -> None:
    copy = copy_scenario(source, tmp_path / "copy")
    assert (copy.stat().st_mode & 0o777, modes(copy)) == (0o755, {0o644})


def test_one_private_table_makes_the_copy_private(source: Path, tmp_path: Path) -> None:
    (source / "absences.csv").chmod(0o640)
    copy = copy_scenario(source, tmp_path / "copy")
    assert (copy.stat().st_mode & 0o777, modes(copy)) == (0o755, {0o640})
    book = copy_scenario(source, tmp_path / "book", as_xlsx=True)
    assert book.stat().st_mode & 0o777 == 0o640
    back = copy_scenario(book, tmp_path / "back")
    assert modes(back) == {0o640}


def test_a_private_folder_makes_a_private_workbook(
    source: Path, tmp_path: Path
) -> None:
    source.chmod(0o700)
    copy = copy_scenario(source, tmp_path / "copy")
    assert copy.stat().st_mode & 0o777 == 0o700
    book = copy_scenario(source, tmp_path / "book", as_xlsx=True)
    assert book.stat().st_mode & 0o777 == 0o600


def test_the_owner_may_write_a_copy_of_what_is_read_only(
    source: Path, tmp_path: Path
) -> None:
    for path in source.iterdir():
        path.chmod(0o400)
    assert modes(copy_scenario(source, tmp_path / "copy")) == {0o600}


def test_the_narrowest_of_several(source: Path, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir(0o750)
    (tmp_path / "a" / "x").touch(0o664)
    (tmp_path / "b").touch(0o604)
    # Folder 0755 and 0750; files 0644, 0664 and 0604; others may not enter a.
    found = narrowest(source, tmp_path / "a", tmp_path / "b")
    assert (found.folder, found.file) == (0o750, 0o600)

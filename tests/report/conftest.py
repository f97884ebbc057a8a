"""A solved folder of the quickstart, and the report of the whole Clermont week."""

import shutil
from pathlib import Path

import pytest

from scheduler.report.base import Week
from scheduler.report.compiled import Report, compile_report
from scheduler.rosters.roster_files import render_roster, render_tours
from tests.report.weeks import week_of
from tests.solved import clermont, solved_quickstart


@pytest.fixture(scope="session")
def solved_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the quickstart and its solved folder, side by side."""
    return solved_quickstart(tmp_path_factory.mktemp("solved"))


@pytest.fixture
def home(solved_home: Path, tmp_path: Path) -> Path:
    """Return a copy to change."""
    shutil.copytree(solved_home, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture(scope="session")
def clermont_week() -> Week:
    return week_of(clermont())


@pytest.fixture(scope="session")
def clermont_report(clermont_week: Week) -> Report:
    return compile_report([clermont_week])


@pytest.fixture(scope="session")
def clermont_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two tables of the Clermont week, as a solve writes them."""
    folder = tmp_path_factory.mktemp("tables")
    facts = clermont()
    (folder / "roster.csv").write_bytes(render_roster(facts.scenario, facts.roster))
    (folder / "tours.csv").write_bytes(render_tours(facts.scenario, facts.roster))
    return folder

"""Every scenario that is shipped: it loads, is canonical, and solves as it says.

A scenario with ``expected.toml`` holds values worked out by hand.
"""

import csv
import io
import re
import shutil
import stat
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.domain.roster import Facts, Roster
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.plan import describe, publish_verified
from scheduler.scenarios.create import copy_scenario
from scheduler.scenarios.load import load
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve
from scheduler.tables.registry import TABLES
from scheduler.verify.judge import judge

ROOT = Path(__file__).parents[1] / "scenarios"
SHIPPED = sorted(p.parent for p in ROOT.glob("*/scenario.toml"))
EXPECTED = sorted(p.parent for p in ROOT.glob("*/expected.toml"))
QUICKSTART = ROOT / "quickstart"

SHIPPED_ONES = pytest.mark.parametrize("folder", SHIPPED, ids=lambda p: p.name)
EXPECTED_ONES = pytest.mark.parametrize("folder", EXPECTED, ids=lambda p: p.name)


def test_there_are_scenarios() -> None:
    assert {p.name for p in SHIPPED} >= {"quickstart", "clermont-ferrand", "senart"}
    assert QUICKSTART in EXPECTED


# --- as they are shipped --------------------------------------------------------------


@SHIPPED_ONES
def test_loads(folder: Path) -> None:
    week = load(folder)
    assert week.name == folder.name
    assert week.missions
    assert week.officers


@SHIPPED_ONES
def test_is_canonical(folder: Path, tmp_path: Path) -> None:
    """A copy has the same bytes in every table, and says the same in all."""
    copy = copy_scenario(folder, tmp_path / folder.name)
    for table in sorted(folder.glob("*.csv")):
        assert (copy / table.name).read_bytes() == table.read_bytes(), (
            f"write {table.name} in canonical form, every column included: see the "
            "copy that patrol new NAME --from makes"
        )
    assert {p.name for p in copy.glob("*.csv")} == {
        p.name for p in folder.glob("*.csv")
    }
    one, other = (
        tomllib.loads((f / "scenario.toml").read_text()) for f in (folder, copy)
    )
    assert {k: v for k, v in other.items() if k in one} == one


@SHIPPED_ONES
def test_explains_itself(folder: Path) -> None:
    assert (folder / "README.md").is_file()


NAMES = re.compile(r"name|nom|birth|naissance|mail|phone|tel", re.IGNORECASE)


def test_no_table_of_people_has_room_for_a_name() -> None:
    people = [t for t in TABLES.values() if any(c.name == "officer" for c in t.columns)]
    assert len(people) >= 7
    for table in people:
        wrong = [c.name for c in table.columns if NAMES.search(c.name)]
        assert not wrong, f"{table.name}: {wrong}"


@SHIPPED_ONES
def test_officers_are_numbers(folder: Path) -> None:
    for officer in load(folder).officers:
        assert re.fullmatch(r"[A-Z]{1,3}-?\d{1,4}", officer)
    for path in folder.glob("*.csv"):
        with path.open(newline="") as file:
            headings = next(csv.reader(file))
        if "officer" in headings:
            assert not [h for h in headings if NAMES.search(h)], path.name


# --- as they are solved ---------------------------------------------------------------


@EXPECTED_ONES
@pytest.mark.parametrize("workers", [1, 2])
def test_solves_as_expected(folder: Path, workers: int) -> None:
    week = load(folder)
    expected = tomllib.loads((folder / "expected.toml").read_text())
    result = solve(week, Search(time_limit=60, workers=workers))
    assert {t.name: t.value for t in result.tiers} == expected["tiers"]
    assert {t.name: t.bound for t in result.tiers} == expected["tiers"]
    assert {t.status for t in result.tiers} == {SolveStatus.OPTIMAL}
    assert result.status is SolveStatus.OPTIMAL
    assert result.roster is not None
    held = Facts(week, result.roster).held
    assert {m for m, o in held.items() if o} == set(expected["held"])
    short = {m for m, o in held.items() if len(o) < week.missions[m].times}
    assert short == set(expected["missing"])
    verdict = judge(week, result.roster)
    assert not verdict.breaches
    assert {t.name: t.value for t in verdict.tiers} == expected["tiers"]


def test_the_tours_of_the_quickstart() -> None:
    """The page works out who works when; only these tours are the best."""
    result = solve(load(QUICKSTART), Search(time_limit=60, workers=1))
    assert result.roster is not None
    worked = tours_by_officer(result.roster)
    assert worked == {
        "M1": ["morning", "morning", "morning"],
        "M2": ["morning", "morning", "morning"],
        "M3": ["evening", "evening", "afternoon"],
        "M4": ["afternoon"],
        "M5": ["evening", "evening"],
        "N1": ["day", "day"],
        "N2": ["day", "day"],
        "N3": ["late", "late"],
        "N4": ["desk-day", "desk-day"],
        "N5": ["desk-day"],
        "N6": ["desk-night", "desk-night"],
        "N7": ["desk-night"],
    }


def tours_by_officer(roster: Roster) -> dict[str, list[str]]:
    worked: dict[str, list[str]] = {}
    for tour in sorted(roster.tours):
        worked.setdefault(tour.officer, []).append(tour.shift)
    return worked


# --- what their outputs show, and to whom ---------------------------------------------

SECRET = "ZQX-CONFIDENTIAL-17"


@pytest.fixture(scope="module", params=["en", "fr"])
def published(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Publish a copy of the quickstart whose absences have a reason nobody may read."""
    home = tmp_path_factory.mktemp("scenarios")
    folder = Path(shutil.copytree(QUICKSTART, home / "quickstart"))
    path = folder / "absences.csv"
    rows = path.read_text().replace(",CA\n", f",{SECRET}\n")
    # An hour away from a fixed tour, so that an absence leaves the tour standing.
    path.write_text(rows + f"N1,2026-10-05,14:00,2026-10-05,15:00,{SECRET}\n")
    week: Scenario = load(folder)
    assert {a.reason for a in week.absences} == {SECRET}
    search = Search(time_limit=60, workers=1)
    result = solve(week, search)
    assert result.roster is not None
    run = describe(week, result, search, interrupted=False)
    solved = publish_verified(
        week, result.roster, run, home / "out", str(request.param)
    )
    assert solved.verdict.passed
    return home / "out"


def pieces(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file, and every file inside a workbook."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            yield path.name, content
            if path.suffix == ".xlsx":
                with zipfile.ZipFile(io.BytesIO(content)) as book:
                    for name in book.namelist():
                        yield f"{path.name}/{name}", book.read(name)


def test_no_output_tells_the_reason_of_an_absence(published: Path) -> None:
    seen = dict(pieces(published))
    assert len(seen) > 20
    for name, content in seen.items():
        for part in (SECRET, "ZQX", "CONFIDENTIAL"):
            for encoding in ("utf-8", "utf-16-le"):
                assert part.encode(encoding) not in content, name


def test_nobody_else_may_read_the_outputs(published: Path) -> None:
    for path in (published, *published.rglob("*")):
        expected = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == expected, path


def test_no_output_tells_where_it_was_made(published: Path) -> None:
    """Paths of this machine are nobody's business, and would change the bytes."""
    for name, content in pieces(published):
        assert str(published.parent).encode() not in content, name

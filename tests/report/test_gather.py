"""Reading solved folders: what goes together, and what is refused."""

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from scheduler.io.faults import InputFaults
from scheduler.report.gather import NotVerified, Pair, gather
from scheduler.words import use_language


def pair(home: Path, folder: str = "out", scenario: str = "quickstart") -> Pair:
    return Pair(home / scenario, home / folder)


def faults(*pairs: Pair, first: dt.date | None = None) -> list[str]:
    with use_language("en"), pytest.raises(InputFaults) as caught:
        gather(pairs, first)
    return [str(f) for f in caught.value.faults]


def test_a_solved_folder_is_a_week(home: Path) -> None:
    (week,) = gather([pair(home)])
    assert week.verdict.passed
    assert week.days == frozenset(week.scenario.clock.dates)
    assert week.written is not None
    assert any(name.startswith("mayor-") for name in week.written)


def test_a_folder_without_notices_says_so(home: Path) -> None:
    shutil.rmtree(home / "out" / "notices")
    (week,) = gather([pair(home)])
    assert week.written is None


def test_the_period_cuts_days_off(home: Path) -> None:
    (week,) = gather([pair(home)])
    first, *_rest, last = week.scenario.clock.dates
    (cut,) = gather([pair(home)], first + dt.timedelta(1), last)
    assert cut.days == week.days - {first}
    (cut,) = gather([pair(home)], None, first)
    assert cut.days == {first}


def test_a_period_without_a_day_is_refused(home: Path) -> None:
    (week,) = gather([pair(home)])
    after = max(week.days) + dt.timedelta(1)
    (fault,) = faults(pair(home), first=after)
    assert fault.startswith("--period-from/--period-to: no week has a day")


def test_the_same_week_twice_is_refused(home: Path) -> None:
    shutil.copytree(home / "out", home / "again")
    (fault,) = faults(pair(home), pair(home, "again"))
    assert fault == (
        f"{home / 'again'}: the same week as {home / 'out'}: it would count twice — "
        "give each week once"
    )
    (fault,) = faults(pair(home), pair(home))
    assert "the same week as" in fault


def test_another_roster_of_the_same_days_is_refused(home: Path) -> None:
    """A mission less: another roster of that week, under the same title."""
    shutil.copytree(home / "out", home / "other")
    roster = home / "other" / "roster.csv"
    head, first, *rest = roster.read_text().splitlines(keepends=True)
    gone = first.split(",")[0] + ","
    roster.write_text(head + "".join(r for r in rest if not r.startswith(gone)))
    found = faults(pair(home), pair(home, "other"))
    assert len(found) == 1
    assert "another roster of “" in found[0]
    assert "give one roster for each day" in found[0]


def test_weeks_of_two_places_may_share_days(home: Path) -> None:
    shutil.copytree(home / "quickstart", home / "elsewhere")
    manifest = home / "elsewhere" / "scenario.toml"
    lines = manifest.read_text().splitlines()
    changed = ['title = "Elsewhere"' if x.startswith("title") else x for x in lines]
    manifest.write_text("\n".join(changed) + "\n")
    shutil.copytree(home / "out", home / "there")
    run = home / "there" / "run.json"
    content = json.loads(run.read_text())
    from scheduler.scenarios.load import load

    content["inputs"] = dict(load(home / "elsewhere").inputs)
    content["scenario"] = "elsewhere"
    run.write_text(json.dumps(content))
    weeks = gather([pair(home), pair(home, "there", "elsewhere")])
    assert len(weeks) == 2


def test_every_fault_of_every_folder_in_one_go(home: Path) -> None:
    shutil.copytree(home / "out", home / "torn")
    (home / "torn" / "run.json").write_text("{")
    (home / "torn" / "tours.csv").unlink()
    found = faults(
        pair(home, "none"), pair(home, "torn"), pair(home, "out", "nowhere"), pair(home)
    )
    text = "\n".join(found)
    for name in (
        "none/run.json", "none/roster.csv", "none/tours.csv", "torn/run.json",
        "torn/tours.csv", "nowhere",
    ):  # fmt: skip
        assert f"{home / name}" in text
    assert f"{home / 'out' / 'run.json'}" not in text


def test_a_notice_that_cannot_be_read_is_a_fault(home: Path) -> None:
    notice = next((home / "out" / "notices").glob("mayor-*.csv"))
    notice.write_bytes(b"\xff\xfe\xff")
    (fault,) = faults(pair(home))
    assert fault.startswith(f"{notice}: cannot be read")


def test_a_roster_that_does_not_verify_is_refused(home: Path) -> None:
    roster = home / "out" / "roster.csv"
    head, *rows = roster.read_text().splitlines(keepends=True)
    roster.write_text(head + "".join(rows[1:]))
    with pytest.raises(NotVerified) as caught:
        gather([pair(home)])
    (refused,) = caught.value.refused
    assert refused.pair == pair(home)
    assert not refused.verdict.passed

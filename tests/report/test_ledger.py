"""What the report says of a ledger: counters, versions, changes told late, standing."""

import dataclasses
import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import pytest

import cli
from scheduler import words
from scheduler.domain.people import ForceKind
from scheduler.domain.plans import Plan, plan_of
from scheduler.goals.few_changes import FewChanges
from scheduler.ledger import publication, signing, versions
from scheduler.ledger.audit import canonical
from scheduler.ledger.purging import purge_before
from scheduler.ledger.store import Ledger, open_ledger, write_setting
from scheduler.official import COUNTERS
from scheduler.render.counters import TITLES
from scheduler.report import changes
from scheduler.report import ledger as figures
from scheduler.report.as_json import report_json
from scheduler.report.as_page import render
from scheduler.report.base import Unknown, Week
from scheduler.report.compiled import Report, compile_report
from scheduler.report.headline import State, points
from scheduler.report.ledger import Known, Standing, read_known
from tests import builders as b
from tests.ledger.drafts import Signatory, draft
from tests.report.test_figures import change, facts
from tests.report.weeks import rows, week_of

FIRST, LAST = b.day(0), b.day(6)
NOW = dt.datetime(2026, 10, 1, 12, tzinfo=dt.UTC)
LATER = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
WEEK = week_of(facts())
PLAN = plan_of(WEEK.facts)


def without(officer: str) -> Plan:
    """Return the plan without the duties of an officer."""
    own = dataclasses.replace(PLAN.officers[officer], tours=(), seats=())
    return dataclasses.replace(PLAN, officers={**PLAN.officers, officer: own})


@pytest.fixture
def book(tmp_path: Path, migrated: Callable[[str], str]) -> Iterator[Ledger]:
    """Open a new ledger in an SQLite file, in which one signature is enough."""
    path = tmp_path / "ledger.db"
    shutil.copyfile(migrated("sqlite"), path)
    opened = open_ledger(str(path))
    with opened.writing() as connection:
        write_setting(connection, signing.SIGNATURES, signing.ONE)
    yield opened
    opened.close()


def publish(
    book: Ledger, plan: Plan, *, reason: str = "", sign: bool = True, **more: Any
) -> None:
    """Publish a plan after the one before, and sign it."""
    identity = more.pop("identity", WEEK.scenario.identity)
    made = draft(plan, identity=identity, contents=(), **more)
    payload = canonical({"by": "pm", "why": "", "reason": reason})
    with book.writing() as connection:
        n = len(versions.versions(connection, plan.first))
        new = publication.publish(
            connection, made, base=n or None, payload=payload, now=NOW
        )
        if sign:
            signatory = Signatory(connection, new.forces[0])
            signing.add_signature(connection, new, signatory.sign(new), NOW)
            signing.settle(connection, new, NOW)


def known(book: Ledger, weeks: tuple[Week, ...] = (WEEK,)) -> Known:
    found = read_known(book, weeks, FIRST, LAST)
    assert found is not None
    return found


def report(book: Ledger) -> Report:
    return compile_report([WEEK], known=known(book))


# --- counters -------------------------------------------------------------------------


def test_every_counter_has_a_heading() -> None:
    assert tuple(TITLES) == COUNTERS


def test_counters_by_force(book: Ledger) -> None:
    counts = {"PM-1": {"nights": 2, "joint_minutes": 90}, "PM-2": {"nights": 1}}
    publish(book, PLAN, counters=counts)
    found = rows(figures.counters([WEEK], known(book)))
    assert found == {"pm": (3, 0, 0, 0, 0, 0, 90), "pn": (0, 0, 0, 0, 0, 0, 0)}


def test_joint_minutes_are_shown_as_hours(book: Ledger) -> None:
    publish(book, PLAN, counters={"PM-1": {"joint_minutes": 5430}})
    page = render(report(book)).decode()
    assert "90\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30" in page


def test_a_week_outside_the_period_is_not_counted(book: Ledger) -> None:
    publish(book, PLAN, counters={"PM-1": {"nights": 2}})
    later = b.day(7)
    found = read_known(book, [WEEK], later, later)
    assert found is not None
    assert (found.counters, found.weeks) == ({}, ())


# --- versions and changes -------------------------------------------------------------


def test_versions_published_of_each_week(book: Ledger) -> None:
    publish(book, PLAN)
    publish(book, without("PM-1"))
    publish(book, PLAN, sign=False, secret="third")
    found = rows(figures.by_week(known(book)))
    assert found["2026-10-05"][:2] == (3, 2)


def test_changes_are_counted_from_one_official_version_to_the_next(
    book: Ledger,
) -> None:
    # PM-1 loses 2 tours and 3 seats; in the three crews a partner each sees another.
    publish(book, PLAN)
    publish(book, without("PM-1"))
    assert rows(figures.by_week(known(book)))["all"] == (2, 2, 8, 0)


def test_a_version_never_official_changes_nothing(book: Ledger) -> None:
    publish(book, PLAN)
    publish(book, without("PM-1"), sign=False)
    assert rows(figures.by_week(known(book)))["all"][2] == 0


def test_changes_after_publication_stand_with_the_rules(book: Ledger) -> None:
    publish(book, PLAN)
    publish(book, without("PM-1"))
    found = rows(changes.compliance([WEEK], known(book)))
    assert found["after_publication"] == (8, None)


def test_late_changes_with_their_reason(book: Ledger) -> None:
    publish(book, PLAN)
    told = {"PM-1": {"late_changes": 2}, "PM-2": {"late_changes": 1}}
    publish(book, without("PM-1"), counters=told, reason="illness")
    (row,) = figures.late(known(book)).rows
    assert [getattr(c, "text", c) for c in row] == ["2026-10-05/2", 3, "illness"]


def test_a_reason_names_no_officer(book: Ledger) -> None:
    publish(book, PLAN)
    told = {"PM-1": {"late_changes": 2}}
    publish(book, without("PM-1"), counters=told, reason="PM-1 ill (PM-12, xPM-1)")
    [week] = known(book).weeks
    assert [one.reason for one in week.late] == ["… ill (PM-12, xPM-1)"]


def test_what_was_purged_is_not_known(book: Ledger) -> None:
    publish(book, PLAN)
    publish(book, without("PM-1"), counters={"PM-2": {"late_changes": 2}}, reason="x")
    purge_before(book, LATER.date(), payload="{}", now=LATER)
    found = known(book)
    assert isinstance(found.changes, Unknown)
    assert [rows(figures.late(found))["2026-10-05/2"]] == [(2, "?")]
    assert found.standings == (Standing.PURGED,)


# --- the roster given, and the official one -------------------------------------------


def standings(book: Ledger) -> tuple[Standing, ...]:
    return known(book).standings


def test_a_roster_that_is_the_official_version(book: Ledger) -> None:
    publish(book, PLAN)
    assert standings(book) == (Standing.OFFICIAL,)


def test_a_roster_that_was_replaced(book: Ledger) -> None:
    publish(book, PLAN)
    publish(book, without("PM-1"))
    assert standings(book) == (Standing.OTHER,)


def test_a_roster_that_waits_for_a_signature(book: Ledger) -> None:
    publish(book, PLAN, sign=False)
    assert standings(book) == (Standing.WAITING,)


def test_a_roster_that_was_never_published(book: Ledger) -> None:
    assert standings(book) == (Standing.UNPUBLISHED,)


def test_a_ledger_of_other_scenarios_is_left_aside(book: Ledger) -> None:
    publish(book, PLAN, identity="elsewhere")
    assert read_known(book, [WEEK], FIRST, LAST) is None


def point(book: Ledger) -> Any:
    found = points([WEEK], known=known(book))
    return next(p for p in found if p.code == "published")


def test_an_official_roster_is_a_point_kept(book: Ledger) -> None:
    publish(book, PLAN)
    assert point(book).state is State.KEPT


def test_another_roster_than_the_official_one_needs_attention(book: Ledger) -> None:
    publish(book, without("PM-1"))
    assert point(book).state is State.ATTENTION
    assert [n.code for n in point(book).names] == ["2026-10-05"]
    assert "official version of their week: 0 of 1; replaced" in point(book).text


def test_a_week_never_published_needs_attention(book: Ledger) -> None:
    assert point(book).state is State.ATTENTION
    assert "never published: 1." in point(book).text


def test_nothing_is_said_of_a_week_whose_duties_were_purged(book: Ledger) -> None:
    publish(book, PLAN)
    purge_before(book, LATER.date(), payload="{}", now=LATER)
    assert point(book).state is State.UNKNOWN
    assert "were purged: 1." in point(book).text


def test_both_databases_are_read(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        write_setting(connection, signing.SIGNATURES, signing.ONE)
    publish(ledger, PLAN)
    both = {f: {"nights": 1} for f in ("PM-1", "PN-1")}
    publish(ledger, without("PM-1"), counters=both, reason="x")
    assert known(ledger).weeks[0].changes == 8
    assert known(ledger).counters == {"pm": {"nights": 1}, "pn": {"nights": 1}}


# --- the command ----------------------------------------------------------------------


@pytest.fixture
def patrol(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> Callable[..., tuple[int, str, str]]:
    """Give ``patrol report`` of the quickstart; it returns code, output and errors."""
    monkeypatch.delenv("PATROL_DB", raising=False)
    monkeypatch.setenv("PATROL_LANG", "en")
    monkeypatch.setattr(words, "_process", "en")
    monkeypatch.setattr(words, "_chosen", ContextVar("chosen", default=None))

    def call(*more: object) -> tuple[int, str, str]:
        given = (home / "quickstart", home / "out", "--out", tmp_path / "r", *more)
        code = cli.run(["report", *map(str, given)])
        return (code, *capsys.readouterr())

    return call


def test_the_command_reads_the_ledger_named(
    patrol, book: Ledger, tmp_path: Path
) -> None:
    code, out, _err = patrol("--db", tmp_path / "ledger.db")
    assert code == 0
    assert "never published: 1." in out


def test_a_ledger_in_the_current_folder_is_read(
    patrol, book: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copyfile(tmp_path / "ledger.db", tmp_path / "patrol.db")
    monkeypatch.chdir(tmp_path)
    assert "never published: 1." in patrol()[1]


def test_a_ledger_named_must_be_there(patrol, tmp_path: Path) -> None:
    code, _out, err = patrol("--db", tmp_path / "none.db")
    assert (code, "there is no ledger" in err) == (2, True)
    assert not (tmp_path / "r").exists()


def test_the_command_says_that_a_ledger_of_others_is_left_aside(
    patrol, book: Ledger, tmp_path: Path
) -> None:
    publish(book, PLAN, identity="elsewhere")
    code, out, err = patrol("--db", tmp_path / "ledger.db")
    assert (code, "official version" in out) == (0, False)
    assert err.startswith("The ledger is left aside")


# --- the words ------------------------------------------------------------------------

NOT_FOLLOWED = "Changes to a roster once published are not known."


def test_what_is_not_known_without_a_ledger_is_said() -> None:
    told = report_json(compile_report([WEEK]))["figures"]
    assert told["late_changes"]["words"].endswith(NOT_FOLLOWED)
    assert not [code for code in told if code.startswith("ledger")]


def test_with_a_ledger_it_is_not_said(book: Ledger) -> None:
    told = report_json(report(book))["figures"]
    assert NOT_FOLLOWED not in json.dumps(told)
    assert {"ledger_counters", "ledger_weeks", "ledger_late"} < told.keys()


def test_the_report_names_no_officer(book: Ledger) -> None:
    publish(book, PLAN)
    told = {"PM-1": {"late_changes": 2, "nights": 1}}
    publish(book, without("PM-1"), counters=told, reason="PM-1")
    text = json.dumps(report_json(report(book)))
    assert not [o for o in WEEK.scenario.officers if o in text]


# --- notice ---------------------------------------------------------------------------


def owing(minutes: int) -> Week:
    """Return a week in which PM-1 was told 72 h before, with a notice of its own."""
    told = (change(0, 480 - 72 * 60),)
    own = b.setting(FewChanges.name, "notice_reason", minutes)
    week = facts(cycle_changes=told)
    regimes = {
        code: dataclasses.replace(r, values=(own,))
        if r.kind is ForceKind.MUNICIPAL
        else r
        for code, r in week.scenario.regimes.items()
    }
    scenario = dataclasses.replace(week.scenario, regimes=regimes)
    return week_of(dataclasses.replace(week, scenario=scenario))


@pytest.mark.parametrize(("minutes", "late"), [(72 * 60, 0), (72 * 60 + 1, 1)])
def test_the_notice_of_the_force_counts(minutes: int, late: int) -> None:
    # One change, told less than 7 days before; late below the notice of the force.
    found = changes.late_changes([owing(minutes)])
    assert rows(found)["all"] == (1, 1, late, 0)


def test_columns_name_the_usual_notice() -> None:
    assert changes.notice_columns([WEEK]) == changes.NAMED


def test_columns_name_no_hours_where_a_force_has_a_notice_of_its_own() -> None:
    week = owing(60)
    assert changes.notice_columns([WEEK, week]) == changes.OWN
    told = next(p for p in points([week]) if p.code == "changes")
    assert told.text.startswith("Changes of duty: 1; announced with less than the")

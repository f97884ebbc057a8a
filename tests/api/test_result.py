"""A result tells about itself, verifies itself, and goes to disk and back."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

import scheduler as ps
from scheduler import api
from scheduler.domain.run import SolveStatus
from scheduler.solve import tiers
from scheduler.verify.judge import judge
from tests.solved import QUICKSTART
from tests.test_cli import VERIFIED


def undone(roster: ps.Roster) -> ps.Roster:
    """Return a roster that lacks one seat of a crew of two."""
    crew = [a for a in roster.assignments if a.mission == "meeting-monday"]
    assert len(crew) == 2
    return replace(
        roster, assignments=tuple(a for a in roster.assignments if a is not crew[0])
    )


# --- the checker ----------------------------------------------------------------------


def test_a_roster_that_was_never_on_disk_passes(week, result):
    assert ps.verify(week, result.roster).passed


def test_a_result_passes_with_its_claims(result):
    verdict = result.verify()
    assert verdict.passed
    assert [t.claimed for t in verdict.tiers] == [t.value for t in verdict.tiers]


def test_a_roster_that_breaks_a_rule_fails(week, result):
    verdict = ps.verify(week, undone(result.roster))
    assert not verdict.passed
    assert {breach.rule for breach in verdict.breaches} >= {"crew_complete"}


def test_a_run_that_claims_another_value_fails(week, result):
    lie = replace(result.run.tiers[0], value=7, bound=7)
    run = replace(result.run, tiers=(lie, *result.run.tiers[1:]))
    assert not ps.Result(week, result.roster, run).verify().passed


def test_a_run_that_leaves_a_tier_out_fails(week, result):
    run = replace(result.run, tiers=result.run.tiers[1:])
    assert not judge(week.scenario, result.roster, run).passed


def test_a_roster_without_claims_is_told_without_claims(week, result):
    told = ps.Result(week, result.roster).summary("en")
    assert "claim" not in told
    assert told.splitlines()[-1].startswith("Verified: no breach of ")


def test_a_verdict_is_short(week, result):
    assert repr(ps.verify(week, result.roster)) == (
        "<Verdict passed, breaches: 0, discrepancies: 0, wrong values: 0, "
        "missions not held: 1>"
    )


@pytest.mark.parametrize(
    ("part", "column", "change"),
    [
        ("tours", "officer", {"officer": "X"}),
        ("tours", "shift", {"shift": "X"}),
        ("assignments", "officer", {"officer": "X"}),
        ("assignments", "mission", {"mission": "X"}),
        ("assignments", "mission", {"start": -1}),
        ("assignments", "position", {"position": "X"}),
    ],
)
def test_a_roster_of_another_week_is_refused(week, result, part, column, change):
    first, *others = getattr(result.roster, part)
    strange = replace(result.roster, **{part: (replace(first, **change), *others)})
    with pytest.raises(ps.InputFaults) as caught:
        ps.verify(week, strange)
    [fault] = caught.value.faults
    assert str(fault).startswith(f"{part}:1: {column}: not in the scenario (")


# --- what it tells --------------------------------------------------------------------


def test_a_week_is_short(week):
    assert repr(week) == (
        "<Week 'Quickstart: three days in one town', 2026-10-05 to 2026-10-07: "
        "12 officers, 10 missions>"
    )


def test_a_result_is_short(result):
    assert repr(result) == (
        "<Result of 'Quickstart: three days in one town': OPTIMAL, tiers "
        "0 · 2 · 15 · 12 · 2 · 1260, 24 tours, missions not held: 1, verified>"
    )


def test_a_summary_ends_with_the_verdict_of_the_command(result):
    assert result.summary("en").splitlines()[-1] == VERIFIED


def test_a_summary_names_what_is_missing(result):
    assert "1 mission not held:\n  foot-station-monday: " in result.summary("en")


def test_a_summary_is_in_the_language_of_the_week_unless_told_otherwise(result):
    assert result.summary() == result.summary("en") != result.summary("fr")


def test_a_summary_of_a_week_tells_its_size(week):
    assert week.summary("fr") == (
        "Quickstart: three days in one town : 12 agents, 10 missions, du 5 octobre "
        "2026 au 7 octobre 2026\n"
        "La mission foot-station-monday ne peut pas être tenue\xa0: chef de patrouille "
        "(PN)\xa0: aucune vacation, libre ou imposée, ne couvre lun. 05/10 "
        "18:00–19:00 (1 h)"
    )


def test_a_summary_of_a_week_tells_what_no_tour_can_hold():
    builder = ps.Builder.from_scenario(QUICKSTART).add(
        "missions",
        mission="early",
        kind="market_patrol",
        zone="centre",
        dates="2026-10-06",
        starts="04:00",
        minutes=60,
    )
    assert "Mission early cannot be held: " in builder.build().summary()


VOID = {"br", "hr", "img", "meta", "link", "input"}


class Page(HTMLParser):
    """Reads a page, and insists that tags are closed in their order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.rows: list[list[str]] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if {"td", "th"} & {*self.open}:
            self.rows[-1][-1] += data


def test_html_has_a_row_for_every_tier_and_officer(week, result):
    heads = [row[0] for row in Page(result._repr_html_()).rows if row]
    assert heads == [
        "Tier",
        *(tier.name for tier in week.scenario.tiers),
        "Officer",
        *week.scenario.officers,
    ]


def test_html_shows_every_tour_of_an_officer(result):
    row = next(r for r in Page(result._repr_html_()).rows if r and r[0] == "M1")
    assert len(row) == 2 + 3
    assert all(cell.strip() for cell in row)


def test_html_names_what_is_missing(result):
    assert "foot-station-monday" in result._repr_html_()


def test_html_says_what_its_letters_mean(result):
    assert "Morning 07:00–14:00 (PM)" in result._repr_html_()


def test_html_needs_nothing_else(result):
    html = result._repr_html_()
    assert not Page(html).tags & {"script", "style", "link", "img", "iframe"}
    assert not re.search(r"https?:|url\(|@import", html)


def test_html_escapes_what_tables_say(week, result):
    evil = "<script>alert(1)</script>"
    shifts = {k: replace(s, name=evil) for k, s in week.scenario.shifts.items()}
    scenario = replace(week.scenario, title=evil, shifts=shifts)
    html = ps.Result(ps.Week(scenario), result.roster)._repr_html_()
    assert "script" not in Page(html).tags
    assert "&lt;script&gt;" in html


def test_html_is_in_the_language_of_the_week(week, result):
    french = ps.Week(replace(week.scenario, language="fr"))
    assert "Vérifié" in ps.Result(french, result.roster, result.run)._repr_html_()


def test_html_shows_breaches(week, result):
    html = ps.Result(week, undone(result.roster))._repr_html_()
    assert "Verification failed" in html
    assert "meeting-monday" in html


# --- to disk and back -----------------------------------------------------------------


def test_a_result_comes_back_from_disk(week, result, tmp_path):
    folder = result.export(tmp_path / "out")
    found = ps.read(week, folder)
    assert found.roster == result.roster.sorted()
    assert repr(found) == repr(result)


def test_a_folder_is_verified_with_its_seals(week, result, tmp_path):
    folder = result.export(tmp_path / "out")
    assert ps.verify(week, folder).passed
    table = folder / "tours.csv"
    table.write_bytes(table.read_bytes() + b"\n")
    assert not ps.verify(week, folder).passed


def test_every_output_is_written_in_the_language_asked_for(result, tmp_path):
    folder = result.export(tmp_path / "out", language="fr")
    assert {"board.html", "feeds", "notices", "roster.xlsx", "run.json"} <= {
        path.name for path in folder.iterdir()
    }
    assert '<html lang="fr">' in (folder / "board.html").read_text(encoding="utf-8")


def test_a_result_that_fails_is_not_written(week, result, tmp_path):
    wrong = ps.Result(week, undone(result.roster), result.run)
    with pytest.raises(ps.NotVerified, match="meeting-monday") as caught:
        wrong.export(tmp_path / "out")
    assert not caught.value.verdict.passed
    assert not (tmp_path / "out").exists()


def test_a_folder_of_something_else_is_left_alone(result, tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ps.OutputRefused):
        result.export(tmp_path)


def test_a_file_in_the_way_is_kept_with_a_warning(result, tmp_path):
    folder = result.export(tmp_path / "out")
    (folder / "board.html").write_text("mine", encoding="utf-8")
    with pytest.warns(UserWarning, match=r"Kept as board\.html\.kept"):
        result.export(folder)


def test_a_roster_that_was_not_solved_is_not_published(week, result, tmp_path):
    with pytest.raises(ValueError, match="no run"):
        ps.Result(week, result.roster).export(tmp_path / "out")


# --- the search -----------------------------------------------------------------------


def test_news_are_told_while_it_searches(week):
    news: list[ps.Progress] = []
    ps.solve(week, ps.Search(time_limit=60, workers=1), listener=news.append)
    assert {n.tier for n in news} <= {t.name for t in week.scenario.tiers}
    assert news


def test_a_roster_near_a_known_one_adds_a_tier(week, result, tmp_path):
    folder = result.export(tmp_path / "out")
    again = ps.solve(week, ps.Search(time_limit=60, workers=1), near=folder)
    assert again.run is not None
    assert {t.name: t.value for t in again.run.tiers}["few changes"] == 0


def test_what_began_before_a_freeze_stays(week, result, tmp_path):
    folder = result.export(tmp_path / "out")
    noon = dt.datetime(2026, 10, 6, 10, tzinfo=dt.UTC)
    search = ps.Search(time_limit=60, workers=1)
    again = ps.solve(week, search, near=folder, freeze=noon)
    assert again.week.scenario.freeze == 36 * 60
    assert again.roster == result.roster
    with pytest.raises(ValueError, match="near"):
        ps.solve(week, search, freeze=noon)


def contradictory() -> ps.Week:
    """Return a week of which an officer must be on a shift and off the same day."""
    builder = ps.Builder.from_scenario(QUICKSTART)
    for pin in ("shift", "off"):
        shift = "morning" if pin == "shift" else None
        builder.add("pins", officer="M1", pin=pin, date="2026-10-05", shift=shift)
    return builder.build()


def test_pins_that_contradict_each_other_are_named():
    with pytest.raises(ps.NoRoster, match="M1 is off on Mon 05/10") as caught:
        ps.solve(contradictory(), ps.Search(time_limit=60, workers=1))
    assert caught.value.status is SolveStatus.INFEASIBLE


def test_too_little_time_is_told():
    with pytest.raises(ps.NoRoster, match=r"give more with Search\(time_limit") as got:
        ps.solve(contradictory(), ps.Search(time_limit=0))
    assert got.value.status is SolveStatus.UNKNOWN


def test_ctrl_c_keeps_the_best_roster_found(week, result, monkeypatch):
    best = tiers.solve(week.scenario, ps.Search(time_limit=60, workers=1))

    def until_stopped(_week, _search, *, listener, interruption):
        assert interruption.stopped.wait(timeout=10)
        return best

    pressed = iter([True])

    def pressing(futures, timeout):
        if next(pressed, False):
            raise KeyboardInterrupt

    monkeypatch.setattr(tiers, "solve", until_stopped)
    monkeypatch.setattr(api, "wait", pressing)
    stopped = ps.solve(week)
    assert stopped.run is not None
    assert stopped.run.interrupted
    assert stopped.roster == best.roster

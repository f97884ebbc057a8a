"""Changes in words, tables and messages."""

import csv
import datetime as dt
import io
import json
import stat
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings

from scheduler.comparison import compare, plans_in, write_messages, write_table
from scheduler.domain.changes import Change, ChangeKind, changes
from scheduler.domain.plans import PlannedSeat, PlannedTour
from scheduler.io.faults import Faults, InputFaults
from scheduler.io.tables import read_csv
from scheduler.publish import OutputRefused
from scheduler.render.changes import Labels, change_lines, labels_of, messages
from scheduler.rosters.changes import CHANGES_FILE, render_changes
from scheduler.tables.rosters import ChangeRow
from scheduler.tables.rows import parse_rows
from scheduler.words import use_language
from scheduler.words.render import hours_minutes
from tests import builders as b
from tests.domain.test_changes import EARLY, USUAL, at, plan, plans, seat, tour
from tests.export.conftest import small_week

MARK = "SECRETMARK"


def week():
    """A week with names for the codes of the plans, and private facts of everybody."""
    one = small_week(
        shifts=[replace(b.shift("s", "08:00", "16:00"), name="Matin 08h00-16h00")],
        officers=[b.officer("a"), b.officer("b"), b.officer("c")],
    )
    away = replace(b.absence("b", 0, 1), reason=MARK)
    return replace(
        one,
        absences=(away,),
        kinds={
            **one.kinds,
            "k": replace(b.PAIR, id="k", name_fr="Ronde", name_en="Beat"),
        },
    )


def compared(before, after, now=EARLY, scenario=None):
    return compare(before, after, now, scenario)


def lines(found, lang="en"):
    with use_language(lang):
        return list(found.lines())


# --- the terminal ---------------------------------------------------------------------


def test_no_change_is_said():
    assert lines(compared(plan(a=[tour(0)]), plan(a=[tour(0)]))) == ["No change."]


def test_no_change_is_said_in_french():
    found = compared(plan(a=[]), plan(a=[]))
    assert lines(found, "fr") == ["Aucun changement."]


MOVED = (plan(a=[tour(3)], b=[]), plan(a=[tour(3, 12, 20)], b=[seat(3)]))


def test_a_table_of_changes():
    found = compared(*MOVED, now=at(1, 6, 1), scenario=week())
    assert lines(found) == [
        "Day        Officer  Change         Tell by",
        "Thu 8 Oct  a        tour changed   Tue 6 Oct, 08:00  late",
        "    Before: Matin, 08:00–16:00",
        "    Now: Matin, 14:00–22:00",
        "Thu 8 Oct  b        mission added  Tue 6 Oct, 10:00  short notice",
        "    Now: Beat PM/PN – North, 10:00–12:00, officer",
        "",
        "2 changes, 2 officers",
        "PM – tour changed 1, mission added 1",
        "Late, each with a reason to give: a (1)",
    ]


def test_a_table_of_changes_in_french():
    found = compared(*MOVED, now=at(1, 6, 1), scenario=week())
    said = [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines(found, "fr")]
    assert said[1:5] == [
        "jeu. 8 oct.  a      vacation modifiée  mar. 6 oct., 08h00  tardif",
        "    Avant : Matin, 08h00–16h00",
        "    Désormais : Matin, 14h00–22h00",
        "jeu. 8 oct.  b      mission ajoutée    mar. 6 oct., 10h00  délai court",
    ]
    assert said[-1] == "Tardifs, chacun à motiver : a (1)"


def test_codes_stand_for_what_has_no_name():
    found = compared(*MOVED, now=at(1, 6, 1))
    said = lines(found)
    assert said[2] == "    Before: s, 08:00–16:00"
    assert said[5] == "    Now: m – north, 10:00–12:00, officer"
    assert said[-2].startswith("pm – ")


@pytest.mark.parametrize(
    ("minutes", "word"),
    [(47 * 60 + 59, "late"), (48 * 60, "short notice"), (48 * 60 + 1, "short notice")],
)
def test_late_is_said_below_48_hours(minutes, word):
    now = at(3, 6) - dt.timedelta(minutes=minutes)
    assert lines(compared(plan(a=[tour(3)]), plan(a=[]), now))[1].endswith(f"  {word}")


def test_what_has_begun_is_said():
    found = compared(plan(a=[tour(3)]), plan(a=[]), now=at(3, 6, 1))
    assert lines(found)[1].endswith("  begun")


def test_the_day_is_told_where_it_changes():
    found = compared(plan(a=[seat(0)]), plan(a=[seat(2)]))
    assert lines(found)[2:4] == [
        "    Before: Mon 5 Oct, m – north, 10:00–12:00, officer",
        "    Now: Wed 7 Oct, m – north, 10:00–12:00, officer",
    ]


def test_work_is_told_where_it_changes():
    found = compared(plan(a=[tour(0)]), plan(a=[tour(0, work=450)]))
    assert lines(found)[2:4] == [
        f"    Before: s, 08:00–16:00, {hours_minutes(480)} of work",
        f"    Now: s, 08:00–16:00, {hours_minutes(450)} of work",
    ]


def test_breaks_are_told():
    resting = tour(0, breaks=((at(0, 10), at(0, 10, 20)),))
    found = compared(plan(a=[tour(0)]), plan(a=[resting]))
    assert lines(found)[3] == "    Now: s, 08:00–16:00, break 12:00–12:20"


def test_an_hour_that_comes_twice_says_which():
    # Sunday 25 October 2026, 02:30 in summer time; two days before, it comes once.
    start = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    duty = replace(
        tour(0), start=start, end=start + dt.timedelta(hours=8), day=start.date()
    )
    found = compared(plan(a=[]), plan(a=[duty]))
    assert lines(found)[1:3] == [
        "Sun 25 Oct  a        tour added  Fri 23 Oct, 02:30",
        "    Now: s, 02:30 (summer time)–09:30",
    ]


def test_lines_keep_to_80_columns():
    long = "x" * 30
    crew = {f"officer-{n:02d}": [seat(0, mission=long)] for n in range(12)}
    found = compared(plan(**{o: [] for o in crew}), plan(**crew))
    assert max(map(len, lines(found))) <= 80


# --- labels ---------------------------------------------------------------------------


def test_labels_can_be_kept_as_json():
    labels = labels_of(week())
    assert Labels.from_content(json.loads(json.dumps(labels.content()))) == labels


@pytest.mark.parametrize(("lang", "title"), [("fr", "Ronde"), ("en", "Beat")])
def test_labels_speak_both_languages(lang, title):
    with use_language(lang):
        assert labels_of(week()).mission(seat(0)).startswith(title)


# --- tables ---------------------------------------------------------------------------


def duty_of(row, side):
    """A side of a change, from its cells; without breaks, none are told."""

    def cell(name):
        return row.read(f"{side}_{name}")

    if cell("start") is None:
        return None
    start, end = (cell(n).astimezone(dt.UTC) for n in ("start", "end"))
    if cell("shift") is not None:
        pairs = zip(cell("break_start"), cell("break_end"), strict=True)
        breaks = tuple((x.astimezone(dt.UTC), y.astimezone(dt.UTC)) for x, y in pairs)
        day = cell("start").date()
        return PlannedTour(
            start, end, day, cell("shift"), cell("work_minutes"), breaks or None
        )
    return PlannedSeat(
        start,
        end,
        cell("start").date(),
        cell("mission"),
        cell("kind"),
        cell("zone"),
        cell("position"),
        cell("leads"),
    )


def plainly(duty):
    """A duty as a table tells it: no breaks, or none told, look the same."""
    if isinstance(duty, PlannedTour):
        return replace(duty, breaks=duty.breaks or None)
    return duty


@settings(max_examples=60)
@given(before=plans(), after=plans())
def test_a_table_of_changes_is_read_back(before, after):
    found = changes(before, after, now=at(0, 12), notice=USUAL)
    faults = Faults()
    data = render_changes(found, "Europe/Paris")
    rows = parse_rows(
        read_csv(data, ChangeRow.table, CHANGES_FILE, faults), ChangeRow, faults
    )
    assert not faults
    again = [
        Change(
            officer=row.officer,
            force=row.force,
            kind=row.change,
            was=duty_of(row, "was"),
            becomes=duty_of(row, "becomes"),
            partners_were=row.was_partners,
            partners_become=row.becomes_partners,
            told_by=row.told_by.astimezone(dt.UTC),
            flagged=row.flagged,
            late=row.late,
            past=row.past,
        )
        for row in rows
    ]
    assert again == [
        replace(c, was=plainly(c.was), becomes=plainly(c.becomes)) for c in found
    ]


def test_headings_of_the_table_do_not_change():
    data = render_changes((), "Europe/Paris").decode()
    sides = (
        "{0}_start,{0}_end,{0}_shift,{0}_work_minutes,{0}_break_start,{0}_break_end,"
        "{0}_mission,{0}_kind,{0}_zone,{0}_position,{0}_leads,{0}_partners"
    )
    assert data.strip() == ",".join(
        (
            "officer,force,change,told_by,flagged,late,past",
            sides.format("was"),
            sides.format("becomes"),
        )
    )


def test_the_table_is_for_its_owner_alone(tmp_path):
    write_table(compared(*MOVED), tmp_path / "c.csv")
    assert stat.S_IMODE((tmp_path / "c.csv").stat().st_mode) == 0o600
    rows = list(csv.DictReader(io.StringIO((tmp_path / "c.csv").read_text())))
    assert [row["officer"] for row in rows] == ["a", "b"]


def test_a_file_that_exists_stays(tmp_path):
    (tmp_path / "c.csv").write_text("mine")
    with pytest.raises(InputFaults, match="already exists"):
        write_table(compared(*MOVED), tmp_path / "c.csv")
    assert (tmp_path / "c.csv").read_text() == "mine"


def test_a_table_that_cannot_be_written_is_a_fault(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputFaults, match="cannot be written"):
        write_table(compared(*MOVED), tmp_path / "file" / "c.csv")


# --- JSON -----------------------------------------------------------------------------


def test_programs_read_codes_and_instants():
    found = compared(*MOVED, now=at(1, 6, 1), scenario=week()).content()
    assert found["now"] == "2026-10-06T08:01:00+02:00"
    assert found["late"] == {"a": 1}
    assert found["counts"] == {"pm": {"tour_moved": 1, "seat_added": 1}}
    first, second = found["changes"]
    assert first["told_by"] == "2026-10-06T08:00+02:00"
    assert first["was"]["start"] == "2026-10-08T08:00+02:00"
    assert second["was"] is None
    assert second["becomes"]["zone"] == "north"


# --- messages -------------------------------------------------------------------------

CREW = (
    plan(a=[seat(0)], b=[seat(0), tour(0, shift="hidden")], c=[]),
    plan(a=[seat(0)], b=[tour(1, shift="hidden")], c=[seat(0)]),
)


def told(before, after, now=EARLY, lang="en"):
    found = compared(before, after, now, week())
    with use_language(lang):
        return messages(found.found, found.labels, found.clock, found.now)


def test_a_message_says_what_was_and_what_is():
    assert told(*CREW, now=at(-2, 6))["a"] == (
        "a: your duties change\n"
        "\n"
        "Roster: 5 to 11 October 2026\n"
        "As of 3 October 2026 at 08:00\n"
        "\n"
        "1. Monday 5 October 2026 – crew changed\n"
        "   Before: Beat PM/PN – North, 10:00–12:00, officer, with b\n"
        "   Now: Beat PM/PN – North, 10:00–12:00, officer, with c\n"
        "   New in the crew: c\n"
        "   No longer in the crew: b\n"
        "   To be told by: Saturday 3 October 2026, 10:00\n"
    )


def test_a_message_in_french():
    text = told(*CREW, now=at(-2, 9), lang="fr")["a"].replace("\u00a0", " ")
    assert text == (
        "a : votre service change\n"
        "\n"
        "Planning : du 5 au 11 octobre 2026\n"
        "État au 3 octobre 2026 à 11h00\n"
        "\n"
        "1. lundi 5 octobre 2026 – équipage modifié\n"
        "   Avant : Ronde PM/PN – North, 10h00–12h00, agent, avec b\n"
        "   Désormais : Ronde PM/PN – North, 10h00–12h00, agent, avec c\n"
        "   Arrivent dans l'équipage : c\n"
        "   Quittent l'équipage : b\n"
        "   À annoncer au plus tard : samedi 3 octobre 2026, 10h00\n"
        "   Ce changement est tardif : votre hiérarchie vous en donne le motif et "
        "demande votre accord.\n"
    )


def test_one_message_for_each_officer_concerned():
    assert list(told(*CREW)) == ["a", "b", "c"]
    assert list(told(*MOVED)) == ["a", "b"]


def test_a_message_tells_of_partners_their_number_alone():
    text = told(*CREW)["a"]
    assert MARK not in text
    assert "hidden" not in text
    assert "with b\n" in text
    assert "with c\n" in text


@settings(max_examples=40)
@given(before=plans(), after=plans())
def test_a_message_tells_of_own_duties_alone(before, after):
    """Each officer's shifts, missions, zones have a name of their own in this test."""

    def own(one):
        return replace(
            one,
            officers={
                code: replace(
                    p,
                    officer=code,
                    tours=tuple(replace(t, shift=f"{t.shift}-{code}") for t in p.tours),
                )
                for code, p in one.officers.items()
            },
        )

    for officer, text in told(own(before), own(after)).items():
        others = {"a", "b", "c"} - {officer}
        for other in others:
            assert f"s-{other}" not in text
            assert f"t-{other}" not in text
        assert MARK not in text


def test_messages_are_whole_and_for_their_owner_alone(tmp_path):
    folder = tmp_path / "m"
    write_messages(compared(*CREW, scenario=week()), folder, "fr")
    files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*.*")}
    assert sorted(files) == [
        "changes.json",
        "messages/a.txt",
        "messages/b.txt",
        "messages/c.txt",
        "messages/index.csv",
    ]
    assert {stat.S_IMODE(p.stat().st_mode) for p in files.values()} == {0o600}
    assert files["messages/a.txt"].read_text().startswith("a\N{NO-BREAK SPACE}: votre")


def test_the_index_says_who_is_to_be_told_by_when(tmp_path):
    write_messages(compared(*CREW, now=at(-2, 9)), tmp_path / "m", "en")
    text = (tmp_path / "m" / "messages" / "index.csv").read_text()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(r["officer"], r["changes"], r["told_by"], r["late"]) for r in rows] == [
        ("a", "1", "2026-10-03T10:00+02:00", "1"),
        ("b", "3", "2026-10-03T08:00+02:00", "2"),
        ("c", "1", "2026-10-03T10:00+02:00", "1"),
    ]


def test_messages_of_a_former_comparison_go(tmp_path):
    write_messages(compared(*CREW), tmp_path / "m", "en")
    kept = write_messages(compared(CREW[0], CREW[0]), tmp_path / "m", "en")
    assert kept == ()
    found = {p.name for p in (tmp_path / "m" / "messages").iterdir()}
    assert found == {"index.csv"}


def test_a_folder_of_others_is_not_written_to(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(OutputRefused, match="not messages written by this program"):
        write_messages(compared(*CREW), tmp_path, "en")
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


# --- folders --------------------------------------------------------------------------


def test_faults_of_both_folders_at_once(tmp_path):
    with pytest.raises(InputFaults) as error:
        plans_in(tmp_path / "x", tmp_path / "y")
    assert Counter(f.file.rpartition("/")[0] for f in error.value.faults) == {
        str(tmp_path / "x"): 2,
        str(tmp_path / "y"): 2,
    }


def test_kinds_are_named_in_both_languages():
    found = [
        replace(c, kind=kind) for kind in ChangeKind for c in compared(*MOVED).found[:1]
    ]
    assert len({c.kind for c in found}) == len(ChangeKind)
    for lang in ("en", "fr"):
        with use_language(lang):
            clock = compared(*MOVED).clock
            assert len({x.what for x in change_lines(found, Labels(), clock)}) == 7

"""Both sexes for pat-downs: a pat-down is done by an officer of the same sex.

CSI art. L511-1 and L613-3; that the crew has both follows from it.
"""

import dataclasses

import pytest

from scheduler.domain.people import Sex
from scheduler.model.crews import CrewModel
from scheduler.rules import RULES
from scheduler.verify.report import breach_line
from tests.builders import (
    SOLO,
    day,
    facts,
    mission,
    officer,
    position,
    power,
    scenario,
    shift,
)
from tests.judge import allowed, read, refused

RULE = "patdown_both_sexes"
PATDOWN = power("pat_down", both_sexes=True)
KIND = dataclasses.replace(
    SOLO, positions=(position("seat", None, count=6),), powers=("pat_down",)
)
F, M = Sex.FEMALE, Sex.MALE


def crew(*sexes, kind=KIND, texts=(PATDOWN,), at=(0, "10:00"), others=()):
    members = [officer(f"o{i}", sex=sex) for i, sex in enumerate(sexes)]
    week = scenario(
        officers=[*members, *others],
        kinds=[kind],
        powers=texts,
        missions=[mission("m", kind, at=[at])],
    )
    return facts(week, crews=[("m", "seat", o.id) for o in members])


def test_a_woman_and_a_man_are_enough():
    allowed(RULE, crew(F, M))
    allowed(RULE, crew(M, M, M, F))


@pytest.mark.parametrize("sex", Sex)
def test_one_sex_alone_is_refused(sex):
    refused(RULE, crew(sex), over=1)
    [breach] = refused(RULE, crew(sex, sex, sex), over=1)
    assert (breach.mission, breach.zone, breach.when) == ("m", "north", 600)


@pytest.mark.parametrize("sex", Sex)
def test_an_officer_whose_sex_is_not_given_counts_as_neither(sex):
    refused(RULE, crew(sex, None), over=1)
    refused(RULE, crew(None, None), over=1)
    allowed(RULE, crew(F, None, M))


def test_both_forces_count():
    week = scenario(
        officers=[officer("m", sex=F), officer("n", "pn", sex=M)],
        kinds=[KIND],
        powers=[PATDOWN],
        missions=[mission("m", KIND)],
    )
    allowed(RULE, facts(week, crews=[("m", "seat", "m"), ("m", "seat", "n")]))


def test_an_officer_elsewhere_is_not_in_the_crew():
    refused(RULE, crew(M, M, others=[officer("f", sex=F)]), over=1)


def test_other_powers_ask_for_nobody():
    allowed(RULE, crew(M, texts=[power("pat_down")]))
    allowed(RULE, crew(M, kind=dataclasses.replace(KIND, powers=())))


def test_a_mission_not_held_asks_for_nobody():
    allowed(RULE, crew())


@pytest.mark.parametrize(("offset", "over"), [(0, 1), (2, 1), (3, 0), (6, 0)], ids=repr)
def test_the_text_of_the_day_applies(offset, over):
    texts = [
        power("pat_down", both_sexes=True, valid_to=day(2)),
        power("pat_down", valid_from=day(3)),
    ]
    found = crew(M, texts=texts, at=(offset, "10:00"))
    if over:
        refused(RULE, found, over=over)
    else:
        allowed(RULE, found)


# --- nobody's sex is told -------------------------------------------------------------


def test_a_breach_names_no_officer_and_is_the_same_for_women_and_men():
    said = set()
    for sexes in ((F, F), (M, M), (F, None), (None, None)):
        found = crew(*sexes)
        [breach] = refused(RULE, found, over=1)
        assert breach.officers == ()
        texts = read(breach.message, breach.values, found.scenario)
        said.add((*texts, breach_line(found.scenario, breach)))
    [same] = said
    assert not any(o in text for o in ("o0", "o1") for text in same)


# --- groups ---------------------------------------------------------------------------


def test_women_and_men_are_told_apart_only_near_pat_downs():
    week = scenario(
        officers=[officer(f"o{i}", sex=s) for i, s in enumerate((F, M, M, None))],
        shifts=[shift("a", "06:00", "12:00"), shift("b", "13:00", "19:00")],
        kinds=[KIND],
        powers=[PATDOWN],
        missions=[mission("m", KIND, at=[(0, "10:00")])],
    )
    model = CrewModel(week, RULES.values())
    sizes = {
        start: sorted(g.size for g in model.groups if g.slot and g.slot.start == start)
        for start in (360, 780, 1440 + 360)
    }
    assert sizes == {360: [1, 1, 2], 780: [4], 1440 + 360: [4]}

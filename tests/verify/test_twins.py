"""Two officers with the same duties, one municipal, one national: two verdicts.

What one regime allows the other may refuse; each verdict names its own article.
"""

from dataclasses import replace

import pytest

from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Facts
from scheduler.verify.certificate import certificates
from scheduler.verify.judge import judge
from scheduler.verify.report import verdict_json
from tests import builders as b

FONCTION_PUBLIQUE = "décret 2000-815 art. 3"
POLICE_NATIONALE = "décret 2002-1279 art. 1"

Found = dict[str, tuple[int, str]]


def twins(*tours: tuple[int, str, str], history: tuple[int, ...] = ()) -> Facts:
    """Return officers PM and PN on the same tours: day, start and end."""
    hours = dict.fromkeys((start, end) for _day, start, end in tours)
    officers = [b.officer("PM"), b.officer("PN", "pn")]
    week = b.scenario(
        officers=officers,
        shifts=[
            b.shift(f"{force} {start}-{end}", start, end, force)
            for force in ("pm", "pn")
            for start, end in hours
        ],
        history=tuple(
            b.past(o.id, i, "08:00", "14:00") for o in officers for i in history
        ),
    )
    return b.facts(
        week,
        tours=[
            (o.id, day, f"{o.force} {start}-{end}")
            for o in officers
            for day, start, end in tours
        ],
    )


def verdicts(facts: Facts) -> tuple[Found, Found]:
    """Return what each twin is accused of: by rule, how much and the article."""
    told = verdict_json(facts.scenario, judge(facts.scenario, facts.roster))
    found: dict[str, Found] = {"PM": {}, "PN": {}}
    for breach in told["breaches"]:
        (officer,) = breach["officers"]
        found[officer][breach["rule"]] = (breach["over"], breach["article"])
    for certificate in certificates(facts):
        assert certificate.kept is not bool(found[certificate.officer])
    return found["PM"], found["PN"]


def test_a_tour_of_12_h_08() -> None:
    """The national cycle's tour: 2 h 08 of work too long for a town, span 8 min."""
    municipal, national = verdicts(twins((0, "06:30", "18:38")))
    assert municipal == {
        "daily_work": (128, FONCTION_PUBLIQUE),
        "daily_span": (8, FONCTION_PUBLIQUE),
    }
    assert national == {}


def test_a_tour_of_10_h_is_lawful_for_both() -> None:
    assert verdicts(twins((0, "06:30", "16:30"))) == ({}, {})


def test_a_week_of_five_times_10_h() -> None:
    """50 h: 2 h beyond the 48 h of one week; the State averages over a semester."""
    week = [(day, "07:00", "17:00") for day in range(5)]
    municipal, national = verdicts(twins(*week))
    assert municipal == {"weekly_maximum": (120, FONCTION_PUBLIQUE)}
    assert national == {}


def test_a_week_of_48_h_is_lawful_for_both() -> None:
    week = [(day, "07:00", "16:36") for day in range(5)]
    assert verdicts(twins(*week)) == ({}, {})


def test_rest_of_10_h_59_is_refused_to_both_each_by_its_own_text() -> None:
    municipal, national = verdicts(twins((0, "14:00", "20:01"), (1, "07:00", "13:00")))
    assert municipal == {"daily_rest": (1, FONCTION_PUBLIQUE)}
    assert national == {"daily_rest": (1, POLICE_NATIONALE)}


def test_a_seventh_day_in_a_row_is_refused_where_the_force_chose_so() -> None:
    """Tuesday to Sunday before, then Monday; the cycle sets the national days."""
    municipal, national = verdicts(
        twins((0, "08:00", "14:00"), history=(-6, -5, -4, -3, -2, -1))
    )
    assert list(municipal) == ["consecutive_days"]
    assert national == {}


@pytest.mark.parametrize("kind", ForceKind)
def test_a_regime_of_ones_own_turns_the_verdict_round(kind: ForceKind) -> None:
    """A limit of 8 h that one force gave itself holds for that force alone."""
    facts = twins((0, "06:30", "15:30"))
    own = b.setting("daily_work", "maximum", 8 * 60, source="règlement intérieur")
    regimes = {
        name: replace(r, values=(own,)) if r.kind is kind else r
        for name, r in facts.scenario.regimes.items()
    }
    week = replace(facts.scenario, regimes=regimes)
    municipal, national = verdicts(Facts(week, facts.roster))
    refused = {"daily_work": (60, "règlement intérieur")}
    assert (municipal, national) == (
        (refused, {}) if kind is ForceKind.MUNICIPAL else ({}, refused)
    )

"""The answer to one officer's question in words, and as JSON.

It may be sent to the officer who asked: the officer's own facts are told, and the
rules. What concerns another officer is not, but for crews and tours, which the board
shows; nor is the reason of any absence.
"""

from collections.abc import Iterator
from typing import Any

from scheduler.domain.missions import Occurrence
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Unit
from scheduler.explain.contrast import Contrast, Outcome, TierContrast
from scheduler.goals import GOALS
from scheduler.rules import RULES
from scheduler.rules.base import Breach
from scheduler.verify.conflict import Fact, fact_line, rule_line
from scheduler.verify.openings import Closed
from scheduler.verify.reasons import gap_hours, kind_name
from scheduler.verify.report import amount, breach_line
from scheduler.verify.units import loss_of, loss_unit
from scheduler.words import N_, _, n_
from scheduler.words.render import day_and_time, decimal, full_date, say

_GAP = "  "

DECIDED_ABOUT_TWO = frozenset({"pairings_kept"})
"""Rules that say what was decided about two officers: told to neither."""


def contrast_lines(found: Contrast) -> Iterator[str]:
    """Yield an answer as the officer who asked may read it, in the current language."""
    scenario = found.before.scenario
    yield _question(found)
    yield from (_GAP + line for line in _about(found))
    if found.computed_at is not None:
        at = found.computed_at.astimezone(scenario.clock.zone)
        yield _GAP + _("Roster computed on {at}.", at=day_and_time(at))
    yield ""
    against = list(_against(found))
    if against:
        yield _("If that alone were changed in this roster:")
        yield from (_GAP + line for line in against)
    else:
        yield _("No rule forbids to change that alone in this roster.")
    yield ""
    yield from _answer(found)
    if found.tiers and found.outcome is not Outcome.FREE:
        yield ""
        yield _("Goals in their order; an earlier one outweighs all that follow:")
        yield from (_GAP + _tier(found, tier) for tier in found.tiers)
    yield ""
    yield from _notes(found)


OF_CREWS = frozenset(
    {
        "crew_complete",
        "equipment_in_stock",
        "mission_as_asked",
        "mission_spacing",
        "mixed_crew",
        "national_in_crew",
        "start_spread",
    }
)
"""Rules that say of a crew what anybody sees on the board."""


# --- the question ---------------------------------------------------------------------


def _question(found: Contrast) -> str:
    asked = found.question
    words = {
        (True, True, True): N_("Why is {taken} in the crew of {mission}, not {other}?"),
        (True, True, False): N_("Why is {taken} in the crew of {mission}?"),
        (True, False, True): N_(
            "Why is {other} in the crew of {mission}, not {taken}?"
        ),
        (True, False, False): N_("Why is {taken} not in the crew of {mission}?"),
        (False, True, True): N_("Why is {taken} on tour on {day:date}, not {other}?"),
        (False, True, False): N_("Why is {taken} on tour on {day:date}?"),
        (False, False, True): N_("Why is {other} on tour on {day:date}, not {taken}?"),
        (False, False, False): N_("Why is {taken} not on tour on {day:date}?"),
    }[asked.mission is not None, asked.has, asked.instead is not None]
    values = {
        "taken": asked.officer,
        "other": asked.instead,
        "mission": asked.mission,
        "day": asked.day,
    }
    return say(words, values)


def _about(found: Contrast) -> Iterator[str]:
    """Yield when and where the mission is, or which tour the officer works."""
    asked, facts = found.question, found.before
    scenario = facts.scenario
    if asked.mission is None:
        for officer in (asked.officer, asked.instead):
            for tour in facts.tours_of[officer] if officer is not None else ():
                if tour.day == asked.day:
                    hours = gap_hours(scenario.clock, tour.span)
                    yield _(
                        "{officer}: tour {shift}, {hours}",
                        officer=officer,
                        shift=tour.shift,
                        hours=hours,
                    )
        return
    held = facts.held[asked.mission]
    yield from (_occurrence(scenario, o) for o in held)
    if not held:
        yield _("The mission is not held in this roster.")


def _occurrence(scenario: Scenario, occurrence: Occurrence) -> str:
    return _(
        "{kind}, {hours}, {zone}",
        kind=kind_name(scenario, occurrence),
        hours=gap_hours(scenario.clock, occurrence.proper),
        zone=scenario.zones[occurrence.zone].name,
    )


# --- what stands against it -----------------------------------------------------------


def _against(found: Contrast) -> Iterator[str]:
    """Yield what the rules say of the change by which the fewest are broken."""
    no_tour = _no_tour(found)
    if no_tour is not None:
        yield no_tour
    lines = (_breach(found, b) for b in found.against)
    yield from dict.fromkeys(lines)


def _no_tour(found: Contrast) -> str | None:
    """Return that the taker has no tour for it, and why; ``None`` = there is one."""
    hand, taker = found.by_hand, found.question.taker or ""
    if hand.changes:
        return None
    if not _open(found, taker):
        return _("{officer}: not available", officer=taker)
    if hand.closed is not None:
        return _closed(found, taker, hand.closed)
    if found.question.day is not None:
        day = full_date(found.question.day)
        return _(
            "{officer} may work no shift that begins on {day}.", officer=taker, day=day
        )
    return None


def _closed(found: Contrast, taker: str, why: Closed) -> str:
    scenario = found.before.scenario
    hours = gap_hours(scenario.clock, why.occurrence.span)
    if not why.shifts:
        return _("{officer}: no tour covers {hours}", officer=taker, hours=hours)
    rules = (f"{_(RULES[name].title)} ({RULES[name].source})" for name in why.rules)
    return _(
        "{officer}: no tour that covers {hours} is allowed ({shifts}): {rules}",
        officer=taker,
        hours=hours,
        shifts=", ".join(why.shifts),
        rules=", ".join(rules),
    )


def _open(found: Contrast, officer: str) -> bool:
    """Tell whether an officer's own facts may be told: the officer is the one asked."""
    return officer == found.question.officer


def told(found: Contrast, breach: Breach) -> bool:
    """Tell whether a breach may be told to the officer who asked.

    It is about that officer or about a crew as a whole, and names nobody else.
    """
    officers = found.before.scenario.officers
    named = {str(v) for v in breach.values.values()} & officers.keys()
    if breach.rule not in OF_CREWS:
        named.update(breach.officers)
    return breach.rule not in DECIDED_ABOUT_TWO and named <= {found.question.officer}


def _breach(found: Contrast, breach: Breach) -> str:
    if told(found, breach):
        return breach_line(found.before.scenario, breach)
    others = [o for o in breach.officers if not _open(found, o)]
    if breach.rule in DECIDED_ABOUT_TWO or len(others) < len(breach.officers):
        return _(_HIDDEN)
    return _("{officer}: not available", officer=", ".join(others))


_HIDDEN = N_("a reason that concerns another officer, and is not told")


# --- the answer -----------------------------------------------------------------------


def _answer(found: Contrast) -> Iterator[str]:
    opposite = _opposite(found)
    if found.outcome is Outcome.FREE:
        yield _(
            "{opposite} costs nothing: another roster has it and loses as much in "
            "every goal. The search chose between equals.",
            opposite=opposite,
        )
    elif found.outcome is Outcome.COSTS:
        yield _cost(found, opposite)
    elif found.outcome is Outcome.BETTER:
        yield _(
            "{opposite} is better: a roster that has it loses less. This roster is not "
            "the best; solve the week again, with more time.",
            opposite=opposite,
        )
    elif found.outcome is Outcome.IMPOSSIBLE:
        yield _(
            "{opposite} is impossible: no roster has it, proved.", opposite=opposite
        )
        yield from (_GAP + line for line in _clash(found))
    else:
        yield _(
            "{opposite}: no roster that has it was found in {seconds} s. That there is "
            "none is not proved.",
            opposite=opposite,
            seconds=decimal(found.seconds),
        )


def _opposite(found: Contrast) -> str:
    """Return what is asked, as the subject of a sentence."""
    asked = found.question
    words = {
        (True, True): N_("A crew of {mission} with {taker} instead of {leaver}"),
        (True, False): N_("A place in the crew of {mission} for {taker}"),
        (False, True): N_("A tour on {day:date} for {taker} instead of {leaver}"),
        (False, False): N_("A tour on {day:date} for {taker}"),
    }
    if asked.taker is None:
        mission = N_("A crew of {mission} without {leaver}")
        text = mission if asked.mission else N_("A day off on {day:date} for {leaver}")
    else:
        text = words[asked.mission is not None, asked.leaver is not None]
    values = {
        "mission": asked.mission,
        "day": asked.day,
        "taker": asked.taker,
        "leaver": asked.leaver,
    }
    return say(text, values)


def _cost(found: Contrast, opposite: str) -> str:
    tier = found.deciding
    assert tier is not None
    lost = loss_of(tier.goals)
    values = {"opposite": opposite, "tier": _(tier.name), "most": lost(tier.more)}
    if found.proved:
        return _(
            "{opposite} has a price, proved: {most} more in “{tier}”. No roster that "
            "has it costs less.",
            **values,
        )
    if found.least is not None:
        return _(
            "{opposite} has a price: between {least} and {most} more in “{tier}”. The "
            "lower figure is proved.",
            least=lost(found.least),
            **values,
        )
    return _(
        "{opposite} has a price of at most {most} more in “{tier}”. That it costs "
        "anything is not proved.",
        **values,
    )


def _clash(found: Contrast) -> Iterator[str]:
    """Yield why no roster has what is asked, without what concerns others."""
    conflict, scenario = found.conflict, found.before.scenario
    if conflict is None:
        return
    asked = found.question
    lines: dict[str, None] = {}
    for breach in (*conflict.breaches, *conflict.frozen):
        lines[_breach(found, breach)] = None
    for fact in conflict.facts:
        if fact in asked.pins:
            continue
        lines[fact_line(scenario, fact) if _own(found, fact) else _(_HIDDEN)] = None
    own = all(_own(found, fact) for fact in conflict.facts)
    for rule in conflict.rules:
        # Of a set with facts of others, a rule might tell whose fact it is.
        tells = rule.name in OF_CREWS or (own and rule.name not in DECIDED_ABOUT_TWO)
        lines[rule_line(rule) if tells else _(_HIDDEN)] = None
    yield from lines
    if not conflict.confirmed:
        yield _("The search for the smallest such set was cut short.")


def _own(found: Contrast, fact: Fact) -> bool:
    return _open(found, fact.officer)


def _tier(found: Contrast, tier: TierContrast) -> str:
    lost = loss_of(tier.goals)
    return _(
        "{tier}: {before}; with the change {value} ({proof})",
        tier=_(tier.name),
        before=lost(tier.before),
        value=lost(tier.value),
        proof=_proof(found, tier),
    )


def _proof(found: Contrast, tier: TierContrast) -> str:
    if tier.proved:
        return _("proved: no such roster loses less")
    if tier.bound:
        return _("at least {bound}, proved", bound=loss_of(tier.goals)(tier.bound))
    if found.tiers.index(tier) >= found.searched:
        return _("as found, not searched for less")
    return _("not proved")


def _notes(found: Contrast) -> Iterator[str]:
    every = len(found.before.scenario.tiers)
    if found.facts is not None:
        yield n_(
            "In the roster found, {n} officer has other duties. It was checked: every "
            "rule is kept, and the values were counted anew.",
            "In the roster found, {n} officers have other duties. It was checked: "
            "every rule is kept, and the values were counted anew.",
            found.moved,
        )
    if found.outcome is Outcome.COSTS and not found.proved:
        yield _("More time may lower this price, or prove it.")
    if found.outcome is Outcome.COSTS and found.searched < every:
        yield n_(
            "Of {every} goals in order, the first {n} was searched in the time given.",
            "Of {every} goals in order, the first {n} were searched in the time given.",
            found.searched,
            every=every,
        )
    yield _("Reasons that concern other officers are not told.")


# --- JSON -----------------------------------------------------------------------------


def contrast_json(found: Contrast) -> dict[str, Any]:
    """Return an answer for machines; it tells no more than ``contrast_lines``."""
    asked = found.question
    return {
        "officer": asked.officer,
        "mission": asked.mission,
        "day": asked.day.isoformat() if asked.day else None,
        "instead": asked.instead,
        "has": asked.has,
        "outcome": found.outcome.value,
        "cost": _cost_json(found),
        "against": [_breach_json(found, b) for b in found.against],
        "no_tour": _no_tour(found),
        "why_impossible": list(_clash(found)),
        "tiers": [
            {
                "tier": t.name,
                "unit": loss_unit(t.goals).value,
                "before": t.before,
                "value": t.value,
                "bound": t.bound,
                "proved": t.proved,
                "searched": i < found.searched,
                "goals": {
                    g: {"change": n, "unit": GOALS[g].unit.value}
                    for g, n in t.changes.items()
                },
            }
            for i, t in enumerate(found.tiers)
        ],
        "officers_moved": found.moved,
        "pins": [
            {
                "officer": p.officer,
                "pin": p.pin,
                "date": p.day.isoformat() if p.day else None,
                "mission": p.mission,
            }
            for p in asked.pins
        ],
        "seconds": round(found.seconds, 3),
    }


def _cost_json(found: Contrast) -> dict[str, Any] | None:
    tier = found.deciding
    if tier is None:
        return None
    return {
        "tier": tier.name,
        "unit": loss_unit(tier.goals).value,
        "least": found.least,
        "found": tier.more,
        "proved": found.proved,
    }


def _breach_json(found: Contrast, breach: Breach) -> dict[str, Any]:
    if not told(found, breach):
        return {"words": _breach(found, breach)}
    rule, scenario = RULES[breach.rule], found.before.scenario
    return {
        "rule": breach.rule,
        "source": rule.article(scenario, breach),
        "officers": list(breach.officers),
        "mission": breach.mission,
        "words": say(breach.message, breach.values, scenario.clock),
        "short": breach.over,
        "unit": Unit(breach.unit).value,
        "short_words": amount(breach.over, breach.unit),
    }

"""What command staff should know of agreements and poolings, though nothing is broken.

An agreement about to end, or made for longer than the model text allows; a force that
must have one and has none; officers in common for less time than the text asks.
"""

import datetime as dt
from collections.abc import Iterator, Mapping

from scheduler.domain.agreements import Agreement, Route, months_later
from scheduler.domain.people import Force, ForceKind
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import declared, source_in_force, value_in_force
from scheduler.domain.validity import Term, Validity
from scheduler.rules import RULES
from scheduler.words import N_

RULE = "joint_mission_agreed"
"""The rule whose settings hold the thresholds."""

Words = tuple[str, Mapping[str, str | int], str]
"""Message id, what fills its placeholders, and the article behind it."""


def agreement_notes(facts: Facts) -> Iterator[Words]:
    """Yield what command staff should know of the agreements and poolings."""
    scenario = facts.scenario
    for agreement in scenario.agreements.values():
        if _meets(scenario, agreement.in_force):
            yield from _ending(scenario, agreement)
            yield from _too_long(scenario, agreement)
    for force in scenario.forces.values():
        if force.kind is ForceKind.MUNICIPAL:
            yield from _without(scenario, force)
    yield from _short_poolings(scenario)


def _ending(scenario: Scenario, agreement: Agreement) -> Iterator[Words]:
    start = scenario.clock.start
    months, source = _limit(scenario, agreement.municipal_force, "renewal", start)
    last = agreement.last_day
    if months is None or last > months_later(start, months):
        return
    if _renewed(scenario, agreement):
        return
    values = {"agreement": agreement.name, "day": last.isoformat()}
    if agreement.denounced is not None and last < agreement.validity.last:
        given = agreement.denounced.isoformat()
        yield (
            N_(
                "agreement “{agreement}” ends on {day:date}, denounced on "
                "{given:date}: a new one is needed"
            ),
            {**values, "given": given},
            source,
        )
    else:
        yield (
            N_("agreement “{agreement}” ends on {day:date}: express renewal needed"),
            values,
            source,
        )


def _renewed(scenario: Scenario, agreement: Agreement) -> bool:
    """Tell whether other agreements of the same parties go on the day after."""
    after = agreement.last_day + dt.timedelta(days=1)
    following = [
        a
        for a in scenario.agreements.values()
        if (a.municipal_force, a.national_force)
        == (agreement.municipal_force, agreement.national_force)
    ]
    return all(any(a.covers(c, after) for a in following) for c in agreement.communes)


def _too_long(scenario: Scenario, agreement: Agreement) -> Iterator[Words]:
    months, source = _limit(
        scenario, agreement.municipal_force, "duration", agreement.validity.first
    )
    if months is None:
        return
    first_beyond = months_later(agreement.validity.first, months)
    if agreement.validity.last >= first_beyond:
        yield (
            N_(
                "agreement “{agreement}” runs from {first:date} to {last:date}, longer "
                "than {months} months"
            ),
            {
                "agreement": agreement.name,
                "first": agreement.validity.first.isoformat(),
                "last": agreement.validity.last.isoformat(),
                "months": months,
            },
            source,
        )


def _without(scenario: Scenario, force: Force) -> Iterator[Words]:
    """Yield the first day on which a force must have an agreement and has none."""
    if force.posts is None:
        return
    own = [a for a in scenario.agreements.values() if a.municipal_force == force.id]
    for day in scenario.clock.dates:
        threshold, source = _limit(scenario, force.id, "threshold", day)
        if threshold is None or force.posts < threshold:
            continue
        bare = [c for c in force.communes if not any(a.covers(c, day) for a in own)]
        if bare:
            yield (
                N_(
                    "{force} has {posts} posts and, on {day:date}, no agreement in "
                    "{communes}: one is mandatory from {threshold} posts"
                ),
                {
                    "force": force.name,
                    "posts": force.posts,
                    "day": day.isoformat(),
                    "communes": ", ".join(
                        scenario.communes[c].name for c in sorted(bare)
                    ),
                    "threshold": threshold,
                },
                source,
            )
            return


def _short_poolings(scenario: Scenario) -> Iterator[Words]:
    """Yield poolings shorter than the least duration.

    Not a fault of the tables: the row may end early because a commune gave notice.
    """
    for pooling in scenario.poolings:
        first, last = pooling.validity.first, pooling.validity.last
        if pooling.route is not Route.COMMUNES or not _meets(
            scenario, pooling.validity
        ):
            continue
        lender = min(pooling.forces)
        months, source = _limit(scenario, lender, "pooling", first)
        if months is None:
            continue
        least = months_later(first, months) - dt.timedelta(days=1)
        if last < least:
            yield (
                N_(
                    "pooling {pooling} lasts from {first:date} to {last:date}, less "
                    "than {months} months, unless notice was given"
                ),
                {
                    "pooling": pooling.id,
                    "first": first.isoformat(),
                    "last": last.isoformat(),
                    "months": months,
                },
                source,
            )


def _meets(scenario: Scenario, days: Validity) -> bool:
    dates = scenario.clock.dates
    return days.overlaps(Term(dates[0], dates[-1]))


def _limit(
    scenario: Scenario, force: str, setting: str, day: dt.date
) -> tuple[int | None, str]:
    """Return a setting's value for a force on a day, and the article behind it."""
    own = declared(RULES[RULE].settings, setting)
    regime = scenario.regimes[scenario.forces[force].regime]
    return (
        value_in_force(own, RULE, regime, day),
        source_in_force(own, RULE, regime, day),
    )

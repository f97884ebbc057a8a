"""What is to be decided: the causes of what is missing, each with its repairs.

The board shows these; it does not know where they come from.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.domain.kept import kept_for_latest
from scheduler.domain.missions import Position
from scheduler.domain.people import ForceKind
from scheduler.domain.scenario import Scenario
from scheduler.export._view import NotHeld, shortfalls
from scheduler.render.edition import Edition
from scheduler.render.text import date, hour, plain
from scheduler.verify.reasons import FORCE_LABELS, seat_name
from scheduler.verify.shortfalls import Shortfall
from scheduler.words import _, language, n_


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A repair of a cause.

    Parameters
    ----------
    words
        What to do.
    owner
        Who may decide it.
    gain, cost
        What it brings and what it costs, in words; empty = not known.
    proved
        Whether the gain was confirmed by solving the week again.
    """

    words: str
    owner: str
    gain: str
    cost: str
    proved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A cause of what is missing, to be decided.

    Parameters
    ----------
    id
        Its name in links, unique in the week: letters, digits and hyphens.
    title, lack
        The cause in a few words, and what lacks, in a sentence.
    missions
        Codes of the missions that are not held because of it.
    gain
        What the best repair brings.
    repairs
        What could be done, cheapest first.
    deadline
        Until when it has to be decided.
    """

    id: str
    title: str
    lack: str
    missions: tuple[str, ...]
    gain: str
    repairs: tuple[Choice, ...]
    deadline: str


def decisions(edition: Edition) -> tuple[Decision, ...]:
    """Return the causes of what is missing, those of most missions first."""
    kept = _kept(edition)
    if language() not in kept:
        kept[language()] = tuple(_decisions(edition))
    return kept[language()]


@kept_for_latest
def _kept(_edition: Edition) -> dict[str, tuple[Decision, ...]]:
    return {}


@dataclass(frozen=True, slots=True)
class _Cause:
    """What missions lack in common: a seat or a piece of equipment, on a day."""

    day: dt.date
    what: str
    words: str
    owner: str
    repair: str


def _decisions(edition: Edition) -> Iterable[Decision]:
    scenario = edition.scenario
    lacks = {m.mission: m for m in shortfalls(edition).missions}
    groups: dict[_Cause, list[Shortfall]] = {}
    seen: set[str] = set()
    for found in edition.frames.rows.lacking:
        if found.occurrence.mission not in seen:
            seen.add(found.occurrence.mission)
            groups.setdefault(_cause(scenario, found), []).append(found)
    ranked = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0].day))
    for number, (cause, members) in enumerate(ranked, 1):
        missions = [lacks[m.occurrence.mission] for m in members]
        yield _decision(scenario, str(number), cause, members, missions)


def _decision(
    scenario: Scenario,
    number: str,
    cause: _Cause,
    members: list[Shortfall],
    missions: list[NotHeld],
) -> Decision:
    gain = n_("{n} mission", "{n} missions", sum(m.missing for m in missions))
    first = min(m.occurrence.span.start for m in members)
    clock = scenario.clock
    repairs = (
        (Choice(words=cause.repair, owner=cause.owner, gain="", cost="", proved=False),)
        if cause.repair
        else ()
    )
    return Decision(
        id=number,
        title=_("{day}: {what}", day=date(cause.day, "EEE d MMM"), what=cause.what),
        lack=missions[0].reason,
        missions=tuple(m.mission for m in missions),
        gain=gain,
        repairs=repairs,
        deadline=_(
            "before {day} {time}",
            day=date(clock.date(first), "EEE d MMM"),
            time=hour(clock, first),
        ),
    )


def _cause(scenario: Scenario, found: Shortfall) -> _Cause:
    """Return what a mission lacks first."""
    kind, day = scenario.kind(found.occurrence), found.occurrence.day
    both = _("both commands")
    for seat in found.seats:
        if seat.short:
            position = next(p for p in kind.positions if p.name == seat.position)
            name, owner = plain(seat_name(position)), _owner(position) or both
            short = _("{position} missing", position=name)
            repair = (
                ""
                if seat.able < seat.wanted
                else _("One more on tour: {position}", position=name)
            )
            return _Cause(day, short, name, owner, repair)
    for pieces in found.equipment:
        if pieces.wanted > pieces.left:
            stock = scenario.equipment[pieces.equipment]
            name = plain(stock.name_fr if language() == "fr" else stock.name_en)
            what = _("{equipment} all in use", equipment=name)
            return _Cause(
                day, what, name, both, _("Lend or buy: {equipment}", equipment=name)
            )
    if found.unreached:
        what = _("no reachable OPJ")
        return _Cause(
            day, what, what, _command(ForceKind.NATIONAL), _("One more OPJ on tour")
        )
    mission = found.occurrence.mission
    return _Cause(day, _("whole crew not free together"), mission, both, "")


def _owner(position: Position) -> str:
    if position.force is None:
        return ""
    return _command(position.force)


def _command(kind: ForceKind) -> str:
    return _("{force} command", force=FORCE_LABELS[kind])

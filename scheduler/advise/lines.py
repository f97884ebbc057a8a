"""Suggestions in words, and as JSON."""

from collections.abc import Iterator, Mapping
from typing import Any

from scheduler.advise.openings import Opening
from scheduler.advise.suggestions import (
    Advice,
    Answer,
    Margin,
    Refusals,
    Step,
    Suggestion,
)
from scheduler.domain.missions import Occurrence
from scheduler.domain.roster import Duty
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Unit
from scheduler.domain.time import Span
from scheduler.domain.tours import Tour
from scheduler.goals import GOALS
from scheduler.rules import RULES
from scheduler.verify.certificate_report import limit, margin, quantity
from scheduler.verify.report import breach_json
from scheduler.words import N_, _, n_
from scheduler.words.render import hours_minutes, say, whole

_GAP = "  "


def answer_lines(answer: Answer) -> Iterator[str]:
    """Yield an answer as people read it, in the current language."""
    scenario = answer.found.facts.scenario
    if answer.ill is not None and answer.away is not None:
        own = [t for t in answer.found.dropped if t.officer == answer.ill]
        yield _(
            "{officer}, away {hours}: {tours} and {missions} to replace.",
            officer=answer.ill,
            hours=_hours(scenario, answer.away),
            tours=n_("{n} tour", "{n} tours", len(own)),
            missions=n_("{n} mission", "{n} missions", len(answer.advice)),
        )
        for tour in own:
            yield _GAP + _("tour {tour}", tour=_tour(scenario, tour))
    elif not answer.advice:
        yield _("No seat is open: the mission is held as often as it is wanted.")
    for occurrence in answer.found.lost:
        yield _(
            "{mission} cannot be held either, although its crew is whole.",
            mission=_occurrence(scenario, occurrence),
        )
    for advice in answer.advice:
        yield ""
        yield from _advice_lines(scenario, advice)
    if answer.others:
        yield ""
        yield n_(
            "{n} other time is possible: choose it with --day and --start.",
            "{n} other times are possible: choose one with --day and --start.",
            answer.others,
        )
    if any(own for a in answer.advice for own in a.suggestions.values()):
        yield ""
        yield _(
            "Losses are compared with leaving the seat open: a minus sign is better."
        )


def _advice_lines(scenario: Scenario, advice: Advice) -> Iterator[str]:
    opening = advice.opening
    yield _occurrence(scenario, opening.occurrence)
    refused = {r.position: r for r in advice.refusals}
    for position, found in advice.suggestions.items():
        yield _GAP + _position(opening, position)
        if position in refused:
            yield 2 * _GAP + _refusal(refused[position])
        for number, suggestion in enumerate(found, 1):
            steps = _("; ").join(
                _step(scenario, opening, step) for step in suggestion.steps
            )
            yield f"{2 * _GAP}{number}. {steps}"
            yield 3 * _GAP + "   " + _losses(suggestion)
            for officer, margins in suggestion.margins.items():
                for found_ in map(_margin, margins):
                    line = _("{officer}: {margin}", officer=officer, margin=found_)
                    yield 3 * _GAP + "   " + line


def _position(opening: Opening, position: str) -> str:
    count = sum(p.position.name == position for p in opening.places)
    if opening.left_by:
        return _(
            "position {position}, instead of {officers}:",
            position=position,
            officers=", ".join(opening.left_by),
        )
    return n_(
        "position {position}, {n} seat:",
        "position {position}, {n} seats:",
        count,
        position=position,
    )


def _step(scenario: Scenario, opening: Opening, step: Step) -> str:
    parts = [step.officer]
    for duty in step.seats:
        if duty.occurrence != opening.occurrence:
            parts.append(
                _(
                    "takes {mission} ({position})",
                    mission=_occurrence(scenario, duty.occurrence),
                    position=duty.position.name,
                )
            )
        elif len(opening.places) > 1:
            parts.append(_("takes {position}", position=duty.position.name))
    parts += [
        _("leaves {mission}", mission=_occurrence(scenario, duty.occurrence))
        for duty in step.leaves
    ]
    if step.tour is None:
        parts.append(_("on tour then"))
    else:
        parts.append(_("works {tour} in addition", tour=_tour(scenario, step.tour)))
    return ", ".join(parts)


def _losses(suggestion: Suggestion) -> str:
    changes = [
        f"{_(GOALS[goal].title)} {_signed(goal, change)}"
        for goal, change in suggestion.goals.items()
    ]
    if not changes:
        return _("losses: no change")
    return _("losses: {changes}", changes=_("; ").join(changes))


def _signed(goal: str, change: int) -> str:
    sign, number = "+" if change > 0 else "−", abs(change)
    unit = GOALS[goal].unit
    if unit is Unit.MINUTES:
        return f"{sign}{hours_minutes(number)}"
    if unit is Unit.COUNT:
        return f"{sign}{GOALS[goal].counted(number)}"
    return sign + n_("{points} point", "{points} points", number, points=whole(number))


def _margin(found: Margin) -> str:
    now = found.now
    values = {
        "rule": _(RULES[now.rule].title),
        "value": quantity(now.value, now.unit),
        "limit": limit(now),
        "margin": margin(now),
    }
    if found.before is None:
        return _("{rule} {value}, {limit}, margin {margin}", **values)
    return _(
        "{rule} {value} (before: {before}), {limit}, margin {margin}",
        before=quantity(found.before.value, found.before.unit),
        **values,
    )


def _refusal(refusals: Refusals) -> str:
    counts = _(
        "Nobody: {able} may take the seat by every rule, {on_tour} of them on tour "
        "then, {free} of these free.",
        able=n_("{n} officer", "{n} officers", refusals.able),
        on_tour=refusals.on_tour,
        free=refusals.free,
    )
    parts = [counts]
    if refusals.rules:
        parts.append(
            _("Refused at that time: {rules}.", rules=_by_rule(refusals.rules))
        )
    elif refusals.tried:
        parts.append(_("The other open seats of the crew cannot be filled."))
    if refusals.kept_out:
        parts.append(
            _(
                "Officers whom a rule keeps out of the seat: {rules}.",
                rules=_by_rule(refusals.kept_out),
            )
        )
    return " ".join(parts)


def _by_rule(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{_(RULES[rule].title)} {n}" for rule, n in numbers.items())


def _occurrence(scenario: Scenario, occurrence: Occurrence) -> str:
    return _(
        "{mission}, {hours}, {zone}",
        mission=occurrence.mission,
        hours=_hours(scenario, occurrence.proper),
        zone=scenario.zones[occurrence.zone].name,
    )


def _tour(scenario: Scenario, tour: Tour) -> str:
    return f"{tour.shift} ({_hours(scenario, tour.span)})"


def _hours(scenario: Scenario, span: Span) -> str:
    start, end = (scenario.clock.local(m) for m in (span.start, span.end))
    if start.date() == end.date():
        words = N_("{start:at}–{end}")
        return say(words, {"start": span.start, "end": f"{end:%H:%M}"}, scenario.clock)
    words = N_("{start:at} to {end:at}")
    return say(words, {"start": span.start, "end": span.end}, scenario.clock)


# --- JSON -----------------------------------------------------------------------------


def answer_json(answer: Answer) -> dict[str, Any]:
    """Return an answer for machines."""
    scenario = answer.found.facts.scenario
    return {
        "status": "ok" if answer.possible else "none",
        "officer": answer.ill,
        "away": None if answer.away is None else _span_json(scenario, answer.away),
        "tours_left": [
            _tour_json(scenario, t)
            for t in answer.found.dropped
            if t.officer == answer.ill
        ],
        "also_lost": [_occurrence_json(scenario, o) for o in answer.found.lost],
        "other_times": answer.others,
        "openings": [_advice_json(scenario, a) for a in answer.advice],
    }


def broken_json(scenario: Scenario, breaches: Any) -> dict[str, Any]:
    """Return, for machines, that a roster breaks rules anyway."""
    return {
        "status": "broken",
        "breaches": [breach_json(scenario, b) for b in breaches],
    }


def _advice_json(scenario: Scenario, advice: Advice) -> dict[str, Any]:
    refused = {r.position: r for r in advice.refusals}
    return {
        **_occurrence_json(scenario, advice.opening.occurrence),
        "instead_of": list(advice.opening.left_by),
        "crew": [
            {"officer": d.officer, "position": d.position.name}
            for d in advice.opening.crew
        ],
        "seats": [
            {
                "position": position,
                "open": sum(p.position.name == position for p in advice.opening.places),
                "suggestions": [_suggestion_json(scenario, s) for s in found],
                "refusals": _refusals_json(refused.get(position)),
            }
            for position, found in advice.suggestions.items()
        ],
    }


def _suggestion_json(scenario: Scenario, suggestion: Suggestion) -> dict[str, Any]:
    tiers = zip(scenario.tiers, suggestion.tiers, strict=True)
    return {
        "officers": list(suggestion.officers),
        "steps": [
            {
                "officer": step.officer,
                "takes": [_duty_json(scenario, d) for d in step.seats],
                "leaves": [_duty_json(scenario, d) for d in step.leaves],
                "tour": None if step.tour is None else _tour_json(scenario, step.tour),
            }
            for step in suggestion.steps
        ],
        "tiers": [{"tier": tier.name, "change": change} for tier, change in tiers],
        "goals": {
            goal: {"change": change, "unit": GOALS[goal].unit.value}
            for goal, change in suggestion.goals.items()
        },
        "work": suggestion.work,
        "margins": [
            _margin_json(m) for own in suggestion.margins.values() for m in own
        ],
    }


def _margin_json(found: Margin) -> dict[str, Any]:
    now = found.now
    return {
        "officer": now.officer,
        "rule": now.rule,
        "setting": now.setting,
        "day": now.day.isoformat(),
        "value": now.value,
        "before": None if found.before is None else found.before.value,
        "limit": now.limit,
        "at_least": now.at_least,
        "margin": now.margin,
        "unit": now.unit.value,
        "source": now.source,
    }


def _refusals_json(refusals: Refusals | None) -> Mapping[str, Any] | None:
    if refusals is None:
        return None
    return {
        "able": refusals.able,
        "on_tour": refusals.on_tour,
        "free": refusals.free,
        "tried": refusals.tried,
        "rules": dict(refusals.rules),
        "kept_out": dict(refusals.kept_out),
    }


def _duty_json(scenario: Scenario, duty: Duty) -> dict[str, Any]:
    return {
        **_occurrence_json(scenario, duty.occurrence),
        "position": duty.position.name,
    }


def _occurrence_json(scenario: Scenario, occurrence: Occurrence) -> dict[str, Any]:
    return {
        "mission": occurrence.mission,
        "kind": scenario.kind(occurrence).id,
        "zone": occurrence.zone,
        **_span_json(scenario, occurrence.proper),
    }


def _tour_json(scenario: Scenario, tour: Tour) -> dict[str, Any]:
    return {
        "day": tour.day.isoformat(),
        "shift": tour.shift,
        **_span_json(scenario, tour.span),
    }


def _span_json(scenario: Scenario, span: Span) -> dict[str, str]:
    start, end = (scenario.clock.local(m).isoformat() for m in (span.start, span.end))
    return {"start": start, "end": end}

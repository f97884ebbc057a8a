"""Causes and repairs in words, and as JSON."""

from collections.abc import Iterator, Sequence
from typing import Any

from scheduler.domain.missions import Occurrence, Position
from scheduler.domain.run import TierResult
from scheduler.domain.scenario import Scenario
from scheduler.explain.answer import Explanation
from scheduler.explain.base import OWNERS, Ground, Lack, Message, Owner, Repair
from scheduler.explain.causes import Cause
from scheduler.explain.gains import Gain
from scheduler.render.text import tier_name
from scheduler.verify.reasons import kind_name, reason, seat_name
from scheduler.verify.units import loss_of
from scheduler.words import N_, _, n_
from scheduler.words.render import say, whole

_GAP = "   "


def explanation_lines(made: Explanation) -> Iterator[str]:
    """Yield the causes with their repairs as people read them."""
    ground, causes = made.ground, made.causes
    if not causes:
        yield _("Nothing is missing: all missions are held, all cover is reached.")
        return
    yield _(
        "{missing} come from {causes}:",
        missing=missing(causes),
        causes=n_("{n} cause", "{n} causes", len(causes)),
    )
    for number, cause in enumerate(causes, 1):
        yield ""
        yield f"{number}. " + title(ground, cause) + f" — {missing([cause])}"
        for lack in cause.lacks:
            yield _GAP + lack_line(ground, lack)
        for seats in seat_lines(ground, cause):
            yield _GAP + seats
        repairs = made.repairs(cause)
        if not repairs:
            yield _GAP + _("No repair was found, by one decision or by two.")
            continue
        deadline = {"when": cause.deadline(ground)}
        yield _GAP + say(N_("To decide by {when:at}:"), deadline, _clock(ground))
        for repair in repairs:
            yield 2 * _GAP + repair_line(made, repair)
            if repair in made.costs:
                yield 2 * _GAP + "  " + cost_line(made, repair)
    if len(made.steps) > 1:
        yield ""
        yield _("Decisions together, the cheapest first:")
        for step in made.steps:
            words = _("; ").join(repair_words(ground, r) for r in step.repairs[-1:])
            count = n_("{n} decision", "{n} decisions", len(step.repairs))
            yield _GAP + _(
                "{count}: {gain} — the last one: {words}",
                count=count,
                gain=gain_words(step.gain),
                words=words,
            )
    if not made.complete:
        yield ""
        yield _("Time was short: not every repair was tried (--time-limit gives more).")


def missing(causes: Sequence[Cause]) -> str:
    """Return what is missing by some causes, with the points lost."""
    missions, heads, alone, points = (
        sum(getattr(cause, name) for cause in causes)
        for name in ("missions", "heads", "alone", "points")
    )
    parts = [
        n_("{n} mission not held", "{n} missions not held", missions),
        n_("{n} officer missing on shifts", "{n} officers missing on shifts", heads),
        n_(
            "{n} joint mission held by one force alone",
            "{n} joint missions held by one force alone",
            alone,
        ),
    ]
    counts = (missions, heads, alone)
    told = ", ".join(p for p, c in zip(parts, counts, strict=True) if c)
    lost = n_("{points} point", "{points} points", points, points=whole(points))
    return _("{what} ({points})", what=told, points=lost)


def short(cause: Cause) -> str:
    """Return what is missing by a cause, in as few words as can be."""
    parts = []
    if cause.missions:
        parts.append(n_("{n} mission", "{n} missions", cause.missions))
    if cause.heads:
        parts.append(n_("{n} officer", "{n} officers", cause.heads))
    if cause.alone:
        parts.append(n_("{n} without partner", "{n} without partner", cause.alone))
    return " + ".join(parts)


def title(ground: Ground, cause: Cause) -> str:
    """Return what lacks, in a few words: ``PM Gerzat, Tue 24/11: 4 of 4 absent``."""
    if cause.main is not None:
        return _told(ground, cause.main.lack)
    zones = {ground.scenario.zones[z].name for lack in cause.lacks for z in lack.zones}
    return _("{place}: nothing known would help", place=", ".join(sorted(zones)))


def lack_line(ground: Ground, lack: Lack) -> str:
    """Return what is missing, when, and its points."""
    scenario = ground.scenario
    points = n_(
        "{points} point", "{points} points", lack.points, points=whole(lack.points)
    )
    if lack.cover is not None:
        shift = scenario.shifts[lack.cover.shift]
        return say(
            N_("{shift} on {day:day}: {missing} of {wanted} missing ({points})"),
            {
                "shift": shift.name,
                "day": lack.cover.day.isoformat(),
                "missing": lack.missing,
                "wanted": lack.cover.minimum,
                "points": points,
            },
            scenario.clock,
        )
    assert lack.shortfall is not None
    occurrence = lack.shortfall.occurrence
    words = {
        "kind": kind_name(scenario, occurrence),
        "zone": scenario.zones[occurrence.zone].name,
        "when": lack.span.start,
        "points": points,
    }
    return say(N_("{when:at} {kind}, {zone} ({points})"), words, scenario.clock)


def why(ground: Ground, lack: Lack) -> str:
    """Return the arithmetic of a mission in short sentences; empty for a shift."""
    return "" if lack.shortfall is None else reason(ground.scenario, lack.shortfall)


def seat_lines(ground: Ground, cause: Cause) -> Iterator[str]:
    """Yield, by position, seats wanted and officers there, summed over the missions."""
    sums: dict[str, list[int]] = {}
    for lack in cause.lacks:
        form = lack.shortfall
        positions = {} if form is None else _positions(ground, form.occurrence)
        for count in form.seats if form else ():
            if count.short:
                own = sums.setdefault(seat_name(positions[count.position]), [0, 0, 0])
                own[0] += count.wanted
                own[1] += min(count.free, count.wanted)
                own[2] += count.short
    for position, (wanted, free, short) in sums.items():
        yield _(
            "{position}: {wanted} wanted − {free} free = {short} short",
            position=position,
            wanted=wanted,
            free=free,
            short=short,
        )


def _positions(ground: Ground, occurrence: Occurrence) -> dict[str, Position]:
    return {p.name: p for p in ground.scenario.kind(occurrence).positions}


def repair_words(ground: Ground, repair: Repair, *, public: bool = False) -> str:
    """Return what to do; for others than command staff, without what is private."""
    return _(" and ").join(
        _told(ground, (public and part.public) or part.words)
        for part in repair.parts or (repair,)
    )


def owner_words(ground: Ground, repair: Repair) -> str:
    """Return who may decide a repair."""
    owners = (_owner(ground, part) for part in repair.parts or (repair,))
    return _(" and ").join(dict.fromkeys(owners))


def _owner(ground: Ground, repair: Repair) -> str:
    force = ground.scenario.forces.get(repair.force)
    if repair.owner is Owner.FORCE and force is None:
        return _(OWNERS[Owner.BOTH])
    return _(OWNERS[repair.owner]).format(force=force.name if force else "")


def repair_line(made: Explanation, repair: Repair) -> str:
    """Return what to do, who decides it, and what it gains."""
    known = made.gains.get(repair)
    return _(
        "• {words} — {owner}: {gain}",
        words=repair_words(made.ground, repair),
        owner=owner_words(made.ground, repair),
        gain=_found(known),
    )


def _found(gain: Gain | None) -> str:
    if gain is None:
        return _("not tried")
    if not gain.helps:
        return _("nothing found in the time given")
    return gain_words(gain)


def gain_words(gain: Gain) -> str:
    """Return what is gained: missions, heads, points by tier, and whether proved."""
    parts = _counts(gain)
    parts += [
        _saved(least, most)
        for least, most in zip(gain.points, gain.most, strict=True)
        if least
    ]
    told = ", ".join(parts) or _("nothing")
    return _("{gain}, proved", gain=told) if gain.proved else told


def short_gain(gain: Gain) -> str:
    """Return what is gained in few words: missions and heads, else points."""
    points = (_saved(n, n) for n in gain.points if n)
    return ", ".join(_counts(gain)) or next(points, _("nothing"))


def _counts(gain: Gain) -> list[str]:
    parts = []
    if gain.missions > 0:
        parts.append(n_("+{n} mission", "+{n} missions", gain.missions))
    if gain.heads > 0:
        parts.append(
            n_("+{n} officer on shifts", "+{n} officers on shifts", gain.heads)
        )
    return parts


def _saved(least: int, most: int) -> str:
    points = n_(
        "{points} point saved", "{points} points saved", least, points=whole(least)
    )
    if least == most:
        return points
    return _("{points}, at most {most}", points=points, most=whole(most))


def cost_line(made: Explanation, repair: Repair) -> str:
    """Return what the other goals lose or gain with a repair, as far as it is settled.

    What is lost more is told as the most that need be lost if no proof says that less
    would not do; what is not lost more is sure in any case.
    """
    before, gained = _values(made.ground), _gained(made, repair)
    parts = []
    # In the search of a repaired week the tiers have another order.
    tiers = {tier.name: tier for tier in made.ground.scenario.tiers}
    for result in made.costs[repair]:
        tier = tiers[result.name]
        if tier.name not in before or tier.name in gained:
            continue
        change = result.value - before[tier.name]
        if not change:
            continue
        loss = loss_of(tier.goals)(abs(change))
        told = {"tier": tier_name(tier.name), "loss": loss}
        if change < 0:
            parts.append(_("{tier} −{loss}", **told))
        elif result.value == result.bound:
            parts.append(_("{tier} +{loss}", **told))
        else:
            parts.append(_("{tier} at most +{loss}", **told))
    told_all = ", ".join(parts) or _("nothing lost")
    return _("Other goals: {costs}", costs=told_all)


def _gained(made: Explanation, repair: Repair) -> set[str]:
    known = made.gains.get(repair)
    return {r.name for r in known.tiers} if known else set()


def _values(ground: Ground) -> dict[str, int]:
    run = ground.run
    return {} if run is None else {r.name: r.value for r in run.tiers}


def explanation_json(made: Explanation) -> dict[str, Any]:
    """Return the causes with their repairs for machines."""
    ground = made.ground
    return {
        "complete": made.complete,
        "causes": [
            {
                "title": title(ground, cause),
                "missions": cause.missions,
                "heads": cause.heads,
                "alone": cause.alone,
                "points": cause.points,
                "deadline": _instant(ground.scenario, cause.deadline(ground)),
                "lacks": [
                    {
                        "id": lack.id,
                        "words": lack_line(ground, lack),
                        "why": why(ground, lack),
                        "missing": lack.missing,
                        "points": lack.points,
                    }
                    for lack in cause.lacks
                ],
                "repairs": [_repair_json(made, r) for r in made.repairs(cause)],
            }
            for cause in made.causes
        ],
        "together": [
            {
                "repairs": [repair_words(ground, r) for r in step.repairs],
                "gain": _gain_json(step.gain),
            }
            for step in made.steps
        ],
    }


def _repair_json(made: Explanation, repair: Repair) -> dict[str, Any]:
    ground, known = made.ground, made.gains.get(repair)
    costs = made.costs.get(repair)
    return {
        "remedy": repair.remedy,
        "words": repair_words(ground, repair),
        "owner": repair.owner.value,
        "force": repair.force or None,
        "decided_by": owner_words(ground, repair),
        "price": repair.price,
        "tables": [
            {"table": e.table, "row": e.row, "columns": [name for name, _ in e.cells]}
            for e in repair.edits
        ],
        "gain": None if known is None else _gain_json(known),
        "tiers": None if costs is None else _tiers(costs),
    }


def _gain_json(gain: Gain) -> dict[str, Any]:
    return {
        "words": gain_words(gain),
        "missions": gain.missions,
        "heads": gain.heads,
        "served": sorted(gain.served),
        "proved": gain.proved,
        "tiers": _tiers(gain.tiers),
    }


def _tiers(tiers: Sequence[TierResult]) -> list[dict[str, Any]]:
    return [{"name": r.name, "value": r.value, "bound": r.bound} for r in tiers]


def _instant(scenario: Scenario, minute: int) -> str:
    return scenario.clock.local(minute).isoformat()


def _told(ground: Ground, message: Message) -> str:
    text, values = message
    return say(text, dict(values), ground.scenario.clock)


def _clock(ground: Ground) -> Any:
    return ground.scenario.clock

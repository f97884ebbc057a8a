"""How a roster bears absences, in words and as JSON; for command staff."""

from collections.abc import Iterator, Sequence
from typing import Any

from scheduler.domain.missions import Occurrence
from scheduler.domain.scenario import Scenario
from scheduler.explain.amounts import amount
from scheduler.explain.kinds import kind_json, kind_words
from scheduler.explain.replacing import After, Damage
from scheduler.explain.stress import (
    WORST_OF,
    Dependence,
    Proof,
    Reserve,
    Simulation,
    Spread,
)
from scheduler.words import _, n_
from scheduler.words.render import day_name, decimal, percent, time_of_day

MOST = 10
"""Officers told, unless more are asked for."""


# --- each officer away ----------------------------------------------------------------


def dependence_lines(
    scenario: Scenario, found: Sequence[Dependence], officers: int, most: int = MOST
) -> Iterator[str]:
    """Yield what depends on each officer, in the current language.

    Parameters
    ----------
    scenario
        The week.
    found
        The officers, those on whom most depends first.
    officers
        How many have tours.
    most
        Most officers told.
    """
    yield _(
        "Each officer away in turn, for the whole roster: what is lost at once; after "
        "repair by colleagues on duty; and if others also work one tour more each."
    )
    if len(found) < officers:
        yield _(
            "Stopped after {done} of {officers} officers: those with most missions.",
            done=len(found),
            officers=officers,
        )
    harmless = [d for d in found if not any(d.recalled.damage.rank)]
    shown = [d for d in found if any(d.recalled.damage.rank)]
    for one in shown[:most]:
        yield "  " + _(
            "{officer}: at once {lost}; after repair {less}; with one tour more "
            "{least}",
            officer=one.officer,
            lost=damage_words(one.at_once.damage),
            less=damage_words(one.repaired.damage),
            least=damage_words(one.recalled.damage),
        )
        if one.worst_day is not None:
            day, lost = one.worst_day
            yield "    " + _(
                "most on {day}: {missions}",
                day=day_name(day),
                missions=_few(scenario, lost),
            )
        if one.proof is not None:
            yield from ("    " + line for line in _proof_lines(scenario, one.proof))
    more = len(shown) - most
    if more > 0:
        yield "  " + n_(
            "{n} other officer: show with --most.",
            "{n} other officers: show with --most.",
            more,
        )
    if harmless:
        yield "  " + n_(
            "{n} officer can be away, and nothing stays lost.",
            "{n} officers can be away one at a time, and nothing stays lost.",
            len(harmless),
        )


def _few(scenario: Scenario, lost: Sequence[Occurrence]) -> str:
    clock = scenario.clock
    told = [f"{o.mission} {time_of_day(clock.local(o.proper.start))}" for o in lost[:4]]
    return ", ".join([*told, *(["…"] if len(lost) > len(told) else [])])


def _proof_lines(scenario: Scenario, proof: Proof) -> Iterator[str]:
    if not any(proof.value) and not any(proof.bound):
        yield _("the best roster without this officer costs nothing more (proved)")
        return
    for tier, value, bound in zip(
        scenario.tiers, proof.value, proof.bound, strict=False
    ):
        name, lost = _(tier.name), amount(tier, value)
        if value == bound:
            yield _(
                "{tier}: the best roster without this officer costs {lost} more "
                "(proved)",
                tier=name,
                lost=lost,
            )
        else:
            yield _(
                "{tier}: the best roster without this officer costs between {least} "
                "and {lost} more",
                tier=name,
                least=amount(tier, bound),
                lost=lost,
            )


def damage_words(damage: Damage) -> str:
    """Return what is lost: mandatory missions, missions, heads of cover."""
    parts = []
    if damage.mandatory:
        parts.append(
            n_("{n} mandatory mission", "{n} mandatory missions", damage.mandatory)
        )
    if damage.missions or damage.points:
        points = n_("{n} point", "{n} points", damage.points)
        missions = n_("{n} mission", "{n} missions", damage.missions)
        parts.append(f"{missions} ({points})")
    if damage.heads:
        parts.append(n_("{n} head of cover", "{n} heads of cover", damage.heads))
    return ", ".join(parts) or _("nothing")


# --- usual absences -------------------------------------------------------------------


def simulation_lines(
    scenario: Scenario, found: Simulation, draws: int
) -> Iterator[str]:
    """Yield what usual absences cost, in the current language.

    Parameters
    ----------
    scenario
        The week.
    found
        The simulation.
    draws
        How many draws were asked for.
    """
    rates = ", ".join(
        f"{scenario.forces[force].name} {percent(rate / 100)}"
        for force, rate in found.rates.items()
    )
    if len(set(found.rates.values())) == 1:
        rates = percent(next(iter(found.rates.values())) / 100)
    yield n_(
        "Usual absences ({rates}), {n} draw: {away} tours missed on average.",
        "Usual absences ({rates}), {n} draws: {away} tours missed on average.",
        found.draws,
        rates=rates,
        away=decimal(found.away),
    )
    if found.draws < draws:
        yield _("Stopped after {done} of {draws} draws.", done=found.draws, draws=draws)
    if not found.draws:
        return
    yield "  " + _("at once: {lost}", lost=spread_words(found.at_once))
    yield "  " + _("after repair: {lost}", lost=spread_words(found.repaired))
    if found.reserve is not None:
        yield from _reserve_lines(scenario, found.reserve)


def _reserve_lines(scenario: Scenario, reserve: Reserve) -> Iterator[str]:
    yield _(
        "Officers on call, each for one tour on one day; the kind that helps most: "
        "{kind}.",
        kind=kind_words(scenario, reserve.kind),
    )
    for number, after in enumerate(reserve.after[1:], 1):
        yield "  " + n_(
            "{n} a day saves {saved} missions on average: {lost}",
            "{n} a day save {saved} missions on average: {lost}",
            number,
            saved=decimal(reserve.saved(number)),
            lost=spread_words(after),
        )


def spread_words(spread: Spread) -> str:
    """Return what is lost on average, and in the bad case."""
    mean, worst = spread.mean, spread.worst
    return _(
        "{missions} missions lost on average, {mandatory} of them mandatory, and "
        "{heads} heads of cover; 1 time in {often} at least {bad} missions, "
        "{bad_heads} heads",
        missions=decimal(mean["missions"] + mean["mandatory"]),
        mandatory=decimal(mean["mandatory"]),
        heads=decimal(mean["heads"]),
        often=WORST_OF,
        bad=worst["all"],
        bad_heads=worst["heads"],
    )


# --- JSON -----------------------------------------------------------------------------


def dependence_json(
    scenario: Scenario, found: Sequence[Dependence]
) -> list[dict[str, Any]]:
    """Return what depends on each officer as JSON: see ``dependence_lines``."""
    return [
        {
            "officer": one.officer,
            "force": scenario.officers[one.officer].force,
            "at_once": _after_json(scenario, one.at_once),
            "repaired": _after_json(scenario, one.repaired),
            "recalled": _after_json(scenario, one.recalled),
            "best": None if one.proof is None else _proof_json(scenario, one.proof),
        }
        for one in found
    ]


def _after_json(scenario: Scenario, after: After) -> dict[str, Any]:
    return {
        "mandatory": after.damage.mandatory,
        "missions": after.damage.missions,
        "heads": after.damage.heads,
        "points": after.damage.points,
        "lost": [_occurrence_json(scenario, o) for o in after.lost],
        "taken": [
            {
                **_occurrence_json(scenario, d.occurrence),
                "position": d.position.name,
                "officer": d.officer,
            }
            for d in after.move.seats_added
        ],
        "tours": [
            {"officer": t.officer, "day": t.day.isoformat(), "shift": t.shift}
            for t in after.move.tours_added
        ],
    }


def _occurrence_json(scenario: Scenario, occurrence: Occurrence) -> dict[str, Any]:
    start = scenario.clock.local(occurrence.proper.start)
    return {
        "mission": occurrence.mission,
        "start": start.isoformat(),
        "alone": occurrence.fallback,
    }


def _proof_json(scenario: Scenario, proof: Proof) -> list[dict[str, Any]]:
    return [
        {"tier": tier.name, "value": value, "bound": bound}
        for tier, value, bound in zip(
            scenario.tiers, proof.value, proof.bound, strict=False
        )
    ]


def simulation_json(found: Simulation, seed: int) -> dict[str, Any]:
    """Return what usual absences cost as JSON: see ``simulation_lines``."""
    reserve = found.reserve
    return {
        "draws": found.draws,
        "seed": seed,
        "rates": dict(found.rates),
        "tours_missed": round(found.away, 3),
        "at_once": _spread_json(found.at_once),
        "repaired": _spread_json(found.repaired),
        "reserve": None
        if reserve is None
        else {
            "kind": kind_json(reserve.kind),
            "a_day": [
                {
                    "officers": number,
                    "saved": round(reserve.saved(number), 3),
                    **_spread_json(after),
                }
                for number, after in enumerate(reserve.after)
            ],
        },
    }


def _spread_json(spread: Spread) -> dict[str, Any]:
    return {
        "mean": {name: round(value, 3) for name, value in spread.mean.items()},
        f"worst_of_{WORST_OF}": dict(spread.worst),
    }

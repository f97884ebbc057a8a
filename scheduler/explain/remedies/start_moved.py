"""Missions may begin at another time of their day."""

from collections.abc import Iterable, Iterator

from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import HOUR
from scheduler.explain.base import Ground, Lack, Owner, Remedy, Repair, message
from scheduler.explain.edits import Edit
from scheduler.io.faults import InputFaults
from scheduler.io.schema import MIDNIGHT
from scheduler.verify.shortfalls import Shortfall, room, shortfall_at
from scheduler.words import N_, language
from scheduler.words.render import wall

WITHIN = 2 * HOUR
"""How far a start may move. CHOICE."""

STEP = 15
"""Minutes between the starts that are tried. CHOICE."""


class StartMoved(Remedy):
    """A mission that is not held, or by one force alone, gets one more start."""

    name = "start_moved"
    price = 1

    def repairs(
        self, ground: Ground, lacks: Iterable[Lack]
    ) -> Iterator[tuple[Lack, Repair]]:
        """Yield, for each mission, the other start at which the fewest seats lack."""
        rows = {
            row.get("mission"): (place, row)
            for place, row in ground.desk.rows("missions")
        }
        desk = ground.desk
        movable: list[tuple[Lack, int, dict[str, str], tuple[int, ...]]] = []
        for lack in lacks:
            found = lack.shortfall
            if found is None or found.gap is not None or lack.mission not in rows:
                continue
            place, row = rows[lack.mission]
            starts = desk.value("missions", row, "starts")
            if starts:
                movable.append((lack, place, row, starts))
        opened = _opened(ground, [(p, s) for _l, p, _r, s in movable])
        if opened is None:
            return
        there = Ground(Facts(opened, ground.facts.roster), None, desk)
        for lack, place, _row, starts in movable:
            best = _nearest(ground, there, lack)
            if best is not None:
                yield from self._repair(ground, lack, best, place, starts)

    def _repair(
        self,
        ground: Ground,
        lack: Lack,
        form: Shortfall,
        place: int,
        starts: tuple[int, ...],
    ) -> Iterator[tuple[Lack, Repair]]:
        scenario = ground.scenario
        local = scenario.wall(form.occurrence.proper.start)
        start = local.hour * HOUR + local.minute
        if start in starts:
            return
        kind = scenario.kind(form.occurrence)
        forces = {p.force for p in kind.positions}
        name = scenario.kind(lack.forms[0].occurrence)
        yield (
            lack,
            Repair(
                remedy=self.name,
                words=message(
                    N_("{day:day}, {zone}: let “{kind}” begin at {start}"),
                    day=form.occurrence.day.isoformat(),
                    zone=scenario.zones[form.occurrence.zone].name,
                    kind=kind.name(language()),
                    start=wall(local.time()),
                ),
                lack=message(
                    N_("{place}: nobody free at that time"),
                    place=scenario.zones[form.occurrence.zone].name,
                ),
                owner=Owner.BOTH if len(forces) > 1 or name.joint else Owner.FORCE,
                force=_force(scenario, form, forces),
                price=self.price,
                edits=(
                    ground.desk.edit(
                        "missions", place, starts=tuple(sorted({*starts, start}))
                    ),
                ),
            ),
        )


def _nearest(ground: Ground, opened: Ground, lack: Lack) -> Shortfall | None:
    """Return another start that fewer seats lack for: the nearest of the best.

    Parameters
    ----------
    ground, opened
        The week as it is, and with every start that is tried.
    lack
        What is missing.
    """
    asked = [form.occurrence.span.start for form in lack.forms]
    assert lack.mission is not None
    mission = opened.scenario.missions[lack.mission]
    # What one force alone holds makes room for the joint form.
    held = [
        o
        for o in opened.facts.held[mission.id]
        if not (lack.alone and o.fallback and o.span.start == lack.span.start)
    ]
    tried = [
        (_lacking(opened, form), min(abs(o.span.start - a) for a in asked), n, form)
        for n, o in enumerate(mission.occurrences)
        if room(mission, held, o) and not (lack.alone and o.fallback)
        for form in [shortfall_at(opened.facts, o)]
    ]
    if not tried:
        return None
    lacking, away, _number, best = min(tried, key=lambda t: t[:3])
    better = lacking < min(_lacking(ground, form) for form in lack.forms)
    return best if away and (better or not best.short) else None


def _lacking(ground: Ground, form: Shortfall) -> tuple[int, int]:
    """Return how much lacks if all who could come did, and with those on tour."""
    others = form.short - sum(count.short for count in form.seats)
    even_so = sum(count for _seat, count in ground.lacking(form))
    return even_so + others, form.short


def _opened(
    ground: Ground, movable: Iterable[tuple[int, tuple[int, ...]]]
) -> Scenario | None:
    """Return the week with every start that is tried, if its tables allow it."""
    edits: list[Edit] = []
    for place, starts in movable:
        tried = {
            start
            for given in starts
            for start in range(given - WITHIN, given + WITHIN + 1, STEP)
            if 0 <= start < MIDNIGHT
        }
        edits.append(
            ground.desk.edit("missions", place, starts=tuple(sorted(tried | {*starts})))
        )
    try:
        return ground.desk.built(list(dict.fromkeys(edits)))
    except InputFaults:
        return None


def _force(scenario: Scenario, form: Shortfall, forces: set[ForceKind | None]) -> str:
    """Return the force of a mission that is held by one force alone."""
    commune = scenario.commune(form.occurrence)
    for force in scenario.forces.values():
        if force.kind in forces and commune in force.communes:
            return force.id
    return ""

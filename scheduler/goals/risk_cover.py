"""Risk of the local safety diagnosis that patrols do not remove."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from scheduler.domain.missions import Occurrence, Risk
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Setting, Unit, declared, value_in_force
from scheduler.domain.time import Span
from scheduler.goals.base import Goal, Loss
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import Linear, ModelFacade

_WHOLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Remaining:
    """Risk of a zone on a day, or of several cells taken together.

    Parameters
    ----------
    zone, day
        Where and when.
    found
        Points of the diagnosis.
    left
        Points that patrols leave.
    presences
        Patrols seen there, each counted once in every cell that it covers.
    """

    zone: str
    day: dt.date
    found: int
    left: int
    presences: int

    @property
    def taken(self) -> int:
        """Points that patrols take away."""
        return self.found - self.left


class RiskCover(Goal):
    """Sum of the risk that remains in all cells of the diagnosis.

    A cell is an hour of a day in a zone. A crew of a visible kind covers the cells of
    its zone that its mission, without briefings, overlaps for long enough. The first
    patrol takes away a share of the risk, the second the same share of what is left,
    and so on. Each part is rounded half up to whole points, and is never more than what
    is left. Patrols that began before the horizon count in the cells that they reach.
    Cells that nobody can cover count too: the value is what remains of the whole
    diagnosis.

    Both settings belong to the place, not to an officer: the greatest value of the
    forces' regimes applies.
    """

    name = "risk_cover"
    title = N_("Residual risk")
    words = N_(
        "Risk points of the local safety diagnosis, by place and hour, that "
        "patrols do not remove."
    )
    source = "CSI art. L512-6 (prior safety diagnosis); diminishing returns: CHOICE"
    unit = Unit.POINTS
    settings = (
        Setting(
            name="minutes",
            unit=Unit.MINUTES,
            words=N_(
                "minutes that a patrol must spend in an hour to lower its risk; a "
                "shorter cell must be covered whole"
            ),
            defaults={ForceKind.MUNICIPAL: 20, ForceKind.NATIONAL: 20},
            sources={ForceKind.MUNICIPAL: "CHOICE", ForceKind.NATIONAL: "CHOICE"},
        ),
        Setting(
            name="remaining",
            unit=Unit.COUNT,
            within=(0, 100),
            words=N_("percent of the risk that each further patrol leaves"),
            defaults={ForceKind.MUNICIPAL: 50, ForceKind.NATIONAL: 50},
            sources={ForceKind.MUNICIPAL: "CHOICE", ForceKind.NATIONAL: "CHOICE"},
        ),
    )
    choices = (
        (
            "The risk that remains in a cell is a table of whole points. Each further "
            "patrol takes the same share of what is left, and each part is rounded "
            "half up. Rounded parts of a decreasing series decrease, so the table "
            "stays convex."
        ),
        "The tier counts every cell. Cells that nobody can cover add a constant.",
        (
            "Where the regimes of the forces differ, the greatest value applies, "
            "because the setting belongs to the place and not to an officer."
        ),
        "By default risk has a tier of its own, directly after the tier of missions.",
    )

    def _greatest(self, scenario: Scenario, name: str, day: dt.date) -> int | None:
        own = declared(self.settings, name)
        regimes = dict.fromkeys(f.regime for f in scenario.forces.values())
        values = (
            value_in_force(own, self.name, scenario.regimes[r], day) for r in regimes
        )
        return max((v for v in values if v is not None), default=None)

    def least(self, scenario: Scenario, cell: Risk) -> int:
        """Return the minutes that a patrol must spend in a cell; at least 1."""
        minutes = self._greatest(scenario, "minutes", cell.day) or 1
        return max(1, min(minutes, cell.span.length))

    def remaining(self, scenario: Scenario, cell: Risk) -> int:
        """Return the percent that a patrol leaves; without a value, all of it."""
        percent = self._greatest(scenario, "remaining", cell.day)
        return _WHOLE if percent is None else min(percent, _WHOLE)

    def post(self, model: "ModelFacade") -> "Linear":
        """Return the risk that remains, convex in the patrols of each cell."""
        scenario = model.scenario
        seen: defaultdict[str, list[Occurrence]] = defaultdict(list)
        for occurrence in scenario.occurrences:
            if scenario.kind(occurrence).presence:
                seen[occurrence.zone].append(occurrence)
        past = [p for p in scenario.past_missions if scenario.kinds[p.kind].presence]
        terms = []
        for cell in scenario.risks:
            least = self.least(scenario, cell)
            covering = [
                o for o in seen[cell.zone] if o.proper.overlap(cell.span) >= least
            ]
            carried = sum(
                p.zone == cell.zone and p.span.overlap(cell.span) >= least for p in past
            )
            costs = _costs(
                cell.points, self.remaining(scenario, cell), carried, len(covering)
            )
            terms.append(model.convex(sum(model.held(o) for o in covering), costs))
        return sum(terms)

    def score(self, facts: Facts) -> Iterator[Loss]:
        """Yield what remains of each zone and day."""
        for part in self.by_day(facts):
            if part.left:
                yield Loss(
                    points=part.left,
                    message=N_(
                        "{zone}, {day:day}: {left} of {found} points of risk left, "
                        "{taken} taken away"
                    ),
                    values={
                        "zone": facts.scenario.zones[part.zone].name,
                        "day": part.day.isoformat(),
                        "left": part.left,
                        "found": part.found,
                        "taken": part.taken,
                    },
                    zone=part.zone,
                    day=part.day,
                )

    def by_day(self, facts: Facts) -> Iterator[Remaining]:
        """Yield the risk of each zone and day, in the order of the diagnosis."""
        scenario = facts.scenario
        patrols: defaultdict[str, list[Span]] = defaultdict(list)
        for occurrence in facts.crews:
            if scenario.kind(occurrence).presence:
                patrols[occurrence.zone].append(occurrence.proper)
        for past in scenario.past_missions:
            if scenario.kinds[past.kind].presence:
                patrols[past.zone].append(past.span)
        cells: defaultdict[tuple[str, dt.date], list[Risk]] = defaultdict(list)
        for cell in scenario.risks:
            cells[cell.zone, cell.day].append(cell)
        for (zone, day), own in cells.items():
            found = left = presences = 0
            for cell in own:
                least = self.least(scenario, cell)
                there = sum(s.overlap(cell.span) >= least for s in patrols[zone])
                share = Fraction(self.remaining(scenario, cell), _WHOLE)
                found += cell.points
                left += _left(cell.points, share, there)
                presences += there
            yield Remaining(
                zone=zone, day=day, found=found, left=left, presences=presences
            )


def _costs(
    points: int, percent: int, carried: int, most: int
) -> tuple[tuple[int, int], ...]:
    """Return the risk left by number of patrols, until one more changes nothing."""
    left, patrol = points, 0
    costs = []
    # The part of the k-th patrol is points × (100 - percent) × percent^(k-1) / 100^k.
    part, whole = points * (_WHOLE - percent), _WHOLE
    while True:
        if patrol >= carried:
            costs.append((patrol - carried, left))
        taken = min(left, (2 * part + whole) // (2 * whole))
        if patrol == carried + most or (patrol >= carried and not taken):
            break
        left -= taken
        part, whole = part * percent, whole * _WHOLE
        patrol += 1
    if costs[-1][0] < most:
        costs.append((most, left))
    return tuple(costs)


def _left(points: int, share: Fraction, patrols: int) -> int:
    """Return what so many patrols leave of the risk of one cell."""
    left, risk = points, Fraction(points)
    for _patrol in range(patrols):
        taken = risk * (1 - share)
        risk *= share
        left = max(0, left - int(taken + Fraction(1, 2)))
    return left

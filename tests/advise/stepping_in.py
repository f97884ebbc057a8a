"""Full solves in which one officer must take a seat, for tests of suggestions."""

from collections import Counter
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.missions import Seat
from scheduler.domain.roster import Duty, Facts, Move
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.rules import RULES
from scheduler.rules.base import Breach, Rule
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade

ALONE = Search(workers=1, time_limit=60)


class StepIn(Rule):
    """Everything stays as it is, but for what two officers may do about a seat.

    Parameters
    ----------
    base
        The roster, without the seat.
    duty
        Who is to take which seat.
    other, left
        Who is to take these seats in place of the first; empty = nobody.
    """

    name = "step_in"
    title = "Step in"
    words = "One officer takes a seat."
    example = "An example."
    source = "none"
    authority = Authority.LOGIC

    def __init__(
        self, base: Facts, duty: Duty, other: str = "", left: Collection[Duty] = ()
    ) -> None:
        moved = tuple(Duty(other, d.occurrence, d.position) for d in left)
        self._facts = base.after(
            Move(seats_dropped=tuple(left), seats_added=(duty, *moved))
        )
        # Whoever is relieved is on tour already.
        self._may_work = other or duty.officer

    def post(self, model: "ModelFacade") -> None:
        """Fix every seat, and every tour but one more of the last officer."""
        week = self._facts.scenario
        worked = set(self._facts.roster.tours)
        more = []
        for tour in {*worked, *(t for own in week.tours.values() for t in own)}:
            if tour.officer == self._may_work and tour not in worked:
                more.append(model.works(tour))
            else:
                model.add(model.works(tour) == int(tour in worked))
        model.add(sum(more) <= 1)
        seated = Counter((d.officer, d.occurrence, d.position) for d in self._duties)
        for officer in week.officers:
            own = [
                p for g in model.groups_of(officer) for p in model.placements(group=g)
            ]
            for occurrence, seats in week.seats.items():
                for seat in seats:
                    heads = model.heads([p for p in own if p.seat == seat])
                    wanted = seated.pop((officer, occurrence, seat.position), 0)
                    model.add(heads == wanted)
        if seated:
            model.add(sum(more) <= -1)

    @property
    def _duties(self) -> tuple[Duty, ...]:
        return self._facts.duties

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Find nothing: the checker does not know the rule."""
        yield from ()


def solved_values(
    week: Scenario, base: Facts, seat: Seat, officer: str, barred: Collection[str] = ()
) -> tuple[int, ...] | None:
    """Return the least losses with an officer in a seat; ``None`` = it is not possible.

    Every way is solved in full: alone, or with each other officer in the seats that the
    first one cannot keep.
    """
    duty = Duty(officer, seat.occurrence, seat.position)
    left = [d for d in base.duties_of[officer] if _at_once(base, d, duty)]
    free = [o for o in week.officers if o != officer and o not in barred]
    others = free if left else [""]
    found = [_solve(week, StepIn(base, duty, other, left)) for other in others]
    return min((values for values in found if values is not None), default=None)


def _at_once(base: Facts, held: Duty, duty: Duty) -> bool:
    """Tell whether nobody could hold two seats, by the rule of the checker."""
    both = base.after(
        Move(
            seats_dropped=tuple(d for d in base.duties_of[duty.officer] if d != held),
            seats_added=(duty,),
        )
    )
    if held.occurrence == duty.occurrence:
        return True
    found = RULES["one_place_at_a_time"].check(both)
    return any(b.officers == (duty.officer,) and b.mission for b in found)


def _solve(week: Scenario, rule: StepIn) -> tuple[int, ...] | None:
    result = solve(week, ALONE, rules=(*RULES.values(), rule), singletons=True)
    if result.status is SolveStatus.INFEASIBLE:
        return None
    assert result.status is SolveStatus.OPTIMAL
    return tuple(tier.value for tier in result.tiers)

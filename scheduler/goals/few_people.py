"""Few people whose duties differ from a baseline roster."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from typing import TYPE_CHECKING

from scheduler.domain.people import Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Unit
from scheduler.domain.time import Minute, Span
from scheduler.goals._known_seats import Said, is_same, said_of
from scheduler.goals.base import Goal, Loss
from scheduler.goals.few_changes import FewChanges
from scheduler.words import N_, n_

if TYPE_CHECKING:
    from scheduler.facade import Group, Linear, ModelFacade, Placement


class FewPeople(Goal):
    """Officers of whom at least one tour or seat differs from a baseline roster."""

    name = "few_people"
    title = N_("People whose duties change")
    words = N_(
        "Officers whose tours or seats differ from the baseline roster, as counted for "
        "roster stability; 0 if there is none."
    )
    source = "CHOICE"
    unit = Unit.COUNT
    choices = (
        "An officer who is absent counts if a published duty is lost. An officer whom "
        "the tables no longer have does not count: nobody can spare them the change.",
    )

    def counted(self, number: int) -> str:
        """Return a value with its unit."""
        return n_("{n} officer", "{n} officers", number)

    def grouping_key(
        self,
        scenario: Scenario,
        officer: Officer,
        slot: Span | None,  # noqa: ARG002
    ) -> Hashable:
        """Keep everybody apart: one officer is followed through all tours."""
        return None if scenario.baseline is None else officer.id

    def post(self, model: "ModelFacade") -> "Linear":
        """Return the number of officers with a difference.

        In a model whose officers share groups by their seats in the baseline roster
        (``grouping_key`` of ``few_changes``), it counts too few where names are dealt
        badly, never too many.
        """
        if model.scenario.baseline is None:
            return 0
        return sum(changed_by_officer(model).values())

    def score(self, facts: Facts) -> Iterator[Loss]:
        """Name each officer who has a change."""
        changed = {loss.officer for loss in FewChanges().score(facts)}
        for officer in sorted(o for o in facts.scenario.officers if o in changed):
            yield Loss(
                points=1,
                message=N_("{officer}: other duties than in the baseline roster"),
                values={"officer": officer},
                officer=officer,
            )


def changed_by_officer(model: "ModelFacade") -> dict[str, "Linear"]:
    """Return for each officer a literal that is 1 if a duty differs from the baseline.

    Parameters
    ----------
    model
        A model whose scenario has a baseline roster.
    """
    return _Comparison(model).changed


class _Comparison:
    """The rows that compare the duties of every officer with the baseline roster.

    An officer without a change works the baseline tours and has the baseline seats. In
    a group, all other seats are held by members with a change who are on tour.
    """

    def __init__(self, model: "ModelFacade") -> None:
        scenario = model.scenario
        assert scenario.baseline is not None
        self._model = model
        self._known = scenario.baseline.tours_by_key
        self._said: defaultdict[str, dict[tuple[str, Minute], Said]]
        self._said = defaultdict(dict)
        for placed, crew in scenario.baseline_crews.items():
            for officer, seat in crew.items():
                self._said[officer][placed] = said_of(scenario, seat)
        self.changed: dict[str, Linear] = {o: model.flag() for o in scenario.officers}
        for officer in scenario.officers:
            self._tours(officer)
        for group in model.groups:
            self._other_seats(group)
        self._same_seats()

    def _tours(self, officer: str) -> None:
        """Let an officer without a change work the tours of the baseline roster."""
        model, changed = self._model, self.changed[officer]
        offered = model.tours(officer)
        for tour in offered:
            works = model.works(tour)
            model.add(changed >= (1 - works if tour.key in self._known else works))
        lost = {key for key in self._known if key[0] == officer}
        if lost - {t.key for t in offered}:
            model.add(changed == 1)

    def _is_own(self, placement: "Placement", officer: str) -> bool:
        """Tell whether a placement is what an officer has in the baseline roster."""
        seat = placement.seat
        placed = (seat.occurrence.mission, seat.occurrence.span.start)
        said = self._said[officer].get(placed)
        return is_same(self._model.scenario, seat, said)

    def _other_seats(self, group: "Group") -> None:
        """Let only members with a change take seats that are not theirs."""
        model = self._model
        others = [
            p
            for p in model.placements(group=group)
            if not group.common(lambda o, p=p: self._is_own(p, o.id))  # type: ignore[misc]
        ]
        moving = sum(self._moving(group, o.id) for o in group.officers)
        if model.obeys("one_place_at_a_time"):
            together = _at_one_time(others)
        else:
            together = [[p] for p in others]
        for placements in together:
            model.add(model.heads(placements) <= moving)

    def _moving(self, group: "Group", officer: str) -> "Linear":
        """Return whether an officer with a change is on a tour of the group's span."""
        model, changed = self._model, self.changed[officer]
        tours = [t for t in model.tours(officer) if t.slot == group.slot]
        if not tours:
            return changed
        known = sum(t.key in self._known for t in tours)
        return sum(model.works(t) for t in tours) - known * (1 - changed)

    def _same_seats(self) -> None:
        """Let officers without a change keep the seats of the baseline roster."""
        model = self._model
        pools: defaultdict[Hashable, dict[str, list[Placement]]] = defaultdict(dict)
        # In a fixed order: the baseline is a set.
        for officer, said in sorted(self._said.items()):
            if officer not in self.changed:
                continue
            own: defaultdict[tuple[str, Minute], list[Placement]] = defaultdict(list)
            for group in model.groups_of(officer, shared=True):
                for p in model.placements(group=group):
                    if self._is_own(p, officer):
                        occurrence = p.seat.occurrence
                        own[occurrence.mission, occurrence.span.start].append(p)
            changed = self.changed[officer]
            for placed, seat in sorted(said.items()):
                seats = own[placed]
                model.add(model.heads(seats) >= 1 - changed)
                alone = [p for p in seats if p.group.size == 1]
                if len(alone) > 1:
                    most = len(alone) - 1
                    model.add(model.heads(alone) <= 1 + most * changed)
                if len(alone) < len(seats):
                    pools[placed, seat][officer] = seats
        for pool in pools.values():
            heads = model.heads({p: None for seats in pool.values() for p in seats})
            model.add(heads >= sum(1 - self.changed[o] for o in pool))


def _at_one_time(placements: Sequence["Placement"]) -> list[list["Placement"]]:
    """Return the largest sets of placements under way at one minute."""
    found: list[list[Placement]] = []
    current: list[Placement] = []
    grown = False
    for p in sorted(placements, key=lambda p: p.seat.occurrence.span):
        start = p.seat.occurrence.span.start
        going = [q for q in current if q.seat.occurrence.span.end > start]
        if grown and len(going) < len(current):
            found.append(current)
        current = [*going, p]
        grown = True
    return [*found, current] if current else found

"""The CP-SAT model: tours by officer, crews by group, and the rows of the rules."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import (
    Callable,
    Collection,
    Hashable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from itertools import pairwise
from typing import Any, TypeAlias, TypeVar

import numpy as np
from ortools.sat.python import cp_model

from scheduler.domain.missions import Occurrence, Seat
from scheduler.domain.patience import heed
from scheduler.domain.people import Officer
from scheduler.domain.roster import Assignment, Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Minute, Span
from scheduler.domain.tours import Tour
from scheduler.facade import (
    Group,
    Linear,
    Placement,
    SharedGroupError,
    Stint,
)
from scheduler.goals.base import Goal
from scheduler.model.cliques import clash_sets, maximal_cliques, near_cliques
from scheduler.model.hulls import Hull
from scheduler.model.naming import NamedCrews, TooFewError, share_out
from scheduler.model.stints import deal, rows, stints_of
from scheduler.rules.base import Rule

T = TypeVar("T")

Apart: TypeAlias = tuple[str, Span]
"""An officer, and the slot of the tours on which they are kept apart."""


_Alike: TypeAlias = tuple[Span | None, Sequence[Officer], Sequence[Seat]]
"""A slot, officers alike on its tours, and the seats open to them there."""

WORTH_RELAXING = 1.7
"""How much smaller a model must be without the lazy rules.

Below that, searching a tier again after a breach costs more than the larger model.
"""


class ClashError(Exception):
    """A solution has no names: more of a group are in clashing missions than on tour.

    Parameters
    ----------
    clashes
        Groups, each with stints of it that clash pairwise, of which the solution holds
        too many.
    """

    def __init__(self, clashes: Iterable[tuple[Group, Sequence[Stint]]]) -> None:
        self.clashes = tuple(clashes)
        super().__init__(f"{len(self.clashes)} groups have no names")

    @property
    def days(self) -> frozenset[dt.date]:
        """Days of the missions that clash."""
        stints = (s for _group, own in self.clashes for s in own)
        return frozenset(o.day for s in stints for o in (s.first, s.last))


class CrewModel:
    """A CP-SAT model of one scenario under some rules; implements ``ModelFacade``.

    Parameters
    ----------
    scenario
        What is planned.
    rules
        Rules to obey.
    goals
        Goals that will be posted: officers who differ in a grouping key of one of them
        share no group.
    singletons
        Whether every officer is a group of one. The model then has a variable for each
        assignment: it is larger and allows the same rosters.
    apart
        Where officers are kept apart for the lazy rules (``Rule.lazy``). The model is
        then a relaxation: it allows every lawful roster, and rosters that break a lazy
        rule elsewhere. ``None`` = wherever those rules require it, so the model is
        exact.
    bound
        Where lazy rules bind officers who are counted together, as far as they can.
    """

    def __init__(
        self,
        scenario: Scenario,
        rules: Iterable[Rule],
        *,
        goals: Iterable[Goal] = (),
        singletons: bool = False,
        apart: Collection[Apart] | None = None,
        bound: Collection[Apart] = (),
        worth: float = WORTH_RELAXING,
    ) -> None:
        self.scenario = scenario
        self.rules = tuple(rules)
        self._apart, self._worth = apart, worth
        self._goals = tuple(goals)
        self.cp = cp_model.CpModel()
        self._singletons = singletons
        self._tours = {o: self._admitted_tours(o) for o in scenario.officers}
        self._works: dict[Tour, cp_model.IntVar] = {
            t: self.cp.new_bool_var(f"works {t.officer} {t.day} {t.shift}")
            for tours in self._tours.values()
            for t in tours
        }
        self._under_way = frozenset(
            t for tours in scenario.under_way.values() for t in tours
        )
        self._worked: dict[tuple[str, dt.date], Linear] = {}
        self._on_tour: dict[Group, Linear] = {}
        self._heads: dict[Placement, cp_model.IntVar] = {}
        self._by_occurrence: defaultdict[Occurrence, list[Placement]] = defaultdict(
            list
        )
        self._by_group: dict[Group, list[Placement]] = {}
        self._groups_of: defaultdict[str, list[Group]] = defaultdict(list)
        self._sits: dict[tuple[str, Occurrence], Linear] = {}
        self._in_a_row: defaultdict[Group, dict[Stint, cp_model.IntVar]] = defaultdict(
            dict
        )
        self._stints: dict[Group, Sequence[Stint]] = {}
        self._number: dict[Stint, Linear] = {}
        self._graphs: dict[int, Sequence[int]] = {}
        self.hulls: list[Hull] = []
        self.tightened: set[int] = set()
        self._between: dict[
            Span | None, Callable[[Occurrence, Occurrence], Minute]
        ] = {}
        self._form_groups()
        for group in self._by_group:
            self._form_stints(group)
        self._held = self._hold()
        for rule in self.rules:
            rule.post(self)
        self.loose: set[int] = set()
        self._bound: set[Group] = set()
        self.bind(bound)

    # --- what rules admit -----------------------------------------------------------

    def _admitted_tours(self, officer: str) -> tuple[Tour, ...]:
        return tuple(
            t
            for t in self.scenario.tours[officer]
            if all(r.admits_tour(self.scenario, t) for r in self.rules)
        )

    def _form_groups(self) -> None:
        """Group the officers of each span of tours by the seats they may take in it."""
        keyed: tuple[Rule | Goal, ...] = (
            *(r for r in self.rules if type(r).grouping_key is not Rule.grouping_key),
            *(g for g in self._goals if type(g).grouping_key is not Goal.grouping_key),
        )
        opened = self._open_seats()
        found: list[_Alike] = []
        for slot, officers in self._slots():
            inside = self._seats_in(slot)
            seats_of: dict[int, tuple[Seat, ...]] = {}
            members: defaultdict[Hashable, list[Officer]] = defaultdict(list)
            for officer in officers:
                heed()
                seats = opened[officer.id]
                if id(seats) not in seats_of:
                    own = (s for s in seats if id(s) in inside)
                    seats_of[id(seats)] = tuple(own)
                key: Hashable = officer.id
                if not self._singletons:
                    # Seats are the scenario's own objects: identity is a quick key.
                    keys = (k.grouping_key(self.scenario, officer, slot) for k in keyed)
                    own_ids = tuple(map(id, seats_of[id(seats)]))
                    key = (officer.force, own_ids, *keys)
                members[key].append(officer)
            found += [
                (slot, alike, seats_of[id(opened[alike[0].id])])
                for alike in members.values()
            ]
        if self._apart is not None and not self._apart:
            self._relax_if_worthwhile(found)
        for slot, alike, own_seats in found:
            for group in self._parts(slot, alike, own_seats):
                self._new_group(group, own_seats)

    def _relax_if_worthwhile(self, found: Sequence[_Alike]) -> None:
        """Make the model exact, unless it is much smaller without the lazy rules."""
        lazy = [r for r in self.rules if r.lazy]
        relaxed = exact = 0
        for slot, alike, seats in found:
            relaxed += len(seats)
            concerned = slot is not None and any(
                r.keeps_apart(self, alike, slot, seats) for r in lazy
            )
            # As many head-counts as officers, and about as many again for the rows.
            exact += len(seats) * (2 * len(alike) if concerned else 1)
        if exact <= self._worth * relaxed:
            self._apart = None

    def _open_seats(self) -> dict[str, tuple[Seat, ...]]:
        """Return by officer the seats to which the rules admit them on some tour.

        A rule is asked once for all officers of a force whom it sees alike
        (``looks_at``). Rules that see a whole force alike are asked first, so that the
        others are asked about fewer seats. Officers of a force admitted to the same
        seats get the same tuple object.
        """
        scenario = self.scenario
        judges = [r for r in self.rules if type(r).admits is not Rule.admits]
        excepted = {o.officer for o in scenario.overrides}
        members: defaultdict[str, list[Officer]] = defaultdict(list)
        for officer in scenario.officers.values():
            members[officer.force].append(officer)
        found = {}
        for officers in members.values():
            views = {
                rule: [
                    (rule.looks_at(scenario, o), o.id if o.id in excepted else None)
                    for o in officers
                ]
                for rule in judges
            }
            seats = tuple(s for own in scenario.seats.values() for s in own)
            refused: dict[Hashable, frozenset[int]] = {}
            personal = []
            for rule in sorted(judges, key=lambda r: len(set(views[r]))):
                for officer, view in zip(officers, views[rule], strict=True):
                    if (rule, view) not in refused:
                        heed()
                        refused[rule, view] = frozenset(
                            id(s) for s in seats if not rule.lets(scenario, officer, s)
                        )
                if len(set(views[rule])) > 1:
                    personal.append(rule)
                else:
                    for_all = refused[rule, views[rule][0]]
                    seats = tuple(s for s in seats if id(s) not in for_all)
            opened: dict[frozenset[int], tuple[Seat, ...]] = {}
            for i, officer in enumerate(officers):
                closed = frozenset().union(*(refused[r, views[r][i]] for r in personal))
                if closed not in opened:
                    opened[closed] = tuple(s for s in seats if id(s) not in closed)
                found[officer.id] = opened[closed]
        return found

    def _parts(
        self, slot: Span | None, alike: Sequence[Officer], seats: Sequence[Seat]
    ) -> Iterator[Group]:
        """Yield one group for officers who are alike, or a group for each of them."""
        if slot is None or len(alike) == 1:
            yield Group(slot, tuple(alike))
            return
        lazily = self._apart is not None
        alone = [o for o in alike if self._apart and (o.id, slot) in self._apart]
        if any(
            r.keeps_apart(self, alike, slot, seats)
            for r in self.rules
            if not (lazily and r.lazy)
        ):
            alone = list(alike)
        yield from (Group(slot, (o,)) for o in alone)
        together = tuple(o for o in alike if o not in alone)
        if together:
            yield Group(slot, together)

    def _slots(self) -> Iterator[tuple[Span | None, list[Officer]]]:
        """Yield each slot of tours with the officers who may work one, then ``None``.

        ``None`` stands for "outside any tour", with all officers. Tours of one span
        whose unpaid breaks are at different times have different slots.
        """
        officers: defaultdict[Span, set[str]] = defaultdict(set)
        for tour in (*self._works, *self._under_way):
            officers[tour.slot].add(tour.officer)
        everyone = sorted(self.scenario.officers.values(), key=lambda o: o.id)
        for slot in sorted(officers, key=lambda s: (s.start, s.end, s.parts)):
            yield slot, [o for o in everyone if o.id in officers[slot]]
        yield None, everyone

    def _seats_in(self, slot: Span | None) -> frozenset[int]:
        """Return the identities of the seats that rules admit within a tour."""
        judges = [
            r
            for r in self.rules
            if type(r).admits_placement is not Rule.admits_placement
        ]
        return frozenset(
            id(seat)
            for occurrence, seats in self.scenario.seats.items()
            if slot is None or slot.overlaps(occurrence.span)
            for seat in seats
            if all(r.admits_placement(seat, slot) for r in judges)
        )

    def _new_group(self, group: Group, seats: Sequence[Seat]) -> None:
        self._by_group[group] = []
        for officer in group.officers:
            self._groups_of[officer.id].append(group)
        for seat in seats:
            heed()
            placement = Placement(seat, group)
            self._heads[placement] = self.cp.new_int_var(0, group.size, "heads")
            self._by_occurrence[seat.occurrence].append(placement)
            self._by_group[group].append(placement)

    def _form_stints(self, group: Group) -> None:
        """Create the stints of a group; other missions are stints of their own."""
        placed: defaultdict[Occurrence, list[Placement]] = defaultdict(list)
        for placement in self._by_group[group]:
            placed[placement.seat.occurrence].append(placement)
        heads = {o: self.heads(placements) for o, placements in placed.items()}
        alone = dict(heads)
        for row in rows(self.scenario, heads, self.time_between(group.slot)):
            own = {
                stint: self.cp.new_int_var(
                    0, group.size * len(placed[stint.first]), "stints"
                )
                for stint in stints_of(row)
            }
            for forms in row:
                holding = [n for s, n in own.items() if s.holds(forms[0].mission)]
                self.add(sum(holding) == sum(alone.pop(o) for o in forms))
                # In a form that is not held, no stint begins or ends.
                for form in forms if len(forms) > 1 else ():
                    begun = [n for s, n in own.items() if s.first is form]
                    ended = [n for s, n in own.items() if s.last is form]
                    self.add(sum(begun) <= heads[form])
                    self.add(sum(ended) <= heads[form])
            self._in_a_row[group] |= own
        single = {Stint(((o,),)): number for o, number in alone.items()}
        self._stints[group] = (*self._in_a_row[group], *single)
        self._number |= {**self._in_a_row[group], **single}

    def _hold(self) -> dict[Occurrence, cp_model.IntVar]:
        """Define "held" as having at least one head."""
        held = {}
        for occurrence in self.scenario.occurrences:
            literal = self.cp.new_bool_var(f"held {occurrence.key}")
            placements = self._by_occurrence[occurrence]
            self.add(self.heads(placements) >= literal)
            most = sum(p.group.size for p in placements)
            self.add(self.heads(placements) <= most * literal)
            held[occurrence] = literal
        return held

    # --- the façade -----------------------------------------------------------------

    @property
    def relaxed(self) -> bool:
        """Whether a solution may break lazy rules."""
        return self._apart is not None

    def binds(self, officer: str, slot: Span | None) -> bool:
        """Tell whether lazy rules hold for an officer on tours of a slot."""
        if self._apart is None or slot is None:
            return True
        return (officer, slot) in self._apart

    def obeys(self, rule: str) -> bool:
        """Tell whether a rule is among those of the model."""
        return any(r.name == rule for r in self.rules)

    @property
    def groups(self) -> Sequence[Group]:
        """All groups."""
        return tuple(self._by_group)

    def groups_of(self, officer: str, *, shared: bool = False) -> Sequence[Group]:
        """Return the groups of an officer; ``shared`` allows groups of several."""
        if not shared:
            for group in self._groups_of[officer]:
                if self._by_group[group]:
                    self._require_alone(officer, group)
        return self._groups_of[officer]

    def tours(self, officer: str) -> Sequence[Tour]:
        """Return the tours an officer may work."""
        return self._tours[officer]

    def works(self, tour: Tour) -> Linear:
        """Return the literal that a tour is worked; 0 if the rules do not admit it.

        1 for a tour under way when the horizon begins.
        """
        return self._works.get(tour, int(tour in self._under_way))

    def worked(self, officer: str, day: dt.date) -> Linear:
        """Return the literal that an officer works a tour that begins on a day."""
        key = (officer, day)
        if key not in self._worked:
            literals = [self._works[t] for t in self._tours[officer] if t.day == day]
            if len(literals) > 1:
                worked = self.flag()
                for literal in literals:
                    self.cp.add_implication(literal, worked)
                self.cp.add(cp_model.LinearExpr.sum(literals) >= worked)
                self._worked[key] = worked
            else:
                self._worked[key] = literals[0] if literals else 0
        return self._worked[key]

    def held(self, occurrence: Occurrence) -> Linear:
        """Return the literal that an occurrence has a crew."""
        return self._held[occurrence]

    def placements(
        self,
        *,
        occurrence: Occurrence | None = None,
        group: Group | None = None,
        officer: str | None = None,
    ) -> Sequence[Placement]:
        """Return the placements of an occurrence, of a group, of an officer."""
        if occurrence is not None:
            found: Sequence[Placement] = self._by_occurrence[occurrence]
            if group is not None:
                found = [p for p in found if p.group == group]
        else:
            found = tuple(self._heads) if group is None else self._by_group[group]
        if officer is None:
            return found
        groups = self._groups_of[officer]
        own = [p for p in found if p.group in groups]
        for placement in own:
            self._require_alone(officer, placement.group)
        return own

    def heads(self, placements: Iterable[Placement]) -> Linear:
        """Return the head-count over some placements."""
        return cp_model.LinearExpr.sum([self._heads[p] for p in placements])

    def sits(self, officer: str, occurrence: Occurrence) -> Linear:
        """Return the literal that an officer in groups of one is in a crew."""
        key = (officer, occurrence)
        if key not in self._sits:
            own = self.placements(occurrence=occurrence, officer=officer)
            seats = [self._heads[p] for p in own]
            if len(seats) > 1:
                sits = self.flag()
                for seat in seats:
                    self.add(seat <= sits)
                self.add(cp_model.LinearExpr.sum(seats) >= sits)
                self._sits[key] = sits
            else:
                self._sits[key] = seats[0] if seats else 0
        return self._sits[key]

    def may_sit(self, officer: str, occurrence: Occurrence) -> bool:
        """Tell whether a seat is open to an officer, in a group of any size."""
        groups = self._groups_of[officer]
        return any(p.group in groups for p in self._by_occurrence[occurrence])

    def _require_alone(self, officer: str, group: Group) -> None:
        """Raise ``SharedGroupError`` if a group has other members than an officer."""
        if group.size == 1:
            return
        where = "outside any tour"
        if group.slot is not None:
            start = self.scenario.wall(group.slot.start)
            end = self.scenario.wall(group.slot.end)
            where = f"on tours from {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}"
        others = ", ".join(o.id for o in group.officers if o.id != officer)
        raise SharedGroupError(
            f"{officer} is counted together with {others} {where}: the model decides "
            "how many of them are in a crew, not who. Keep the officers apart whom the "
            "rule or goal asks about: return officer.id from its `grouping_key`, or "
            "True from a rule's `keeps_apart`, on the tours that matter"
        )

    def stints(self, group: Group) -> Sequence[Stint]:
        """Return the stints that members of a group may hold."""
        return self._stints[group]

    def number(self, stints: Iterable[Stint]) -> Linear:
        """Return how many officers hold some stints."""
        return cp_model.LinearExpr.sum([self._number[s] for s in stints])

    def time_between(
        self, slot: Span | None
    ) -> Callable[[Occurrence, Occurrence], Minute]:
        """Return what gives the least minutes between two missions of a tour."""
        if slot not in self._between:
            transition = self.scenario.transition_time
            more = []
            for rule in self.rules if slot is not None else ():
                assert slot is not None
                needed = rule.needs_between(self.scenario, slot)
                more += [needed] if needed is not None else []

            def between(before: Occurrence, after: Occurrence) -> Minute:
                return transition(before, after) + sum(n(before, after) for n in more)

            self._between[slot] = between if more else transition
        return self._between[slot]

    def on_tour(self, group: Group) -> Linear:
        """Return how many of a group work a tour with its span; all if it has none."""
        if group.slot is None:
            return group.size
        if group not in self._on_tour:
            literals = [
                self._works[t]
                for o in group.officers
                for t in self._tours[o.id]
                if t.slot == group.slot
            ]
            if not literals:
                # Tours of the history share no span with tours of the horizon.
                self._on_tour[group] = group.size
            elif len(literals) == 1:
                self._on_tour[group] = literals[0]
            else:
                present = self.cp.new_int_var(0, len(literals), "on tour")
                self.cp.add(cp_model.LinearExpr.sum(literals) == present)
                self._on_tour[group] = present
        return self._on_tour[group]

    def add(self, constraint: Any) -> None:
        """Add an (in)equality; the constant ``False`` makes the model infeasible."""
        heed()
        if isinstance(constraint, bool):
            if not constraint:
                self.cp.add_bool_or([])
        else:
            self.cp.add(constraint)

    def at_least_one(self, literals: Iterable[Linear]) -> None:
        """Require one of the literals."""
        self.cp.add_bool_or(list(literals))

    def flag(self) -> Linear:
        """Return a new literal."""
        heed()
        return self.cp.new_bool_var("")

    def count(self, most: int) -> Linear:
        """Return a new variable from 0 to a number."""
        heed()
        return self.cp.new_int_var(0, most, "")

    def shortage(
        self, wanted: int, present: Linear, *, lot: int = 1, most: int | None = None
    ) -> Linear:
        """Return a penalty of at least the shortage in lots, rounded up, and 0."""
        if isinstance(present, int):
            return max(0, -((present - wanted) // lot))
        most = wanted if most is None else most
        short = self.cp.new_int_var(0, max(0, -(-most // lot)), "")
        self.cp.add(lot * short >= wanted - present)
        return short

    def convex(self, amount: Linear, costs: Sequence[tuple[int, int]]) -> Linear:
        """Return a penalty of at least a convex function of an amount.

        One inequality for each pair of neighbouring amounts describes the convex hull,
        so the linear relaxation is as tight as possible.
        """
        if isinstance(amount, int):
            return dict(costs)[amount]
        low, high = min(c for _, c in costs), max(c for _, c in costs)
        cost = self.cp.new_int_var(low, high, "")
        for (a0, c0), (a1, c1) in pairwise(costs):
            self.cp.add((a1 - a0) * (cost - c0) >= (c1 - c0) * (amount - a0))
        return cost

    def tighten(
        self,
        cost: Linear,
        counted: Sequence[Sequence[Linear]],
        points: Mapping[tuple[int, ...], int],
    ) -> None:
        """Note the points of a penalty, for the search (``solve/tighten.py``)."""
        if not isinstance(cost, int):
            own = tuple(tuple(v.index for v in literals) for literals in counted)
            self.hulls.append(Hull(cost.index, own, tuple(points.items())))

    def cliques(
        self,
        items: Sequence[T],
        conflict: Callable[[T, T], bool],
        *,
        lazily: bool = False,
    ) -> Iterator[Sequence[T]]:
        """Yield the maximal sets of items that conflict pairwise."""
        adjacent = [0] * len(items)
        for i, one in enumerate(items):
            heed()
            for j in range(i):
                if conflict(one, items[j]):
                    adjacent[i] |= 1 << j
                    adjacent[j] |= 1 << i
        found = clash_sets(adjacent) if lazily else maximal_cliques(adjacent)
        if lazily:
            self._graphs[id(items)] = adjacent
        for clique in found:
            heed()
            yield [items[i] for i in clique]

    def tags(self) -> dict[str, Any]:
        """Return what each variable is about, for a search of neighbourhoods.

        Returns
        -------
        dict
            ``day`` and ``force``: an array each, with a number by variable, -1 for an
            auxiliary variable; ``tour``: an array that tells whether it is a tour;
            ``owners``: for each officer the variables about them.
        """
        size = len(self.cp.proto.variables)
        day, force = np.full(size, -1), np.full(size, -1)
        worked = np.zeros(size, dtype=bool)
        forces = {code: i for i, code in enumerate(self.scenario.forces)}
        owners: defaultdict[str, list[int]] = defaultdict(list)
        for tour, literal in self._works.items():
            officer = self.scenario.officers[tour.officer]
            day[literal.index] = tour.day.toordinal()
            force[literal.index] = forces[officer.force]
            worked[literal.index] = True
            owners[tour.officer].append(literal.index)
        for placement, heads in self._heads.items():
            members = placement.group.officers
            day[heads.index] = placement.seat.occurrence.day.toordinal()
            force[heads.index] = forces[members[0].force]
            for officer in members:
                owners[officer.id].append(heads.index)
        own = [np.array(o, dtype=np.int64) for o in owners.values()]
        return {"day": day, "force": force, "tour": worked, "owners": own}

    # --- a roster as values of variables --------------------------------------------

    def values(self, roster: Roster) -> Iterator[tuple[cp_model.IntVar, int]]:
        """Yield the value of each tour and each head-count in a roster.

        A seat that the model does not have is ignored.
        """
        worked = set(roster.tours)
        slots = {(t.officer, t.slot) for t in worked | self._under_way}
        for tour, literal in self._works.items():
            yield literal, int(tour in worked)
        taken = Counter(
            ((*a.placing, a.position), a.officer) for a in roster.assignments
        )
        for placement, heads in self._heads.items():
            group, key = placement.group, placement.seat.key
            yield (
                heads,
                sum(
                    taken[key, o.id]
                    for o in group.officers
                    if group.slot is None or (o.id, group.slot) in slots
                ),
            )

    def forbid(self, clash: ClashError) -> None:
        """Add the rows of clash sets that were found to be missing, and others near."""
        for group, stints in clash.clashes:
            self.add(self.number(stints) <= self.on_tour(group))
            adjacent = self._graphs.get(id(self._stints[group]))
            if adjacent is None:
                continue
            for clique in near_cliques(adjacent, self._places(group, stints)):
                near = [self._stints[group][i] for i in clique]
                self.add(self.number(near) <= self.on_tour(group))

    def _places(self, group: Group, stints: Iterable[Stint]) -> list[int]:
        place = {stint: i for i, stint in enumerate(self._stints[group])}
        return [place[s] for s in stints]

    def heads_of(self, officer: str, slot: Span) -> list[int]:
        """Return the head-counts of an officer's group on tours of a slot, by index."""
        return [
            self._heads[placement].index
            for group in self._groups_of[officer]
            if group.slot == slot
            for placement in self._by_group[group]
        ]

    def together_with(self, officer: str, slot: Span) -> Sequence[str]:
        """Return the officers counted together with one on tours of a slot."""
        return [
            o.id
            for group in self._groups_of[officer]
            if group.slot == slot
            for o in group.officers
        ]

    def like(self, apart: Collection[Apart]) -> set[Apart]:
        """Return all officers of the same forces, on tours at the same local times."""

        def look(officer: str, slot: Span) -> tuple[str, dt.time, Minute]:
            start = self.scenario.wall(slot.start).time()
            return self.scenario.officers[officer].force, start, slot.length

        times = {look(officer, slot) for officer, slot in apart}
        return {
            (o.id, group.slot)
            for group in self._by_group
            if group.slot is not None
            and look(group.officers[0].id, group.slot) in times
            for o in group.officers
        }

    def bind(self, bound: Collection[Apart]) -> None:
        """Post what lazy rules say of officers who are counted together, on some tours.

        ``loose`` gets the indices of these constraints: without them the model is a
        relaxation too, and smaller.
        """
        first = len(self.cp.proto.constraints)
        for group in self._by_group if self.relaxed and bound else ():
            near = any((o.id, group.slot) in bound for o in group.officers)
            alone = group.size == 1 and self.binds(group.officers[0].id, group.slot)
            if near and not alone and group not in self._bound:
                self._bound.add(group)
                for rule in self.rules:
                    if rule.lazy:
                        rule.post_together(self, group)
        self.loose.update(range(first, len(self.cp.proto.constraints)))

    # --- reading a solution ---------------------------------------------------------

    def roster(
        self, value: Callable[[Any], int], without: Collection[Occurrence] = ()
    ) -> Roster:
        """Return the roster of a solution.

        Parameters
        ----------
        value
            Gives the value of a variable.
        without
            Occurrences whose crews are left out.

        Raises
        ------
        ClashError
            If the head-counts have no names, because the model holds only some of the
            rows of clash sets (``cliques``).
        """
        tours = [t for t, literal in self._works.items() if value(literal)]
        present: defaultdict[Span, set[str]] = defaultdict(set)
        for tour in (*tours, *self._under_way):
            present[tour.slot].add(tour.officer)
        assignments = []
        named = NamedCrews()
        clashes: list[tuple[Group, Sequence[Stint]]] = []
        for group, placements in self._by_group.items():
            seats = [
                (p.seat, value(self._heads[p]))
                for p in placements
                if p.seat.occurrence not in without
            ]
            stints = [
                (s, value(n))
                for s, n in self._in_a_row[group].items()
                if not any(form in without for forms in s.missions for form in forms)
            ]
            dealt = list(deal(stints, seats))
            members = {o.id for o in group.officers}
            if group.slot is not None:
                members &= present[group.slot]
            try:
                shared_out = share_out(
                    dealt, sorted(members), self.time_between(group.slot), named
                )
            except TooFewError as error:
                keys = {(s.first, s.last) for s in error.clash}
                own_stints = self._stints[group]
                clash = [s for s in own_stints if (s.first, s.last) in keys]
                clashes.append((group, clash))
                continue
            for officer, own in shared_out.items():
                assignments += [
                    Assignment(mission, start, position, officer, fallback, place)
                    for mission, start, fallback, place, position in own
                ]
        if clashes:
            raise ClashError(clashes)
        return Roster(tuple(tours), tuple(assignments)).sorted()

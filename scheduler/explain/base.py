"""What causes and repairs are made of: lacks, remedies, repairs, who decides."""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from scheduler.domain.missions import Cover, Occurrence, Seat
from scheduler.domain.people import Officer
from scheduler.domain.roster import Facts
from scheduler.domain.run import Run
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.domain.tours import Tour
from scheduler.explain.edits import Desk, Edit
from scheduler.rules import RULES
from scheduler.rules.base import Breach, standing
from scheduler.verify.able import able, kept_out
from scheduler.verify.shortfalls import Shortfall, can_be_there
from scheduler.words import N_

Value = str | int
Message = tuple[str, tuple[tuple[str, Value], ...]]
"""A sentence for ``say`` with its values, hashable."""


def message(text: str, **values: Value) -> Message:
    """Return a sentence with its values."""
    return text, tuple(values.items())


class Owner(StrEnum):
    """Who may decide a repair."""

    FORCE = "force"
    """The command of a force."""
    BOTH = "both"
    """The commands of both forces."""
    MAYORS = "mayors"
    """The mayors of the communes concerned (CSI art. L512-1)."""
    SIGNATORIES = "signatories"
    """Mayor, prefect and prosecutor, who sign an agreement (CSI art. L512-4)."""
    PREFECT = "prefect"
    """The prefect (CSI art. L512-3)."""
    PREMISES = "premises"
    """Who owns the place (CCH art. L126-1)."""


OWNERS: Mapping[Owner, str] = {
    Owner.FORCE: N_("command of {force}"),
    Owner.BOTH: N_("both commands"),
    Owner.MAYORS: N_("mayors of the communes, by agreement (CSI art. L512-1)"),
    Owner.SIGNATORIES: N_("mayor and prefect, opinion of the prosecutor (CSI L512-4)"),
    Owner.PREFECT: N_("prefect (CSI art. L512-3)"),
    Owner.PREMISES: N_("owner of the place"),
}


@dataclass(frozen=True, slots=True)
class Repair:
    """A change of the tables that may serve several lacks.

    Parameters
    ----------
    remedy
        Name of the remedy it is an instance of.
    words
        What to do, in a sentence.
    lack
        What lacks where it helps, in a few words.
    owner, force
        Who may decide it, and the code of the force if its command does.
    price
        What it costs to decide, to compare repairs by: see ``Remedy.price``.
    edits
        What would be written into the tables.
    parts
        The repairs that are made together, if it is several.
    public
        What to do without what is private of officers, such as what they hold;
        ``None`` = ``words`` tells nothing private.
    """

    remedy: str
    words: Message
    lack: Message
    owner: Owner
    price: int
    edits: tuple[Edit, ...]
    force: str = ""
    parts: "tuple[Repair, ...]" = ()
    public: Message | None = None

    def __add__(self, other: "Repair") -> "Repair":
        """Return both repairs as one, which lacks what the first one does."""
        parts = (*(self.parts or (self,)), *(other.parts or (other,)))
        return replace(
            self,
            remedy="+".join(sorted({part.remedy for part in parts})),
            price=self.price + other.price,
            edits=tuple(dict.fromkeys((*self.edits, *other.edits))),
            parts=parts,
        )


@dataclass(frozen=True, kw_only=True)
class Lack:
    """One thing that is missing: a mission, or heads on a shift.

    Parameters
    ----------
    id
        Code of the mission, with the start of a gap in a post or of a fallback; or the
        shift with its day and qualification.
    span
        When it would be held, at its likeliest; the tour of a shift.
    points
        What its tier loses by it.
    missing
        Missions, windows of a post, or heads; 0 = one force alone holds it.
    shortfall
        The arithmetic of the mission; ``None`` = heads on a shift.
    cover
        The head-count that is not reached; ``None`` = a mission.
    """

    id: str
    span: Span
    points: int
    missing: int
    shortfall: Shortfall | None = None
    cover: Cover | None = None

    @property
    def mission(self) -> str | None:
        """The mission concerned; ``None`` = heads on a shift."""
        return None if self.shortfall is None else self.shortfall.occurrence.mission

    @property
    def zones(self) -> tuple[str, ...]:
        """The zones of a mission, in the order of its forms; none for a shift."""
        return tuple(dict.fromkeys(form.occurrence.zone for form in self.forms))

    @property
    def alone(self) -> bool:
        """Whether one force alone holds a joint mission."""
        return self.shortfall is not None and not self.missing

    @cached_property
    def forms(self) -> tuple[Shortfall, ...]:
        """The arithmetic at each place and in each form of the mission."""
        found = self.shortfall
        if found is None:
            return ()
        alone = () if found.alone is None else (found.alone, *found.alone.elsewhere)
        return (found, *found.elsewhere, *alone)


@dataclass(frozen=True)
class Ground:
    """What repairs are looked for in.

    Parameters
    ----------
    facts
        The roster.
    run
        What was proved of it; ``None`` = nothing.
    desk
        The tables of the week.
    """

    facts: Facts
    run: Run | None
    desk: Desk
    _out: dict[Seat, dict[str, frozenset[str]]] = field(
        default_factory=dict, compare=False
    )

    @property
    def scenario(self) -> Scenario:
        """The week."""
        return self.facts.scenario

    @cached_property
    def breaches(self) -> tuple[Breach, ...]:
        """Breaches of the roster that nothing excuses: it does not fit the tables."""
        return tuple(standing(self.facts, RULES.values()))

    def short_seats(self, form: Shortfall) -> Iterator[tuple[Seat, int]]:
        """Yield each seat that officers lack for, with how many."""
        counts = {c.position: c for c in form.seats}
        for seat in self.scenario.seats[form.occurrence]:
            count = counts[seat.position.name]
            if count.short:
                yield seat, count.short

    def needs(self, form: Shortfall) -> Iterator[tuple[tuple[Seat, int], ...]]:
        """Yield the seats that officers lack for, with how many, in two views.

        First if whoever has a free tour then came, where any seat lacks even so; then
        with those who are on tour.
        """
        even_so, short = self.lacking(form), tuple(self.short_seats(form))
        if even_so and even_so != short:
            yield even_so
        if short:
            yield short

    def lacking(self, form: Shortfall) -> tuple[tuple[Seat, int], ...]:
        """Return the seats that officers lack for even if all who could come did."""
        return tuple(
            (seat, lacking)
            for seat, count in self.short_seats(form)
            if (lacking := min(count, seat.position.count - self._could_come(seat))) > 0
        )

    def _could_come(self, seat: Seat) -> int:
        fit = able(self.scenario, seat)
        return sum(self.available(officer, seat.occurrence) for officer in fit)

    def against(self, seat: Seat) -> dict[str, frozenset[str]]:
        """Return the officers whom each rule keeps out of a seat."""
        if seat not in self._out:
            self._out[seat] = kept_out(self.scenario, seat)
        return self._out[seat]

    def only_by(self, seat: Seat, rules: Collection[str]) -> tuple[Officer, ...]:
        """Return the officers whom nothing but some rules keeps out of a seat."""
        out = self.against(seat)
        by_these = frozenset().union(*(out.get(r, frozenset()) for r in rules))
        others = frozenset().union(*(o for r, o in out.items() if r not in rules))
        officers = self.scenario.officers
        return tuple(officers[o] for o in officers if o in by_these - others)

    def on_tour(self, officer: str, span: Span) -> bool:
        """Tell whether an officer is on a tour that holds a mission then."""
        return any(t.slot.contains(span) for t in self.facts.mission_tours_of[officer])

    def free(self, officer: str, occurrence: Occurrence) -> bool:
        """Tell whether an officer is on tour and free for a mission."""
        there = self.on_tour(officer, occurrence.span)
        return there and can_be_there(self.facts, officer, occurrence, None)

    @cached_property
    def present(self) -> Scenario:
        """The week as if nobody were absent."""
        return replace(self.scenario, absences=())

    def available(self, officer: str, occurrence: Occurrence) -> bool:
        """Tell whether an officer without another mission then could be on tour."""
        there = self.tour_for(officer, occurrence.span) is not None
        return there and can_be_there(self.facts, officer, occurrence, None)

    def tour_for(self, officer: str, span: Span) -> Tour | None:
        """Return a tour that would hold a mission then, were the officer not absent."""
        own = self.present.mission_tours[officer]
        return next((t for t in own if t.slot.contains(span)), None)

    def days(self, span: Span) -> tuple[dt.date, ...]:
        """Return the local days that a span touches."""
        clock = self.scenario.clock
        first, last = clock.date(span.start), clock.date(span.end - 1)
        count = (last - first).days + 1
        return tuple(first + dt.timedelta(days=n) for n in range(count))

    def commune(self, occurrence: Occurrence) -> str:
        """Return the name of the commune of a mission."""
        return self.scenario.communes[self.scenario.commune(occurrence)].name


class Remedy(ABC):
    """A way to repair lacks by changing tables.

    Attributes
    ----------
    name
        The name of its module.
    price
        What deciding it once costs, to put the cheapest first; 0 = no table changes.
        CHOICE: a start moved is the least, more staff the most.
    """

    name: str
    price: int

    @abstractmethod
    def repairs(
        self, ground: Ground, lacks: Iterable[Lack]
    ) -> Iterator[tuple[Lack, Repair]]:
        """Yield what could serve each of some lacks, the most promising first.

        Equal changes for several lacks are one repair. Whether it serves, and what, is
        found by solving the changed week.
        """

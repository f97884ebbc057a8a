"""Daily rest between two tours."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Facts
from scheduler.domain.settings import Setting, Unit
from scheduler.domain.time import Span
from scheduler.domain.tours import Tour
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.model.facade import ModelFacade


class DailyRest(Rule):
    """Between the end of a tour and the start of the next there is a minimum of rest.

    Rest is elapsed time. The last tour of the history counts; two tours of the history
    are not judged.
    """

    name = "daily_rest"
    title = N_("Daily rest")
    words = N_(
        "Between two tours an officer rests at least the daily rest of the regime."
    )
    example = N_(
        "A tour that ends at 21:00 is not followed by one that starts at 05:30: 8 "
        "h 30 of rest."
    )
    source = "décret 2000-815 art. 3; décret 2002-1279 art. 1; dir. 2003/88/CE art. 3"
    authority = Authority.LAW
    settings = (
        Setting(
            name="minimum",
            unit=Unit.MINUTES,
            words=N_("shortest rest between two tours"),
            defaults={ForceKind.MUNICIPAL: 11 * 60, ForceKind.NATIONAL: 11 * 60},
            sources={
                ForceKind.MUNICIPAL: "décret 2000-815 art. 3",
                ForceKind.NATIONAL: "décret 2002-1279 art. 1",
            },
        ),
    )

    def post(self, model: "ModelFacade") -> None:
        """Allow one tour of each set whose spans, lengthened by the rest, overlap."""
        for officer in model.scenario.officers:
            past = model.scenario.history_of.get(officer, ())
            options = [*past, *model.tours(officer)]
            reach = {
                t: Span(t.span.start, t.span.end + self._rest(model, t))
                for t in options
            }

            def near(a: Tour, b: Tour, reach: dict[Tour, Span] = reach) -> bool:
                return reach[a].overlaps(reach[b])

            for clique in model.cliques(options, near):
                new = [t for t in clique if t not in past]
                if new and len(clique) > 1:
                    room = 0 if len(new) < len(clique) else 1
                    model.add(sum(model.works(t) for t in new) <= room)

    def _rest(self, model: "ModelFacade", tour: Tour) -> int:
        return self.value(model.scenario, tour.officer, "minimum", tour.day) or 0

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Compare each tour with the one before it."""
        for officer, record in facts.record_of.items():
            past = facts.scenario.history_of.get(officer, ())
            latest: Tour | None = None
            for after in record:
                before, latest = latest, max(latest or after, after, key=_end)
                if before is None or after in past:
                    continue
                minimum = (
                    self.value(facts.scenario, officer, "minimum", before.day) or 0
                )
                rest = after.span.start - before.span.end
                if rest < minimum:
                    yield Breach(
                        rule=self.name,
                        message=N_(
                            "{officer}: {rest:hm} of rest before the tour of "
                            "{day:day}, {minimum:hm} required"
                        ),
                        values={
                            "officer": officer,
                            "rest": rest,
                            "day": after.day.isoformat(),
                            "minimum": minimum,
                        },
                        officers=(officer,),
                        when=after.span.start,
                        over=minimum - rest,
                        unit=Unit.MINUTES,
                    )


def _end(tour: Tour) -> int:
    return tour.span.end

"""More changes of published duties than a repair makes."""

from collections.abc import Iterable, Iterator

from scheduler.domain.near import missions_first
from scheduler.explain.base import Ground, Lack, Owner, Remedy, Repair, message
from scheduler.words import N_


class DutiesChanged(Remedy):
    """A repair that spares people what a mission would need changes more of them.

    No table changes: every repair is asked with missions before people and changes, and
    this one is the week as it is.
    """

    name = "duties_changed"
    price = 0

    def repairs(
        self, ground: Ground, lacks: Iterable[Lack]
    ) -> Iterator[tuple[Lack, Repair]]:
        """Yield it for each optional mission that some could hold."""
        tiers = ground.scenario.tiers
        if missions_first(tiers) == tiers:
            return
        repair = Repair(
            remedy=self.name,
            words=message(N_("change more published duties than this repair does")),
            lack=message(N_("The repair spares officers changes of their duties")),
            owner=Owner.BOTH,
            price=self.price,
            edits=(),
        )
        missions = ground.scenario.missions
        for lack in lacks:
            optional = lack.mission and not missions[lack.mission].mandatory
            if optional and not all(form.certain for form in lack.forms):
                yield lack, repair

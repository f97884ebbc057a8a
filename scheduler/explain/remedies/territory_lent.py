"""Officers of another municipal force act in a commune."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from scheduler.domain.agreements import Route
from scheduler.domain.missions import Occurrence
from scheduler.domain.people import ForceKind
from scheduler.explain.base import Ground, Lack, Owner, Remedy, Repair, message
from scheduler.words import N_

_RULES = frozenset({"territory", "joint_mission_agreed", "night_clause"})
"""Rules that a pooling may satisfy: lent officers act under the commune's agreement."""

MOST = 2
"""Forces proposed for a mission."""


class TerritoryLent(Remedy):
    """A force lends officers, who are then competent there (CSI art. L512-1)."""

    name = "territory_lent"
    price = 6

    def repairs(
        self, ground: Ground, lacks: Iterable[Lack]
    ) -> Iterator[tuple[Lack, Repair]]:
        """Yield the forces with most officers free then."""
        for lack in lacks:
            for form in lack.forms:
                free: defaultdict[str, set[str]] = defaultdict(set)
                for seat, _short in ground.short_seats(form):
                    for officer in ground.only_by(seat, _RULES):
                        force = ground.scenario.forces[officer.force]
                        lent = officer.id in ground.against(seat)["territory"]
                        if (
                            lent
                            and force.kind is ForceKind.MUNICIPAL
                            and ground.available(officer.id, form.occurrence)
                        ):
                            free[officer.force].add(officer.id)
                ranked = sorted(free, key=lambda f: (-len(free[f]), f))
                for force_id in ranked[:MOST]:
                    yield lack, self._repair(ground, form.occurrence, force_id)

    def _repair(self, ground: Ground, found: Occurrence, force: str) -> Repair:
        scenario, desk = ground.scenario, ground.desk
        communes = tuple(
            sorted(scenario.communes_of(found) - scenario.forces[force].communes)
        )
        code = f"PRET-{force}-{'-'.join(communes)}"[:60]
        dates = scenario.clock.dates
        name = scenario.communes[scenario.commune(found)].name
        return Repair(
            remedy=self.name,
            words=message(
                N_("let officers of {force} act in {commune}"),
                force=scenario.forces[force].name,
                commune=name,
            ),
            lack=message(N_("{commune}: too few officers then"), commune=name),
            owner=Owner.MAYORS,
            price=self.price,
            edits=(
                desk.edit(
                    "poolings",
                    None,
                    pooling=code,
                    route=Route.COMMUNES,
                    forces=(force,),
                    communes=communes,
                    valid_from=dates[0],
                    valid_to=dates[-1] + dt.timedelta(days=1),
                ),
            ),
        )

"""Owners of places renew, or give, their permission."""

from collections.abc import Iterable, Iterator

from scheduler.explain.base import Ground, Lack, Owner, Remedy, Repair, message
from scheduler.explain.edits import Edit
from scheduler.words import N_


class PermissionRenewed(Remedy):
    """Who owns a place allows the missions there (CCH art. L126-1)."""

    name = "permission_renewed"
    price = 5

    def repairs(
        self, ground: Ground, lacks: Iterable[Lack]
    ) -> Iterator[tuple[Lack, Repair]]:
        """Yield the permission of each place where one lacks."""
        for lack in lacks:
            for form in lack.forms:
                seats = [seat for seat, _short in ground.short_seats(form)]
                if any(ground.against(seat)["owner_permission"] for seat in seats):
                    zone = ground.scenario.zones[form.occurrence.zone]
                    yield (
                        lack,
                        Repair(
                            remedy=self.name,
                            words=message(
                                N_("ask the owner of {zone} for a permission"),
                                zone=zone.name,
                            ),
                            lack=message(
                                N_("{zone}: no permission of the owner"), zone=zone.name
                            ),
                            owner=Owner.PREMISES,
                            price=self.price,
                            edits=(_written(ground, zone.id),),
                        ),
                    )


def _written(ground: Ground, zone: str) -> Edit:
    """Return a permission for all missions there, for the days planned."""
    dates = ground.scenario.clock.dates
    days = {"valid_from": dates[0], "valid_to": dates[-1]}
    return ground.desk.edit("permissions", None, zone=zone, **days)

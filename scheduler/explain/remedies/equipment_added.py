"""More pieces of equipment."""

from collections.abc import Iterable, Iterator

from scheduler.explain.base import Ground, Lack, Owner, Remedy, Repair, message
from scheduler.words import N_, language


class EquipmentAdded(Remedy):
    """Pieces that are out when a mission needs them are lent or bought."""

    name = "equipment_added"
    price = 2

    def repairs(
        self, ground: Ground, lacks: Iterable[Lack]
    ) -> Iterator[tuple[Lack, Repair]]:
        """Yield the pieces that lack."""
        desk = ground.desk
        stock = {r.get("equipment"): (n, r) for n, r in desk.rows("equipment")}
        for lack in lacks:
            for form in lack.forms:
                for count in form.equipment:
                    more = count.wanted - count.left
                    if more <= 0 or count.equipment not in stock:
                        continue
                    place, _row = stock[count.equipment]
                    found = ground.scenario.equipment[count.equipment]
                    name = found.name_fr if language() == "fr" else found.name_en
                    yield (
                        lack,
                        Repair(
                            remedy=self.name,
                            words=message(
                                N_("lend or buy {more} more: {equipment}"),
                                more=more,
                                equipment=name,
                            ),
                            lack=message(
                                N_("{equipment}: all {quantity} taken"),
                                equipment=name,
                                quantity=found.quantity,
                            ),
                            owner=Owner.BOTH,
                            price=self.price * more,
                            edits=(
                                desk.edit(
                                    "equipment", place, quantity=found.quantity + more
                                ),
                            ),
                        ),
                    )

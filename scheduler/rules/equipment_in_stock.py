"""Equipment is in stock."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.missions import Equipment, Occurrence
from scheduler.domain.roster import Facts
from scheduler.domain.time import Span
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade


class EquipmentInStock(Rule):
    """At any time crews use no more pieces than the stock holds.

    A piece is out from the start of a mission until its end plus the turnaround.
    """

    name = "equipment_in_stock"
    title = N_("Equipment in stock")
    words = N_(
        "Missions held at the same time must not use more equipment than is in stock."
    )
    example = N_(
        "With four bikes, two patrols of three bikes cannot be held at the same time."
    )
    source = "CSI annexe 1 art. 16; stocks of the scenario"
    authority = Authority.LOGIC

    def post(self, model: "ModelFacade") -> None:
        """Bound the pieces out in each set of missions that overlap."""
        for stock in model.scenario.equipment.values():
            users = [
                o for o in model.scenario.occurrences if self._need(model, stock, o)
            ]

            def together(
                a: Occurrence, b: Occurrence, stock: Equipment = stock
            ) -> bool:
                return self._out(a, stock).overlaps(self._out(b, stock))

            for clique in model.cliques(users, together):
                out = sum(self._need(model, stock, o) * model.held(o) for o in clique)
                model.add(out <= stock.quantity)

    @staticmethod
    def _need(model: "ModelFacade", stock: Equipment, occurrence: Occurrence) -> int:
        return model.scenario.kind(occurrence).equipment.get(stock.id, 0)

    @staticmethod
    def _out(occurrence: Occurrence, stock: Equipment) -> Span:
        return Span(occurrence.span.start, occurrence.span.end + stock.turnaround)

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Count the pieces out at the start of each mission."""
        for code, stock in facts.scenario.equipment.items():
            uses = [
                (o, facts.scenario.kind(o).equipment[code])
                for o in facts.crews
                if code in facts.scenario.kind(o).equipment
            ]
            for occurrence, need in uses:
                moment = occurrence.span.start
                out = sum(
                    n
                    for o, n in uses
                    if o.span.start <= moment < o.span.end + stock.turnaround
                )
                if need and out > stock.quantity:
                    yield Breach(
                        rule=self.name,
                        message=N_(
                            "{mission}: {out} pieces of {equipment} in use, {stock} "
                            "in stock"
                        ),
                        values={
                            "mission": occurrence.mission,
                            "out": out,
                            "equipment": code,
                            "stock": stock.quantity,
                        },
                        mission=occurrence.mission,
                        zone=occurrence.zone,
                        when=moment,
                        over=out - stock.quantity,
                    )

"""Agreements are amended, renewed or signed."""

import datetime as dt
from collections.abc import Iterable, Iterator

from scheduler.domain.agreements import Agreement
from scheduler.domain.missions import Seat
from scheduler.domain.people import ForceKind
from scheduler.explain.base import (
    Ground,
    Lack,
    Message,
    Owner,
    Remedy,
    Repair,
    message,
)
from scheduler.explain.edits import Edit
from scheduler.words import N_, language

_RULES = frozenset({"joint_mission_agreed", "night_clause"})

TERM = dt.timedelta(days=3 * 365)
"""Longest term of an agreement (CSI annexe 1 art. 21)."""


_WORDS = {
    frozenset({"night_clause"}): (
        N_("amend agreement “{agreement}”: add a night clause"),
        N_("{place}: no night clause"),
    ),
    frozenset({"kinds"}): (
        N_("amend agreement “{agreement}”: add {kind}"),
        N_("{place}: the agreement lacks {kind}"),
    ),
    frozenset({"night_clause", "kinds"}): (
        N_("amend agreement “{agreement}”: add {kind} and a night clause"),
        N_("{place}: the agreement lacks {kind} and a night clause"),
    ),
}
"""What is done, and what lacks, by what is written into the agreement."""


class AgreementChanged(Remedy):
    """What an agreement lacks for a mission is written into it (CSI art. L512-4)."""

    name = "agreement_changed"
    price = 7

    def repairs(
        self, ground: Ground, lacks: Iterable[Lack]
    ) -> Iterator[tuple[Lack, Repair]]:
        """Yield the agreement of each commune where one lacks, as it should be."""
        for lack in lacks:
            for form in lack.forms:
                rules: set[str] = set()
                for seat, _short in ground.short_seats(form):
                    out = ground.against(seat)
                    rules |= {r for r in _RULES if out[r]}
                if rules:
                    seat = ground.scenario.seats[form.occurrence][0]
                    for commune in sorted(ground.scenario.communes_of(form.occurrence)):
                        found = self._for(ground, seat, commune, rules)
                        if found is not None:
                            yield lack, found

    def _for(
        self, ground: Ground, seat: Seat, commune: str, rules: set[str]
    ) -> Repair | None:
        scenario, day = ground.scenario, seat.occurrence.day
        kind = scenario.kind(seat.occurrence)
        there = [a for a in scenario.agreements.values() if commune in a.communes]
        standing = [a for a in there if a.covers(commune, day)]
        place = scenario.communes[commune].name
        for agreement in standing:
            more: dict[str, object] = {}
            if "night_clause" in rules and not agreement.night_clause:
                more["night_clause"] = True
            if not agreement.provides(kind.id):
                more["kinds"] = tuple(sorted({*agreement.kinds, kind.id}))
            if more:
                words, lack = _WORDS[frozenset(more)]
                kinds = {"kind": kind.name(language())} if "kinds" in more else {}
                return self._made(
                    message(words, agreement=agreement.name, **kinds),
                    message(lack, place=place, **kinds),
                    _amended(ground, agreement, **more),
                )
        if standing:
            return None
        ended = [a for a in there if a.last_day < day]
        if ended:
            last = max(ended, key=lambda a: a.last_day)
            changed: dict[str, object] = {
                "valid_to": ground.scenario.clock.start + TERM,
                "denounced": "",
            }
            if "night_clause" in rules:
                changed["night_clause"] = True
            if not last.provides(kind.id):
                changed["kinds"] = tuple(sorted({*last.kinds, kind.id}))
            return self._made(
                message(N_("renew agreement “{agreement}”"), agreement=last.name),
                message(
                    N_("{place}: agreement ended on {day:date}"),
                    place=place,
                    day=last.last_day.isoformat(),
                ),
                _amended(ground, last, **changed),
            )
        return self._signed(ground, commune, night="night_clause" in rules)

    def _signed(self, ground: Ground, commune: str, *, night: bool) -> Repair | None:
        forces = ground.scenario.forces.values()
        town = [
            f for f in forces if f.kind is ForceKind.MUNICIPAL and commune in f.communes
        ]
        nation = [f for f in forces if f.kind is ForceKind.NATIONAL]
        if not town or not nation:
            return None
        name, first = (
            ground.scenario.communes[commune].name,
            ground.scenario.clock.start,
        )
        return self._made(
            message(N_("sign an agreement for {place}"), place=name),
            message(N_("{place}: no agreement"), place=name),
            ground.desk.edit(
                "agreements",
                None,
                agreement=f"NEW-{commune}",
                name=name,
                municipal_force=town[0].id,
                national_force=nation[0].id,
                communes=(commune,),
                lead_force=nation[0].id,
                valid_from=first,
                valid_to=first + TERM,
                night_clause=night,
            ),
        )

    def _made(self, words: Message, lack: Message, edit: Edit) -> Repair:
        return Repair(
            remedy=self.name,
            words=words,
            lack=lack,
            owner=Owner.SIGNATORIES,
            price=self.price,
            edits=(edit,),
        )


def _amended(ground: Ground, agreement: Agreement, **values: object) -> Edit:
    rows = ground.desk.rows("agreements")
    found = (n for n, row in rows if row.get("agreement") == agreement.id)
    return ground.desk.edit("agreements", next(found, None), **values)

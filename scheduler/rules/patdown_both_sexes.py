"""Safety pat-downs are done by an officer of the same sex."""

from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.people import Officer, Sex
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.rules._powers import near, seats_that_ask
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade


class PatdownBothSexes(Rule):
    """A crew that pats down people of any sex has a woman and a man.

    The law requires the same sex for each pat-down; hence the crew needs both. An
    officer whose sex is not given counts as neither. Nobody's sex is printed:
    breaches name the mission alone.
    """

    name = "patdown_both_sexes"
    title = N_("Both sexes for pat-downs")
    words = N_(
        "The crew of a mission with pat-downs must include at least one woman "
        "and one man, because a pat-down is carried out by an officer of the "
        "same sex."
    )
    example = N_("A crew of men only may not screen the entrances of a stadium.")
    source = "CSI art. L511-1 and L613-3 (same sex); both in the crew: derived"
    authority = Authority.LAW

    def grouping_key(
        self, scenario: Scenario, officer: Officer, slot: Span | None
    ) -> Hashable:
        """Keep women and men apart near missions with pat-downs."""
        return officer.sex if near(scenario, slot, lambda p: p.both_sexes) else None

    def post(self, model: "ModelFacade") -> None:
        """Seat one of each when such an occurrence is held."""
        for occurrence, powers in model.scenario.exercised.items():
            if not any(p.both_sexes for p in powers):
                continue
            placements = model.placements(occurrence=occurrence)
            for sex in Sex:
                alike = [
                    p for p in placements if p.group.common(lambda o: o.sex) is sex
                ]
                model.add(model.heads(alike) >= model.held(occurrence))

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the seats in missions whose powers ask for both sexes."""
        return seats_that_ask(facts, officer, lambda p: p.both_sexes)

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Count the sexes in each crew that does pat-downs."""
        for occurrence, crew in facts.crews.items():
            if any(p.both_sexes for p in facts.scenario.powers_of(occurrence)):
                there = {facts.scenario.officers[d.officer].sex for d in crew}
                if not there.issuperset(Sex):
                    yield Breach(
                        rule=self.name,
                        message=N_(
                            "{mission}: pat-downs without both a woman and a man in "
                            "the crew"
                        ),
                        values={"mission": occurrence.mission},
                        mission=occurrence.mission,
                        zone=occurrence.zone,
                        when=occurrence.span.start,
                    )

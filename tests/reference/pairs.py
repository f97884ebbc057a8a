"""Pairings in random weeks."""

from dataclasses import replace
from itertools import permutations
from random import Random

from scheduler.domain.authority import Override
from scheduler.domain.people import Pairing, Together
from scheduler.domain.scenario import Scenario


def with_pairings(random: Random, week: Scenario) -> Scenario:
    """Return a week with pairings of up to three pairs; some are overridden."""
    pairs = list(permutations(sorted(week.officers), 2))
    said = random.sample(pairs, min(len(pairs), random.choice((0, 1, 2, 3))))
    pairings = tuple(
        Pairing(officer=one, other=two, together=random.choice(list(Together)))
        for one, two in said
    )
    known = {o.case for o in week.overrides}
    aside = tuple(
        Override(
            rule="pairings_kept",
            mission=mission,
            municipal_author=random.choice(("", "PM-0")),
            national_author=random.choice(("", "PN-0")),
            reason="made up",
        )
        for mission in week.missions
        if random.random() < 0.2
    )
    overrides = (*week.overrides, *(o for o in aside if o.case not in known))
    return replace(week, pairings=pairings, overrides=overrides)

"""When a roster uses equipment of which a stock may run out; plain weeks will do."""

from itertools import combinations

from scheduler.domain.roster import Facts


def judged(facts: Facts) -> bool:
    """Tell whether two crews want a piece of one sort about the same time."""
    week = facts.scenario
    return any(
        max(one.span.start, two.span.start)
        < min(one.span.end, two.span.end) + stock.turnaround
        for code, stock in week.equipment.items()
        for one, two in combinations(facts.crews, 2)
        if code in week.kind(one).equipment and code in week.kind(two).equipment
    )

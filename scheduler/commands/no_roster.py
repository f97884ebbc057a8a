"""Telling that a search found no roster, and why."""

from typing import TYPE_CHECKING

from scheduler.terminal import printing
from scheduler.terminal.exits import Exit
from scheduler.words import _

if TYPE_CHECKING:
    from scheduler.domain.scenario import Scenario
    from scheduler.solve.engine import Interruption
    from scheduler.solve.tiers import Result


def no_roster(
    week: "Scenario", result: "Result", interruption: "Interruption", as_json: bool
) -> Exit:
    """Print why there is no roster, and return the exit code."""
    from scheduler.domain.run import SolveStatus
    from scheduler.explain.contradictions import contradictions
    from scheduler.solve.clash import impossible
    from scheduler.verify.conflict import conflicts_lines

    if result.status is SolveStatus.INFEASIBLE:
        found = contradictions(week, impossible)
        code, reasons = Exit.INFEASIBLE, list(conflicts_lines(week, found))
    elif interruption.stopped.is_set():
        code, reasons = Exit.NO_ROSTER, [_("Stopped before a first roster was found.")]
    else:
        line = _("No roster was found in the time given; give more with --time-limit.")
        code, reasons = Exit.NO_ROSTER, [line]
    printing.print_no_roster(result.status.value, reasons, as_json)
    return code

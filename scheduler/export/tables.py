"""The roster as tables and the report of the run: what programs read back."""

import hashlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from scheduler.export.base import Exporter
from scheduler.render.edition import Edition
from scheduler.words import N_


class TablesExporter(Exporter):
    """``roster.csv``, ``tours.csv`` and ``run.json``.

    The run names the SHA-256 of both tables, one after the other, so that a table
    changed by hand is noticed. A roster made near a baseline brings that along, as
    ``baseline.csv``.
    """

    name = "tables"
    words = N_("The roster as tables, and the report of the run.")

    def render(self, edition: Edition) -> Iterator[tuple[PurePosixPath, bytes]]:
        """Yield the two tables, then the run that seals them."""
        # Imported late: calendars and boards need not load the readers of tables.
        from scheduler.rosters.baseline import BASELINE_FILE, render_baseline
        from scheduler.rosters.roster_files import render_roster, render_tours
        from scheduler.rosters.run_file import render_run

        roster = render_roster(edition.scenario, edition.roster)
        tours = render_tours(edition.scenario, edition.roster)
        if edition.scenario.baseline is not None:
            baseline = render_baseline(edition.scenario, edition.scenario.baseline)
            yield PurePosixPath(BASELINE_FILE), baseline
        seal = hashlib.sha256(roster + tours).hexdigest()
        yield PurePosixPath("roster.csv"), roster
        yield PurePosixPath("tours.csv"), tours
        yield PurePosixPath("run.json"), render_run(edition.run, seal)

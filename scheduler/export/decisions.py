"""What is to be decided, kept beside the roster so that its board can tell it again."""

import hashlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from scheduler.export.base import Exporter
from scheduler.render.decisions import DECISIONS_FILE, render_decisions
from scheduler.render.edition import Edition
from scheduler.words import N_


class DecisionsExporter(Exporter):
    """``decisions.json``: causes and repairs that were tried, if any were."""

    name = "decisions"
    words = N_("What is to be decided, as far as repairs were tried.")

    def render(self, edition: Edition) -> Iterator[tuple[PurePosixPath, bytes]]:
        """Yield the file, sealed with the SHA-256 of the roster."""
        from scheduler.rosters.roster_files import render_roster, render_tours

        if edition.decided is None:
            return
        tables = (
            render_roster(edition.scenario, edition.roster),
            render_tours(edition.scenario, edition.roster),
        )
        seal = hashlib.sha256(b"".join(tables)).hexdigest()
        yield (
            DECISIONS_FILE,
            render_decisions(edition.decided, edition.language, seal),
        )

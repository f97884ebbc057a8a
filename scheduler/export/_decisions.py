"""What the board says is to be decided."""

from scheduler.domain.kept import kept_for_latest
from scheduler.explain.decided import decisions_at_once
from scheduler.render.decisions import Decision
from scheduler.render.edition import Edition
from scheduler.words import language


def decisions(edition: Edition) -> tuple[Decision, ...]:
    """Return the causes of what is missing, the gravest first.

    With repairs that were tried, if any were; else as they can be told at once.
    """
    if edition.decided is not None:
        return edition.decided
    kept = _kept(edition)
    if language() not in kept:
        kept[language()] = decisions_at_once(edition.facts, edition.run)
    return kept[language()]


@kept_for_latest
def _kept(_edition: Edition) -> dict[str, tuple[Decision, ...]]:
    return {}

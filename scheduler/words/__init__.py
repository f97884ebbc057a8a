"""Messages for officers and commanders, in French and in English.

Messages are written in English in the code and translated when they are shown:

>>> from scheduler.words import N_, _, n_, use_language
>>> with use_language("en"):
...     _("{name} is on leave", name="Dupont")
...     n_("{n} mission", "{n} missions", 2)
'Dupont is on leave'
'2 missions'

The catalogue ``fr.po`` beside this file has the French. A message that it lacks is
shown in English. ``make words`` updates the catalogue from the code.
"""

from __future__ import annotations

import gettext
import os
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "LANGUAGES",
    "N_",
    "_",
    "detect_language",
    "language",
    "n_",
    "set_language",
    "use_language",
]

WRITTEN: Final = "en"
"""The language in which messages are written in the code."""

LANGUAGES: Final = (WRITTEN, "fr")

# The language of this thread or task if it has chosen one, else that of the process.
# A new thread does not inherit the choice of the thread that starts it, so threads of
# a solver or a server need the language of the process.
_chosen: ContextVar[str | None] = ContextVar("scheduler.words", default=None)
_process = "en"
_catalogues: dict[str, gettext.NullTranslations] = {}


def N_(message: str) -> str:  # noqa: N802 (the name gettext users know)
    """Mark a message for the catalogue and return it unchanged.

    For messages in constants and registries, which `_` translates later.
    """
    return message


def _(message: str, /, **params: object) -> str:
    """Translate a message into the current language.

    Parameters
    ----------
    message
        English sentence, with ``{name}`` for each parameter. Without parameters it is
        taken literally.
    **params
        Values of the placeholders.
    """
    # gettext answers the empty message with the header of the catalogue.
    words = _catalogue().gettext(message) if message else ""
    return words.format(**params) if params else words


def n_(singular: str, plural: str, n: int, /, **params: object) -> str:
    """Translate a message that depends on a number, its placeholder ``{n}``."""
    return _catalogue().ngettext(singular, plural, n).format(**{**params, "n": n})


def language() -> str:
    """Return the current language: ``"fr"`` or ``"en"``."""
    return _chosen.get() or _process


def set_language(lang: str) -> None:
    """Set the language of this thread, and of threads that have not chosen theirs."""
    global _process
    _process = _known(lang)
    _chosen.set(lang)


@contextmanager
def use_language(lang: str) -> Iterator[None]:
    """Use another language inside the ``with`` block, in this thread or task only."""
    token = _chosen.set(_known(lang))
    try:
        yield
    finally:
        _chosen.reset(token)


def detect_language(environ: Mapping[str, str] | None = None) -> str:
    """Return the reader's language according to the environment.

    The first of ``PATROL_LANG``, ``LC_ALL``, ``LC_MESSAGES`` and ``LANG`` that is
    set decides: French if it begins with ``fr``, else English.
    """
    environ = os.environ if environ is None else environ
    for name in ("PATROL_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(name, "").strip():
            return "fr" if value.lower().startswith("fr") else "en"
    return "en"


def _known(lang: str) -> str:
    if lang not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise ValueError(f"unknown language {lang!r}: choose one of {known}")
    return lang


def _catalogue() -> gettext.NullTranslations:
    lang = language()
    found = _catalogues.get(lang)
    if found is None:
        # Two threads may both do this: each reads the same file, and one result stays.
        found = _catalogues[lang] = _read(lang)
    return found


def _read(lang: str) -> gettext.NullTranslations:
    if lang == WRITTEN:
        return gettext.NullTranslations()
    # Imported late: it is slow, and many commands need no catalogue.
    import io
    from importlib import resources

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    source = resources.files(__name__).joinpath(f"{lang}.po")
    compiled = io.BytesIO()
    with source.open("rb") as po:
        write_mo(compiled, read_po(po, locale=lang, abort_invalid=True))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)

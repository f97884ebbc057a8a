"""French names of headings and choices, besides their codes.

Names are compared folded: without case, accents and punctuation.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

CHOICES: Mapping[str, tuple[str, ...]] = {
    "municipal": ("municipale",),
    "national": ("nationale",),
    "none": ("aucun", "aucune", "non"),
    "titular": ("titulaire",),
    "trainee": ("stagiaire",),
    "assistant": ("adjoint", "policier adjoint"),
    "warden": ("asvp",),
    "free": ("libre", "libres"),
    "fixed": ("fixe", "fixes"),
    "F": ("femme", "féminin"),
    "M": ("homme", "masculin", "h"),
    "approval": ("agrément",),
    "arms": ("armes", "armement"),
    "recall": ("rappel",),
    "postponement": ("report",),
    "shifted": ("décalage", "décalé"),
    "exchange": ("échange",),
    "any": ("indifférent", "toutes"),
    "reachable": ("joignable",),
    "present": ("présent",),
    "syndicate": ("syndicat",),
    "school_days": ("jours d'école", "jours scolaires"),
    "school_holidays": ("vacances scolaires",),
    "public_holidays": ("jours fériés",),
    "working_days": ("jours ouvrés",),
    "low": ("faible",),
    "high": ("élevé", "fort"),
    "kick_off": ("coup d'envoi",),
    "end": ("fin",),
    "off": ("repos",),
    "work": ("travail",),
    "shift": ("vacation",),
    "not_shift": ("pas cette vacation", "sauf vacation"),
    "must": ("obligatoire",),
    "prefer": ("de préférence", "préférer"),
    "avoid": ("éviter",),
    "never": ("jamais",),
    "hours": ("heures",),
    "week": ("semaine",),
    "month": ("mois",),
    "fr": ("français",),
    "en": ("anglais",),
}
"""French names of choices, by code."""

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "agreement": ("convention",),
    "commune": ("ville",),
    "contract_hours": ("heures du contrat", "quotité"),
    "count": ("nombre",),
    "date": ("jour", "le"),
    "days": ("jours",),
    "end": ("fin", "heure de fin"),
    "equipment": ("matériel",),
    "force": ("service", "police"),
    "from_date": ("date de début", "du"),
    "from_time": ("heure de début",),
    "kind": ("nature", "type"),
    "mandatory": ("obligatoire",),
    "minutes": ("durée en minutes",),
    "name": ("nom", "libellé"),
    "note": ("remarque", "observations"),
    "officer": ("agent", "matricule"),
    "position": ("poste",),
    "priority": ("priorité",),
    "quantity": ("quantité",),
    "qualification": ("habilitation",),
    "reason": ("motif",),
    "shift": ("vacation",),
    "start": ("début", "heure de début"),
    "starts": ("débuts", "heures de début"),
    "to_date": ("date de fin", "au"),
    "to_time": ("heure de fin",),
    "unit": ("unité", "brigade"),
    "valid_from": ("valable du", "valable à partir du"),
    "valid_to": ("valable jusqu'au",),
    "weapon": ("arme",),
    "wish": ("souhait", "voeu"),
    "zone": ("secteur", "lieu"),
}
"""French names of headings, by name of the column."""


@lru_cache(4096)
def fold(text: str) -> str:
    """Return a text without case, accents and punctuation."""
    bare = unicodedata.normalize("NFKD", text.replace("œ", "oe")).casefold()
    kept = "".join(c for c in bare if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", kept.replace("_", " ")))


def named(text: str, known: Iterable[str], words: Mapping[str, tuple[str, ...]]) -> str:
    """Return the known code that a text names, or the text itself.

    The spelling of a code goes before its French names.
    """
    codes = list(known)
    if text in codes:
        return text
    folded = fold(text)
    spelt = [c for c in codes if fold(c) == folded]
    called = [c for c in codes if folded in map(fold, words.get(c, ()))]
    return next(iter([*spelt, *called]), text)

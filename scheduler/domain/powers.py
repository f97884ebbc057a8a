"""Powers that missions exercise, and what the law requires for each, by date."""

from dataclasses import dataclass
from enum import StrEnum

from scheduler.domain.validity import ALWAYS, Validity


class OpjNeed(StrEnum):
    """Whether a power needs a judicial police officer (OPJ), and where."""

    NONE = "none"
    REACHABLE = "reachable"
    """On duty at that time and competent in that district, or in the crew."""
    PRESENT = "present"
    """In the crew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """What the law of some years requires of a crew that exercises a power.

    Parameters
    ----------
    id, name_fr, name_en
        Code used by mission kinds, and the names people read.
    opj
        Whether an OPJ is needed, and where.
    chief
        Qualification of a municipal officer on duty who can replace the OPJ; empty =
        nobody can.
    national
        Whether the crew needs a national officer.
    both_sexes
        Whether the crew needs a woman and a man.
    municipal
        Whether municipal officers may take part.
    judicial
        Whether it is judicial police: not open to officers lent by a prefect's order,
        which covers administrative police only (CSI art. L512-3).
    suspends
        Whether its crew loses judicial status during the mission (CPP art. 16, 20).
    requisition
        Whether the mission needs the reference of a prosecutor's requisition.
    announced
        Whether municipal missions are announced to the national force (annexe 1 art.
        7).
    validity
        Days on which this text is in force.
    source
        Article.
    """

    id: str
    name_fr: str
    name_en: str
    opj: OpjNeed = OpjNeed.NONE
    chief: str = ""
    national: bool = False
    both_sexes: bool = False
    municipal: bool = True
    judicial: bool = False
    suspends: bool = False
    requisition: bool = False
    announced: bool = False
    validity: Validity = ALWAYS
    source: str = ""

    def name(self, language: str) -> str:
        """Return the name in French (``fr``) or English."""
        return self.name_fr if language == "fr" else self.name_en

"""Groups of interchangeable officers: who is told apart, and how names are found."""

import itertools
import random
from collections.abc import Sequence
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from scheduler.domain.people import Force, ForceKind, Pin, Status
from scheduler.domain.places import TravelTimes
from scheduler.domain.roster import Facts
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.model.crews import CrewModel
from scheduler.model.naming import Unit, share_out
from scheduler.rules import RULES
from scheduler.solve.engine import Search
from scheduler.solve.tiers import Result, solve
from tests import builders as b

# --- who is told apart ----------------------------------------------------------------


def groups(week: Scenario) -> dict[tuple[str, str], set[frozenset[str]]]:
    """Return the groups of each span of tours, as sets of officers."""
    model = CrewModel(week, RULES.values())
    found: dict[tuple[str, str], set[frozenset[str]]] = {}
    clock = week.clock
    for group in model.groups:
        if group.slot is not None:
            start, end = (f"{clock.local(m):%a %H:%M}" for m in group.slot_ends)
            key = (start, end)
            found.setdefault(key, set()).add(frozenset(o.id for o in group.officers))
    return found

"""Judicial status: a seat that asks for OPJ, APJ or APJA is filled by one.

CPP art. 16, 20 and 21; code de la route art. L234-9: preventive screening needs an OPJ.
"""

import dataclasses

import pytest

from scheduler.domain.people import Judicial
from tests.builders import PAIR, facts, mission, officer, position, power, scenario
from tests.judge import allowed, refused

RULE = "judicial_status"
OPJ, APJ, APJA, NONE = Judicial.OPJ, Judicial.APJ, Judicial.APJA, Judicial.NONE


def seated(status, *accepted, suspends=False):
    kind = dataclasses.replace(
        PAIR,
        positions=(position("seat", None, judicial=frozenset(accepted)),),
        powers=("x",),
    )
    week = scenario(
        officers=[officer("o", "pn", judicial=status)],
        kinds=[kind],
        powers=[power("x", suspends=suspends)],
        missions=[mission("m", kind)],
    )
    return facts(week, crews=[("m", "seat", "o")])


def test_an_opj_fills_the_seat_of_an_opj():
    allowed(RULE, seated(OPJ, OPJ))


@pytest.mark.parametrize("status", [APJ, APJA, NONE])
def test_nobody_else_fills_the_seat_of_an_opj(status):
    [breach] = refused(RULE, seated(status, OPJ), over=1)
    assert breach.officers == ("o",)
    assert breach.mission == "m"
    assert breach.values["status"] == status.value
    assert breach.values["accepted"] == "OPJ"


@pytest.mark.parametrize("status", [OPJ, APJ])
def test_a_confirming_test_is_done_by_an_opj_or_an_apj(status):
    # Code de la route art. L234-4.
    allowed(RULE, seated(status, OPJ, APJ))


@pytest.mark.parametrize("status", [APJA, NONE])
def test_a_confirming_test_is_not_done_by_an_apja(status):
    [breach] = refused(RULE, seated(status, OPJ, APJ), over=1)
    assert breach.values["accepted"] == "APJ/OPJ"


@pytest.mark.parametrize("status", [OPJ, APJ, APJA, NONE])
def test_a_seat_that_asks_for_none_is_open_to_all(status):
    allowed(RULE, seated(status))


def test_a_seat_accepts_what_it_lists_and_nothing_above():
    # The catalogue lists every status accepted; an OPJ is not an APJA.
    refused(RULE, seated(OPJ, APJA), over=1)
    allowed(RULE, seated(APJA, APJA))


@pytest.mark.parametrize("status", [OPJ, APJ])
def test_nobody_has_a_status_in_a_public_order_unit(status):
    # CPP art. 16 and 20.
    [breach] = refused(RULE, seated(status, OPJ, APJ, suspends=True), over=1)
    assert breach.values["status"] == "none"


@pytest.mark.parametrize("status", [OPJ, APJ, APJA, NONE])
def test_a_public_order_unit_is_open_to_all_where_no_status_is_asked(status):
    allowed(RULE, seated(status, suspends=True))

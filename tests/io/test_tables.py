"""Tables as people save them: quotes, titles, headings in other words."""

from scheduler.io.faults import Faults
from scheduler.io.tables import read_csv
from scheduler.tables.registry import TABLES

ZONES = TABLES["zones"]


def read(text: str):
    """Return the cells of each row, and every fault."""
    faults = Faults()
    raw = read_csv(text.encode(), ZONES, "zones.csv", faults)
    return [(r.number, r.cells) for r in raw.rows], [str(f) for f in faults]


def zone(code: str) -> dict[str, str]:
    return {"zone": code, "name": code.title(), "commune": "c"}


def test_a_quote_that_is_never_closed_names_its_row():
    rows, faults = read('zone,name,commune\na,A,c\nb,"B,c\nd,D,c\n')
    assert rows == []
    assert faults == [
        "zones.csv:3: a quote out of place, or never closed (unexpected end of data) — "
        'close it; write " inside a quoted text twice'
    ]


def test_a_quote_that_the_next_one_closes_names_its_row():
    _rows, faults = read('zone,name,commune\na,"A,c\nb,"B",c\n')
    assert [f.split(" — ")[0].split("(")[0] for f in faults] == [
        "zones.csv:2: a quote out of place, or never closed "
    ]


def test_rows_inside_a_quoted_text_are_no_text():
    _rows, faults = read('zone,name,commune\na,"A,c\nb,B,c\nd,D","c"\n')
    assert faults == [
        "zones.csv:2: rows of the table inside a quoted text (b,B,c) — close the quote "
        "where its text ends"
    ]


def test_a_text_of_several_lines_is_a_text():
    rows, faults = read('zone,name,commune\na,"A\nb, or c",c\n')
    assert faults == []
    assert rows == [(2, {"zone": "a", "name": "A\nb, or c", "commune": "c"})]


def test_a_title_above_the_headings_is_no_heading():
    rows, faults = read("Zones of the town,,\n\nzone,name,commune\na,A,c\n")
    assert faults == []
    assert rows == [(4, zone("a"))]


def test_a_title_says_nothing_of_the_separator():
    # The title has none, and the rows have decimal commas.
    rows, faults = read("Zones of the town\nSecteur;Nom;Commune\na;A, 1,5;c\n")
    assert faults == []
    assert rows == [(3, {"zone": "a", "name": "A, 1,5", "commune": "c"})]


def test_nothing_is_a_title_where_no_heading_follows():
    _rows, faults = read("one\ntwo\nthree\n")
    assert "zones.csv:1: one: unknown column" in [f.split(" — ")[0] for f in faults]


def test_a_row_above_the_headings_is_reported():
    _rows, faults = read("a,A,c\nzone,name,commune\n")
    assert any(f.startswith("zones.csv:1: zone: missing column") for f in faults)


def test_a_heading_alone_is_no_title():
    assert [f.split(" — ")[0] for f in read("zone\n")[1]] == [
        "zones.csv:1: name: missing column",
        "zones.csv:1: commune: missing column",
    ]


def test_headings_in_capitals_and_in_french():
    rows, faults = read("Secteur;NOM;Commune\na;A;c\n")
    assert faults == []
    assert rows == [(2, zone("a"))]


def test_two_headings_for_one_column():
    _rows, faults = read("zone,secteur,name,commune\na,b,A,c\n")
    assert faults == ["zones.csv:1: zone: duplicate column — keep one"]

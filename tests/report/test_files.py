"""The page, the workbook and the JSON file: whole, alike, in two languages, safe."""

import html
import io
import json
import re
import stat
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from babel.messages.pofile import read_po

from scheduler.publish import OutputRefused
from scheduler.report import as_json, as_page, as_workbook, charts
from scheduler.report.base import Chart, Column, Figure, Label, Unknown, Week
from scheduler.report.compiled import Report, compile_report
from scheduler.report.published import MARK, check_folder, write_report
from scheduler.words import use_language
from tests import builders as b
from tests.report.weeks import week_of

WORDS = Path(__file__).parents[2] / "scheduler" / "words"
FILES = {"report.html", "report.json", "report.xlsx"}
LANGUAGES = ("en", "fr")


def rendered(report: Report, language: str) -> dict[str, bytes]:
    with use_language(language):
        return {
            "html": as_page.render(report),
            "xlsx": as_workbook.render(report),
            "json": as_json.render(report),
        }


@pytest.fixture(scope="module")
def both(clermont_report: Report) -> dict[str, dict[str, bytes]]:
    return {lang: rendered(clermont_report, lang) for lang in LANGUAGES}


@pytest.fixture(params=LANGUAGES)
def files(request: pytest.FixtureRequest, both: Any) -> Any:
    return request.param, both[request.param]


@pytest.fixture(scope="module")
def small_report() -> Report:
    return compile_report([week_of(b.facts(b.scenario()))])


class Page(HTMLParser):
    """Collects ids, references and the text of each element."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.wanted: set[str] = set()
        self.texts: list[str] = []
        self.loaded: list[str] = []
        self._hidden = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {k: v or "" for k, v in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        self.wanted |= set(given.get("aria-labelledby", "").split())
        for name in ("href", "xlink:href"):
            if given.get(name, "").startswith("#"):
                self.wanted.add(given[name][1:])
            elif name in given:
                self.loaded.append(given[name])
        self.loaded += [given[n] for n in ("src", "srcset", "data") if n in given]
        for value in given.values():
            self.wanted |= set(re.findall(r"url\(#([^)]+)\)", value))
        self._hidden += tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag == "style"

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.texts.append(" ".join(data.split()))


def texts_of_sheets(content: bytes) -> list[str]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [
        str(cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ] + book.sheetnames


def strings(content: Any) -> list[str]:
    """Return what people read in the JSON file: no codes."""
    if isinstance(content, dict):
        codes = {"code", "column", "sort", "state", "point"}
        return [s for k, v in content.items() if k not in codes for s in strings(v)]
    if isinstance(content, list):
        return [s for v in content for s in strings(v)]
    return [content] if isinstance(content, str) else []


# --- the same, whole and safe ---------------------------------------------------------


def test_same_weeks_same_bytes(clermont_week: Week, files: Any) -> None:
    language, content = files
    again = compile_report([replace(clermont_week)])
    assert rendered(again, language) == content


def test_no_officer_is_named_anywhere(clermont_week: Week, files: Any) -> None:
    codes = {o.encode() for o in clermont_week.scenario.officers}
    assert len(codes) > 100
    pattern = re.compile(rb"|".join(sorted(map(re.escape, codes))))
    _language, content = files
    with zipfile.ZipFile(io.BytesIO(content["xlsx"])) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    for name, part in {**content, **parts}.items():
        assert pattern.search(part) is None, name


def test_the_three_files_are_for_their_owner_alone(
    small_report: Report, tmp_path: Path
) -> None:
    folder = tmp_path / "deep" / "report"
    write_report(small_report, folder, "fr")
    assert {p.name for p in folder.iterdir()} == FILES
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()} == {0o600}
    # Again, in another language: replaced; what somebody put there stays.
    (folder / "note.txt").write_text("seen")
    write_report(small_report, folder, "en")
    assert {p.name for p in folder.iterdir()} == {*FILES, "note.txt"}
    assert json.loads((folder / MARK).read_text())["language"] == "en"
    assert [p.name for p in folder.parent.iterdir()] == ["report"]


@pytest.mark.parametrize("name", ["notes.txt", "run.json"])
def test_a_folder_of_something_else_is_refused(
    name: str, small_report: Report, tmp_path: Path
) -> None:
    (tmp_path / name).write_text("mine")
    with use_language("en"):
        for act in (
            lambda: check_folder(tmp_path),
            lambda: write_report(small_report, tmp_path, "en"),
        ):
            with pytest.raises(
                OutputRefused, match="not a report written by this program"
            ):
                act()
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_a_report_that_cannot_be_written_leaves_the_former(
    small_report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "report"
    write_report(small_report, folder, "en")
    before = {p.name: p.read_bytes() for p in folder.iterdir()}

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("scheduler.publish.os.fsync", full)
    with pytest.raises(OutputRefused):
        write_report(small_report, folder, "fr")
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before
    assert [p.name for p in tmp_path.iterdir()] == ["report"]


# --- the words ------------------------------------------------------------------------


def untranslated(texts: list[str]) -> set[str]:
    """Return the texts that are English messages with other French words."""
    with (WORDS / "fr.po").open("rb") as po:
        messages = {
            m.id: m.string
            for m in read_po(po, locale="fr")
            if isinstance(m.id, str) and m.id != m.string
        }
    english = {" ".join(i.split()) for i in messages if len(i) > 2}
    french = {" ".join(str(s).split()) for s in messages.values()}
    return {t for t in texts if t in english - french}


def everything(content: dict[str, bytes]) -> list[str]:
    return [
        *Page(content["html"].decode()).texts,
        *texts_of_sheets(content["xlsx"]),
        *strings(json.loads(content["json"])),
    ]


def test_the_french_report_holds_no_english(both: Any) -> None:
    assert len(untranslated(everything(both["en"]))) > 100
    assert untranslated(everything(both["fr"])) == set()


def test_the_two_languages_share_no_sentence(both: Any) -> None:
    """Names and articles are the same in both, sentences are not."""
    english, french = (
        {t for t in everything(both[lang]) if t.endswith(".")} for lang in LANGUAGES
    )
    assert len(english) > 25
    assert english & french == set()


def test_no_placeholder_is_left(files: Any) -> None:
    _language, content = files
    assert not [t for t in everything(content) if re.search(r"\{[a-z_:]+\}", t)]


def test_values_that_are_not_known_say_why(files: Any, clermont_report: Report) -> None:
    language, content = files
    with use_language(language):
        reasons = {
            value.text
            for figure in clermont_report.figures
            for row in figure.rows
            for value in row
            if isinstance(value, Unknown)
        }
    assert len(reasons) >= 3
    page = html.unescape(content["html"].decode())
    book = texts_of_sheets(content["xlsx"])
    for reason in reasons:
        assert reason in page
        assert any(reason in text for text in book)


# --- the page -------------------------------------------------------------------------


def test_the_page_is_well_formed_and_loads_nothing(files: Any) -> None:
    _language, content = files
    page = Page(content["html"].decode())
    assert len(page.ids) == len(set(page.ids))
    assert page.wanted <= set(page.ids)
    assert page.loaded == []
    assert "<script" not in content["html"].decode()


def test_every_chart_is_told_in_words_and_in_a_table(
    files: Any, clermont_report: Report
) -> None:
    page = files[1]["html"].decode()
    drawn = [f for f in clermont_report.figures if charts.drawn(f)]
    assert len(drawn) >= 7
    pictures = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(pictures) == 2 * len(drawn)
    for picture in pictures:
        assert 'role="img"' in picture
        assert re.search(r"<title id=.+?>.+?</title><desc id=.+?>.+?</desc>", picture)
        assert "<text" in picture  # text stays text
        assert "font-family" not in picture
        assert "dc:date" not in picture
    for article in re.findall(r"<article.*?</article>", page, re.DOTALL):
        assert "<table>" in article


def test_a_chart_draws_what_the_table_says() -> None:
    """Three bars of a stacked chart: lengths in proportion to 30, 15 and 0."""
    columns = tuple(Column(c, c) for c in ("kind", "held", "not_held"))
    figure = Figure(
        code="x",
        title="X",
        source="s",
        columns=columns,
        rows=((Label("a"), 30, 0), (Label("b"), 10, 5), (Label("c"), 0, 0)),
        chart=Chart(("held", "not_held"), "w"),
    )
    svg = charts.draw(figure, charts.NARROW)
    widths = {
        colour: [
            max(map(float, re.findall(r"[ML] ([\d.]+) ", path)))
            - min(map(float, re.findall(r"[ML] ([\d.]+) ", path)))
            for path in re.findall(r'<path d="([^"]+)"[^>]*style="fill: ' + colour, svg)
        ]
        for colour in (charts.BLUE,)
    }
    # 320 pixels stand for 30: 10 is 106.7.
    assert widths[charts.BLUE] == pytest.approx([320, 320 / 3], abs=0.1)


def test_names_are_never_formulas_nor_markup(clermont_week: Week) -> None:
    """A hostile name of a commune stays text in all three files."""
    nasty = "=1+1 <b>&$x$"
    communes = {
        k: replace(c, name=nasty) for k, c in clermont_week.scenario.communes.items()
    }
    kinds = {
        k: replace(m, name_fr=nasty, name_en=nasty)
        for k, m in clermont_week.scenario.kinds.items()
    }
    scenario = replace(clermont_week.scenario, communes=communes, kinds=kinds)
    content = rendered(
        compile_report([replace(clermont_week, scenario=scenario)]), "en"
    )
    page = content["html"].decode()
    assert "<b>" not in page
    assert html.escape(nasty) in page
    book = openpyxl.load_workbook(io.BytesIO(content["xlsx"]))
    cells = [c for s in book.worksheets for r in s.iter_rows() for c in r]
    assert any(c.value == nasty for c in cells)
    assert all(c.data_type != "f" for c in cells)


def test_colours_differ_in_lightness_too() -> None:
    """Whoever sees no hue at all still tells neighbours apart, and all from paper."""

    def lightness(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4
                  for p in parts]  # fmt: skip
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05

    blue, *others = map(
        lightness, (charts.BLUE, charts.TEAL, charts.AMBER, charts.GREY)
    )
    assert all(other / blue >= 2.3 for other in others)
    assert all(1.05 / other >= 2 for other in others)
    assert {"not_held", "not_held_minutes", "opj_missing"} == charts.HATCHED


# --- the workbook and JSON ------------------------------------------------------------


def test_every_figure_is_a_sheet_and_an_entry(
    files: Any, clermont_report: Report
) -> None:
    _language, content = files
    book = openpyxl.load_workbook(io.BytesIO(content["xlsx"]))
    told = json.loads(content["json"])
    figures = list(clermont_report.figures)
    assert len(book.sheetnames) == len(figures) + 1
    assert list(told["figures"]) == [f.code for f in figures]
    for sheet, figure in zip(book.worksheets[1:], figures, strict=True):
        rows = list(sheet.iter_rows(min_row=6, values_only=True))
        assert (
            len(rows) == len(figure.rows) == len(told["figures"][figure.code]["rows"])
        )


def test_hours_of_the_workbook_are_numbers(files: Any, clermont_report: Report) -> None:
    _language, content = files
    book = openpyxl.load_workbook(io.BytesIO(content["xlsx"]))
    place = [f.code for f in clermont_report.figures].index("hours_by_band")
    (last,) = list(book.worksheets[place + 1].iter_rows())[-1:]
    joint = clermont_report.headline.joint_minutes
    shown: Any = last[3].value
    assert last[3].number_format == "[h]:mm"
    assert shown.total_seconds() / 60 == pytest.approx(joint)


def test_the_headline_is_that_of_the_figures(files: Any) -> None:
    told = json.loads(files[1]["json"])
    total = told["figures"]["missions_by_kind"]["rows"][-1]
    assert told["headline"]["held"] == total["held"]
    assert told["headline"]["planned"] == total["planned"]
    assert f"<dd>{total['held']}<span" in files[1]["html"].decode()
    assert {p["state"] for p in told["points"]} <= {"kept", "attention", "unknown"}

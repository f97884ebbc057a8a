"""The two languages: how messages are chosen, and that none is left untranslated."""

from __future__ import annotations

import ast
import string
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from scheduler import words
from scheduler.words import (
    LANGUAGES,
    N_,
    WRITTEN,
    _,
    detect_language,
    language,
    n_,
    set_language,
    use_language,
)

ROOT = Path(__file__).parents[2]
WORDS = ROOT / "scheduler" / "words"
# As in `make words`.
KEYWORDS = {"_": None, "N_": None, "n_": (1, 2)}
TRANSLATED = [lang for lang in LANGUAGES if lang != WRITTEN]
REMEDY = "run `make words` and fill in scheduler/words/fr.po"

Ids = tuple[str, ...]


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(words, "_process", "en")
    token = words._chosen.set(None)
    yield
    words._chosen.reset(token)


@pytest.fixture
def french(monkeypatch, tmp_path):
    """A small French catalogue in the place of ours."""
    folder = tmp_path / "scheduler" / "words"
    folder.mkdir(parents=True)
    folder.joinpath("fr.po").write_text(
        'msgid ""\nmsgstr ""\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'
        'msgid "{name} is on leave"\nmsgstr "{name} est en congé"\n\n'
        'msgid "Leave"\nmsgstr "Congé"\n\n'
        '#, fuzzy\nmsgid "Shift"\nmsgstr "Relève ?"\n\n'
        'msgid "{n} mission in {zone}"\nmsgid_plural "{n} missions in {zone}"\n'
        'msgstr[0] "{n} mission à {zone}"\nmsgstr[1] "{n} missions à {zone}"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr("importlib.resources.files", lambda package: folder)
    monkeypatch.setattr(words, "_catalogues", {})


def ids_of(message: Message) -> Ids:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def strings_of(message: Message) -> Ids:
    text = message.string or ""
    return (text,) if isinstance(text, str) else tuple(text)


def placeholders(text: str) -> set[str]:
    return {name for _text, name, *_rest in string.Formatter().parse(text) if name}


def catalogue(lang: str) -> Catalog:
    with (WORDS / f"{lang}.po").open("rb") as po:
        return read_po(po, locale=lang, abort_invalid=True)


def entries(lang: str) -> dict[Ids, Message]:
    return {ids_of(message): message for message in catalogue(lang) if message.id}


def extracted() -> dict[Ids, str]:
    """Every message in the code and the templates, and the first file it is in."""
    with (WORDS / "babel.cfg").open(encoding="utf-8") as cfg:
        methods, options = parse_mapping_cfg(cfg)
    found: dict[Ids, str] = {}
    for file, line, message, _comments, _context in extract_from_dir(
        ROOT / "scheduler", methods, options, KEYWORDS
    ):
        ids = message if isinstance(message, tuple) else (message,)
        found.setdefault(ids, f"scheduler/{file}:{line}")
    for line, message, _comments, _context in extract_from_file(
        "python", ROOT / "cli.py", KEYWORDS
    ):
        ids = message if isinstance(message, tuple) else (message,)
        found.setdefault(ids, f"cli.py:{line}")
    return found


def test_french_words(french):
    with use_language("fr"):
        assert _("Leave") == "Congé"
        assert _("{name} is on leave", name="Dupont") == "Dupont est en congé"


def test_english_words(french):
    with use_language("en"):
        assert _("Leave") == "Leave"
        assert _("{name} is on leave", name="Dupont") == "Dupont is on leave"


@pytest.mark.parametrize(
    ("lang", "n", "expected"),
    [
        ("fr", 0, "0 mission à Jaude"),
        ("fr", 1, "1 mission à Jaude"),
        ("fr", 2, "2 missions à Jaude"),
        ("en", 0, "0 missions in Jaude"),
        ("en", 1, "1 mission in Jaude"),
        ("en", 2, "2 missions in Jaude"),
    ],
)
def test_number(french, lang, n, expected):
    with use_language(lang):
        got = n_("{n} mission in {zone}", "{n} missions in {zone}", n, zone="Jaude")
    assert got == expected


@pytest.mark.parametrize("lang", LANGUAGES)
def test_unknown_message_is_shown_as_written(lang):
    with use_language(lang):
        assert _("Never said {anywhere}") == "Never said {anywhere}"
        assert _("Never said {anywhere}", anywhere="here") == "Never said here"
        assert n_("{n} never said", "{n} never saids", 1) == "1 never said"
        assert n_("{n} never said", "{n} never saids", 5) == "5 never saids"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_empty_message_stays_empty(lang):
    # For gettext the empty message is the header of the catalogue.
    with use_language(lang):
        assert _("") == ""


def test_fuzzy_translation_is_not_used(french):
    with use_language("fr"):
        assert _("Shift") == "Shift"


def test_marked_message_is_translated_later(french):
    label = N_("Leave")
    assert label == "Leave"
    with use_language("fr"):
        assert _(label) == "Congé"


def test_parameter_may_bear_any_name(french):
    assert _("{message} {self}", message="a", self="b") == "a b"
    assert n_("{singular}", "{plural}", 2, singular="a", plural="b") == "b"


def test_language_in_force():
    assert language() == "en"
    set_language("fr")
    assert language() == "fr"
    with use_language("en"):
        assert language() == "en"
        with use_language("fr"):
            assert language() == "fr"
        assert language() == "en"
    assert language() == "fr"


def test_language_comes_back_after_an_error():
    with pytest.raises(RuntimeError), use_language("fr"):
        raise RuntimeError
    assert language() == "en"


def test_unknown_language_is_refused():
    with pytest.raises(ValueError, match="'de'"):
        set_language("de")
    with pytest.raises(ValueError, match="'de'"), use_language("de"):
        pass
    assert language() == "en"


def test_thread_without_a_choice_speaks_as_the_process():
    heard = []
    set_language("fr")
    with use_language("en"):
        thread = threading.Thread(target=lambda: heard.append(language()))
        thread.start()
        thread.join()
    assert heard == ["fr"]


def test_threads_do_not_disturb_one_another():
    barrier = threading.Barrier(2, timeout=10)
    heard = {}

    def speak(lang):
        with use_language(lang):
            barrier.wait()
            heard[lang] = language()
            barrier.wait()

    threads = [threading.Thread(target=speak, args=[lang]) for lang in LANGUAGES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == {"en": "en", "fr": "fr"}


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "FR"}, "fr"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LC_ALL": "fr_CH", "LC_MESSAGES": "en_GB", "LANG": "C"}, "fr"),
        ({"PATROL_LANG": "fr", "LC_ALL": "C"}, "fr"),
        ({"PATROL_LANG": "en", "LC_ALL": "fr_FR"}, "en"),
        ({"PATROL_LANG": "", "LC_ALL": " ", "LANG": "fr_FR"}, "fr"),
    ],
)
def test_language_of_the_environment(environ, expected):
    assert detect_language(environ) == expected


def test_language_of_this_process(monkeypatch):
    monkeypatch.setenv("PATROL_LANG", "fr")
    assert detect_language() == "fr"


def test_importing_words_is_quick():
    code = (
        "import sys, scheduler.words; "
        "assert not {m.partition('.')[0] for m in sys.modules}"
        " & {'babel', 'click', 'jinja2', 'pandas'}"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_no_message_hides_in_an_f_string():
    # Before Python 3.12 they are not extracted.
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in (ROOT / "cli.py", *(ROOT / "scheduler").rglob("*.py"))
        for text in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in KEYWORDS
        and any(isinstance(given, ast.Constant) for given in call.args)
    ]
    assert hidden == []


def test_every_message_has_a_french_translation():
    known = entries("fr")
    poor = []
    for ids, place in sorted(extracted().items(), key=lambda item: item[1]):
        message = known.get(ids)
        if message is None:
            poor.append(f"{place}: not in the catalogue: {ids[0]!r}")
        elif message.fuzzy:
            poor.append(f"{place}: fuzzy: {ids[0]!r}")
        elif not all(part and part.strip() for part in strings_of(message)):
            poor.append(f"{place}: not translated: {ids[0]!r}")
    assert not poor, "\n".join([REMEDY, *poor])


@pytest.mark.parametrize("lang", TRANSLATED)
def test_no_entry_has_lost_its_message(lang):
    orphans = [ids[0] for ids in entries(lang).keys() - extracted().keys()]
    assert not orphans, "\n".join([REMEDY, *sorted(orphans)])
    assert not catalogue(lang).obsolete, REMEDY


@pytest.mark.parametrize("lang", TRANSLATED)
def test_translations_keep_the_placeholders(lang):
    wrong = []
    for ids, message in entries(lang).items():
        given = set().union(*map(placeholders, ids))
        translations = [text for text in strings_of(message) if text]
        used = set().union(*map(placeholders, translations))
        if translations and used != given:
            wrong.append(f"{ids[0]!r}: {sorted(given)} became {sorted(used)}")
    assert not wrong, "\n".join(wrong)


def test_french_plurals_are_those_gettext_reads():
    with use_language("fr"):
        plural = words._catalogue().plural  # type: ignore[attr-defined]
    assert [int(plural(n)) for n in (0, 1, 2)] == [0, 0, 1]


def test_messages_are_whole_when_extracted():
    """A message put together at run time is in no catalogue."""
    wrong = []
    for path in [ROOT / "cli.py", *sorted((ROOT / "scheduler").rglob("*.py"))]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            texts = {"_": 1, "N_": 1, "n_": 2}.get(node.func.id, 0)
            wrong += [
                f"{path.relative_to(ROOT)}:{text.lineno}"
                for text in node.args[:texts]
                if isinstance(text, ast.JoinedStr | ast.BinOp)
            ]
    assert not wrong, "\n".join(wrong)

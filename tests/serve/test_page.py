"""The officer's page."""

import html
import re
from html.parser import HTMLParser

import pytest
from sqlalchemy import select

from scheduler.ledger import tokens
from scheduler.ledger.schema import token
from scheduler.ledger.store import Ledger
from scheduler.serve.page import language_for
from tests.ledger.calendars import DAY, HOUR, NOW, duty, render, subscribed
from tests.serve.conftest import Running


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


class Page(HTMLParser):
    """Elements with their attributes, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page(running: Running, secret: str, query: str = "?lang=en", **more: str) -> Page:
    answer = running.page(secret, query, **more)
    assert answer.status == 200
    return Page(answer.text)


def marks(shown: Page) -> list[str]:
    return [(li["class"] or "").strip() for li in shown.all("li") if "class" in li]


def press_seen(running: Running, secret: str, shown: Page) -> Page:
    """Press the button of a page."""
    [form] = shown.all("form")
    action = form["action"]
    assert form["method"] == "post"
    assert action is not None
    return page(running, secret, html.unescape(action), method="POST")


def test_it_shows_the_next_duties_in_local_time(running: Running, ledger: Ledger):
    secret = subscribed(
        ledger, duty(5, summary="Jaude", location="Place, centre")
    ).secret
    shown = page(running, secret).text
    assert "23 November 2026" in shown
    # 14:00 UTC is 15:00 in Paris.
    assert "15:00–19:00" in shown
    assert "Jaude" in shown
    assert "Place" in shown


def test_it_links_to_the_calendar_in_every_way(running: Running, ledger: Ledger):
    secret = subscribed(ledger, duty(5)).secret
    shown = page(running, secret)
    path = f"duties.example/f/{secret}/calendar.ics"
    assert f"webcal://{path}" in [a["href"] for a in shown.all("a")]
    assert [i["value"] for i in shown.all("input")] == [f"https://{path}"]


def test_its_qr_code_leads_to_itself(running: Running, ledger: Ledger):
    import segno

    secret = subscribed(ledger, duty(5)).secret
    expected = segno.make(f"https://duties.example/o/{secret}/", error="m")
    drawn = running.page(secret).text
    [path] = re.findall(r'<path [^>]*d="([^"]+)"', drawn)
    wanted = expected.svg_inline(scale=1, border=2, omitsize=True)
    assert path in wanted


def test_it_needs_no_script_and_nothing_else(running: Running, ledger: Ledger):
    secret = subscribed(ledger, duty(5)).secret
    answer = running.page(secret)
    shown = Page(answer.text)
    assert shown.all("script") == shown.all("img") == shown.all("link") == []
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert not [a for _tag, a in shown.elements if "style" in a]


def test_its_style_is_the_one_that_the_policy_allows(running: Running, ledger: Ledger):
    import base64
    import hashlib

    answer = running.page(subscribed(ledger, duty(5)).secret)
    [style] = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in answer.headers["content-security-policy"]


def test_it_is_kept_nowhere(running: Running, ledger: Ledger):
    answer = running.page(subscribed(ledger, duty(5)).secret)
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_titles_are_text_and_not_markup(running: Running, ledger: Ledger):
    secret = subscribed(ledger, duty(5, summary="<script>alert(1)</script>")).secret
    shown = page(running, secret)
    assert shown.all("script") == []
    assert "<script>alert(1)</script>" in shown.text


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("", "fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("", "en-GB,fr;q=0.9", "en"),
        ("", "de,en;q=0.5", "en"),
        ("", "en;q=0.2, fr;q=0.7", "fr"),
        ("", "de", "fr"),
        ("", "", "fr"),
        ("", "en;q=0", "fr"),
        ("", "en;q=many, *", "fr"),
        ("en", "fr", "en"),
        ("de", "en", "en"),
    ],
)
def test_its_language(asked: str, accepted: str, language: str):
    assert language_for(asked, accepted, "fr") == language


def test_it_is_in_french_for_a_french_browser(running: Running, ledger: Ledger):
    secret = subscribed(ledger, duty(5)).secret
    answer = running.page(secret, accept_language="fr-FR,fr;q=0.9")
    assert answer.headers["content-language"] == "fr"
    assert "23 novembre 2026" in answer.text


def test_a_link_leads_to_the_other_language(running: Running, ledger: Ledger):
    secret = subscribed(ledger, duty(5)).secret
    for here, other in (("en", "fr"), ("fr", "en")):
        shown = page(running, secret, f"?lang={here}")
        assert f"?lang={other}" in [a["href"] for a in shown.all("a")]


def test_all_is_new_until_it_is_seen(running: Running, ledger: Ledger):
    secret = subscribed(ledger, duty(5), duty(30)).secret
    shown = page(running, secret)
    assert marks(shown) == ["new", "new"]
    after = press_seen(running, secret, shown)
    assert marks(after) == ["", ""]
    assert after.all("form") == []


def test_a_change_since_then_is_marked(running: Running, ledger: Ledger):
    same, moved, withdrawn = duty(3), duty(30), duty(50)
    issued = subscribed(ledger, same, moved, withdrawn)
    press_seen(running, issued.secret, page(running, issued.secret))
    told = [
        same,
        moved.changed(NOW, hours=5),
        withdrawn.changed(NOW, status="CANCELLED"),
        duty(60, modified=NOW),
    ]
    render(ledger, issued.feed_id, told)
    shown = page(running, issued.secret)
    assert marks(shown) == ["", "changed", "changed cancelled", "new"]
    assert "3 duties are new or changed" in shown.text


def test_what_came_while_it_was_open_is_not_seen(running: Running, ledger: Ledger):
    told = duty(5)
    issued = subscribed(ledger, told)
    shown = page(running, issued.secret)
    render(ledger, issued.feed_id, [told.changed(NOW)])
    assert marks(press_seen(running, issued.secret, shown)) == ["changed"]


def test_nobody_sees_what_is_not_there_yet(running: Running, ledger: Ledger):
    told = duty(5)
    issued = subscribed(ledger, told)
    page(running, issued.secret, "?upto=2030-01-01T00:00:00Z", method="POST")
    with ledger.reading() as connection:
        row = connection.execute(select(token)).one()
    assert (row.seen, row.seen_at) == (told.modified, NOW)


@pytest.mark.parametrize(
    "upto", ["0001-01-01T00:00:00%2B10:00", "0999-01-01T00:00:00Z"]
)
def test_seen_long_ago_is_taken_and_breaks_nothing(
    running: Running, ledger: Ledger, upto: str
):
    secret = subscribed(ledger, duty(5)).secret
    assert marks(page(running, secret, f"?upto={upto}", method="POST")) == ["new"]
    assert running.calendar(secret).status == 200


@pytest.mark.parametrize("upto", ["", "x", "2026-11-23", "2026-11-23T09:00:00", "%00"])
def test_seen_without_an_instant_is_refused(
    running: Running, ledger: Ledger, upto: str
):
    secret = subscribed(ledger, duty(5)).secret
    answer = running.page(secret, f"?upto={upto}", "POST")
    assert (answer.status, answer.body) == (400, b"Bad request.\n")


def test_it_says_when_a_program_last_fetched(running: Running, ledger: Ledger):
    secret = subscribed(ledger, duty(5)).secret
    assert "No calendar program has fetched" in page(running, secret).text
    running.calendar(secret)
    running.stop()
    with ledger.reading() as connection:
        assert connection.execute(select(token.c.last_fetch_at)).scalar() == NOW


def test_a_page_is_no_fetch_of_the_calendar(running: Running, ledger: Ledger):
    secret = subscribed(ledger, duty(5)).secret
    page(running, secret)
    running.stop()
    with ledger.reading() as connection:
        assert connection.execute(select(token.c.last_fetch_at)).scalar() is None


def test_a_replaced_link_says_so(running: Running, ledger: Ledger):
    secret = subscribed(ledger, duty(5)).secret
    with ledger.writing() as connection:
        [link] = tokens.choose(connection, "phone", NOW)
        tokens.rotate(connection, link, by="me", now=NOW)
    assert (
        "This link was replaced and ends on 30 November 2026"
        in page(running, secret).text
    )


def test_without_duties_it_says_so(running: Running, ledger: Ledger):
    secret = subscribed(ledger).secret
    assert "No duty is published" in page(running, secret).text


def test_what_is_over_is_not_shown(running: Running, ledger: Ledger):
    secret = subscribed(ledger, duty(5, summary="Jaude")).secret
    running.clock[0] = NOW + DAY
    assert "Jaude" not in page(running, secret).text


def test_head_has_no_body(running: Running, ledger: Ledger):
    answer = running.page(subscribed(ledger, duty(5)).secret, method="HEAD")
    assert (answer.status, answer.body) == (200, b"")


def test_every_control_has_words(running: Running, ledger: Ledger):
    secret = subscribed(ledger, duty(5)).secret
    shown = page(running, secret)
    [field] = shown.all("input")
    assert field["id"] in [label["for"] for label in shown.all("label")]
    assert [m["content"] for m in shown.all("meta") if m.get("name") == "viewport"]


def test_time_passes(running: Running, ledger: Ledger):
    secret = subscribed(ledger, duty(0.5, hours=1)).secret
    running.clock[0] = NOW + HOUR
    assert "10:30–11:30" in page(running, secret).text

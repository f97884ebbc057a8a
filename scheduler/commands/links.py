"""Commands about links to calendars, and about who has not read them."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.commands._acting import by_option, now, who
from scheduler.terminal import printing
from scheduler.terminal.exits import Exit
from scheduler.terminal.options import (
    Command,
    Group,
    db_option,
    json_option,
    option,
    path_option,
)
from scheduler.words import N_, _, language, n_

if TYPE_CHECKING:
    from scheduler.ledger.tokens import Issued, Link, Subject

BASE_URL = "http://127.0.0.1:8080"
LABEL = "calendar"

base_url_option = option(
    "--base-url",
    envvar="PATROL_URL",
    default=BASE_URL,
    show_default=True,
    help=N_(
        "Address at which officers reach the server, such as https://duties.example; "
        "else what PATROL_URL names."
    ),
)
link_argument = click.argument("link", metavar="LINK")
of_option = option(
    "--of", help=N_("Only links of this officer, force, zone, team or event.")
)
out_option = path_option(
    "--out",
    help=N_("New CSV file for the addresses, readable by you alone, not the screen."),
)
static_option = path_option(
    "--static",
    help=N_("Folder of a web server: write the calendars there too, as files."),
)


@click.group(
    cls=Group,
    help=N_(
        "Links with which officers subscribe to their calendars. The address of a link "
        "is shown once, when it is issued."
    ),
)
def token() -> None:
    """Group of commands about links."""


@token.command(
    "issue",
    help=N_(
        "Make a link for each OFFICER, or for the calendar of a force, zone, team or "
        "event. --lang chooses the language of the calendar."
    ),
)
@click.argument("officers", metavar="[OFFICER]...", nargs=-1)
@option(
    "--all",
    "everybody",
    is_flag=True,
    help=N_("For every officer who has no link with this label yet."),
)
@option("--force", help=N_("Code of a force."))
@option("--zone", help=N_("Code of a zone."))
@option("--team", help=N_("Code of a team."))
@option("--event", help=N_("Code of an event."))
@option(
    "--view",
    type=click.Choice(("partner", "command", "control_room")),
    help=N_(
        "For whom, if not for an officer: the partner force, command staff, or the "
        "control room."
    ),
)
@option(
    "--label",
    default=LABEL,
    show_default=True,
    help=N_("What you call the link, such as phone."),
)
@option(
    "--alarm",
    type=click.IntRange(0, 7 * 24 * 60),
    help=N_("Minutes before a duty at which it rings; never if not given."),
)
@out_option
@static_option
@base_url_option
@by_option
@db_option
@json_option
def token_issue(
    officers: tuple[str, ...],
    everybody: bool,
    force: str | None,
    zone: str | None,
    team: str | None,
    event: str | None,
    view: str | None,
    label: str,
    alarm: int | None,
    out: Path | None,
    static: Path | None,
    base_url: str,
    by: str | None,
    db: str | None,
    as_json: bool,
) -> Exit:
    """Make links."""
    owned = {"force": force, "zone": zone, "team": team, "event": event}
    others = [(kind, code) for kind, code in owned.items() if code is not None]
    if bool(officers) + everybody + len(others) != 1:
        raise click.UsageError(
            _("name officers, or give one of --all, --force, --zone, --team, --event")
        )
    if bool(others) != (view is not None):
        raise click.UsageError(
            _("--view goes with --force, --zone, --team and --event, and they need it")
        )
    address = checked_base(base_url)
    from scheduler.calendars.content import Owner, View
    from scheduler.ledger import tokens
    from scheduler.ledger.store import open_ledger

    ledger = open_ledger(db)
    with _written(out) as write, ledger.writing() as connection:
        if everybody:
            officers = tokens.officers_without(connection, label, now())
        named = tuple(dict.fromkeys(officers))
        subjects = [_subject(Owner.OFFICER, o, View.OWN, alarm) for o in named]
        if view is not None:
            subjects = [_subject(Owner(k), c, View(view), alarm) for k, c in others]
        made = tokens.issue(connection, subjects, label, by=who(by), now=now())
        write(made, address)
        _add(static, made)
    _refresh(ledger, static)
    ledger.close()
    _print_issued(made, address, out, as_json)
    return Exit.OK


@token.command(
    "rotate",
    help=N_(
        "Replace LINK, a label or the id that token list shows: the old one answers "
        "for seven more days and says so in the calendar."
    ),
)
@link_argument
@of_option
@out_option
@static_option
@base_url_option
@by_option
@db_option
@json_option
def token_rotate(
    link: str,
    of: str | None,
    out: Path | None,
    static: Path | None,
    base_url: str,
    by: str | None,
    db: str | None,
    as_json: bool,
) -> Exit:
    """Replace a link."""
    address = checked_base(base_url)
    from scheduler.ledger import tokens
    from scheduler.ledger.store import open_ledger

    ledger = open_ledger(db)
    with _written(out) as write, ledger.writing() as connection:
        found = tokens.choose(connection, link, now(), code=of)
        which = next((x for x in found if not x.replaced), found[0])
        made = (tokens.rotate(connection, which, by=who(by), now=now()),)
        write(made, address)
        _add(static, made)
    _refresh(ledger, static)
    ledger.close()
    _print_issued(made, address, out, as_json)
    return Exit.OK


@token.command(
    "revoke", help=N_("End LINK, a label or the id that token list shows, at once.")
)
@link_argument
@of_option
@static_option
@by_option
@db_option
@json_option
def token_revoke(
    link: str,
    of: str | None,
    static: Path | None,
    by: str | None,
    db: str | None,
    as_json: bool,
) -> Exit:
    """End a link."""
    from scheduler.ledger import tokens
    from scheduler.ledger.store import open_ledger

    ledger = open_ledger(db)
    with ledger.writing() as connection:
        found = tokens.choose(connection, link, now(), code=of)
        for which in found:
            tokens.revoke(connection, which, by=who(by), now=now())
    _refresh(ledger, static)
    ledger.close()
    if as_json:
        printing.print_json([x.id for x in found])
    else:
        for x in found:
            click.echo(
                _(
                    "Ended: {id} ({code}, {label})",
                    id=x.id,
                    code=x.subject.code,
                    label=x.label,
                )
            )
    return Exit.OK


@token.command("list", help=N_("List the links: whose, since when, last fetched."))
@of_option
@option("--ended", is_flag=True, help=N_("Those that have ended too."))
@db_option
@json_option
def token_list(of: str | None, ended: bool, db: str | None, as_json: bool) -> Exit:
    """List links."""
    from scheduler.ledger import tokens
    from scheduler.ledger.store import open_ledger

    ledger = open_ledger(db)
    with ledger.reading() as connection:
        found = [
            x for x in tokens.links(connection, now(), code=of) if ended or not x.ended
        ]
    ledger.close()
    if as_json:
        printing.print_json(list(map(_link_json, found)))
        return Exit.OK
    for x in found:
        click.echo(_link_line(x))
    if not found:
        click.echo(_("No links."))
    return Exit.OK


@click.command(
    cls=Command,
    help=N_(
        "List officers whose published duties no program of theirs has fetched, most "
        "urgent first: somebody has to phone them."
    ),
)
@option(
    "--within",
    type=click.IntRange(1, 24 * 366),
    help=N_("Only duties that begin within so many hours."),
)
@db_option
@json_option
def unread(within: int | None, db: str | None, as_json: bool) -> Exit:
    """List who has not been told."""
    from scheduler.ledger.store import open_ledger
    from scheduler.ledger.tokens import ledger_zone
    from scheduler.ledger.unread import unread as unread_in
    from scheduler.words.render import day_and_time

    ledger = open_ledger(db)
    with ledger.reading() as connection:
        zone = ledger_zone(connection)
        found = [
            u
            for u in unread_in(connection, now())
            if within is None or u.hours_left <= within
        ]
    ledger.close()
    if as_json:
        printing.print_json(
            [
                {
                    "officer": u.officer,
                    "force": u.force,
                    "first_duty": _stamp(u.start),
                    "hours_left": round(u.hours_left, 2),
                    "duties": u.duties,
                    "linked": u.linked,
                    "last_fetch_at": _stamp(u.last_fetch_at),
                    "seen_at": _stamp(u.seen_at),
                }
                for u in found
            ]
        )
        return Exit.OK
    for u in found:
        if not u.linked:
            state = _("has no link")
        elif u.last_fetch_at is None:
            state = _("has never fetched")
        else:
            state = _(
                "last fetched {when}",
                when=day_and_time(u.last_fetch_at.astimezone(zone)),
            )
        click.echo(
            _(
                "{officer} ({force}): {duties} from {when}, in {hours} h; {state}",
                officer=u.officer,
                force=u.force,
                duties=n_("{n} duty", "{n} duties", u.duties),
                when=day_and_time(u.start.astimezone(zone)),
                hours=int(u.hours_left),
                state=state,
            )
        )
    if not found:
        click.echo(_("Every duty to come was fetched."))
    return Exit.OK


def _subject(owner: Any, code: str, view: Any, alarm: int | None) -> "Subject":
    from scheduler.ledger.tokens import Subject

    return Subject(owner=owner, code=code, view=view, language=language(), alarm=alarm)


def checked_base(base_url: str) -> str:
    """Return an address without the slash at its end."""
    from scheduler.serve.addresses import is_base

    if not is_base(base_url):
        raise click.BadParameter(
            _(
                "{url} is no address — write http:// or https://, the host, and a path "
                "if there is one",
                url=base_url,
            ),
            param_hint="--base-url",
        )
    return base_url.rstrip("/")


def _addresses(made: "Issued", base_url: str) -> dict[str, str]:
    from scheduler.serve.addresses import calendar_path, page_path

    return {
        "calendar": base_url + calendar_path(made.secret),
        "page": base_url + page_path(made.secret),
    }


@contextmanager
def _written(
    out: Path | None,
) -> Iterator[Callable[[Sequence["Issued"], str], None]]:
    """Give what writes addresses to a file; it goes again if the links are not made.

    They are written before the links are in force: nobody could read them afterwards.
    """
    from scheduler.ledger.folder import write_private

    done = False

    def write(made: Sequence["Issued"], base_url: str) -> None:
        nonlocal done
        if out is not None:
            write_private(out, _table(made, base_url), replace=False)
            done = True

    try:
        yield write
    except BaseException:
        if done and out is not None:
            out.unlink(missing_ok=True)
        raise


def _table(made: Sequence["Issued"], base_url: str) -> bytes:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("owner", "code", "label", "link", "calendar", "page"))
    for x in made:
        about = (x.subject.owner.value, x.subject.code, x.label, x.id)
        table.writerow((*about, *_addresses(x, base_url).values()))
    return text.getvalue().encode()


def _add(static: Path | None, made: Iterable["Issued"]) -> None:
    from scheduler.serve.static import add

    for x in made:
        if static is not None:
            add(static, x.secret)


def _refresh(ledger: Any, static: Path | None) -> None:
    from scheduler.serve.static import refresh

    if static is not None:
        refresh(ledger, static, now())


def _print_issued(
    made: Sequence["Issued"], base_url: str, out: Path | None, as_json: bool
) -> None:
    if as_json:
        printing.print_json(
            [_issued_json(x, base_url, shown=out is None) for x in made]
        )
        return
    for x in made:
        if x.old_ends_at is not None:
            click.echo(
                _("The old link answers until {when}.", when=_stamp(x.old_ends_at))
            )
        if out is None:
            click.echo(f"{x.subject.code}, {x.label} ({x.id})")
            for address in _addresses(x, base_url).values():
                click.echo(f"  {address}")
    click.echo(n_("{n} link issued.", "{n} links issued.", len(made)))
    if out is not None:
        click.echo(_("Written: {path}", path=out))
    elif made:
        click.echo(_("Addresses are shown this once: keep them now."))


def _issued_json(x: "Issued", base_url: str, *, shown: bool) -> dict[str, Any]:
    return {
        "link": x.id,
        "owner": x.subject.owner.value,
        "code": x.subject.code,
        "view": x.subject.view.value,
        "language": x.subject.language,
        "label": x.label,
        "old_ends_at": _stamp(x.old_ends_at),
        **(_addresses(x, base_url) if shown else {}),
    }


def _link_json(x: "Link") -> dict[str, Any]:
    return {
        "link": x.id,
        "owner": x.subject.owner.value,
        "code": x.subject.code,
        "view": x.subject.view.value,
        "language": x.subject.language,
        "alarm": x.subject.alarm,
        "label": x.label,
        "issued_at": _stamp(x.issued_at),
        "ends_at": _stamp(x.ends_at),
        "ended": x.ended,
        "replaced": x.replaced,
        "last_fetch_at": _stamp(x.last_fetch_at),
        "seen_at": _stamp(x.seen_at),
    }


def _link_line(x: "Link") -> str:
    about = x.subject.code
    if x.subject.owner.value != "officer":
        about = f"{x.subject.owner.value} {about}, {x.subject.view.value}"
    if x.ended:
        state = _("ended")
    elif x.ends_at is not None:
        state = _("ends {when}", when=_stamp(x.ends_at))
    else:
        state = _("issued {when}", when=_stamp(x.issued_at))
    fetched = (
        _("last fetched {when}", when=_stamp(x.last_fetch_at))
        if x.last_fetch_at
        else _("never fetched")
    )
    return f"{x.id}  {about}  {x.label}  {x.subject.language}  {state}  {fetched}"


def _stamp(at: Any) -> str | None:
    return None if at is None else at.strftime("%Y-%m-%dT%H:%M:%SZ")

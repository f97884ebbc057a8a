"""Commands that make a roster official: publish, sign, roll back, and look back."""

import datetime as dt
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.commands._acting import by_option
from scheduler.commands._acting import now as _now
from scheduler.commands._acting import who as _who
from scheduler.terminal import printing
from scheduler.terminal.exits import Exit
from scheduler.terminal.options import (
    Command,
    Group,
    db_option,
    json_option,
    option,
    path_argument,
    path_option,
)
from scheduler.words import N_, _, n_

if TYPE_CHECKING:
    from scheduler.ledger.store import Ledger
    from scheduler.ledger.versions import Version
    from scheduler.official import Published
    from scheduler.verify.solved import SolvedWeek

PASSPHRASE = "PATROL_PASSPHRASE"

why_option = option("--why", default="", help=N_("Why, for the audit log."))
reason_option = option(
    "--reason",
    default="",
    help=N_("Why officers are told later than the notice of their force allows."),
)
key_option = path_option(
    "--key", required=True, help=N_("Private key, as patrol key new wrote it.")
)


@click.command(
    cls=Command,
    help=N_(
        "Publish the verified roster in DIR as a version of its week. With the "
        "signatures of the forces it is official, and calendars show it."
    ),
)
@path_argument("scenario")
@path_argument("folder", metavar="DIR")
@option(
    "--base",
    help=N_(
        "Version that this roster replaces, such as 2026-11-23/1; else the one that it "
        "was solved near."
    ),
)
@why_option
@reason_option
@by_option
@db_option
@json_option
def publish(
    scenario: Path,
    folder: Path,
    base: str | None,
    why: str,
    reason: str,
    by: str | None,
    db: str | None,
    as_json: bool,
) -> Exit:
    """Publish a roster."""
    from scheduler.ledger.publication import BaseMoved
    from scheduler.ledger.store import open_ledger
    from scheduler.official import publish_folder
    from scheduler.scenarios.load import load
    from scheduler.verify.solved import read_solved

    solved = read_solved(load(scenario), folder)
    if not solved.verdict.passed:
        printing.print_verdict(solved, as_json)
        return Exit.NOT_VERIFIED
    ledger = open_ledger(db, create=True)
    try:
        done = publish_folder(
            ledger,
            solved,
            folder,
            base=base or solved.run.base or None,
            by=_who(by),
            why=why,
            reason=reason,
            now=_now(),
        )
    except BaseMoved as error:
        if not as_json:
            _print_difference(ledger, error.head, solved)
        raise
    finally:
        ledger.close()
    _print_published(done, as_json)
    return Exit.OK


@click.command(
    cls=Command,
    help=N_(
        "Sign a version (VERSION), or the roster in DIR before it is published "
        "(SCENARIO DIR)."
    ),
)
@click.argument("what", metavar="VERSION | SCENARIO DIR", nargs=-1, required=True)
@key_option
@db_option
@json_option
def sign(what: tuple[str, ...], key: Path, db: str | None, as_json: bool) -> Exit:
    """Sign a roster for a force."""
    from scheduler.ledger.keys import sign as sign_digest
    from scheduler.ledger.store import open_ledger
    from scheduler.official import sign_version

    if len(what) > 2:
        raise click.UsageError(_("give a version, or a scenario and a folder"))
    force, private, passphrase = _private_key(key)
    if len(what) == 2:
        return _sign_folder(
            Path(what[0]), Path(what[1]), (force, private, passphrase), as_json
        )
    ledger = open_ledger(db)
    done = sign_version(
        ledger,
        what[0],
        lambda made: sign_digest(private, passphrase, force, made.digest),
        _now(),
    )
    ledger.close()
    _print_published(done, as_json)
    return Exit.OK


def _sign_folder(
    scenario: Path, folder: Path, key: tuple[str, bytes, str | None], as_json: bool
) -> Exit:
    from scheduler.ledger.folder import write_signature
    from scheduler.ledger.keys import sign as sign_digest
    from scheduler.official import seal_of
    from scheduler.scenarios.load import load
    from scheduler.verify.solved import read_solved

    solved = read_solved(load(scenario), folder)
    if not solved.verdict.passed:
        printing.print_verdict(solved, as_json)
        return Exit.NOT_VERIFIED
    force, private, passphrase = key
    sealed = seal_of(solved, folder)
    path = write_signature(
        folder, sign_digest(private, passphrase, force, sealed.digest)
    )
    if as_json:
        printing.print_json(
            {"force": force, "digest": sealed.digest, "signature": str(path)}
        )
    else:
        click.echo(_("Signed for {force}: {path}", force=force, path=path))
        click.echo(_("Digest: {digest}", digest=sealed.digest))
    return Exit.OK


@click.command(
    cls=Command,
    help=N_("Publish an earlier VERSION of a week again, as a new version."),
)
@click.argument("version")
@why_option
@reason_option
@by_option
@db_option
@json_option
def rollback(
    version: str, why: str, reason: str, by: str | None, db: str | None, as_json: bool
) -> Exit:
    """Publish an earlier version again."""
    from scheduler.ledger.store import open_ledger
    from scheduler.official import roll_back

    ledger = open_ledger(db)
    done = roll_back(ledger, version, by=_who(by), why=why, reason=reason, now=_now())
    ledger.close()
    _print_published(done, as_json)
    return Exit.OK


@click.command(
    cls=Command,
    help=N_("List the versions of all weeks, or of one: who published them, and why."),
)
@click.argument("week", required=False)
@db_option
@json_option
def history(week: str | None, db: str | None, as_json: bool) -> Exit:
    """List versions."""
    from scheduler.commands._lines import history_json, history_lines
    from scheduler.ledger.history import recorded
    from scheduler.ledger.store import open_ledger

    ledger = open_ledger(db)
    with ledger.reading() as connection:
        found = recorded(connection, week)
    ledger.close()
    if as_json:
        printing.print_json(history_json(found))
    else:
        printing.print_lines(history_lines(found))
    return Exit.OK


@click.command(
    cls=Command,
    help=N_(
        "Check the ledger against its audit log, name what was changed, and print the "
        "last hash, to keep on paper."
    ),
)
@option("--expect", help=N_("A last hash kept on paper: the log must hold it."))
@option("--log", is_flag=True, help=N_("Print the rows of the log too."))
@db_option
@json_option
def audit(expect: str | None, log: bool, db: str | None, as_json: bool) -> Exit:
    """Check the audit log."""
    from scheduler.commands._lines import audit_json, audit_lines
    from scheduler.ledger.checking import check
    from scheduler.ledger.history import log_of
    from scheduler.ledger.store import open_ledger

    ledger = open_ledger(db)
    with ledger.reading() as connection:
        checked = check(connection, expect)
        rows = log_of(connection) if log else ()
    ledger.close()
    if as_json:
        printing.print_json(audit_json(checked, rows))
    else:
        printing.print_lines(audit_lines(checked, rows))
    return Exit.NOT_VERIFIED if checked.findings else Exit.OK


@click.command(
    cls=Command,
    help=N_(
        "Remove duties, calendars and reasons of weeks that ended before a day; "
        "digests, signatures and the audit log still verify."
    ),
)
@option("--before", required=True, help=N_("First day that is kept."))
@why_option
@by_option
@db_option
@json_option
def purge(before: str, why: str, by: str | None, db: str | None, as_json: bool) -> Exit:
    """Remove what is personal."""
    from scheduler.ledger.audit import canonical
    from scheduler.ledger.purging import purge_before
    from scheduler.ledger.store import open_ledger
    from scheduler.terminal.options import Day

    day: dt.date = Day().convert(before, None, click.get_current_context())
    ledger = open_ledger(db)
    payload = canonical({"by": _who(by), "why": why})
    done = purge_before(ledger, day, payload=payload, now=_now())
    ledger.close()
    if as_json:
        printing.print_json(
            {
                "before": day.isoformat(),
                "versions": done.versions,
                "log_rows": done.payloads,
                "people": done.people,
            }
        )
        return Exit.OK
    click.echo(
        n_("{n} version: duties removed", "{n} versions: duties removed", done.versions)
    )
    click.echo(
        n_(
            "{n} row of the audit log: details removed",
            "{n} rows of the audit log: details removed",
            done.payloads,
        )
    )
    click.echo(
        n_(
            "{n} person who had left removed",
            "{n} people who had left removed",
            done.people,
        )
    )
    return Exit.OK


@click.group(cls=Group, help=N_("Keys with which signatories of the forces sign."))
def key() -> None:
    """Group of commands about keys."""


@key.command(
    "new", help=N_("Make a key: FILE is private, FILE.pub is what others get.")
)
@path_argument("file")
@option("--force", required=True, help=N_("Code of the force for which it signs."))
@option(
    "--no-passphrase",
    is_flag=True,
    help=N_("Do not protect the private key; for trials."),
)
@json_option
def key_new(file: Path, force: str, no_passphrase: bool, as_json: bool) -> Exit:
    """Make a key."""
    from scheduler.ledger.folder import write_private
    from scheduler.ledger.keys import key_id, new_key

    passphrase = None if no_passphrase else _passphrase(new=True)
    private, public = new_key(passphrase)
    beside = file.with_name(f"{file.name}.pub")
    head = f"Force: {force}\n".encode()
    write_private(beside, head + public, replace=False)
    try:
        write_private(file, head + private, replace=False)
    except BaseException:
        beside.unlink()
        raise
    if as_json:
        printing.print_json(
            {"key": key_id(public), "private": str(file), "public": str(beside)}
        )
    else:
        click.echo(_("Private key, for the signatory alone: {path}", path=file))
        click.echo(_("Public key: {path}", path=beside))
        click.echo(_("Key: {key}", key=key_id(public)))
    return Exit.OK


@key.command("add", help=N_("Let the public key FILE sign for its force."))
@path_argument("file")
@by_option
@db_option
@json_option
def key_add(file: Path, by: str | None, db: str | None, as_json: bool) -> Exit:
    """Add a key to the ledger."""
    from scheduler.ledger.audit import canonical
    from scheduler.ledger.signatories import add_key
    from scheduler.ledger.store import open_ledger

    force, public = _key_file(file)
    ledger = open_ledger(db, create=True)
    with ledger.writing() as connection:
        found = add_key(connection, public, force, canonical({"by": _who(by)}), _now())
    ledger.close()
    if as_json:
        printing.print_json({"key": found, "force": force})
    else:
        click.echo(_("The key {key} signs for {force}.", key=found[:16], force=force))
    return Exit.OK


@key.command("retire", help=N_("End the use of a key; what it signed stays signed."))
@click.argument("start", metavar="KEY")
@by_option
@db_option
@json_option
def key_retire(start: str, by: str | None, db: str | None, as_json: bool) -> Exit:
    """Retire a key."""
    from scheduler.ledger.audit import canonical
    from scheduler.ledger.signatories import retire_key
    from scheduler.ledger.store import open_ledger

    ledger = open_ledger(db)
    with ledger.writing() as connection:
        found = retire_key(connection, start, canonical({"by": _who(by)}), _now())
    ledger.close()
    if as_json:
        printing.print_json({"key": found.id, "force": found.force})
    else:
        click.echo(
            _(
                "The key {key} no longer signs for {force}.",
                key=found.id[:16],
                force=found.force,
            )
        )
    return Exit.OK


@key.command("list", help=N_("List the keys that sign for each force."))
@db_option
@json_option
def key_list(db: str | None, as_json: bool) -> Exit:
    """List keys."""
    from scheduler.commands._lines import keys_json, keys_lines
    from scheduler.ledger.signatories import signatories
    from scheduler.ledger.store import open_ledger

    ledger = open_ledger(db)
    with ledger.reading() as connection:
        found = signatories(connection)
    ledger.close()
    if as_json:
        printing.print_json(keys_json(found))
    else:
        printing.print_lines(keys_lines(found))
    return Exit.OK


@click.command(
    cls=Command,
    help=N_("Print the settings of the ledger, or set NAME to VALUE."),
)
@click.argument("name", required=False)
@click.argument("value", required=False)
@by_option
@db_option
@json_option
def setting(
    name: str | None, value: str | None, by: str | None, db: str | None, as_json: bool
) -> Exit:
    """Print or change settings."""
    from scheduler.ledger.audit import canonical
    from scheduler.ledger.settings import change_setting, settings
    from scheduler.ledger.store import open_ledger

    ledger = open_ledger(db, create=value is not None)
    if name is not None and value is not None:
        with ledger.writing() as connection:
            change_setting(connection, name, value, canonical({"by": _who(by)}), _now())
    with ledger.reading() as connection:
        found = settings(connection, name)
    ledger.close()
    if as_json:
        printing.print_json({s.name: s.value for s in found})
    else:
        for one in found:
            click.echo(f"{one.name} = {one.value or '–'}  ({_(one.words)})")
    return Exit.OK


def _print_published(done: "Published", as_json: bool) -> None:
    from scheduler.commands._lines import published_json, published_lines

    if as_json:
        printing.print_json(published_json(done))
    else:
        printing.print_lines(published_lines(done))


def _print_difference(ledger: "Ledger", head: "Version", solved: "SolvedWeek") -> None:
    """Print what differs between the head of a week and a roster."""
    from scheduler.comparison import compare
    from scheduler.domain.plans import plan_of
    from scheduler.ledger import versions

    with ledger.reading() as connection:
        before = versions.plan_of(connection, head)
    found = compare(before, plan_of(solved.facts), _now(), solved.scenario)
    printing.print_lines(found.lines(), err=True)


def _key_file(path: Path) -> tuple[str, bytes]:
    from scheduler.ledger.store import LedgerRefused

    try:
        content = path.read_bytes()
    except OSError as error:
        raise LedgerRefused(
            N_("the key {file} cannot be read ({reason})"),
            N_("give the file that patrol key new wrote"),
            file=str(path),
            reason=error.strerror or str(error),
        ) from None
    head, _line, pem = content.partition(b"\n")
    if not head.startswith(b"Force: "):
        raise LedgerRefused(
            N_("{file} does not say for which force it signs"),
            N_("give the file that patrol key new wrote"),
            file=str(path),
        )
    return head.removeprefix(b"Force: ").decode("utf-8", "replace").strip(), pem


def _private_key(path: Path) -> tuple[str, bytes, str | None]:
    from scheduler.ledger.keys import encrypted

    force, pem = _key_file(path)
    return force, pem, _passphrase(new=False) if encrypted(pem) else None


def _passphrase(*, new: bool) -> str:
    from scheduler.ledger.store import LedgerRefused

    given = os.environ.get(PASSPHRASE)
    if given:
        return given
    if not sys.stdin.isatty():
        raise LedgerRefused(
            N_("the key needs a passphrase, and there is no terminal to ask on"),
            N_("give it in the variable {variable}"),
            variable=PASSPHRASE,
        )
    words: str = click.prompt(
        _("Passphrase of the key"), hide_input=True, confirmation_prompt=new, err=True
    )
    return words

"""The command that serves calendars."""

import logging
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.commands._acting import now
from scheduler.commands.links import checked_base
from scheduler.terminal import printing
from scheduler.terminal.exits import Exit
from scheduler.terminal.options import (
    Command,
    db_option,
    json_option,
    option,
    path_option,
)
from scheduler.words import N_, _

if TYPE_CHECKING:
    from scheduler.ledger.store import Ledger


@click.command(
    cls=Command,
    help=N_(
        "Serve the calendars of the ledger and a page for each link, until Ctrl-C; or, "
        "with --static, bring them up to date as files for another web server."
    ),
)
@option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help=N_("Address to listen on."),
)
@option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help=N_("Port to listen on; 0 = any that is free."),
)
@option(
    "--base-url",
    envvar="PATROL_URL",
    help=N_(
        "Address at which officers reach the server, such as https://duties.example; "
        "else what PATROL_URL names, else host and port."
    ),
)
@path_option("--tls-cert", help=N_("Certificate, PEM: speak HTTPS."))
@path_option("--tls-key", help=N_("Its private key, PEM."))
@option(
    "--client-header",
    help=N_(
        "Header in which a proxy in front gives the address of its client, such as "
        "X-Real-IP."
    ),
)
@path_option(
    "--static",
    help=N_("Folder of a web server: bring the calendars there up to date, and end."),
)
@db_option
@json_option
def serve(
    host: str,
    port: int,
    base_url: str | None,
    tls_cert: Path | None,
    tls_key: Path | None,
    client_header: str | None,
    static: Path | None,
    db: str | None,
    as_json: bool,
) -> Exit:
    """Serve calendars."""
    from scheduler.ledger.store import open_ledger

    if (tls_cert is None) != (tls_key is None):
        raise click.UsageError(_("--tls-cert and --tls-key go together"))
    if base_url is not None:
        base_url = checked_base(base_url)
    ledger = open_ledger(db, keep_open=True)
    try:
        if static is not None:
            return _refresh(ledger, static, as_json)
        return _serve(
            ledger, (host, port), base_url, (tls_cert, tls_key), client_header, as_json
        )
    finally:
        ledger.close()


def _refresh(ledger: "Ledger", static: Path, as_json: bool) -> Exit:
    from scheduler.serve.static import refresh

    done = refresh(ledger, static, now())
    if as_json:
        printing.print_json(
            {
                "written": done.written,
                "unchanged": done.unchanged,
                "removed": done.removed,
            }
        )
    else:
        click.echo(
            _(
                "Calendars: {written} written, {unchanged} unchanged, {removed} "
                "removed.",
                written=done.written,
                unchanged=done.unchanged,
                removed=done.removed,
            )
        )
    return Exit.OK


def _serve(
    ledger: "Ledger",
    address: tuple[str, int],
    base_url: str | None,
    tls: tuple[Path | None, Path | None],
    client_header: str | None,
    as_json: bool,
) -> Exit:
    from scheduler.serve.app import app
    from scheduler.serve.run import listen, server

    try:
        opened = listen(*address)
    except (OSError, OverflowError) as error:
        raise click.UsageError(
            _(
                "cannot listen on {host}, port {port} ({reason}) — choose another "
                "--host or --port",
                host=address[0],
                port=address[1],
                reason=getattr(error, "strerror", None) or str(error),
            )
        ) from None
    with opened:
        scheme = "http" if tls[0] is None else "https"
        host, port = opened.getsockname()[:2]
        here = (
            f"{scheme}://[{host}]:{port}"
            if ":" in host
            else f"{scheme}://{host}:{port}"
        )
        public = base_url or here
        _log_to_stderr()
        try:
            made = server(
                app(ledger, base_url=public, client_header=client_header),
                tls_cert=tls[0],
                tls_key=tls[1],
            )
        except OSError as error:
            raise click.UsageError(
                _(
                    "certificate and key cannot be used ({reason}) — give two PEM "
                    "files that belong together",
                    reason=error.strerror or str(error),
                )
            ) from None
        if as_json:
            printing.print_json({"listening": here, "base_url": public})
        else:
            click.echo(_("Serving {url}, until Ctrl-C.", url=here))
            if public != here:
                click.echo(_("Officers reach it at {url}", url=public))
        sys.stdout.flush()
        # Ctrl-C is how it is meant to end.
        with suppress(KeyboardInterrupt):
            made.run(sockets=[opened])
    return Exit.OK


class _Bare(logging.Formatter):
    """Lines without tracebacks, which may quote what was asked."""

    def formatException(self, ei: object) -> str:  # noqa: N802 (logging's name)
        """Return the kind of an error alone."""
        return str(ei[0].__name__) if isinstance(ei, tuple) and ei[0] else ""


def _log_to_stderr() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(_Bare("%(asctime)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("patrol.serve").setLevel(logging.INFO)

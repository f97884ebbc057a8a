"""How a command ends: its exit code, and errors in words instead of tracebacks."""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import IntEnum

import click

from scheduler.terminal import console, early
from scheduler.terminal.click_words import speak
from scheduler.terminal.printing import print_json, print_lines
from scheduler.words import LANGUAGES, _, detect_language, set_language


class Exit(IntEnum):
    """Exit codes, a contract."""

    OK = 0
    ERROR = 1
    INPUT = 2
    INFEASIBLE = 3
    NO_ROSTER = 4
    NOT_VERIFIED = 5


def main(run: Callable[[Sequence[str]], int]) -> None:
    """Run a command with the arguments of the process, and leave with its exit code."""
    console.prepare()
    try:
        early.loaded()
        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = _print_errors(Exit.ERROR, [_("Stopped.")], as_json=False)
    with suppress(ValueError):  # not the main thread
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    if (error := console.lost()) is not None:
        line = _(
            "Not all of what was to be printed could be ({reason}); files that were "
            "written are in place.",
            reason=error.strerror,
        )
        code = _print_errors(code or Exit.ERROR, [line], as_json=False)
    sys.exit(code)


def run_command(command: click.Command, arguments: Sequence[str]) -> int:
    """Run a command and return its exit code; never raise for what a user caused."""
    set_language(detect_language())
    speak()
    arguments = language_first(arguments)
    match arguments:
        case ["--lang", chosen, *_rest] if chosen in LANGUAGES:
            set_language(chosen)
    as_json = "--json" in arguments
    try:
        return int(command.main(args=list(arguments), standalone_mode=False) or Exit.OK)
    except click.ClickException as error:
        if as_json:
            return _print_errors(error.exit_code, [error.format_message()], as_json)
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _print_errors(Exit.ERROR, [_("Stopped.")], as_json)
    except Exception as error:
        if _interrupted(error):
            return _print_errors(Exit.ERROR, [_("Stopped.")], as_json)
        return _failed(error, as_json)


def _interrupted(error: BaseException | None) -> bool:
    """Tell whether Ctrl-C is behind an error: libraries being loaded rename it."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False


def language_first(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with ``--lang`` before the others, wherever it stood."""
    ours, rest = list(arguments), []
    if "--" in ours:
        at = ours.index("--")
        ours, rest = ours[:at], ours[at:]
    chosen: list[str] = []
    for at in range(len(ours) - 1, -1, -1):
        name, equals, value = ours[at].partition("=")
        if name == "--lang" and (equals or at + 1 < len(ours)):
            chosen = ["--lang", value if equals else ours[at + 1]]
            del ours[at : at + (1 if equals else 2)]
    return [*chosen, *ours, *rest]


def _failed(error: Exception, as_json: bool) -> int:
    """Print in a line what went wrong: input, output, or a fault of the program."""
    from scheduler.io.faults import InputFaults
    from scheduler.publish import OutputRefused

    if isinstance(error, InputFaults):
        return _print_errors(Exit.INPUT, error.lines, as_json)
    ledger = sys.modules.get("scheduler.ledger.store")
    if ledger is not None and isinstance(error, ledger.LedgerRefused):
        return _print_errors(Exit.INPUT, [str(error)], as_json)
    if isinstance(error, OutputRefused):
        code = Exit.INPUT if error.usage else Exit.ERROR
        return _print_errors(code, [str(error)], as_json)
    if os.environ.get("PATROL_DEBUG"):
        raise error
    line = _(
        "Unexpected error: {kind}: {words}. This is a fault of the program; "
        "PATROL_DEBUG=1 shows where.",
        kind=type(error).__name__,
        words=error,
    )
    return _print_errors(Exit.ERROR, [line], as_json)


def _print_errors(code: int, lines: Sequence[str], as_json: bool) -> int:
    if as_json:
        print_json({"status": "error", "exit_code": int(code), "errors": lines})
    else:
        print_lines(lines, err=True)
    return int(code)

"""How does the manual page say what the program can do? In roff, made from the commands themselves.

`python -m netlog.manual` prints it; `docs/netlog.1` holds what it printed last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netlog import render
from netlog.cli import SECTIONS
from netlog.commands.declaring import VerbCommand, VerbGroup, everywhere
from netlog.commands.root import root
from netlog.errors import Exit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_EXITS = {
    Exit.DONE: "done; an entry recorded while the folder is away is done, too",
    Exit.OTHER: "anything else",
    Exit.USAGE: "wrong usage",
    Exit.NO_VAULT: "no vault here",
    Exit.LOCKED: "locked, and no way to ask for the passphrase",
    Exit.WRONG_SECRET: "wrong passphrase or recovery code",
    Exit.ALTERED: "altered, forged or rolled-back data was found",
    Exit.NEWER: "written by a newer netlog",
    Exit.FOLDER: "the folder is missing, empty, replaced or unreadable",
    Exit.AMBIGUOUS: "the name fits several people, and nobody is there to ask",
    Exit.UNKNOWN: "no such person, organisation, entry or nudge",
}
_VARIABLES = {
    "NETLOG_HOME": "where this device keeps its keys, its archive and its caches",
    "NETLOG_PASSPHRASE_COMMAND": "a command, run without a shell, whose first line is the passphrase",
    "NETLOG_LANGUAGES, NETLOG_DATE_ORDER, NETLOG_WEEK_START, NETLOG_COMPLETE_NAMES": (
        "win over the settings of the same name in config.toml"
    ),
    "NO_COLOR, CLICOLOR_FORCE": "no colours; colours even where nobody looks",
}


def manual() -> Iterator[str]:
    """The lines of the page, for section 1."""
    program = root()
    with click.Context(program, info_name="netlog") as context:
        yield '.TH NETLOG 1 "" netlog "User commands"'
        yield from _section("NAME")
        yield _text("netlog - a private notebook for building professional relationships")
        yield from _section("SYNOPSIS")
        yield ".B netlog"
        yield _text("COMMAND … [--json] [--home DIR] [--on WHEN]")
        yield from _section("DESCRIPTION")
        yield _text(
            "Every action is one encrypted entry, never changed, in a folder that any file-sync service may"
            " carry. People, funnel and follow-ups are rebuilt from the entries on each device."
        )
        yield _text("These options stand before or after every command:")
        for parameter in everywhere(day=True):
            record = parameter.get_help_record(context)
            assert record is not None  # noqa: S101 - all of them are shown
            yield from _item(*record)
        for title, verbs in SECTIONS:
            yield from _section(title.upper())
            for verb in verbs:
                command = program.get_command(context, verb.name)
                assert command is not None  # noqa: S101 - it stands in the list
                yield from _command(command, context, f"netlog {verb.name}")
        yield from _pairs("ENVIRONMENT", list(_VARIABLES.items()))
        yield from _pairs("EXIT STATUS", [(str(int(code)), said) for code, said in _EXITS.items()])


def _command(command: click.Command, above: click.Context, path: str) -> Iterator[str]:
    with click.Context(command, info_name=path, parent=None) as context:
        context.obj = above.obj
        if isinstance(command, VerbGroup):
            for name in command.list_commands(context):
                inner = command.get_command(context, name)
                assert inner is not None  # noqa: S101 - it stands in the list
                yield from _command(inner, context, f"{path} {name}")
            return
        yield ".SS " + _text(" ".join([path, *command.collect_usage_pieces(context)]))
        yield _text(" ".join((command.help or "").split()))
        for parameter in command.params:
            record = parameter.get_help_record(context)
            if record is not None and parameter.name not in {"as_json", "home_typed", "on_typed"}:
                yield from _item(*record)
        yield from _examples(command.examples if isinstance(command, VerbCommand) else ())


def _examples(examples: Sequence[str]) -> Iterator[str]:
    if examples:
        yield from (".PP", ".EX", *(_text(f"  {each}") for each in examples), ".EE")


def _pairs(title: str, pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield from _section(title)
    for name, said in pairs:
        yield from _item(name, said)


def _section(title: str) -> Iterator[str]:
    yield f".SH {_text(title)}"


def _item(name: str, said: str) -> Iterator[str]:
    yield from (".TP", rf"\fB{_text(name)}\fR", _text(said) if said else "\\ ")


def _text(words: str) -> str:
    """One line of running text: nothing in it is a command of roff."""
    safe = words.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + safe if safe[:1] in {".", "'"} else safe


if __name__ == "__main__":
    for line in manual():
        render.emit(line)

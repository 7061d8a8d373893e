"""What does every command share: how it is declared, found and helped with, and what surrounds its call?

Rule: `--json`, `--home` and `--on` mean the same before and behind the verb, and behind it they win.
"""

from __future__ import annotations

import importlib
import os
import sys
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from netlog.cli import VERBS, help_lines
from netlog.errors import Usage

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from click.shell_completion import CompletionItem

    from netlog.app import App, Surroundings
    from netlog.config import Config
    from netlog.dates import Prefer

_ZONES: Final = timedelta(days=1)
"""Somewhere on earth it is tomorrow already."""


class Call:
    """What surrounds one call, and what was said of it before or behind the verb."""

    def __init__(
        self, *, as_json: bool = False, home_typed: str | None = None, on_typed: str | None = None
    ) -> None:
        self.as_json, self.home_typed, self.on_typed = as_json, home_typed, on_typed
        self.started = datetime.now().astimezone()

    @cached_property
    def home(self) -> Path:
        from pathlib import Path

        from netlog.app import default_home

        return Path(self.home_typed).expanduser() if self.home_typed else default_home()

    @cached_property
    def config(self) -> Config:
        from netlog import config

        return config.read(self.home)

    @cached_property
    def surroundings(self) -> Surroundings:
        from netlog.app import Surroundings

        return Surroundings(
            home=self.home,
            now=lambda: datetime.now().astimezone(),
            interactive=self.somebody_there,
            passphrase_command=os.environ.get("NETLOG_PASSPHRASE_COMMAND") or None,
        )

    @property
    def somebody_there(self) -> bool:
        """Whether a question would be seen and answered."""
        return sys.stdin is not None and sys.stdin.isatty()

    @property
    def may_ask(self) -> bool:
        """Whoever wants JSON gets an error to act on, not a question."""
        return self.somebody_there and not self.as_json

    @contextmanager
    def opened(self) -> Iterator[App]:
        from netlog.app import App

        with App.open(self.surroundings) as app:
            yield app

    # --- dates ---

    @property
    def today(self) -> date:
        return self.started.date()

    def when(self, typed: str, *, prefer: Prefer, seen_from: date | None = None) -> str:
        """A date as people type it, in the form of the log. Raises: UnclearDate."""
        from netlog.dates import parse_when

        languages, order = self.config
        today = seen_from or self.today
        now = self.started if today == self.today else datetime.combine(today, self.started.timetz())
        return parse_when(typed, today=today, now=now, prefer=prefer, languages=languages, date_order=order)

    @cached_property
    def occurred(self) -> str:
        """When what is recorded happened: as `--on` says, else today.

        Raises: Usage for a day that is still to come.
        """
        if self.on_typed is None:
            return self.today.isoformat()
        from netlog.dates import first_day, spoken

        when = self.when(self.on_typed, prefer="past")
        if first_day(when) > self.today + _ZONES:
            raise Usage(
                f"that day is still to come: {spoken(when)}",
                hint=f'until it has happened: netlog todo "…" --by-date {first_day(when)}',
            )
        return when

    @cached_property
    def occurred_day(self) -> date:
        from netlog.dates import first_day

        return first_day(self.occurred)

    def asked_day(self, *, prefer: Prefer = "past") -> date:
        """The day for which a question is asked: as `--on` says, else today."""
        if self.on_typed is None:
            return self.today
        from netlog.dates import first_day

        return first_day(self.when(self.on_typed, prefer=prefer))

    def tables(self, app: App, day: date) -> sqlite3.Connection:
        """Where a day can be asked for: the hot rows know of nothing that was closed before today."""
        return app.hot if day >= self.today else app.cold


# --- how a verb is declared ---


class _Everywhere(click.Option):
    """An option that each command has."""


def _everywhere(*, day: bool) -> list[click.Parameter]:
    return [
        _Everywhere(
            ["--json", "as_json"],
            is_flag=True,
            help="One JSON document on standard output, nothing else there.",
        ),
        _Everywhere(["--home", "home_typed"], metavar="DIR", help="State of this device (else NETLOG_HOME)."),
        _Everywhere(
            ["--on", "on_typed"],
            metavar="WHEN",
            hidden=not day,
            help="When it happened, or the day you ask for: 2026-11-10, yesterday, last tue, 3 days ago.",
        ),
    ]


def _narrowed(context: click.Context, *, as_json: bool, home_typed: str | None, on_typed: str | None) -> Call:
    """The call as this level of the command line says it; what it does not say, the level above did."""
    above = context.parent.obj if context.parent is not None else None
    call = above if isinstance(above, Call) else Call()
    narrowed = Call(
        as_json=as_json or call.as_json,
        home_typed=home_typed if home_typed is not None else call.home_typed,
        on_typed=on_typed if on_typed is not None else call.on_typed,
    )
    context.obj = narrowed
    return narrowed


class VerbCommand(click.Command):
    """A command whose help ends in examples."""

    examples: Sequence[str] = ()

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _write_options(self, ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _write_examples(self.examples, ctx, formatter)


def _write_options(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    for title, wanted in (("Options", False), ("Everywhere", True)):
        records = [
            record
            for parameter in command.get_params(ctx)
            if (isinstance(parameter, _Everywhere) or parameter.name == "help") is wanted
            and (record := parameter.get_help_record(ctx)) is not None
        ]
        if records:
            with formatter.section(title):
                formatter.write_dl(records)
        if title == "Options":
            _write_words(command, formatter)


def _write_words(command: click.Command, formatter: click.HelpFormatter) -> None:
    """What may stand for KIND and its like."""
    from netlog.commands.values import OneOf

    chosen = [each for each in command.params if isinstance(each.type, OneOf)]
    rows = [
        (
            each.opts[0]
            if isinstance(each, click.Option)
            else each.make_metavar(click.get_current_context()),
            ", ".join(each.type.choices()),
        )
        for each in chosen
        if isinstance(each.type, OneOf)
    ]
    if rows:
        with formatter.section("Words"):
            formatter.write_dl(rows)


def _write_examples(examples: Sequence[str], _: click.Context, formatter: click.HelpFormatter) -> None:
    """As they are: a wrapped example could not be copied."""
    formatter.write("\nExamples:\n")
    for example in examples:
        formatter.write(f"  {example}\n")


_Function = TypeVar("_Function", bound="Callable[..., None]")


def verb(name: str, *, examples: Sequence[str], day: bool = True) -> Callable[[_Function], VerbCommand]:
    """Makes a command of a function `(call, …)`. `day`: whether `--on` means something to it."""

    def declare(function: _Function) -> VerbCommand:
        declared: list[click.Parameter] = list(reversed(getattr(function, "__click_params__", [])))

        def run(as_json: bool, home_typed: str | None, on_typed: str | None, **own: Any) -> None:  # noqa: ANN401, FBT001 - as click passes them
            context = click.get_current_context()
            function(_narrowed(context, as_json=as_json, home_typed=home_typed, on_typed=on_typed), **own)

        command = VerbCommand(
            name,
            callback=run,
            params=[*declared, *_everywhere(day=day)],
            help=function.__doc__,
            context_settings=_HELP,
        )
        command.examples = examples
        return command

    return declare


_HELP: Final[dict[str, Any]] = {"help_option_names": ["-h", "--help"]}


class VerbGroup(click.Group):
    """A verb with kinds: `import linkedin`, `recovery test`."""

    examples: Sequence[str] = ()

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _write_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _write_examples(self.examples, ctx, formatter)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if not ctx.resilient_parsing and self.get_command(ctx, args[0]) is None:
            raise no_such(args[0], self.list_commands(ctx), ctx.command_path)
        return super().resolve_command(ctx, args)


def verb_group(
    name: str, *, about: str, examples: Sequence[str], commands: Sequence[click.Command]
) -> VerbGroup:
    def narrow(as_json: bool, home_typed: str | None, on_typed: str | None) -> None:  # noqa: FBT001 - as click passes them
        _narrowed(click.get_current_context(), as_json=as_json, home_typed=home_typed, on_typed=on_typed)

    group = VerbGroup(
        name, callback=narrow, params=_everywhere(day=False), help=about, commands=commands,
        no_args_is_help=False, context_settings=_HELP, subcommand_metavar="KIND …",
    )  # fmt: skip
    group.examples = examples
    return group


def no_such(typed: str, possible: Sequence[str], path: str) -> Usage:
    from difflib import get_close_matches

    close = get_close_matches(typed.lower(), possible, n=3, cutoff=0.6)
    hint = "did you mean: " + ", or ".join(f"{path} {each}" for each in close) if close else f"{path} --help"
    return Usage(f"no such command: {typed}", hint=hint)


# --- the program ---


class _Root(VerbGroup):
    """Knows the names and one-line helps of all commands; loads the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        found = VERBS.get(cmd_name)
        if found is None:
            return None
        module = importlib.import_module(f"netlog.commands.{found.module}")
        command: click.Command = getattr(module, found.function or found.name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if not ctx.resilient_parsing and args[0] not in VERBS:
            raise no_such(args[0], list(VERBS), ctx.command_path)
        return click.Group.resolve_command(self, ctx, args)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        formatter.write("\n".join(help_lines()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """From the list alone: completing a verb must not load thirty modules."""
        from click.shell_completion import CompletionItem

        verbs = [
            CompletionItem(each.name, help=each.line)
            for each in VERBS.values()
            if each.name.startswith(incomplete)
        ]
        return verbs + click.Command.shell_complete(self, ctx, incomplete)


def root() -> click.Group:
    """The whole command line."""

    def narrow(as_json: bool, home_typed: str | None, on_typed: str | None, version: bool) -> None:  # noqa: FBT001 - as click passes them
        _narrowed(click.get_current_context(), as_json=as_json, home_typed=home_typed, on_typed=on_typed)
        if version:
            import netlog
            from netlog import render

            render.emit(f"netlog {netlog.__version__}")
            click.get_current_context().exit()
        if click.get_current_context().invoked_subcommand is None:
            raise Usage("no command was typed")

    version = click.Option(["--version"], is_flag=True, help="Print the version.")
    return _Root(
        "netlog", callback=narrow, params=[*_everywhere(day=True), version], no_args_is_help=False,
        context_settings=_HELP, invoke_without_command=True,
    )  # fmt: skip

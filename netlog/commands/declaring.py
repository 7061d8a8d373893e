"""How is a command declared, and what do all of them have in common on the command line?

Rule: `--json`, `--home` and `--on` mean the same before and behind the verb, and behind it they win.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from netlog.commands.calling import Call
from netlog.commands.plain import Flag, Words
from netlog.errors import Usage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from netlog.commands.plain import PlainVerb


class _Everywhere(click.Option):
    """An option that each command has."""


def everywhere(*, day: bool) -> list[click.Parameter]:
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


def narrowed(context: click.Context, *, as_json: bool, home_typed: str | None, on_typed: str | None) -> Call:
    """The call as this level of the command line says it; what it does not say, the level above did."""
    above = context.parent.obj if context.parent is not None else None
    call = above if isinstance(above, Call) else Call()
    call_here = Call(
        as_json=as_json or call.as_json,
        home_typed=home_typed if home_typed is not None else call.home_typed,
        on_typed=on_typed if on_typed is not None else call.on_typed,
    )
    context.obj = call_here
    return call_here


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
        return _command(name, function, declared, examples=examples, day=day)

    return declare


def _command(
    name: str,
    function: Callable[..., None],
    declared: Sequence[click.Parameter],
    *,
    examples: Sequence[str],
    day: bool,
) -> VerbCommand:
    def run(as_json: bool, home_typed: str | None, on_typed: str | None, **own: Any) -> None:  # noqa: ANN401, FBT001 - as click passes them
        context = click.get_current_context()
        function(narrowed(context, as_json=as_json, home_typed=home_typed, on_typed=on_typed), **own)

    command = VerbCommand(
        name,
        callback=run,
        params=[*declared, *everywhere(day=day)],
        help=function.__doc__,
        context_settings=HELP,
    )
    command.examples = examples
    return command


def command_of(plain: PlainVerb) -> VerbCommand:
    """The command that click takes a plain verb for."""
    from netlog.commands.values import ONE_LINE

    parameters: list[click.Parameter] = []
    for each in plain.parameters:
        if isinstance(each, Words):
            parameters.append(click.Argument([each.name], type=ONE_LINE, nargs=-1))
        elif isinstance(each, Flag):
            parameters.append(click.Option([each.typed, each.name], is_flag=True, help=each.help))
        else:
            names = [each.typed, each.name]
            parameters.append(click.Option(names, type=ONE_LINE, metavar=each.metavar, help=each.help))
    return _command(plain.name, plain.function, parameters, examples=plain.examples, day=True)


HELP: Final[dict[str, Any]] = {"help_option_names": ["-h", "--help"]}


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
    name: str,
    *,
    about: str,
    examples: Sequence[str],
    commands: Sequence[click.Command],
    alone: click.Command | None = None,
) -> VerbGroup:
    """`alone`: the one of the commands that is meant where none is named."""

    def narrow(as_json: bool, home_typed: str | None, on_typed: str | None) -> None:  # noqa: FBT001 - as click passes them
        context = click.get_current_context()
        narrowed(context, as_json=as_json, home_typed=home_typed, on_typed=on_typed)
        if alone is not None and context.invoked_subcommand is None:
            context.invoke(alone, as_json=False, home_typed=None, on_typed=None)

    group = VerbGroup(
        name, callback=narrow, params=everywhere(day=False), help=about, commands=commands,
        no_args_is_help=False, context_settings=HELP, invoke_without_command=alone is not None,
        subcommand_metavar="KIND …" if alone is None else "[KIND …]",
    )  # fmt: skip
    group.examples = examples
    return group


def no_such(typed: str, possible: Sequence[str], path: str) -> Usage:
    from difflib import get_close_matches

    close = get_close_matches(typed.lower(), possible, n=3, cutoff=0.6)
    hint = "did you mean: " + ", or ".join(f"{path} {each}" for each in close) if close else f"{path} --help"
    return Usage(f"no such command: {typed}", hint=hint)

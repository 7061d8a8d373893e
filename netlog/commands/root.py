"""How does the program find the command that is called, without loading the others?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netlog.cli import VERBS, help_lines, load
from netlog.commands.declaring import HELP, VerbGroup, command_of, everywhere, narrowed, no_such
from netlog.commands.plain import PlainVerb
from netlog.errors import Usage

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class _Root(VerbGroup):
    """Knows the names and one-line helps of all commands; loads the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        found = VERBS.get(cmd_name)
        if found is None:
            return None
        command: click.Command | PlainVerb = load(found)
        return command_of(command) if isinstance(command, PlainVerb) else command

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
        narrowed(click.get_current_context(), as_json=as_json, home_typed=home_typed, on_typed=on_typed)
        if version:
            import netlog
            from netlog import render

            render.emit(f"netlog {netlog.__version__}")
            click.get_current_context().exit()
        if click.get_current_context().invoked_subcommand is None:
            raise Usage("no command was typed")

    version = click.Option(["--version"], is_flag=True, help="Print the version.")
    return _Root(
        "netlog", callback=narrow, params=[*everywhere(day=True), version], no_args_is_help=False,
        context_settings=HELP, invoke_without_command=True,
    )  # fmt: skip

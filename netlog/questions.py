"""How is the user asked? On standard error, so that answers alone are on standard output; never where nobody
is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from netlog import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netlog.errors import Choice


def which(typed: str, choices: Sequence[Choice]) -> Choice:
    """One of several whom a name fits, by number."""
    render.tell(f"“{typed}” fits several:")
    for number, each in enumerate(choices, 1):
        render.tell(
            f"  {number}  {each.name}" + (f", {each.where}" if each.where else "") + f"  ({each.id[:9]})"
        )
    number = click.prompt("which one?", type=click.IntRange(1, len(choices)), err=True)
    return choices[number - 1]


def agreed(question: str, *, default: bool) -> bool:
    return click.confirm(render.escape(question), default=default, err=True)


def optional(question: str) -> str:
    """A line that may be empty."""
    return str(
        click.prompt(render.escape(question), default="", show_default=False, prompt_suffix="\n> ", err=True)
    ).strip()


def willing(question: str, *, again: str) -> bool:
    """Yes or no with one key; `again` says which."""
    render.tell(f"{question} ({again})")
    return click.getchar() not in _NO


def key(question: str, *, again: str) -> str:
    """One key, in lower case; `again` says which ones there are. Escape is as good as `q`."""
    render.tell(f"{question} ({again})")
    pressed = click.getchar().lower()
    return "q" if pressed == "\x1b" else pressed


_NO: Final = frozenset("nNqQ\x1b")


def line(question: str) -> str:
    return str(click.prompt(render.escape(question), err=True))

"""What is understood without click must be what click understands."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import click
import pytest

from netlog.cli import VERBS, load
from netlog.commands.declaring import command_of
from netlog.commands.plain import PlainVerb, Understood, understood
from netlog.errors import Usage

if TYPE_CHECKING:
    from collections.abc import Sequence

PLAIN = [verb for verb in map(load, VERBS.values()) if isinstance(verb, PlainVerb)]
TYPED = ["--json", "--on", "--home", "--all", "--since", "--stage", "--on=friday", "--nix", "-h", "-", "--",
         "dana", " dana ", "", " ", "a\u202eb", "a\tb", "Zoë", "\ud800"]  # fmt: skip


def by_click(verb: PlainVerb, arguments: Sequence[str]) -> tuple[Any, ...] | None:
    """What the function of the verb is called with; None when click refuses or shows its help."""
    called: list[tuple[Any, ...]] = []

    def told(call: Any, **own: Any) -> None:
        called.append((call.as_json, call.home_typed, call.on_typed, own))

    try:
        command_of(verb._replace(function=told)).main(
            list(arguments), prog_name=verb.name, standalone_mode=False
        )
    except (Usage, click.ClickException):
        return None
    return called[0] if called else None


def said(found: Understood) -> tuple[Any, ...]:
    return found.call.as_json, found.call.home_typed, found.call.on_typed, found.own


@pytest.mark.parametrize("verb", PLAIN, ids=lambda verb: verb.name)
@pytest.mark.parametrize("length", range(4))
def test_a_plain_command_line_means_what_click_takes_it_for(
    verb: PlainVerb, length: int, capsys: pytest.CaptureFixture[str]
) -> None:
    apart = [
        arguments
        for arguments in product(TYPED, repeat=length)
        if (found := understood(verb, arguments)) is not None and said(found) != by_click(verb, arguments)
    ]
    assert not apart
    capsys.readouterr()


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("next", ["--all", "--json"]),
        ("next", ["--on", "friday"]),
        ("who", ["contoso", "--stage", "talked"]),
        ("funnel", ["--since", "3 months ago", "--home", "/tmp"]),  # noqa: S108 - only a word here
    ],
)
def test_what_people_type_is_understood(name: str, arguments: list[str]) -> None:
    assert understood(load(VERBS[name]), arguments) is not None

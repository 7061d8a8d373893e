"""`netlog note`, `netlog touch`, `netlog cadence`: what keeps a person present."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netlog.commands.declaring import verb
from netlog.commands.recording import recording
from netlog.commands.values import FREE_TEXT, ONE_LINE, PERSON
from netlog.errors import Usage

if TYPE_CHECKING:
    from netlog.commands.calling import Call


@verb("note", examples=('netlog note Dana "daughter starts school in May"', "netlog note Dana - < notes.txt"))
@click.argument("person", type=PERSON)
@click.argument("text", type=FREE_TEXT)
def note(call: Call, *, person: str, text: str) -> None:
    """Write something down about a person."""
    with recording(call) as record:
        from events.people import NoteWritten

        somebody = record.person(person)
        record.add(NoteWritten(person=somebody.id, text=text))
        record.finish(f"noted about {somebody.name}", about=somebody)


@verb(
    "touch",
    examples=(
        "netlog touch Dana --by email",
        'netlog touch Lee --by phone --in --summary "asked about my move"',
    ),
)
@click.argument("person", type=PERSON)
@click.option(
    "--by", "channel", type=ONE_LINE, required=True, metavar="CHANNEL", help="email, phone, a card, …"
)
@click.option("--in", "direction", flag_value="in", help="They wrote or called.")
@click.option("--out", "direction", flag_value="out", default=True, help="You did (assumed).")
@click.option("--both", "direction", flag_value="both", help="It went both ways.")
@click.option("--summary", type=FREE_TEXT, metavar="TEXT", help="What about. - reads it.")
@click.option("--purpose", type=FREE_TEXT, metavar="TEXT", help="What for. - reads it.")
def touch(
    call: Call, *, person: str, channel: str, direction: str, summary: str | None, purpose: str | None
) -> None:
    """A message, a call, a greeting."""
    with recording(call) as record:
        from events.conversations import TouchLogged

        somebody = record.person(person)
        contact = {
            "person": somebody.id,
            "channel": channel,
            "direction": direction,
            "summary": summary,
            "purpose": purpose,
        }
        record.add(TouchLogged.model_validate(contact))
        said = {"in": "heard from", "out": "wrote to", "both": "exchanged words with"}[direction]
        record.finish(f"{said} {somebody.name} by {channel}", about=somebody)


@verb(
    "cadence",
    examples=("netlog cadence Dana B", "netlog cadence Lee 45", "netlog cadence Lee never"),
)
@click.argument("person", type=PERSON)
@click.argument("how_often", type=ONE_LINE, metavar="TIER|DAYS|never")
def cadence(call: Call, *, person: str, how_often: str) -> None:
    """How often you want to be in touch: A 3 weeks, B 2 months, C half a year, D a year, a number of days, or
    never.
    """
    chosen = _cadence(how_often)
    with recording(call) as record:
        from events.people import CadenceSet

        somebody = record.person(person)
        record.add(CadenceSet.model_validate({"person": somebody.id, **chosen}))
        record.finish(f"{_spoken(chosen)} {somebody.name}", about=somebody)


_MOST_DAYS = 3650


def _cadence(typed: str) -> dict[str, str | int]:
    if typed.upper() in {"A", "B", "C", "D"}:
        return {"tier": typed.upper()}
    if typed.lower() == "never":
        return {"tier": "never"}
    days = typed.lower().removesuffix("days").removesuffix("d").strip()
    if days.isascii() and days.isdecimal() and 1 <= int(days) <= _MOST_DAYS:
        return {"days": int(days)}
    raise Usage(
        f"this is no cadence: {typed}",
        hint="A (3 weeks), B (2 months), C (6 months), D (a year), days such as 45, or never",
    )


def _spoken(chosen: dict[str, str | int]) -> str:
    from projections.rules import cadence_days

    tier, days = chosen.get("tier"), chosen.get("days")
    often = cadence_days(str(tier) if tier else None, int(days) if days else None)
    return "no regular contact with" if often is None else f"every {often} days: in touch with"

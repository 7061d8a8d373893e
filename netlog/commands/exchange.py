"""`netlog ask`, `netlog give`, `netlog got`: what goes to and fro between people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netlog.commands.declaring import verb
from netlog.commands.recording import recording
from netlog.commands.values import FREE_TEXT, MINUTES, ONE_LINE, OneOf, words_for

if TYPE_CHECKING:
    from netlog.commands.calling import Call


@verb(
    "ask",
    examples=('netlog ask Dana advice "how to read a term sheet"', "netlog ask Lee referral -"),
)
@click.argument("person", type=ONE_LINE)
@click.argument("kind", type=OneOf(words_for("ask-made", "kind")), metavar="KIND")
@click.argument("text", type=FREE_TEXT)
def ask(call: Call, *, person: str, kind: str, text: str) -> None:
    """You asked for advice, a referral, a favour."""
    with recording(call) as record:
        from events.exchange import AskMade

        somebody = record.person(person)
        record.add(AskMade.model_validate({"person": somebody.id, "kind": kind, "text": text}))
        record.finish(f"asked {somebody.name} for {asked_for(kind)}", about=somebody)


@verb(
    "give",
    examples=(
        'netlog give Dana link "the paper on gearboxes" --url https://example.org/p.pdf',
        "netlog give Lee advice -",
    ),
)
@click.argument("person", type=ONE_LINE)
@click.argument("kind", type=OneOf(words_for("value-given", "kind")), metavar="KIND")
@click.argument("what", type=FREE_TEXT)
@click.option("--why", type=FREE_TEXT, metavar="TEXT", help="Why it matters to them. - reads it.")
@click.option("--url", type=ONE_LINE, metavar="U", help="Where it is.")
def give(call: Call, *, person: str, kind: str, what: str, why: str | None, url: str | None) -> None:
    """You gave something useful."""
    with recording(call) as record:
        from events.exchange import ValueGiven

        somebody = record.person(person)
        given = {"person": somebody.id, "kind": kind, "what": what, "why_relevant": why, "url": url}
        record.add(ValueGiven.model_validate(given))
        record.finish(f"gave {somebody.name} {counted(kind)}", about=somebody)


@verb(
    "got",
    examples=(
        'netlog got Dana introduction "to Lee Park at Initech"',
        'netlog got Lee time "a tour of the lab" --minutes 90',
    ),
)
@click.argument("person", type=ONE_LINE)
@click.argument("kind", type=OneOf(words_for("value-received", "kind")), metavar="KIND")
@click.argument("what", type=FREE_TEXT)
@click.option("--minutes", type=MINUTES, metavar="N", help="How much of their time.")
def got(call: Call, *, person: str, kind: str, what: str, minutes: int | None) -> None:
    """You received something."""
    with recording(call) as record:
        from events.exchange import ValueReceived

        somebody = record.person(person)
        received = {"person": somebody.id, "kind": kind, "what": what, "minutes": minutes}
        record.add(ValueReceived.model_validate(received))
        record.finish(
            f"got {counted(kind)} from {somebody.name}",
            f"{minutes} min" if minutes else None,
            about=somebody,
        )


_UNCOUNTED = {
    "advice",
    "news",
    "time",
    "information",
    "feedback",
    "expertise-referral",
    "document-critique",
    "company-pointers",
}


def asked_for(kind: str) -> str:
    return {
        "job": "a job",
        "favour": "a favour",
        "referral": "a referral",
        "list-review": "a list review",
    }.get(kind, kind.replace("-", " "))


def counted(kind: str) -> str:
    if kind in _UNCOUNTED:
        return kind.replace("-", " ")
    return ("an " if kind[0] in "aeio" else "a ") + kind.replace("-", " ")

"""`netlog todo`: a reminder in the user's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netlog.civil import first_day, spoken
from netlog.commands.declaring import verb
from netlog.commands.recording import recording
from netlog.commands.values import FREE_TEXT, ONE_LINE

if TYPE_CHECKING:
    from netlog.commands.calling import Call


@verb(
    "todo",
    examples=(
        'netlog todo "send the reading list" --for Dana --by-date friday',
        'netlog todo "renew the business cards"',
    ),
)
@click.argument("text", type=FREE_TEXT)
@click.option("--for", "person", type=ONE_LINE, metavar="PERSON", help="Whom it concerns.")
@click.option("--by-date", type=ONE_LINE, metavar="WHEN", help="By when: friday, 2026-11-20, in 3 days.")
def todo(call: Call, text: str, person: str | None, by_date: str | None) -> None:
    """Remind yourself of something."""
    due = first_day(call.when(by_date, prefer="future", seen_from=call.occurred_day)) if by_date else None
    with recording(call) as record:
        from events.queue import TodoAdded

        somebody = record.person(person) if person else None
        when = due.isoformat() if due else None
        record.add(TodoAdded(text=text, due=when, person=somebody and somebody.id))
        record.finish(
            "will remind you",
            somebody and f"for {somebody.name}",
            f"by {spoken(when)}" if when else None,
            about=somebody,
        )

"""`netlog thank`: the promise that is kept first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netlog.commands.declaring import verb
from netlog.commands.recording import recording
from netlog.commands.values import FREE_TEXT, ONE_LINE, PERSON

if TYPE_CHECKING:
    from events.envelope import Envelope
    from netlog.commands.calling import Call
    from netlog.commands.recording import Recording
    from netlog.words import Person


@verb(
    "thank",
    examples=('netlog thank Dana --by email --detail "the story about the gearbox"', "netlog thank Dana"),
)
@click.argument("person", type=PERSON)
@click.option("--by", "channel", type=ONE_LINE, metavar="CHANNEL", help="email, a card, …")
@click.option(
    "--detail", type=FREE_TEXT, metavar="TEXT", help="Something personal that you mentioned. - reads it."
)
@click.option("--attached", type=ONE_LINE, metavar="WHAT", help="What went with it.")
def thank(call: Call, *, person: str, channel: str | None, detail: str | None, attached: str | None) -> None:
    """You said thank you."""
    with recording(call) as record:
        from events.conversations import ThanksSent

        somebody = record.person(person)
        reason = open_reason(record, somebody)
        record.add(
            ThanksSent(
                person=somebody.id,
                for_event=reason and reason.id,
                channel=channel,
                personal_detail=detail,
                attached=attached,
            ),
            also_about=reason.subjects if reason else (),
        )
        record.finish(f"thanked {somebody.name}", f"by {channel}" if channel else None, about=somebody)


def open_reason(record: Recording, person: Person) -> Envelope | None:
    """The conversation or gift that still waits for thanks, if it is exactly one; with several, these thanks
    are for all.
    """
    day = record.call.occurred_day.isoformat()
    rows = record.app.hot.execute(
        "SELECT anchor FROM follow_ups"
        " WHERE subject = ? AND rule = 'R02' AND anchored <= ? AND closed_on IS NULL",
        [person.id, day],
    ).fetchall()
    if len(rows) != 1:
        return None
    return next((each for each in record.app.log.envelopes([person.id]) if each.id == rows[0][0]), None)

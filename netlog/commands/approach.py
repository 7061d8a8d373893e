"""`netlog approach` and `netlog answered`: asking somebody for a conversation, and what they said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netlog import guards
from netlog.commands.declaring import verb
from netlog.commands.recording import recording
from netlog.commands.values import FREE_TEXT, MINUTES, ONE_LINE, PERSON, OneOf, words_for

if TYPE_CHECKING:
    from netlog.commands.calling import Call


@verb(
    "approach",
    examples=(
        'netlog approach Dana --by email --purpose "how Contoso moved to Rust" --minutes 20',
        "netlog approach Dana --by linkedin --via Aoife --style learn",
    ),
)
@click.argument("person", type=PERSON)
@click.option(
    "--by",
    "channel",
    type=ONE_LINE,
    required=True,
    metavar="CHANNEL",
    help="email, phone, linkedin, in person, …",
)
@click.option(
    "--purpose", type=FREE_TEXT, metavar="TEXT", help="What for: the text you sent, or one line. - reads it."
)
@click.option("--via", type=PERSON, metavar="PERSON", help="Whose name you mentioned.")
@click.option("--minutes", type=MINUTES, metavar="N", help="How much time you asked for.")
@click.option(
    "--style",
    type=OneOf(words_for("approach-sent", "style")),
    metavar="STYLE",
    help="learn or introduce-myself.",
)
def approach(
    call: Call,
    *,
    person: str,
    channel: str,
    purpose: str | None,
    via: str | None,
    minutes: int | None,
    style: str | None,
) -> None:
    """You asked somebody for a conversation."""
    with recording(call) as record:
        from events.conversations import ApproachSent

        somebody = record.person(person)
        referrer = record.person(via) if via else None
        words = len(purpose.split()) if purpose else None
        guards.before_approach(purpose, minutes, words)
        if referrer:
            guards.before_using_name(record.app.hot, referrer, somebody, call.occurred_day)
        record.add(
            ApproachSent.model_validate(
                {
                    "person": somebody.id,
                    "channel": channel,
                    "purpose": purpose,
                    "referrer": referrer and referrer.id,
                    "minutes_asked": minutes,
                    "style": style,
                    "words": words,
                }
            )
        )
        record.finish(
            f"approached {somebody.name} by {channel}",
            referrer and f"through {referrer.name}",
            f"asked for {minutes} min" if minutes else None,
            about=somebody,
        )


@verb(
    "answered",
    examples=(
        "netlog answered Dana yes",
        'netlog answered Lee redirected --note "ask Aoife, she runs hiring"',
    ),
)
@click.argument("person", type=PERSON)
@click.argument(
    "answer", type=OneOf(words_for("approach-answered", "answer")), metavar="yes|no|later|redirected"
)
@click.option("--note", type=FREE_TEXT, metavar="TEXT", help="What they said. - reads it.")
def answered(call: Call, *, person: str, answer: str, note: str | None) -> None:
    """They answered."""
    with recording(call) as record:
        from events.conversations import ApproachAnswered

        somebody = record.person(person)
        record.add(ApproachAnswered.model_validate({"person": somebody.id, "answer": answer, "note": note}))
        record.finish(f"{somebody.name} answered {answer}", about=somebody)

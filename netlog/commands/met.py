"""`netlog met`: a conversation, with what was learned, who was named and what was asked, as one entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netlog import render
from netlog.civil import spoken
from netlog.commands.declaring import verb
from netlog.commands.given_names import given_name, name_and_place
from netlog.commands.recording import recording
from netlog.commands.values import FREE_TEXT, MINUTES, ONE_LINE, PERSON, OneOf, words_for
from netlog.words import all_of
from projections.reasons import quoted

if TYPE_CHECKING:
    from netlog.commands.calling import Call
    from netlog.commands.recording import Recording
    from netlog.words import Person


@verb(
    "met",
    examples=(
        'netlog met Dana --minutes 30 --medium coffee --learned "they hire in spring"',
        'netlog met Dana Aoife --on "last tue" --named "Lee Park @ Initech" --asked referral',
        "pbpaste | netlog met Dana --note -",
    ),
)
@click.argument("people", type=PERSON, nargs=-1, required=True, metavar="PERSON…")
@click.option("--minutes", type=MINUTES, metavar="N", help="How long.")
@click.option("--medium", type=ONE_LINE, metavar="M", help="coffee, call, video, at a conference, …")
@click.option(
    "--learned",
    type=FREE_TEXT,
    multiple=True,
    metavar="TEXT",
    help="Worth finding again. May be repeated. - reads it.",
)
@click.option(
    "--named",
    type=ONE_LINE,
    multiple=True,
    metavar='"NAME @ ORG"',
    help="Somebody they told you of. May be repeated.",
)
@click.option(
    "--asked", type=OneOf(words_for("ask-made", "kind")), metavar="KIND", help="What you asked them for."
)
@click.option("--note", type=FREE_TEXT, metavar="TEXT", help="Your notes. - reads them.")
def met(
    call: Call,
    *,
    people: tuple[str, ...],
    minutes: int | None,
    medium: str | None,
    learned: tuple[str, ...],
    named: tuple[str, ...],
    asked: str | None,
    note: str | None,
) -> None:
    """You talked. At a terminal you are then asked what you remember, unless --learned, --named, --asked or
    --note say it.
    """
    wanted = _names_and_places(named)
    with recording(call) as record:
        from events.conversations import InsightNoted, MeetingHeld
        from events.exchange import AskMade

        present = list(dict.fromkeys(record.person(each) for each in people))
        ids = tuple(each.id for each in present)
        first = present[0]
        record.add(MeetingHeld(people=ids, minutes=minutes, medium=medium, notes=note))
        for text in learned:
            record.add(InsightNoted(people=ids, text=text))
        told = [_given_name(record, first, name, place) for name, place in wanted]
        if asked:
            record.add(AskMade.model_validate({"person": first.id, "kind": asked}))
        recorded = record.finish(
            f"met {all_of(present)}",
            f"{minutes} min" if minutes else None,
            medium,
            f"told of {all_of(told)}" if told else None,
            about=first,
        )
        _say_still_planned(record, first)
        if call.may_ask and not (learned or named or asked or note):
            from netlog.commands.debrief import debrief

            debrief(call, record.app, recorded[0], present)


def _say_still_planned(record: Recording, person: Person) -> None:
    """A talk that is still to come may have been this one."""
    rows = record.app.hot.execute(
        "SELECT json_extract(why, '$.at') FROM follow_ups"
        " WHERE subject = ? AND rule = 'R07' AND closed_on IS NULL ORDER BY 1",
        [person.id],
    )
    to_come = [at for (at,) in rows if at[:10] > record.call.occurred_day.isoformat()]
    for at in to_come:
        render.tell(f"still planned: {spoken(at)}")
    if to_come:
        render.tell(f"hint:   if this was it: netlog plan {quoted(person.name)} --cancel")


def _names_and_places(named: tuple[str, ...]) -> list[tuple[str, str | None]]:
    if not named:
        return []

    return [name_and_place(each) for each in named]


def _given_name(record: Recording, by: Person, name: str, place: str | None) -> Person:

    return given_name(record, by, name, place)

"""`netlog attended`: an evening, a fair, a conference, and with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netlog.commands.declaring import verb
from netlog.commands.recording import recording
from netlog.commands.values import FREE_TEXT, MINUTES, ONE_LINE, PERSON
from netlog.words import all_of

if TYPE_CHECKING:
    from netlog.commands.calling import Call


@verb(
    "attended",
    examples=(
        'netlog attended "Data for Water" --with Dana --with Lee --minutes 120',
        'netlog attended "Grid fair" --goal "two names at the stand of Contoso" --on yesterday',
    ),
)
@click.argument("name", type=ONE_LINE)
@click.option(
    "--with", "company", type=PERSON, multiple=True, metavar="PERSON", help="Who was there. May be repeated."
)
@click.option("--minutes", type=MINUTES, metavar="N", help="How long.")
@click.option("--goal", type=FREE_TEXT, metavar="TEXT", help="What you went there for. - reads it.")
def attended(
    call: Call, *, name: str, company: tuple[str, ...], minutes: int | None, goal: str | None
) -> None:
    """You were where many people come together. Being there together counts as having been in touch.

    A real talk is an entry of its own: netlog met PERSON --medium meetup
    """
    with recording(call) as record:
        from events.gatherings import GatheringAttended

        people = list(dict.fromkeys(record.person(each) for each in company))
        ids = tuple(each.id for each in people)
        record.add(GatheringAttended(name=name, people=ids, minutes=minutes, goal=goal))
        record.finish(
            f"attended {name}",
            f"with {all_of(people)}" if people else None,
            f"{minutes} min" if minutes else None,
            about=people[0] if people else None,
        )

"""`netlog going` and `netlog attended`: an evening, a fair, a conference, what for, and with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from netlog import guards
from netlog.civil import spoken
from netlog.commands.declaring import verb
from netlog.commands.groups import group_called
from netlog.commands.recording import recording
from netlog.commands.values import FREE_TEXT, MINUTES, ONE_LINE, PERSON, OneOf, words_for
from netlog.words import all_of

if TYPE_CHECKING:
    from netlog.commands.calling import Call


@verb(
    "going",
    examples=(
        'netlog going "Grid fair" "next tue 18:00" --goal "two names at the stand of Contoso"',
        'netlog going "Data for Water" friday --group "Data for Water"',
    ),
)
@click.argument("name", type=ONE_LINE)
@click.argument("when", type=ONE_LINE)
@click.option("--goal", type=FREE_TEXT, metavar="TEXT", help="What you go there for. - reads it.")
@click.option("--group", type=ONE_LINE, metavar="GROUP", help="Whose evening it is: netlog group")
def going(call: Call, *, name: str, when: str, goal: str | None, group: str | None) -> None:
    """You mean to go where many people come together. Without a goal you are reminded the day before."""
    at = call.when(when, prefer="future", seen_from=call.occurred_day)
    with recording(call) as record:
        from events.gatherings import GatheringPlanned

        known = group_called(record.app.hot, group, call.occurred_day) if group else None
        if not goal:
            guards.before_gathering(name)
        record.add(GatheringPlanned(name=name, at=at, goal=goal, group=known))
        record.finish(f"going to {name}", spoken(at))


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
@click.option("--cost", type=click.IntRange(0, 1_000_000), metavar="N", help="What it cost you.")
@click.option("--group", type=ONE_LINE, metavar="GROUP", help="Whose evening it was: netlog group")
@click.option("--goal", type=FREE_TEXT, metavar="TEXT", help="What you went there for. - reads it.")
@click.option(
    "--goal-met",
    type=OneOf(words_for("gathering-attended", "goal_met")),
    metavar="yes|no|unsure",
    help="Whether it came to that.",
)
def attended(call: Call, *, name: str, company: tuple[str, ...], group: str | None, **said: Any) -> None:  # noqa: ANN401 - as click passes them
    """You were where many people come together. Being there together counts as having been in touch.

    A real talk is an entry of its own: netlog met PERSON --medium meetup
    """
    with recording(call) as record:
        from events.gatherings import GatheringAttended

        people = list(dict.fromkeys(record.person(each) for each in company))
        ids = tuple(each.id for each in people)
        known = group_called(record.app.hot, group, call.occurred_day) if group else None
        told = {"name": name, "people": ids, "group": known, **said}
        record.add(GatheringAttended.model_validate(told))
        record.finish(
            f"attended {name}",
            f"with {all_of(people)}" if people else None,
            f"{said['minutes']} min" if said["minutes"] else None,
            f"with the group {known}" if known else None,
            about=people[0] if people else None,
        )

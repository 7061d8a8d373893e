"""`netlog done`, `snooze`, `skip`, `mute`: what the user does about a nudge. The nudge itself is never
stored.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import click

from netlog import nudges
from netlog.civil import first_day, spoken
from netlog.commands.declaring import verb
from netlog.commands.recording import recording
from netlog.commands.values import ONE_LINE, PERSON, OneOf
from netlog.errors import Usage
from netlog.words import Person
from projections.rules import PROMISE, RULES

if TYPE_CHECKING:
    from datetime import date

    from events.registry import Event
    from netlog.commands.calling import Call
    from netlog.commands.recording import Recording
    from netlog.nudges import Nudge

_SNOOZE_DAYS: Final = 7


@verb("done", examples=("netlog done 7gk2", "netlog done Dana"))
@click.argument("nudge", type=ONE_LINE)
def done(call: Call, *, nudge: str) -> None:
    """A nudge is done, a promise is kept. NUDGE is the beginning of its id, or a person with exactly one that
    is open.
    """
    with recording(call) as record:
        from events.exchange import PromiseKept
        from events.queue import NudgeDone

        chosen = _meant(record, nudge)
        if chosen.item["rule"] == PROMISE.id:
            _react(record, chosen, PromiseKept(promise=chosen.item["anchor"]), "kept")
        else:
            _react(record, chosen, NudgeDone(nudge=chosen.id), "done")


@verb(
    "snooze",
    examples=(
        "netlog snooze Dana tomorrow",
        "netlog snooze 7gk2 --days 3",
        "netlog snooze 7gk2 --until 2026-12-01",
    ),
)
@click.argument("nudge", type=ONE_LINE)
@click.argument("when", type=ONE_LINE, required=False)
@click.option("--until", type=ONE_LINE, metavar="WHEN", help="The day on which it comes back.")
@click.option(
    "--days", type=click.IntRange(1, 3650), metavar="N", help=f"So many days; assumed: {_SNOOZE_DAYS}."
)
def snooze(call: Call, *, nudge: str, when: str | None, until: str | None, days: int | None) -> None:
    """Not now: show a nudge again later. Snoozing is not contact."""
    day = _until(call, [each for each in (when, until) if each], days)
    with recording(call) as record:
        from events.queue import NudgeSnoozed

        chosen = _meant(record, nudge)
        _react(
            record,
            chosen,
            NudgeSnoozed(nudge=chosen.id, until=day.isoformat()),
            f"put off until {spoken(day.isoformat())}",
        )


def _until(call: Call, typed: list[str], days: int | None) -> date:
    if len(typed) + (days is not None) > 1:
        raise Usage("until when was said more than once", hint="netlog snooze NUDGE tomorrow")
    if not typed:
        return call.occurred_day + timedelta(days=days or _SNOOZE_DAYS)
    day = first_day(call.when(typed[0], prefer="future", seen_from=call.occurred_day))
    if day <= call.occurred_day:
        raise Usage(
            f"that day is past already: {spoken(day.isoformat())}", hint="netlog snooze NUDGE tomorrow"
        )
    return day


@verb("skip", examples=("netlog skip 7gk2", 'netlog skip Dana --why "she moved on"'))
@click.argument("nudge", type=ONE_LINE)
@click.option("--why", type=ONE_LINE, metavar="TEXT", help="For yourself, later.")
def skip(call: Call, *, nudge: str, why: str | None) -> None:
    """A nudge will not be done. Nothing is held against you."""
    with recording(call) as record:
        from events.queue import NudgeSkipped

        chosen = _meant(record, nudge)
        _react(record, chosen, NudgeSkipped(nudge=chosen.id, why=why), "skipped")


def _rules() -> list[str]:
    return list(RULES)


@verb("mute", examples=("netlog mute R03", "netlog mute R09 Dana", "netlog undo"))
@click.argument("rule", type=OneOf(_rules))
@click.argument("person", type=PERSON, required=False)
def mute(call: Call, *, rule: str, person: str | None) -> None:
    """No more nudges of one kind, for one person or at all. The ids are in `netlog next --json`: R01, R02, …,
    todo.
    """
    chosen = RULES[rule]
    with recording(call) as record:
        from events.queue import NudgeMuted

        somebody = record.person(person) if person else None
        record.add(NudgeMuted(rule=chosen.id, person=somebody and somebody.id))
        whom = f"for {somebody.name}" if somebody else "at all"
        record.finish(f"no more nudges of {chosen.id} ({chosen.words}) {whom}", about=somebody)


def _meant(record: Recording, typed: str) -> Nudge:
    day = record.call.occurred_day
    return nudges.meant(record.call.tables(record.app, day), record.people, typed, day)


def _react(record: Recording, nudge: Nudge, event: Event, said: str) -> None:
    person = nudge.item["person"]
    about = Person(person["id"], person["name"]) if person else None
    also = nudge.item["about"]
    subjects = [each["id"] for each in (person, also) if each]
    record.add(event, also_about=subjects)
    record.finish(f"{said}: {nudge.item['why']}", about=about, besides=nudge.id)

"""`netlog plan`: a conversation to come, moved or cancelled if need be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from netlog.civil import DAY_LENGTH, MONTH_LENGTH, first_day, spoken
from netlog.commands.declaring import verb
from netlog.commands.recording import recording
from netlog.commands.values import FREE_TEXT, MINUTES, ONE_LINE, PERSON, OneOf, words_for
from netlog.errors import AmbiguousName, Choice, Unknown, Usage

if TYPE_CHECKING:
    from netlog.commands.calling import Call
    from netlog.commands.recording import Recording
    from netlog.words import Person

_HINT: Final = 'like so: netlog plan PERSON "fri 15:00"'


@verb(
    "plan",
    examples=(
        'netlog plan Dana "in 9 days 15:00" --minutes 30 --medium coffee --purpose "how they hire"',
        "netlog plan Dana --move tomorrow",
        "netlog plan Dana --cancel them",
    ),
)
@click.argument("person", type=PERSON)
@click.argument("when", type=ONE_LINE, required=False)
@click.option("--minutes", type=MINUTES, metavar="N", help="How long.")
@click.option("--medium", type=ONE_LINE, metavar="M", help="coffee, call, video, at a conference, …")
@click.option("--purpose", type=FREE_TEXT, metavar="TEXT", help="What for. - reads it.")
@click.option(
    "--move",
    "moved_to",
    type=ONE_LINE,
    metavar="WHEN",
    help="It is now for then; the first WHEN says which plan.",
)
@click.option(
    "--cancel",
    "cancelled_by",
    type=OneOf(words_for("meeting-cancelled", "by")),
    is_flag=False,
    flag_value="me",
    metavar="[me|them]",
    help="It will not take place, and who called it off.",
)
def plan(
    call: Call,
    *,
    person: str,
    when: str | None,
    minutes: int | None,
    medium: str | None,
    purpose: str | None,
    moved_to: str | None,
    cancelled_by: str | None,
) -> None:
    """You agreed to talk. With --move or --cancel: what became of that."""
    if moved_to and cancelled_by:
        raise Usage("a plan is either moved or cancelled", hint="netlog plan PERSON --move WHEN")
    if moved_to or cancelled_by:
        which = _moment(call, when) if when else None
        _change(call, person, which, moved_to=moved_to and _moment(call, moved_to), by=cancelled_by)
        return
    if when is None:
        raise Usage("say when you will talk", hint=_HINT)
    at = _moment(call, when)
    with recording(call) as record:
        from events.preparation import MeetingPlanned

        somebody = record.person(person)
        record.add(
            MeetingPlanned(people=(somebody.id,), at=at, minutes=minutes, medium=medium, purpose=purpose)
        )
        record.finish(
            f"planned with {somebody.name}",
            f"for {spoken(at)}",
            f"{minutes} min" if minutes else None,
            medium,
            about=somebody,
        )


def _moment(call: Call, typed: str) -> str:
    """A day that is not past, with a time if one was typed."""
    at = call.when(typed, prefer="future", seen_from=call.occurred_day)
    if len(at) == MONTH_LENGTH or at.endswith("~"):
        raise Usage(f"a plan needs a day: {spoken(at)}", hint=_HINT)
    if first_day(at) < call.occurred_day:
        raise Usage(f"that day is past: {spoken(at)}", hint=f"netlog met PERSON --on {at[:DAY_LENGTH]}")
    return at


def _change(call: Call, typed: str, which: str | None, *, moved_to: str | None, by: str | None) -> None:
    with recording(call) as record:
        from events.preparation import MeetingCancelled, MeetingMoved

        somebody = record.person(typed)
        found = _meant(record, somebody, which)
        planned = next(each for each in record.app.log.envelopes([somebody.id]) if each.id == found["plan"])
        if moved_to:
            record.add(MeetingMoved(plan=planned.id, at=moved_to), also_about=planned.subjects)
            said, then = f"moved the talk with {somebody.name}", f"to {spoken(moved_to)}"
        else:
            cancelled = MeetingCancelled.model_validate({"plan": planned.id, "by": by})
            record.add(cancelled, also_about=planned.subjects)
            said, then = f"cancelled the talk with {somebody.name}", f"of {spoken(found['at'])}"
        record.finish(said, then, about=somebody)


def _meant(record: Recording, person: Person, which: str | None) -> dict[str, Any]:
    """The plan that has no outcome yet, of several the one of that day. Raises: Unknown, AmbiguousName."""
    from projections.conversations import open_plans

    found = open_plans(record.app.cold, person.id, record.call.today)
    if which is not None:
        found = [each for each in found if each["at"].startswith(which[:DAY_LENGTH])]
    if not found:
        said = f"nothing is planned with {person.name}"
        raise Unknown("plan", person.name, message=said, hint=_HINT)
    if len(found) > 1:
        raise SeveralPlans(person.name, [Choice(each["plan"], spoken(each["at"])) for each in found])
    return found[0]


class SeveralPlans(AmbiguousName):
    def __init__(self, name: str, candidates: list[Choice]) -> None:
        super().__init__(
            name, candidates, hint="say the day of the one you mean: netlog plan PERSON DAY --cancel"
        )
        self.message = f"several talks are planned with {name}"

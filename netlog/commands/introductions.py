"""`netlog named`, `netlog introduced`, `netlog reported-back`: who brings people together, and who hears what
came of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from events.ids import SubjectId
from netlog.commands.declaring import verb
from netlog.commands.given_names import given_name
from netlog.commands.recording import recording
from netlog.commands.values import FREE_TEXT, ONE_LINE, PERSON, OneOf, words_for
from netlog.errors import Usage
from projections.queue import open_nudges
from projections.rules import REPORT_BACK

if TYPE_CHECKING:
    from netlog.commands.calling import Call
    from netlog.commands.recording import Recording
    from netlog.words import Person

_MOST_TOLD_OF: Final = 20


@verb(
    "named",
    examples=(
        'netlog named Dana "Mia Brandt" --at Initech --may-mention yes',
        'netlog named Aoife "Lee Park" --why "runs hiring there"',
    ),
)
@click.argument("person", type=PERSON)
@click.argument("name", type=ONE_LINE)
@click.option("--at", "organisation", type=ONE_LINE, metavar="ORG", help="Where they are.")
@click.option("--why", type=FREE_TEXT, metavar="TEXT", help="Why them. - reads it.")
@click.option(
    "--may-mention",
    type=OneOf(words_for("permission-recorded", "may_use_name")),
    metavar="yes|no|ask-first",
    help="Whether you may say who sent you.",
)
def named(
    call: Call,
    *,
    person: str,
    name: str,
    organisation: str | None,
    why: str | None,
    may_mention: str | None,
) -> None:
    """They told you of somebody to talk with. NAME is new in your notebook, or there already."""
    with recording(call) as record:
        from events.introductions import PermissionRecorded

        by = record.person(person)
        known = _named_before(record, by, name) if may_mention and not (organisation or why) else None
        told = known or given_name(record, by, name, organisation, why=why)
        if may_mention:
            permission = {"by": by.id, "for_person": told.id, "may_use_name": may_mention}
            record.add(PermissionRecorded.model_validate(permission))
        record.finish(f"{by.name} named {told.name}", _may_say(may_mention), about=told)


def _named_before(record: Recording, by: Person, name: str) -> Person | None:
    """Somebody of this name whom they had named or introduced: then only the permission is new."""
    from projections.introductions import brought

    people = {each["person"]["id"] for each in brought(record.app.cold, by.id, record.call.today)}
    return next((each for each in record.people.called(name) if each.id in people), None)


def _owed_word(record: Recording, giver: Person) -> list[dict[str, Any]]:
    """Those of whom there is something to tell: the entry is theirs, too. Of very many the first few."""
    db = record.call.tables(record.app, record.call.occurred_day)
    found = open_nudges(db, record.call.occurred_day, subject=giver.id, ahead=True)
    people = [item["about"] for item in found if item["rule"] == REPORT_BACK.id]
    return list({each["id"]: each for each in people}.values())[:_MOST_TOLD_OF]


def _may_say(may_mention: str | None) -> str:
    said = {"yes": "you may say who sent you", "no": "you may not say who sent you"}
    said["ask-first"] = "to be asked before you say who sent you"
    return said.get(may_mention or "", "not asked whether you may say who sent you")


@verb("introduced", examples=("netlog introduced Dana --to Lee --by email",))
@click.argument("person", type=PERSON)
@click.option("--to", type=PERSON, required=True, metavar="PERSON", help="To whom they introduced you.")
@click.option("--by", "channel", type=ONE_LINE, metavar="CHANNEL", help="email, over lunch, …")
def introduced(call: Call, *, person: str, to: str, channel: str | None) -> None:
    """They introduced you to somebody."""
    with recording(call) as record:
        from events.introductions import IntroductionMade

        by, other = record.person(person), record.person(to)
        if by == other:
            raise Usage(
                f"one cannot be introduced to oneself: {by.name}", hint="netlog introduced PERSON --to PERSON"
            )
        record.add(IntroductionMade(by=by.id, to=other.id, channel=channel))
        how = f"by {channel}" if channel else None
        record.finish(f"{by.name} introduced you to {other.name}", how, about=by)


@verb(
    "reported-back",
    examples=('netlog reported-back Dana "Lee and I talked for an hour"', "netlog reported-back Dana -"),
)
@click.argument("person", type=PERSON)
@click.argument("text", type=FREE_TEXT)
def reported_back(call: Call, *, person: str, text: str) -> None:
    """You told them what came of the people they had named or introduced to you."""
    with recording(call) as record:
        from events.introductions import IntroductionReportedBack

        somebody = record.person(person)
        owed = _owed_word(record, somebody)
        also = [SubjectId(each["id"]) for each in owed]
        record.add(IntroductionReportedBack(to=somebody.id, text=text), also_about=also)
        of = " and ".join(each["name"] or "somebody" for each in owed)
        record.finish(f"told {somebody.name} what came of it", of and f"of {of}", about=somebody)

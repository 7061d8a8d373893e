"""`netlog log`: the audit trail: which device recorded what and when, and what was corrected or taken back by
what.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from netlog import render
from netlog.civil import first_day, spoken
from netlog.commands.declaring import verb
from netlog.commands.values import ONE_LINE
from netlog.errors import Unknown
from netlog.trail import Trail, Wanted
from netlog.words import People

if TYPE_CHECKING:
    from netlog.app import App
    from netlog.commands.calling import Call

_ID: int = 8  # characters that are shown


@verb(
    "log", examples=("netlog log", "netlog log --person Dana --since 2026-01-01", "netlog log --json | head")
)
@click.option("--since", type=ONE_LINE, metavar="WHEN", help="Recorded on that day or later.")
@click.option("--until", type=ONE_LINE, metavar="WHEN", help="Recorded on that day or earlier.")
@click.option("--person", type=ONE_LINE, metavar="PERSON", help="Only what concerns one person.")
@click.option(
    "--device",
    type=ONE_LINE,
    metavar="DEVICE",
    help="Only what one device recorded: its name or the beginning of its id.",
)
def log(call: Call, *, since: str | None, until: str | None, person: str | None, device: str | None) -> None:
    """Who recorded what, and when; oldest first. With --json one document a line."""
    begin = first_day(call.when(since, prefer="past")) if since else None
    end = first_day(call.when(until, prefer="past")) if until else None
    with call.opened() as app:
        people = People(app.hot, ask=None)
        trail = Trail(app, people, Wanted(begin, end, _device(app, device) if device else None))
        subjects = people.ids_of(people.meant(person)) if person else None
        for envelope in trail.entries(subjects):
            document = trail.document(envelope)
            if call.as_json:
                render.emit_json(document)
            else:
                _show(document)


def _device(app: App, typed: str) -> str:
    """By name or the beginning of the id. Raises: Unknown."""
    if app.log.device_name.casefold() == typed.casefold():
        return app.log.device
    known = (
        {app.log.device}
        | {head.device for head in app.log.heads()}
        | {each.device for each in app.log.everything()}
    )
    found = [each for each in known if each.startswith(typed.lower())]
    if len(found) != 1:
        raise Unknown("device", typed, hint="netlog status")
    return found[0]


def _when(occurred: str) -> str:
    """As it stands if it names no real day: the log shows what is there."""
    try:
        return spoken(occurred)
    except (ValueError, IndexError):
        return occurred


def _show(document: dict[str, Any]) -> None:
    when = _when(document["occurred"]) if document["occurred"] else "no day given"
    who = ", ".join(person["name"] for person in document["people"])
    parts = [f"{document['id'][:_ID]}  {when:<15}  {document['line']}"]
    if who:
        parts.append(who)
    recorded = document["recorded"][:16].replace("T", " ")
    by = document["device_name"] or document["device"][:_ID]
    notes = [f"recorded {recorded} UTC by {by}"]
    if document["relayed"]:
        notes.append("imported, unproven by its author")
    notes += [f"corrected by {each[:_ID]}" for each in document["corrected_by"]]
    if document["withdrawn_by"]:
        notes.append(f"taken back by {document['withdrawn_by'][:_ID]}")
    render.emit(" · ".join(parts) + f"  [{', '.join(notes)}]")

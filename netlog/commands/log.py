"""`netlog log`: the audit trail: which device recorded what and when, and what was corrected or taken back by
what.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from netlog import render
from netlog.civil import first_day, spoken
from netlog.commands.declaring import verb
from netlog.commands.values import ONE_LINE
from netlog.entries import CORRECTED, WITHDRAWN, Amendments, line_of
from netlog.errors import Unknown
from netlog.words import People, organisation_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from events.envelope import Envelope
    from events.ids import SubjectId
    from netlog.app import App
    from netlog.commands.calling import Call
    from netlog.words import Organisation, Person

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
        trail = _Trail(app, people, _Wanted(begin, end, _device(app, device) if device else None))
        subjects = people.ids_of(people.meant(person)) if person else None
        for envelope in trail.entries(subjects):
            document = trail.document(envelope)
            if call.as_json:
                render.emit_json(document)
            else:
                _show(document)


class _Wanted(NamedTuple):
    """Days in this device's zone, as the user reads a calendar."""

    since: date | None
    until: date | None
    device: str | None

    def holds(self, envelope: Envelope) -> bool:
        if self.device is not None and envelope.device != self.device:
            return False
        if self.since is None and self.until is None:
            return True
        day = _moment(envelope).astimezone().date()
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


class _Trail:
    """The entries that are wanted, with what became of them."""

    def __init__(self, app: App, people: People, wanted: _Wanted) -> None:
        self._app, self._people, self._wanted = app, people, wanted
        self._amendments = Amendments()
        self._names: dict[str, Person] = {}
        self._named: Mapping[str, Person | Organisation] = {}
        self._devices = {app.log.device: app.log.device_name}

    def entries(self, subjects: Iterable[SubjectId] | None) -> Iterator[Envelope]:
        """In the total order of the log."""
        source = self._app.log.everything() if subjects is None else self._app.log.envelopes(set(subjects))
        found: list[Envelope] = []
        for envelope in source:
            if envelope.name in {WITHDRAWN, CORRECTED}:
                self._amendments.see([envelope])
            if self._wanted.holds(envelope):
                found.append(envelope)
        found.sort(key=lambda each: each.order)
        self._names = self._people.names({person for envelope in found for person in envelope.people})
        subjects = {subject for envelope in found for subject in envelope.subjects}
        self._named = {**self._names, **organisation_names(self._app.hot, subjects)}
        return iter(found)

    def document(self, envelope: Envelope) -> dict[str, Any]:
        """One line of `netlog log --json`."""
        return {
            "id": envelope.id,
            "device": envelope.device,
            "device_name": self._devices.get(envelope.device),
            "recorded": _moment(envelope).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "occurred": envelope.occurred or None,
            "name": envelope.name,
            "version": envelope.version,
            "subjects": list(envelope.subjects),
            "people": [self._names[each].document for each in envelope.people if each in self._names],
            "part_of": envelope.part_of,
            "relayed": envelope.relayed,
            "corrected_by": self._amendments.corrected_by(envelope.id),
            "withdrawn_by": self._amendments.withdrawn_by(envelope.id),
            "line": line_of(envelope, self._named),
        }


def _moment(envelope: Envelope) -> datetime:
    """When the author's clock said it was; a clock beyond what dates can hold is shown as their end."""
    try:
        return datetime.fromtimestamp(envelope.recorded / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.max.replace(tzinfo=UTC)


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

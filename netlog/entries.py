"""How is one entry of the log said in a line, and is it still valid?

For the audit trail and for undo, which also speak of entries that no view shows any more.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from events.registry import UnknownEvent, UnreadableEvent, read
from netlog.errors import Unknown, Usage
from netlog.inbox import SOURCE as INBOX
from projections.sentences import said

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from events.envelope import Envelope
    from events.ids import EventId, SubjectId
    from events.registry import Entry
    from netlog.words import Organisation, Person
    from sync.log import Log

WITHDRAWN: Final = "entry-withdrawn"
CORRECTED: Final = "entry-corrected"
_SHORT: Final = 8  # characters of an id
_LEAST: Final = 4


def line_of(envelope: Envelope, names: Mapping[str, Person | Organisation]) -> str:
    """The entry in a few words; people and organisations by the names they have now."""
    try:
        event = read(envelope).event
    except UnknownEvent:
        return f"written by a newer netlog: {envelope.name}"
    except UnreadableEvent:
        return f"cannot be understood: {envelope.name}"
    if (other := _OTHERS.get(event.wire_name)) is not None:
        return other(event)
    main = next((each for each in event.about() if each is not None), None)
    words = said(event, frozenset([main] if main else []))
    if words is None:
        named = names.get(main or "")
        return envelope.name.replace("-", " ") + (f": {named.name}" if named else "")
    if words.other is None:
        return words.line
    person = names.get(words.other)
    return f"{words.line} {person.name if person else 'somebody'}"


_OTHERS: Final[dict[str, Callable[[Any], str]]] = {
    "organisation-added": lambda event: f"organisation: {event.name}",
    "campaign-started": lambda event: f"a campaign: {event.name}",
    "pitch-revised": lambda event: f"what I say of myself in {event.campaign}",
    "campaign-paused": lambda event: f"a campaign rests: {event.name}",
    "campaign-closed": lambda event: f"a campaign ended, {event.outcome.replace('-', ' ')}: {event.name}",
    "group-joined": lambda event: f"a group: {event.name}",
    "group-left": lambda event: f"left a group: {event.name}",
    "gathering-planned": lambda event: f"going to {event.name}",
    "sector-chosen": lambda event: f"looking in {event.name}",
    "sector-dropped": lambda event: f"no longer in {event.name}",
    "nudge-done": lambda _: "a nudge was done",
    "nudge-snoozed": lambda event: f"a nudge was put off until {event.until}",
    "nudge-skipped": lambda event: "a nudge was skipped" + (f": {event.why}" if event.why else ""),
    "nudge-muted": lambda event: f"no more nudges of {event.rule}",
    "working-days-set": lambda event: f"working days: {', '.join(event.weekdays)}",
    "holidays-noted": lambda event: f"holidays: {_days(event.days)}",
    "holidays-dropped": lambda event: f"no holidays: {_days(event.days)}",
    "import-started": lambda event: (
        "a note from the inbox" if event.source == INBOX else f"an import from {event.source}"
    ),
    "import-finished": lambda event: (
        f"an import ended: {event.created} new, {event.matched} known, {event.skipped} skipped"
    ),
    "columns-explained": lambda _: "how the columns of a spreadsheet are meant",
    CORRECTED: lambda event: f"corrected {event.target[:_SHORT]}",
    WITHDRAWN: lambda event: f"took back {event.target[:_SHORT]}",
}


def _days(days: Sequence[str]) -> str:
    return days[0] if len(days) == 1 else f"{len(days)} days from {days[0]}"


def entry_called(log: Log, typed: str) -> Envelope:
    """The one entry whose id begins like this. Raises: Usage, Unknown."""
    typed = typed.strip().lower()
    if len(typed) < _LEAST:
        raise Usage(
            f"this is too short for an entry: {typed}", hint="at least 4 characters, from: netlog log"
        )
    found = log.find(typed)
    if not found:
        raise Unknown("entry", typed)
    if len(found) > 1:
        raise Usage(f"several entries begin like this: {typed}", hint="type more of its id, from: netlog log")
    return found[0]


def command_of(log: Log, first: Envelope) -> list[Envelope]:
    """Everything that was recorded together with the first entry of a command; brought in from elsewhere, it
    may lie anywhere.
    """
    if first.device == log.device and not first.relayed:
        return next(group for group in log.commands() if group[0].id == first.id)
    return [first, *(each for each in log.everything() if each.part_of == first.id)]


def standing(log: Log, envelope: Envelope) -> Entry | None:
    """The entry with all corrections that stand; None if it was taken back, or cannot be understood."""
    from projections.amendments import amended

    entries = sorted(readable(log.envelopes(set(envelope.subjects))), key=lambda entry: entry.order)
    return next((entry for entry in amended(entries).standing if entry.id == envelope.id), None)


def readable(envelopes: Iterable[Envelope]) -> Iterator[Entry]:
    """Those that this netlog understands."""
    for envelope in envelopes:
        with suppress(UnknownEvent, UnreadableEvent):
            yield read(envelope)


class Amendments:
    """Which entries are withdrawn or corrected, among all withdrawals and corrections that it was shown."""

    def __init__(self) -> None:
        self._withdrawals: dict[EventId, list[EventId]] = {}
        self._corrections: dict[EventId, list[EventId]] = {}

    def see(self, envelopes: Iterable[Envelope]) -> None:
        for envelope in envelopes:
            if envelope.name == WITHDRAWN:
                self._withdrawals.setdefault(target(envelope), []).append(envelope.id)
            elif envelope.name == CORRECTED:
                self._corrections.setdefault(target(envelope), []).append(envelope.id)

    def withdrawn_by(self, entry: EventId) -> EventId | None:
        """The withdrawal that stands: one that was withdrawn itself does not."""
        stands = (each for each in self._withdrawals.get(entry, ()) if self.withdrawn_by(each) is None)
        return next(stands, None)

    def corrected_by(self, entry: EventId) -> list[EventId]:
        return [each for each in self._corrections.get(entry, ()) if self.withdrawn_by(each) is None]


def target(amendment: Envelope) -> EventId:
    """The entry that a withdrawal or correction is about; no entry's id if its data is damaged."""
    try:
        found: EventId = json.loads(amendment.data)["target"]
    except (ValueError, KeyError, TypeError):
        return amendment.id
    return found


def subjects_of(envelopes: Iterable[Envelope]) -> set[SubjectId]:
    return {subject for envelope in envelopes for subject in envelope.subjects}


def not_understood(*parts: sqlite3.Connection) -> list[tuple[str, str, int]]:
    """(name, why, how many) of what no view of some parts can show: written by a newer netlog, unreadable, or
    a fold that failed.
    """
    found = {row for db in parts for row in db.execute(_NOT_UNDERSTOOD)}
    return sorted(found, key=lambda row: (row[1], row[0]))


_NOT_UNDERSTOOD: Final = (
    "SELECT name, why, count(DISTINCT coalesce(nullif(entry, ''), subject)) FROM unknown GROUP BY name, why"
)

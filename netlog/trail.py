"""Which entries does the log hold, who recorded each of them and when, and what became of it since?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from netlog.entries import CORRECTED, WITHDRAWN, Amendments, line_of
from netlog.words import People, organisation_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from events.envelope import Envelope
    from events.ids import SubjectId
    from netlog.app import App
    from netlog.words import Organisation, Person


class Wanted(NamedTuple):
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


class Trail:
    """The entries that are wanted, with what became of them."""

    def __init__(self, app: App, people: People, wanted: Wanted) -> None:
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

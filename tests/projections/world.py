"""A log in memory that behaves as the real one does, and a small world of events to put into it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from events import clock, ids
from events.corrections import EntryCorrected, EntryWithdrawn
from events.envelope import Draft, Envelope, stamped
from events.registry import Event, draft

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from events.ids import DeviceId, EventId, SubjectId

LAPTOP = ids.device_id(bytes(15) + b"\x01")
PHONE = ids.device_id(bytes(15) + b"\x02")


def person(number: int) -> SubjectId:
    return ids.new_subject("p", number.to_bytes(16, "big"))


def organisation(number: int) -> SubjectId:
    return ids.new_subject("o", number.to_bytes(16, "big"))


class Log:
    """Events in order of arrival; the journal has one fact an event. `reads` counts events handed out."""

    def __init__(self, envelopes: Iterable[Envelope] = ()) -> None:
        self.arrived: list[Envelope] = []
        self.reads = 0
        self._of: dict[SubjectId, list[int]] = defaultdict(list)
        self.arrive(*envelopes)

    def arrive(self, *envelopes: Envelope) -> None:
        for envelope in envelopes:
            for subject in envelope.subjects:
                self._of[subject].append(len(self.arrived))
            self.arrived.append(envelope)

    def position(self) -> int:
        return len(self.arrived)

    def dirty_since(self, position: int, /) -> set[SubjectId]:
        return {subject for envelope in self.arrived[position:] for subject in envelope.subjects}

    def envelopes(self, subjects: Collection[SubjectId], /) -> Iterator[Envelope]:
        numbers = {number for subject in subjects for number in self._of.get(subject, ())}
        for number in sorted(numbers):
            self.reads += 1
            yield self.arrived[number]

    def expect(self, subjects: Iterable[SubjectId], /) -> None:
        """Nothing to prepare."""


class Writer:
    """Makes real envelopes, each a second after the one before, as a device that writes them would."""

    def __init__(self, device: DeviceId = LAPTOP, *, start_ms: int = 1_772_000_000_000) -> None:
        self.device, self.now_ms, self.last = device, start_ms, clock.ZERO

    def write(
        self,
        event: Event,
        *,
        occurred: str = "",
        also: Iterable[SubjectId] = (),
        part_of: EventId | None = None,
    ) -> Envelope:
        return self.stamp(draft(event, occurred=occurred, also_about=tuple(also)), part_of=part_of)

    def stamp(self, what: Draft, *, part_of: EventId | None = None) -> Envelope:
        self.now_ms += 1000
        self.last = clock.tick(self.last, self.now_ms)
        blind = hashlib.sha256(f"{self.device}{self.last}".encode()).digest()[:16]
        return stamped(
            what, device=self.device, stamp=self.last, recorded=self.now_ms, part_of=part_of, blind=blind
        )

    def withdraw(self, target: Envelope) -> Envelope:
        return self.write(EntryWithdrawn(target=target.id), also=target.subjects)

    def correct(self, target: Envelope, *, also: Iterable[SubjectId] = (), **patch: Any) -> Envelope:
        """`also`: the subjects that the entry is about afterwards, if it names others."""
        return self.write(EntryCorrected(target=target.id, patch=patch), also={*target.subjects, *also})

    def raw(
        self, name: str, data: bytes, *subjects: SubjectId, version: int = 1, occurred: str = ""
    ) -> Envelope:
        """An event as some other program might write it."""
        return self.stamp(Draft(name, version, tuple(sorted(subjects)), occurred, data))

"""Which events did this device record together? For undoing a command as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from events.envelope import Envelope
    from events.ids import DeviceId
    from sync.archive import Archive
    from sync.reading import Reader


def commands(archive: Archive, reader: Reader, device: DeviceId) -> Iterator[list[Envelope]]:
    """One command after another, newest first, each in the order of recording.

    A commit is consecutive events, and only its first one is part of nothing.
    """
    gathered: list[Envelope] = []
    for envelope in _backwards(archive, reader):
        if envelope.relayed or envelope.device != device:
            continue
        gathered.append(envelope)
        if envelope.part_of is None:
            yield gathered[::-1]
            gathered = []


def _backwards(archive: Archive, reader: Reader) -> Iterator[Envelope]:
    for number in range(archive.last_segment(), 0, -1):
        yield from reversed(list(reader.inside(number)))

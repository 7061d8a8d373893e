"""Does the second reader understand what netlog writes, as well as what the vectors say?"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from events.conversations import MeetingHeld
from events.ids import base32, new_subject
from events.people import NoteWritten, PersonAdded
from events.registry import draft
from sync.format.device import LOWEST_COST
from sync.keys import RecoveryCode
from sync.log import Created, Log
from tests.reader.reader import WrongCode, read_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from events.envelope import Envelope


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Created]:
    made = Log.create(
        tmp_path / "home", tmp_path / "folder", passphrase="x", device_name="Grüner Laptop", cost=LOWEST_COST
    )
    yield made
    made.log.close()


def record_some(log: Log) -> list[Envelope]:
    dana, sam = (new_subject("p", os.urandom(16)) for _ in range(2))
    written = log.record(
        [
            draft(PersonAdded(person=dana, name="Dana")),
            draft(PersonAdded(person=sam, name="Sam \N{WOMAN}\N{ZERO WIDTH JOINER}\u0001\\")),
            draft(MeetingHeld(people=(dana, sam), minutes=25), occurred="2026-11-10T15:00+01:00"),
        ]
    )
    notes = [
        draft(NoteWritten(person=dana, text="words " * size), occurred="2026-11") for size in (1, 99, 999)
    ]
    for each in notes:
        written += log.record([each])
    return written + log.record(notes * 40)


def test_the_second_reader_reads_every_event_that_netlog_wrote(vault: Created) -> None:
    written = record_some(vault.log)
    found = read_folder(vault.log.folder.path, vault.recovery_code.text)
    assert found.reading.notes == []
    assert set(found.reading.words.values()) == {"accepted"}
    events = sorted(found.reading.events.values(), key=lambda one: (one["stamp"], one["device"], one["id"]))
    assert [summary(one) for one in events] == [summary_of(one) for one in sorted(written, key=order)]


def order(envelope: Envelope) -> tuple[int, str, str]:
    return envelope.order


def summary(line: dict[str, Any]) -> tuple[Any, ...]:
    fields = ("id", "device", "stamp", "occurred", "name", "version", "subjects", "part_of", "blind")
    return tuple(line[name] for name in fields)


def summary_of(envelope: Envelope) -> tuple[Any, ...]:
    return (
        envelope.id, envelope.device, f"{envelope.stamp:016x}", envelope.occurred or None, envelope.name,
        envelope.version, list(envelope.subjects), envelope.part_of, base32(envelope.blind),
    )  # fmt: skip


def test_the_code_of_another_vault_opens_nothing(vault: Created) -> None:
    record_some(vault.log)
    with pytest.raises(WrongCode):
        read_folder(vault.log.folder.path, RecoveryCode.generate(os.urandom).text)

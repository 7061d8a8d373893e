"""Which vault are all test cases set in, and what does it say?

Two devices and a recovery code, two epochs, every kind of segment, key tables and a pack. `Good.files` is the
synced folder; the secrets and the expected events are what a reader is checked against.
"""

from __future__ import annotations

import json
import struct
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from tests.vectors.writing.events import Happening, Person
from tests.vectors.writing.membership import DeviceKeyFile, Epoch, GenesisFile, MembershipFile
from tests.vectors.writing.notation import (
    Keys,
    crockford,
    device,
    digest,
    random,
    recovery_keys,
    recovery_text,
    sha256,
    short,
)
from tests.vectors.writing.sealed import PackFile, SealedFile, Seen, segment_content, table_content

MOMENT = int(datetime(2026, 11, 10, 14, 3, 22, tzinfo=UTC).timestamp()) * 1000 + 123
PASSPHRASE = "Grüße an die Vögel"
CODE = random("recovery code", 20)
DANA, SAM, NOOR = Person("Dana Wu"), Person("Sam O’Brien"), Person("Noor")
ACME, SPRING, FAIR, USER = (
    kind + ident
    for kind, ident in (
        (b"o", random("organisation", 16)),
        (b"c", random("campaign", 16)),
        (b"g", random("gathering", 16)),
        (b"u", bytes(16)),
    )
)
STRANGER = random("author of an imported event", 16)


def canonical(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def text_id(subject: bytes) -> str:
    return chr(subject[0]) + crockford(subject[1:])


def iso(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest:03d}Z"


def expected_line(event: Happening) -> dict[str, Any]:
    """What `export jsonl` and the second reader say of an event."""
    return {
        "id": crockford(event.id),
        "device": crockford(event.author),
        "stamp": f"{event.stamp:016x}",
        "recorded": iso(event.recorded),
        "occurred": event.occurred.decode() or None,
        "name": event.name,
        "version": event.version,
        "subjects": [text_id(subject) for subject in event.about],
        "part_of": crockford(event.part_of) if any(event.part_of) else None,
        "blind": crockford(event.blind),
        "data": json.loads(event.data),
    }


class Good:
    """Everything that the test cases take over, or change one part of."""

    desk = device("desk")
    phone = device("phone")
    recovery = recovery_keys(CODE)

    @cached_property
    def genesis(self) -> GenesisFile:
        return GenesisFile(self.desk, self.recovery, random("genesis", 32))

    @cached_property
    def vault(self) -> bytes:
        return digest("vault", self.genesis.file)[:16]

    @cached_property
    def first_epoch(self) -> Epoch:
        return Epoch(self.vault, random("epoch 1", 32))

    @cached_property
    def second_epoch(self) -> Epoch:
        return Epoch(self.vault, random("epoch 2", 32))

    @cached_property
    def records(self) -> list[MembershipFile]:
        """What `init` writes; then the phone joins with the code; then the desk begins an epoch."""
        one, two = self.first_epoch, self.second_epoch
        chain = [
            (self.desk, 3, one.wraps(self.desk, self.recovery, kind=3)),
            (self.desk, 1, one.label("Desk", self.desk)),
            (self.recovery, 1, one.label("Phone – grün", self.phone)),
            (self.recovery, 4, one.wraps(self.phone, kind=4)),
            (self.desk, 3, two.wraps(self.desk, self.phone, self.recovery, kind=3)),
        ]
        records: list[MembershipFile] = []
        for author, kind, body in chain:
            before = records[-1].file if records else self.genesis.file
            records.append(MembershipFile(self.vault, author, (sha256(before),), kind, body))
        return records

    @cached_property
    def head(self) -> bytes:
        return sha256(self.records[-1].file)

    def happening(self, name: str, tick: int, data: dict[str, Any], **parts: Any) -> Happening:
        """An event of the desk under the first epoch, `tick` minutes after the first."""
        recorded = MOMENT + 60_000 * tick
        about: dict[str, Any] = {
            "author": self.desk.id, "name": name, "stamp": recorded << 16, "recorded": recorded,
            "data": canonical(data), "epoch": self.first_epoch,
        }  # fmt: skip
        return Happening(**about | parts)

    @cached_property
    def organisation(self) -> Happening:
        data = {"organisation": text_id(ACME), "name": "Acme GmbH & Söhne"}
        return self.happening("organisation-added", 0, data, others=(ACME,))

    @cached_property
    def command(self) -> list[Happening]:
        """Several events of one command; long enough that the padding is Padmé's."""
        dana = text_id(DANA.subject)
        added = {"person": dana, "name": "Dana Wu", "role": 'head of "things"', "organisation": text_id(ACME)}
        first = self.happening("person-added", 1, added, people=(DANA,), others=(ACME,))
        words = "One line.\nA second\twith \\ and \u0001, \u007f, 日本語, 👩‍🔬, \u202ereversed. " * 40
        note = {"person": dana, "text": words}
        tags = {"person": dana, "tags": ["a", "ä"]}
        rest: dict[str, Any] = {"part_of": first.id, "people": (DANA,)}
        return [
            first,
            self.happening("note-written", 1, note, stamp=first.stamp + 1, occurred=b"2026-11-10", **rest),
            self.happening("person-tagged", 1, tags, stamp=first.stamp + 2, **rest),
            self.happening(
                "person-added", 1, {"person": text_id(SAM.subject), "name": SAM.name},
                stamp=first.stamp + 3, part_of=first.id, people=(SAM,),
            ),
        ]  # fmt: skip

    @cached_property
    def meeting(self) -> Happening:
        people = [text_id(person.subject) for person in (DANA, SAM)]
        data = {"people": people, "minutes": 25, "notes": "met both"}
        return self.happening(
            "meeting-held", 30, data, people=(DANA, SAM), occurred=b"2026-11-10T15:00+01:00"
        )

    @cached_property
    def elsewhere(self) -> Happening:
        data = {"gathering": text_id(FAIR), "campaign": text_id(SPRING)}
        return self.happening("fair-visited", 31, data, others=(USER, FAIR, SPRING), occurred=b"2026-11-10~")

    @cached_property
    def from_the_future(self) -> list[Happening]:
        """Names, versions and a stamp that this version does not know; under the second epoch."""
        epoch = self.second_epoch
        return [
            self.happening("telepathy-established", 40, {"depth": 7, "none": None}, version=9, epoch=epoch),
            self.happening("note-written", 41, {"person": text_id(DANA.subject), "text": "late"},
                           people=(DANA,), stamp=1 << 62, epoch=epoch),
        ]  # fmt: skip

    @cached_property
    def imported(self) -> Happening:
        data = {"person": text_id(NOOR.subject), "name": "Noor"}
        return self.happening("person-added", -9999, data, people=(NOOR,), author=STRANGER, relayed=True)

    @cached_property
    def introduction(self) -> Happening:
        data = {
            "people": [text_id(person.subject) for person in (DANA, SAM, NOOR)],
            "text": "they should talk",
        }
        return self.happening(
            "insight-noted", 32, data, people=(DANA, SAM, NOOR), occurred=b"2026-11", author=self.phone.id
        )

    @cached_property
    def repeated(self) -> Happening:
        """The desk's first event again, relayed by the phone: the same id, and one event only."""
        return replace(self.organisation, relayed=True, epoch=self.second_epoch)

    @cached_property
    def last_word(self) -> Happening:
        data = {"person": text_id(NOOR.subject), "text": '{}[]:, "\\/'}
        return self.happening(
            "note-written", 50, data, people=(NOOR,), author=self.phone.id, epoch=self.second_epoch,
            occurred=b"2026-11-10T15:00",
        )  # fmt: skip

    @cached_property
    def events(self) -> list[Happening]:
        """Every event once, in total order."""
        every = [
            self.organisation, *self.command, self.meeting, self.elsewhere, *self.from_the_future,
            self.imported, self.introduction, self.last_word,
        ]  # fmt: skip
        return sorted(every, key=lambda event: (event.stamp, event.author, event.id))

    def segment(self, keys: Keys, n: int, content: bytes, **parts: Any) -> SealedFile:
        return SealedFile(
            "segment", self.vault, keys, n, parts.pop("epoch", self.first_epoch), content, **parts
        )

    @cached_property
    def desk_segments(self) -> list[SealedFile]:
        phone = [segment.file for segment in self.phone_segments[:2]]
        seen = (Seen(self.phone.id, ((1, 1, sha256(phone[0])), (1, 2, sha256(phone[1])))),)
        plans: list[tuple[list[Happening], dict[str, Any], dict[str, Any]]] = [
            ([self.organisation], {}, {}),
            (self.command, {}, {}),
            ([], {"marks": 3, "seen": seen}, {}),
            ([self.meeting], {}, {}),
            ([self.elsewhere], {}, {"extra_header": b"of a later minor"}),
            (self.from_the_future, {"tail": b"reserved for later"}, {"epoch": self.second_epoch}),
        ]
        return self.chain(self.desk, plans)

    @cached_property
    def phone_segments(self) -> list[SealedFile]:
        seen = (Seen(STRANGER, ((5, 7, random("tip", 16)),)),)
        return self.chain(
            self.phone,
            [
                ([self.imported], {"seen": seen}, {}),
                ([self.introduction], {}, {}),
                ([self.repeated, self.last_word], {}, {"epoch": self.second_epoch}),
            ],
        )

    def chain(
        self, keys: Keys, plans: list[tuple[list[Happening], dict[str, Any], dict[str, Any]]]
    ) -> list[SealedFile]:
        segments: list[SealedFile] = []
        for n, (events, content, frame) in enumerate(plans, 1):
            body = segment_content(*(event.record for event in events), wall=MOMENT + n, **content)
            previous = sha256(segments[-1].file) if segments else bytes(32)
            segments.append(self.segment(keys, n, body, previous=previous, **frame))
        return segments

    @cached_property
    def tables(self) -> list[SealedFile]:
        return [
            SealedFile("key table", self.vault, self.desk, 1, self.first_epoch, table_content(DANA, SAM)),
            SealedFile("key table", self.vault, self.phone, 4, self.second_epoch, table_content(NOOR)),
        ]

    @cached_property
    def pack(self) -> PackFile:
        return PackFile(self.vault, self.phone.id, tuple(one.file for one in self.phone_segments[:2]))

    @cached_property
    def files(self) -> dict[str, bytes]:
        """The synced folder. The phone's first segment lies in the pack only, its second also loose."""
        files = {"README.txt": b"A netlog vault. Safe to sync; do not edit.\n"}
        loose = [*self.desk_segments, *self.phone_segments[1:]]
        bodies = [self.genesis.file, *(record.file for record in self.records), self.pack.file]
        bodies += [one.file for one in [*loose, *self.tables]]
        return files | {place(body): body for body in bodies}

    @cached_property
    def secrets(self) -> dict[str, Any]:
        epochs = (self.first_epoch, self.second_epoch)
        devices = {"desk": self.desk, "phone": self.phone}
        return {
            "vault": self.vault.hex(),
            "recovery_code": recovery_text(CODE),
            "recovery_id": self.recovery.id.hex(),
            "passphrase": PASSPHRASE,
            "devices": {name: device_secrets(keys) for name, keys in devices.items()},
            "epochs": {epoch.id.hex(): epoch.key.hex() for epoch in epochs},
            "people": {
                person.name: {"id": person.id.hex(), "key": person.key.hex(), "key_id": person.key_id.hex()}
                for person in (DANA, SAM, NOOR)
            },
        }

    @cached_property
    def device_key(self) -> DeviceKeyFile:
        return DeviceKeyFile(self.desk, self.vault, PASSPHRASE)


def device_secrets(keys: Keys) -> dict[str, str]:
    parts = ("id", "signing_seed", "sealing_seed", "nonce_key", "local_key")
    return {part: getattr(keys, part).hex() for part in parts}


def place(body: bytes) -> str:
    """Where the rules of section 3 put a file."""
    name = short(sha256(body))
    writer, n = short(body[32:48]), int.from_bytes(body[48:56], "big")
    match body[3:4]:
        case b"V":
            return f"vault-{short(digest('vault', body)[:16])}.nlv"
        case b"M":
            return f"members/r-{name}.nlm"
        case b"S":
            return f"log/{writer}/s-{n:010x}-{name}.nls"
        case b"K":
            return f"people/{writer}/t-{n:010x}-{name}.nlk"
        case _:
            last = struct.unpack(">Q", body[56:64])[0]
            return f"packs/{writer}/p-{n:010x}-{last:010x}-{name}.nlp"

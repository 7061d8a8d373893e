"""What can be done with one device's vault? Record, read, publish, verify. The front of this package.

What only some commands need is imported where they need it: a command that just answers should start quickly.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from events.ids import DeviceId, base32, device_id, unbase32
from sync import home as homes
from sync import identity, seal
from sync.archive import Archive
from sync.errors import MissingKey, WriteFailed, WrongRecoveryCode
from sync.format.device import COST
from sync.person_keys import PersonKeyring
from sync.place import place_of
from sync.reading import Reader
from sync.tags import FINDABLE, Tags
from sync.unlocking import open_key_file, refuse_other_device, unlock
from sync.verdict import membership

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from events.envelope import Draft, Envelope
    from events.ids import EventId, SubjectId
    from sync.alarms import Alarm
    from sync.declaring import Declaring, Speaker
    from sync.folder import Folder
    from sync.gaps import Gap
    from sync.heal import Lacking
    from sync.ingest import Received
    from sync.keys import Argon2Cost, DeviceKeys, RecoveryCode
    from sync.membership import Membership
    from sync.publish import PublishReport
    from sync.recording import Author, Recording
    from sync.seal import Entropy
    from sync.tending import Tended
    from sync.unsettled import Unsettled
    from sync.verify import VerifyReport

    Progress = Callable[[int], None] | None


__all__ = ["Counts", "Created", "Device", "Head", "Joined", "Log", "unlock", "wall_clock_ms"]


class Created(NamedTuple):
    log: Log
    recovery_code: RecoveryCode
    wrapping_key: bytes


class Joined(NamedTuple):
    log: Log
    wrapping_key: bytes


class Device(NamedTuple):
    """What is known of a member. `heard`: ms since 1970 by its own clock, of its last segment here; None:
    none. `missing`: how many of its segments somebody has seen and this device does not hold.
    `replaced_by`: those under which it goes on, because its home was copied or restored.
    """

    id: DeviceId
    name: str
    events: int
    heard: int | None
    missing: int
    replaced_by: tuple[DeviceId, ...] = ()
    standing: str = "member"
    """member, suspended (its removal is in dispute) or removed."""
    review: int = 0
    """Events that count no more and stand nowhere else."""


class Counts(NamedTuple):
    """`unreadable`: met so far by this process. `waiting`, `quarantined`: files of other devices."""

    events: int
    unreadable: int
    waiting: int
    quarantined: int
    outbox: int


class Head(NamedTuple):
    """The last segment of a device that has events."""

    device: DeviceId
    n: int
    hash: bytes


BEAT_MS: Final = 86_400_000
"""After so long a device that has nothing to say says that."""


def wall_clock_ms() -> int:
    return time.time_ns() // 1_000_000


class Log:
    """One device of one vault, unlocked. Not for several threads; several processes may each have one."""

    def __init__(  # noqa: PLR0913 - the parts that open() has put together
        self,
        home: Path,
        archive: Archive,
        keys: DeviceKeys,
        membership: Membership,
        *,
        entropy: Entropy,
        clock_ms: Callable[[], int],
    ) -> None:
        self.home = home
        self.vault, self.vault_text = membership.vault, base32(membership.vault)
        self.local_key = keys.local_key
        self._archive, self._first_keys, self._entropy, self._clock_ms = archive, keys, entropy, clock_ms
        self._tags, self._place = Tags(keys.local_key), place_of(home, keys.local_key)
        self._keys = identity.present_keys(archive, keys)
        self.renewed = False
        """Whether this device took a new identity since this was opened (`former_identities` says why)."""
        self._adopt(membership)

    def _adopt(self, membership: Membership) -> None:
        """Reads and writes by these members and epochs, and as this device, from now on."""
        self._device = self._archive.meta("device") or b""
        self.__dict__.pop("folder", None)
        self.device, me = device_id(self._device), membership.device(self._device)
        self.membership, self.device_name = membership, me.label if me else ""
        self._records = self._archive.count_records()
        self._keyring = PersonKeyring(self._archive, self._tags, membership.epochs)
        self._reader = Reader(self._archive, self._tags, membership.epochs, self._keyring)

    @cached_property
    def folder(self) -> Folder:
        """The synced folder of this vault; it may not be there."""
        from sync.folder import Folder

        path = Path(os.fsdecode(self._archive.meta("folder") or b""))
        return Folder(path, vault=self.vault, device=self._device, scratch=self.home)

    @classmethod
    def create(  # noqa: PLR0913 - what a vault begins with
        cls,
        home: Path,
        folder: Path,
        *,
        passphrase: str,
        device_name: str,
        cost: Argon2Cost = COST,
        entropy: Entropy = os.urandom,
        clock_ms: Callable[[], int] = wall_clock_ms,
        force: bool = False,
    ) -> Created:
        """A new vault. Raises: VaultExists, FolderNotEmpty, FolderUnavailable, WriteFailed."""
        from sync.create import create

        made = create(
            home,
            folder,
            passphrase=passphrase,
            device_name=device_name,
            cost=cost,
            entropy=entropy,
            force=force,
        )
        log = cls.open(home, wrapping_key=made.wrapping_key, entropy=entropy, clock_ms=clock_ms)
        return Created(log, made.recovery_code, made.wrapping_key)

    @classmethod
    def join(  # noqa: PLR0913 - what a device joins with
        cls,
        home: Path,
        folder: Path,
        code: RecoveryCode,
        *,
        passphrase: str,
        device_name: str,
        cost: Argon2Cost = COST,
        entropy: Entropy = os.urandom,
        clock_ms: Callable[[], int] = wall_clock_ms,
    ) -> Joined:
        """Another device of the vault in the folder; what lies there is not taken in yet (`receive`).

        Raises: VaultExists, FolderUnavailable, WrongRecoveryCode, Altered, Newer, WriteFailed.
        """
        from sync.join import join

        key = join(
            home, folder, code, passphrase=passphrase, device_name=device_name, cost=cost, entropy=entropy
        )
        return Joined(cls.open(home, wrapping_key=key, entropy=entropy, clock_ms=clock_ms), key)

    @classmethod
    def open(
        cls,
        home: Path,
        *,
        wrapping_key: bytes,
        entropy: Entropy = os.urandom,
        clock_ms: Callable[[], int] = wall_clock_ms,
    ) -> Self:
        """Raises: NoVault, WrongPassphrase, Altered, Newer, WriteFailed when the archive cannot be used."""
        keys, file = open_key_file(home, wrapping_key)
        archive = Archive(home / homes.ARCHIVE)
        try:
            if archive.outdated:
                archive.add_what_lasts()
            device = archive.meta("device") or b""
            verdict = membership(archive, identity.present_keys(archive, keys), device, entropy)
            refuse_other_device(file, verdict, device, identity.first_device(archive))
            log = cls(home, archive, keys, verdict, entropy=entropy, clock_ms=clock_ms)
            if archive.outdated:
                log.reindex()
            log._settle()
            return log
        except BaseException:
            archive.close()
            raise

    def _settle(self) -> None:
        """Goes on as a new device if there is a doubt that this home is the only one; where that cannot be
        written, nothing will be recorded either.
        """
        if self._is_settled():
            return
        with suppress(WriteFailed, MissingKey), self._archive.writing():
            self._be_sure()

    def _is_settled(self) -> bool:
        return (
            self._archive.meta("device") == self._device
            and identity.remembers(self._archive, self._place)
            and not identity.doubt(self._archive, self._place)
        )

    def _be_sure(self) -> None:
        """Before anything is written as this device, inside `writing()`: another process may have taken a new
        identity, or one may be due. Raises: MissingKey.
        """
        archive, place = self._archive, self._place
        if self._is_settled():
            return
        if archive.meta("device") != self._device:
            self._reload()
        why = identity.doubt(archive, place)
        if why:
            now = self._clock_ms()
            from sync.renewing import renew

            renew(archive, self._keys, self.membership, place, why, entropy=self._entropy, now_ms=now)
            self._reload()
            self.renewed = True
        identity.remember(archive, place)

    def _reload(self) -> None:
        """As the archive says who this device is."""
        self._keys = identity.present_keys(self._archive, self._first_keys)
        device = self._archive.meta("device") or b""
        self._adopt(membership(self._archive, self._keys, device, self._entropy))

    def former_identities(self) -> list[identity.Retired]:
        """Those that this home gave up, the oldest first."""
        return identity.retired(self._archive)

    def close(self) -> None:
        self._archive.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def record(self, drafts: Iterable[Draft], *, progress: Progress = None) -> list[Envelope]:
        """One command: all of it or nothing, safe on return, and on its way to the folder. Raises:
        WriteFailed, DeviceRemoved, DeviceSuspended, MissingKey while nothing of the vault has arrived here.
        """
        with self._committing(progress) as recording:
            envelopes = [recording.record(draft) for draft in drafts]
        self.publish()
        return envelopes

    def beat(self) -> bool:
        """A sign of life for the other devices, when nothing of this one went out for a day: that its silence
        means something. Returns whether it was due. Raises: WriteFailed.
        """
        self._keep_up()
        alone, able = len(self.membership.members) == 1, self.membership.may_act(self._device)
        if alone or not able or self.membership.epoch is None:
            return False
        last, now = self._archive.last_published(self._device), self._clock_ms()
        if last is None or now - last < BEAT_MS:
            return False
        with self._committing(None) as recording:
            recording.beat()
        self.publish()
        return True

    def relay(self, envelopes: Iterable[Envelope], *, progress: Progress = None) -> int:
        """Brings in events of other authors, all or nothing; those that are here already are left out.
        Returns how many came in.

        Raises: Altered when an id is not that of its content, WriteFailed, DeviceRemoved, DeviceSuspended.
        """
        with self._committing(progress) as recording:
            seen: set[EventId] = set()
            for envelope in envelopes:
                if envelope.id not in seen and not self._reader.has(envelope.id):
                    recording.relay(envelope)
                seen.add(envelope.id)
        self.publish()
        return recording.events

    @contextmanager
    def _committing(self, progress: Progress) -> Iterator[Recording]:
        """One transaction. What was read inside one that failed is forgotten: its numbers will be given
        again.
        """
        self._keep_up()
        self.membership.require(self._device)
        self._upheld()
        if self.membership.epoch is not None and self.membership.epoch not in self.membership.epochs:
            with self.declaring() as declaring:
                declaring.begin_epoch()
        try:
            with self._archive.writing():
                self._be_sure()
                recording = self._recording(progress)
                yield recording
                recording.finish()
        except BaseException:
            self.forget()
            raise

    def _recording(self, progress: Progress) -> Recording:
        """Raises: MissingKey when no epoch for new events is open."""
        from sync.recording import Recording

        return Recording(self._archive, self._tags, self._keyring, self._author(), progress)

    def _author(self) -> Author:
        """What is written as from now on. Raises: MissingKey when no epoch for new events is open."""
        from sync.recording import Author

        pairs, epoch = self._keys.pairs, self.membership.epoch or b""
        writer = seal.Writer(pairs.signing_seed, self._keys.nonce_key, epoch, self.membership.epoch_key)
        return Author(self.vault, self._device, writer, entropy=self._entropy, clock_ms=self._clock_ms)

    def publish(self) -> PublishReport:
        """Brings the folder up to date. Never raises for trouble with the folder; says it."""
        from sync.publish import publish

        return publish(self._archive, self.folder, self._clock_ms())

    def tend(self, *, publish_again: bool = False) -> Tended:
        """All upkeep of the folder that is due: what it lacks goes back, what somebody has not seen is sent
        again. Never raises for trouble with the folder; says it.

        Args:
            publish_again: everything that the folder lacks goes back, now, however much it is.

        """
        from sync.own_chain import Tip, present_tip
        from sync.tending import tend

        former = [Tip(one.device, one.n, one.tip) for one in self.former_identities()]
        author = None
        with suppress(MissingKey):
            author = self._author() if self.membership.may_act(self._device) else None
        tended = tend(
            self._archive, self._reader, self.membership, self.folder, self._tags, author,
            [present_tip(self._archive), *former], now_ms=self._clock_ms(), everything=publish_again,
        )  # fmt: skip
        if tended.tables:
            self.forget()
        return tended

    def lacking(self) -> Lacking:
        """What the folder lacked when it was last looked through by `tend`."""
        from sync.heal import Lacking

        return Lacking(self._archive.number("lacking"), self._archive.number("holding"))

    def receive(self, *, seconds: float | None = None) -> Received:
        """Takes in what came into the folder.

        Args:
            seconds: how long that may take; then files whose content is not on this machine are left alone,
            too.
                None: until everything was looked at.

        Raises: FolderUnavailable, WriteFailed, Newer.

        """
        from sync.ingest import Ingest
        from sync.noticing import Noticing

        self._keep_up()
        end = None if seconds is None else time.monotonic() + seconds
        now = self._clock_ms()
        self._settle()
        ingest = Ingest(
            self._archive, self.folder, self._tags, self._keys, self.membership,
            entropy=self._entropy, now_ms=now, local_only=end is not None,
        )  # fmt: skip
        seen, noticing = self._glance(now), Noticing(self._archive, self.folder, self._tags, now)
        received = ingest.run(lambda: end is None or time.monotonic() < end)
        if received.members_changed:
            self._adopt(ingest.membership)
        elif received.files:
            self.forget()
        noticing.keep(ingest.membership, ingest.listed)
        self._settle()
        settled = received.complete and not any(verdict == "waiting" for _, verdict in received.bad)
        self._remember(seen if settled else b"")
        if self._upheld():
            self.publish()
        return received

    def _upheld(self) -> bool:
        """Whether this device made the statements that were due of it. Raises: WriteFailed."""
        if not self.membership.expects(self._device):
            return False
        with self.declaring() as declaring:
            declaring.uphold()
        return bool(declaring.made)

    def _keep_up(self) -> None:
        """Learns what another process of this device has learned of the members, and who it is since."""
        if self._archive.count_records() != self._records or self._archive.meta("device") != self._device:
            self._reload()

    @contextmanager
    def declaring(self) -> Iterator[Declaring]:
        """Statements about members: all of them or none. Raises: WriteFailed, Altered."""
        from sync.declaring import Declaring

        with self._archive.writing():
            self._be_sure()
            declaring = Declaring(self._archive, self._keys, self._device, self._entropy)
            yield declaring
            declaring.finish()
        self._reload()

    def may_have_received(self) -> bool:
        """Whether the folder looks other than when all of it had been looked through. A hint, in a glance."""
        seen = self._glance(self._clock_ms())
        return not seen or seen != self._archive.meta("glance")

    def _glance(self, now_ms: int) -> bytes:
        from sync.glance import glance

        return glance(Path(os.fsdecode(self._archive.meta("folder") or b"")), now_ms * 1_000_000)

    def _remember(self, seen: bytes) -> None:
        if seen != (self._archive.meta("glance") or b""):
            with self._archive.writing_soon():
                self._archive.set_meta(glance=seen)

    def position(self) -> int:
        """How far the journal of what became readable here has come."""
        return self._archive.position()

    def dirty_since(self, position: int) -> set[SubjectId]:
        """The subjects of all events that became readable after a position."""
        return self._reader.subjects_since(position)

    def envelopes(self, subjects: Collection[SubjectId]) -> Iterator[Envelope]:
        """Every readable event that names any of the subjects, once each, in no order."""
        return self._reader.about(subjects)

    def expect(self, subjects: Iterable[SubjectId]) -> None:
        """A hint that `envelopes` of these will be asked for next, in this order: they are read together.
        Ends with the next hint, even of nobody; what came meanwhile may be missing until then.
        """
        self._reader.expect(subjects)

    def everything(self) -> Iterator[Envelope]:
        """Every readable event, in the order of the archive, in bounded memory."""
        return self._reader.everything()

    def find(self, prefix: str) -> list[Envelope]:
        """Events by the beginning of their id; nothing for less than four characters."""
        return self._reader.beginning_with(prefix) if len(prefix) >= FINDABLE else []

    def commands(self) -> Iterator[list[Envelope]]:
        """What this device recorded, one command after another, newest first; the events of each in their
        order.
        """
        from sync.commands import commands

        return commands(self._archive, self._reader, self.device)

    def last_command(self) -> list[Envelope]:
        return next(self.commands(), [])

    def outbox(self) -> int:
        """Files that wait for the folder."""
        return self._archive.waiting_in_outbox()

    def count(self) -> Counts:
        from sync.known import PATIENCE_MS

        archive = self._archive
        waiting, quarantined = archive.count_met(self._clock_ms() - PATIENCE_MS)
        return Counts(
            archive.number("events"),
            len(self._reader.unreadable),
            waiting,
            quarantined,
            archive.waiting_in_outbox(),
        )

    def devices(self) -> list[Device]:
        """The members, this device first, then those that were removed."""
        from sync.devices import devices

        return devices(self._archive, self._reader, self.membership, self._clock_ms())

    def unsettled(self) -> list[Unsettled]:
        """The files of the folder that were not taken in at the last look."""
        from sync.unsettled import unsettled

        return unsettled(self._archive, self.folder, self._tags)

    def alarms(self) -> list[Alarm]:
        """What should not have happened and is not settled, then what else is worth a notice."""
        from sync.alarms import alarms

        return alarms(self._archive, self.membership, self.unsettled(), self._clock_ms())

    def gaps(self) -> list[Gap]:
        """What of the other devices has not arrived."""
        from sync.gaps import gaps

        return gaps(self._archive, self._clock_ms())

    def mark_told(self, found: Iterable[Alarm], *, known: bool = False) -> None:
        """The user has seen them; `known`: and need not be shown them again. Raises: WriteFailed."""
        from sync.alarms import mark_told

        with self._archive.writing():
            mark_told(self._archive, found, known=known)

    def digest(self) -> bytes:
        """A hash over all that this device holds of the vault: members, and the last segments of each. Equal
        where the same things were seen, so that two people can compare it.
        """
        heads = b"".join(device + n.to_bytes(8, "big") + tip for device, n, tip in self._archive.heads())
        return seal.digest("compare", self.vault, *self.membership.heads, heads)

    def heads(self) -> list[Head]:
        return [Head(device_id(device), n, digest) for device, n, digest in self._archive.heads()]

    def forget(self) -> None:
        """Lets go of the opened segments and keys that are kept for the next question."""
        self._reader.forget()

    def verify(self, *, progress: Progress = None) -> VerifyReport:
        """Reads everything in the archive and the folder, and checks every signature, hash and id."""
        from sync.verify import Verifier

        self._keyring.forget()
        return Verifier(self._archive, self.membership, self._reader, self.folder).run(progress)

    def repoint(self, path: Path) -> None:
        """The folder was moved to `path`. Raises: FolderUnavailable unless it is there, and this vault's."""
        from sync.folder import Folder
        from sync.marks import forget

        there = Folder(path, vault=self.vault, device=self._device, scratch=self.home)
        there.require()
        with self._archive.writing():
            self._archive.set_meta(folder=bytes(path), glance=b"")
            forget(self._archive)
        self.__dict__["folder"] = there

    def reindex(self) -> None:
        """Makes the indexes of the archive again from the sealed files in it. Raises: WriteFailed."""
        from sync.indexing import reindex
        from sync.review import settle

        with self._archive.writing():
            reindex(self._archive, self._tags, self.membership.epochs)
            settle(self._archive, self.membership)

    def change_passphrase(
        self, old_wrapping_key: bytes, new_passphrase: str, cost: Argon2Cost = COST
    ) -> bytes:
        """Rewrites the device key file and returns its new wrapping key. Raises: WrongPassphrase,
        WriteFailed.
        """
        from sync.unlocking import change

        return change(self.home, old_wrapping_key, new_passphrase, cost, self._entropy)

    def test_recovery(self, code: RecoveryCode) -> bool:
        """Proves that the code opens this vault, and remembers when. Returns whether it is the one in force.

        Raises: WrongRecoveryCode, ReplacedRecoveryCode.
        """
        from sync.recovery import prove

        in_force = prove(code, self._archive, self.membership)
        with self._archive.writing():
            self._archive.set_meta(recovery_tested=self._clock_ms())
        return in_force

    def replace_recovery(self, new: RecoveryCode, old: RecoveryCode | None) -> None:
        """A new recovery code in the place of the old one; without that, beside it, which every device
        reports.

        Raises: WrongRecoveryCode, ReplacedRecoveryCode, DeviceRemoved, DeviceSuspended, WriteFailed.
        """
        from sync.declaring import Speaker

        self._keep_up()
        self.membership.require(self._device)
        speaker = self._speaker(old)
        with self.declaring() as declaring:
            declaring.replace_recovery(Speaker.of(new), speaker)
            declaring.uphold()
        self.publish()

    def remove(self, device: DeviceId, code: RecoveryCode | None = None) -> None:
        """A device of the vault is one no more; said by this device, or by the recovery code in force, which
        decides disputes.

        Raises: WrongRecoveryCode, ReplacedRecoveryCode, DeviceRemoved, DeviceSuspended, WriteFailed.
        """
        self._keep_up()
        if code is None:
            self.membership.require(self._device)
        speaker = self._speaker(code)
        with self.declaring() as declaring:
            declaring.remove(unbase32(device), speaker)
            declaring.uphold()
        self.publish()

    def _speaker(self, code: RecoveryCode | None) -> Speaker | None:
        """Raises: WrongRecoveryCode, ReplacedRecoveryCode unless it is the code in force."""
        from sync.declaring import Speaker

        if code is None:
            return None
        speaker = Speaker.of(code)
        self.membership.refuse_replaced(speaker.id)
        if speaker.id != self.membership.recovery:
            raise WrongRecoveryCode(
                "this code was added by a device and decides nothing: the one before it does"
            )
        return speaker

    def in_review(self, device: DeviceId) -> Iterator[Envelope]:
        """What a removed device wrote and nobody takes over until somebody decides to (`relay`)."""
        return self._reader.in_review(unbase32(device))

    def recovery_tested(self) -> int | None:
        """When the recovery code was last proven, ms since 1970."""
        return self._archive.number("recovery_tested") or None

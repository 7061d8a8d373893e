"""One seed: a vault on a few devices, a service, some faults, and what must be true in the end.

Everything that happens is decided by the seed, so that it happens again. After the turbulence the service is
honest, every folder is there, and a week passes in which each device says something every day: then nothing
that was acknowledged may be missing anywhere.
"""

from __future__ import annotations

import hashlib
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from sync.errors import DeviceRemoved, FolderUnavailable, WriteFailed
from tests.simulation.devices import founded, joined
from tests.simulation.faults import OCCASIONS
from tests.simulation.invariants import Broken, Writing, check_agreement, check_entries, check_reports
from tests.simulation.services import MANNERS, ON_THE_WAY, SPOILING, Service
from tests.sync.clocked import DAY_MS, HOUR_MS, Clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from events.ids import SubjectId
    from tests.simulation.devices import Device

FAULTS = (*ON_THE_WAY, "lost", "deleted before created", *OCCASIONS)
LASTING = {*SPOILING, "stranger's file", "another vault"}
"""They leave a file that can never be used under a name of ours."""
QUIET_DAYS = 10


class Outcome(NamedTuple):
    """`trace` is a hash over what every device holds in the end."""

    service: str
    faults: tuple[str, ...]
    trace: str


def drawn(chance: Random) -> tuple[list[str], str]:
    """Which faults may happen, and which service carries."""
    few = chance.choice([0, 1, 1, 2, 3])
    return sorted(chance.sample(FAULTS, few)), chance.choice(sorted(MANNERS))


class World:
    """`happened`: the faults that did."""

    def __init__(self, seed: int, place: Path) -> None:
        self.chance, self.clock, self.place = Random(seed), Clock(), place
        self.faults, service = drawn(self.chance)
        self.service = Service(service, self.chance, self.faults)
        self.writing = Writing()
        self.people: list[SubjectId] = []
        self.backups: dict[str, Path] = {}
        self._happened: set[str] = set()
        first, self.code = founded(place, self.luck(), self.clock)
        self.devices = [first]
        self.writing.known(first)
        for number in range(self.chance.choice([2, 2, 3, 4])):
            self.devices.append(joined(f"device-{number + 2}", first, self.code, self.luck(), self.clock))
            self.writing.known(self.devices[-1])

    def luck(self) -> Random:
        return Random(self.chance.randrange(1 << 30))

    @property
    def happened(self) -> set[str]:
        return self._happened | set(self.service.happened)

    @property
    def staying(self) -> list[Device]:
        return [device for device in self.devices if not device.removed]

    def run(self) -> Outcome:
        """Raises: Broken."""
        try:
            for _ in range(self.chance.randrange(12, 30)):
                self._step()
            self._calm()
            try:
                self._check()
            except Broken as error:
                raise Broken(f"{error} [{self.service.name}: {', '.join(sorted(self.happened))}]") from error
            return Outcome(self.service.name, tuple(sorted(self.happened)), self._trace())
        finally:
            for device in self.devices:
                device.close()

    def _step(self) -> None:
        self.clock.ms += self.chance.randrange(HOUR_MS)
        device = self.chance.choice(self.devices)
        step = self.chance.random()
        if self.faults and step < 0.15:
            self._fault(device)
        elif step < 0.5:
            self.attempt(device, lambda: device.record(self.people))
        elif step < 0.7:
            self.attempt(device, device.sync)
        elif step < 0.75:
            device.close()
        else:
            one, other = self.chance.sample(self.devices, 2)
            self.service.carry(one.folder, other.folder)

    def attempt(self, device: Device, command: Callable[[], object]) -> None:
        """What a command may refuse for good reasons, it refuses in our words."""
        with self.writing.by(device):
            try:
                command()
            except (FolderUnavailable, WriteFailed):
                device.close()
            except DeviceRemoved:
                if not device.removed:
                    raise
                device.close()

    def _fault(self, device: Device) -> None:
        own = [fault for fault in self.faults if fault in OCCASIONS]
        if own:
            fault = self.chance.choice(own)
            if OCCASIONS[fault](self, device):
                self._happened.add(fault)

    def _calm(self) -> None:
        """Everything is there again, and time passes."""
        for device in self.devices:
            device.close()
            device.come_back()
        self.service.calm()
        first, *others = self.staying
        for device in self.devices:
            if device.removed:
                self.service.carry(device.folder, first.folder)
        for day in range(QUIET_DAYS):
            self.clock.ms += DAY_MS
            self._everybody_says_something(day)
            for other in others:
                self.service.carry(other.folder, first.folder)
            for other in others:
                self.service.carry(first.folder, other.folder)
            for device in self.staying:
                with self.writing.by(device):
                    tended = device.sync(publish_again=True)
                if not self.faults and (tended.returned or tended.resent):
                    raise Broken(f"{device.name} publishes again what was never missing: {tended}")

    def _everybody_says_something(self, day: int) -> None:
        """Every third day only that they are there."""
        for number, device in enumerate(self.staying):
            with self.writing.by(device):
                if (day + number) % 3:
                    device.record(self.people)
                else:
                    device.opened().beat()

    def _check(self) -> None:
        check_entries(self.devices, self.staying)
        check_agreement(self.staying)
        for device in self.staying:
            check_reports(device, self.writing, self.happened, LASTING)

    def _trace(self) -> str:
        found = hashlib.sha256()
        for device in self.devices:
            for head in device.opened().heads():
                found.update(repr(head).encode())
            found.update(repr(sorted(device.events)).encode())
            for path in sorted(device.folder.rglob("*")):
                if path.is_file():
                    found.update(bytes(path.relative_to(device.folder)) + path.read_bytes())
        return found.hexdigest()

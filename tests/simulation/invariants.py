"""What must be true whatever happened, checked beside every command and in the end."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from events.ids import short_name, unbase32
from sync.folder import stem_of
from sync.format.common import file_hash

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from tests.simulation.devices import Device


class Broken(AssertionError):
    """An invariant does not hold."""


class Writing:
    """What devices write into their folders: a name has one content for ever, and each takes away only what
    it wrote itself.
    """

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}

    def known(self, device: Device) -> None:
        for name, path in _files(device.folder).items():
            self._wrote(device, name, path.read_bytes())

    @contextmanager
    def by(self, device: Device) -> Iterator[None]:
        before = {name: _seen(path) for name, path in _files(device.folder).items()}
        segments = device.segments
        try:
            yield
        finally:
            now = _files(device.folder)
            for name, path in now.items():
                if before.get(name) != _seen(path):
                    self._wrote(device, name, path.read_bytes())
            for name in before.keys() - now.keys():
                self._took_away(device, name)
            if device.log is not None and device.segments < segments:
                raise Broken(f"segments have left the archive of {device.name}")

    def _wrote(self, device: Device, name: str, body: bytes) -> None:
        if self.contents.setdefault(name, file_hash(body)) != file_hash(body):
            raise Broken(f"{device.name} wrote another content under {name}")

    @staticmethod
    def _took_away(device: Device, name: str) -> None:
        if device.log is None:
            return  # it died; the next command finds out
        own = [unbase32(device.log.device), *(it.device for it in device.log.former_identities())]
        if name.split("/")[1] not in [short_name(one) for one in own]:
            raise Broken(f"{device.name} took away {name}, which another wrote")


def _files(folder: Path) -> dict[str, Path]:
    """Those under a name of ours."""
    return {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*.nl?"))
        if stem_of(path.name) and path.is_file()
    }


def _seen(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_ino, status.st_size


def check_entries(devices: list[Device], staying: list[Device]) -> None:
    """Nothing is lost, and nothing is there that nobody recorded. Raises: Broken."""
    acknowledged = set().union(*(device.acknowledged for device in staying))
    asked = set().union(*(device.asked for device in devices))
    for device in staying:
        if lost := acknowledged - device.events:
            raise Broken(f"{len(lost)} acknowledged events are not at {device.name}")
        for envelope in device.opened().everything():
            if (envelope.name, envelope.data) not in asked:
                raise Broken(f"nobody recorded what {device.name} holds: {envelope.name}")


def check_agreement(staying: list[Device]) -> None:
    """All hold the same and show the same. Raises: Broken."""
    first, *others = staying
    for other in others:
        if other.events != first.events:
            raise Broken(f"{first.name} and {other.name} hold different events")
        if other.opened().membership.heads != first.opened().membership.heads:
            raise Broken(f"{first.name} and {other.name} know different members")
        if other.opened().digest() != first.opened().digest():
            raise Broken(f"{first.name} and {other.name} hold different segments")
    if len({device.state() for device in staying}) != 1:
        raise Broken("the same events come to different states")


def check_reports(device: Device, writing: Writing, happened: set[str], lasting: Collection[str]) -> None:
    """What is wrong is told, and nothing else is. Raises: Broken."""
    report = device.opened().verify()
    if wrong := [bad for bad in report.bad if bad.path.startswith("archive")]:
        raise Broken(f"verify finds something wrong in the archive of {device.name}: {wrong[0]}")
    if not happened & set(lasting) and report.bad:
        raise Broken(f"verify finds bad files at {device.name} without a fault: {report.bad[0]}")
    told = {bad.path for bad in report.bad} | set(report.waiting)
    for name, path in _files(device.folder).items():
        spoilt = name in writing.contents and writing.contents[name] != file_hash(path.read_bytes())
        if spoilt and name not in told:
            raise Broken(f"{device.name} does not tell of {name}, which is spoilt")
    if not happened and (alarms := device.opened().alarms()):
        raise Broken(f"an alarm without a fault at {device.name}: {alarms[0].kind}")

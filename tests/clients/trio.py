"""Do three devices hold the same, whatever carried their folders? Asked by the command line alone."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.clients.carrier import Carrier
    from tests.netlog.program import Program

_OURS = re.compile(
    r"vault-[0-9a-z]{16}\.nlv|members/r-[0-9a-z]{16}\.nlm|people/[0-9a-z]{16}/t-[0-9a-f]{10}-[0-9a-z]{16}\.nlk"
    r"|log/[0-9a-z]{16}/s-[0-9a-f]{10}-[0-9a-z]{16}\.nls"
    r"|packs/[0-9a-z]{16}/p-[0-9a-f]{10}-[0-9a-f]{10}-[0-9a-z]{16}\.nlp|README\.txt"
)
_NAMES = ("laptop", "phone", "tablet")
_HEADINGS = "Notes:\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\n"


class Trio:
    """A vault on three devices, made as a user would: init on the first, join on the others."""

    def __init__(self, devices: Sequence[Program], carrier: Carrier) -> None:
        self.devices, self.carrier = devices, carrier
        for device in devices:
            device.folder.mkdir()
        carrier.start([device.folder for device in devices])
        first, *others = devices
        made = first.json("init", str(first.folder), "--device-name", _NAMES[0])
        first.ok("add", "Dana Wu", "--at", "Contoso")
        carrier.carry()
        code = made["recovery_code"]
        both = list(zip(others, _NAMES[1:], strict=True))
        _at_once(lambda each: _join(each[0], each[1], code), both)

    def met(self, folder: Path) -> list[str]:
        """The names of our files, and of copies of them, in a folder."""
        found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
        return sorted(str(path) for path in found if not any(part.startswith(".") for part in path.parts))

    def settle(self) -> None:
        """Carries, and lets every device send and take in."""
        self.carrier.carry()
        _at_once(lambda device: device.ok("sync"), self.devices)

    def agree(self) -> None:
        """The whole claim: one state, nothing waiting, every file what it claims to be, no conflict copies,
        and the same export, line by line.
        """
        found = _at_once(_seen, self.devices)
        for one in found:
            assert one == found[0]
        names = [self.met(device.folder) for device in self.devices]
        assert names[0] == names[1] == names[2]
        assert [name for name in names[0] if not _OURS.fullmatch(name)] == []


def _join(device: Program, name: str, code: str) -> None:
    device.ok(
        "join", str(device.folder), "--recovery-code-file", "-", "--device-name", name, given=f"{code}\n"
    )


def _seen(device: Program) -> tuple[Any, ...]:
    status = device.json("status")
    for name in ("outbox", "waiting", "quarantined", "unknown"):
        assert status[name] == 0, (name, status)
    assert status["alarms"] == []
    assert [each["missing"] for each in status["devices"]] == [0, 0, 0]
    checked = device.json("verify")
    assert (checked["bad"], checked["missing"], checked["waiting"]) == ([], [], [])
    return status["state"], status["events"], device.ok("export", "jsonl").out


def state_of(device: Program) -> tuple[str, int]:
    status = device.json("status")
    return status["state"], status["events"]


def connections(path: Path, count: int) -> Path:
    """A file of so many connections, as LinkedIn writes it; each a few hundred bytes in the vault."""
    lines = (
        f"First{n},Last{n},https://www.linkedin.com/in/person-{n},,Company {n % 97},Engineer,08 Feb 2026\n"
        for n in range(count)
    )
    path.write_text(_HEADINGS + "".join(lines))
    return path


def _at_once(work: Callable[[Any], Any], each: Sequence[Any]) -> list[Any]:
    """Every device at the same time, as in life; two cores are kept busy."""
    with ThreadPoolExecutor(len(each)) as pool:
        return list(pool.map(work, each))

"""Devices of one vault, each with a folder of its own, and somebody who carries files between them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Self

from sync.format.device import LOWEST_COST
from sync.log import Log

if TYPE_CHECKING:
    from pathlib import Path

    from sync.keys import RecoveryCode
    from sync.membership import Membership


def carry(one: Path, other: Path, *, backwards: bool = False) -> None:
    """What is in one folder and not in the other."""
    for path in sorted(one.rglob("*.nl?"), reverse=backwards):
        copy = other / path.relative_to(one)
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)


class Apart:
    """The first is called `phone`."""

    def __init__(self, place: Path) -> None:
        self.place = place
        made = Log.create(
            place / "phone", place / "phone.folder", passphrase="one", device_name="phone", cost=LOWEST_COST
        )
        self.code, self.logs = made.recovery_code, {"phone": made.log}
        self.keys = {"phone": made.wrapping_key}

    def join(self, name: str, code: RecoveryCode | None = None, through: str = "phone") -> Log:
        shutil.copytree(self.folder(through), self.folder(name))
        joined = Log.join(
            self.place / name, self.folder(name), code or self.code, passphrase=name, device_name=name,
            cost=LOWEST_COST,
        )  # fmt: skip
        self.logs[name], self.keys[name] = joined.log, joined.wrapping_key
        joined.log.receive()
        return joined.log

    def folder(self, name: str) -> Path:
        return self.place / f"{name}.folder"

    def carry(self, one: str, other: str) -> None:
        carry(self.folder(one), self.folder(other))

    def meet(self, *names: str) -> None:
        """Everybody has everything, and has taken it in; twice, as what is taken in may be answered."""
        for _ in range(3):
            for one in names or self.logs:
                for other in names or self.logs:
                    self.carry(one, other)
            for name in names or self.logs:
                self.logs[name].receive()

    def seen(self, name: str) -> Membership:
        return self.logs[name].membership

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for log in self.logs.values():
            log.close()

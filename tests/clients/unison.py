"""Unison, between the first device and each other one, without a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.clients.carrier import Commands, need

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_FLAGS = ("-batch", "-auto", "-ui", "text")


class Unison(Commands):
    def __init__(self, place: Path) -> None:
        super().__init__(place)
        need("unison")

    def carry(self) -> None:
        first, *others = self.folders
        for other in (*others, *others):
            # One that was killed has left its lock.
            self.run("unison", first, other, *_FLAGS, "-ignorelocks")

    def tear(self, at: int, begun: Callable[[], bool]) -> None:
        self.killed("unison", self.folders[0], self.folders[at], *_FLAGS, begun=begun)

"""rsync, in both directions between the first device and each other one."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from tests.clients.carrier import Commands, need

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class Rsync(Commands):
    def __init__(self, place: Path, flag: str) -> None:
        """`flag`: -u, or --ignore-existing, which never repairs what it once left half written."""
        super().__init__(place)
        need("rsync")
        self._flag = flag

    def carry(self) -> None:
        for source, target in chain(self._ways(), self._ways()):
            self.run("rsync", "-a", self._flag, f"{source}/", f"{target}/")

    def _ways(self) -> Iterator[tuple[Path, Path]]:
        first, *others = self.folders
        for other in others:
            yield first, other
            yield other, first

    def tear(self, at: int, begun: Callable[[], bool]) -> None:
        source, target = self.folders[0], self.folders[at]
        self.killed("rsync", "-a", self._flag, "--bwlimit=1m", f"{source}/", f"{target}/", begun=begun)

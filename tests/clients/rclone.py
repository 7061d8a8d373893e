"""rclone, through a WebDAV server in the middle that it serves itself: copying both ways, or bisync."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from tests.clients.carrier import Background, Commands, free_port, need, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_SLOWLY = ("--bwlimit", "1M", "--transfers", "1")


class _Rclone(Commands):
    def __init__(self, place: Path) -> None:
        super().__init__(place)
        need("rclone")
        self._port = free_port()
        self._server: Background | None = None

    def environment(self) -> dict[str, str]:
        return {**super().environment(), "RCLONE_CONFIG": "/dev/null"}

    @property
    def hub(self) -> str:
        # As ownCloud: bisync goes by times of modification, which plain WebDAV does not carry.
        return f":webdav,vendor=owncloud,url='http://127.0.0.1:{self._port}':"

    def start(self, folders: Sequence[Path]) -> None:
        super().start(folders)
        (self.place / "hub").mkdir()
        command: list[str | Path] = ["rclone", "serve", "webdav", self.place / "hub", "--addr"]
        command.append(f"127.0.0.1:{self._port}")
        self._server = Background(command, env=self.environment(), cwd=self.place)
        wait_until(self._answers)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._port)) == 0

    def stop(self) -> None:
        if self._server is not None:
            self._server.kill()


class RcloneCopy(_Rclone):
    """Without --ignore-existing on the way up, half a file that a killed copy left would replace the
    whole one in the middle, and then everywhere.
    """

    def carry(self) -> None:
        for folder in self.folders:
            self.run("rclone", "copy", "--ignore-existing", folder, self.hub)
        for folder in self.folders:
            self.run("rclone", "copy", self.hub, folder)

    def tear(self, at: int, begun: Callable[[], bool]) -> None:
        self.run("rclone", "copy", self.folders[0], self.hub)
        self.killed("rclone", "copy", self.hub, self.folders[at], *_SLOWLY, begun=begun)


class RcloneBisync(_Rclone):
    def start(self, folders: Sequence[Path]) -> None:
        super().start(folders)
        for folder in folders:
            (folder / ".keep").touch()  # it refuses to begin with an empty listing
            self._bisync(folder, "--resync")

    def carry(self) -> None:
        for folder in (*self.folders, *self.folders):
            self._bisync(folder)

    def tear(self, at: int, begun: Callable[[], bool]) -> None:
        self._bisync(self.folders[0])
        self.killed(*self._command(self.folders[at]), *_SLOWLY, begun=begun)
        for lock in (self.place / "bisync").glob("*.lck"):
            lock.unlink()  # as it tells its user to do
        self._bisync(self.folders[at], "--resync")

    def _bisync(self, folder: Path, *flags: str) -> None:
        self.run(*self._command(folder), *flags)

    def _command(self, folder: Path) -> list[str | Path]:
        return ["rclone", "bisync", self.hub, folder, "--workdir", self.place / "bisync"]

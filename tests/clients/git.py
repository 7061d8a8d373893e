"""git, with a bare repository in the middle: commit all, pull, push."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.clients.carrier import Commands, need

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_NAMED = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org", "-c", "gc.auto=0")


class Git(Commands):
    def __init__(self, place: Path) -> None:
        super().__init__(place)
        need("git")
        self._hub = place / "hub.git"

    def environment(self) -> dict[str, str]:
        return {**super().environment(), "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}

    def start(self, folders: Sequence[Path]) -> None:
        super().start(folders)
        self.run("git", "init", "-q", "--bare", "-b", "main", self._hub)
        for folder in folders:
            self.run("git", "init", "-q", "-b", "main", folder)
            self._git(folder, "remote", "add", "origin", str(self._hub))
        first, *others = folders
        # Neither line ends nor merges inside a file: they are all binary.
        (first / ".gitattributes").write_text("* -text -merge\n")
        self._send(first)
        for folder in others:
            self._git(folder, *self._pull())

    def carry(self) -> None:
        for folder in (*self.folders, *self.folders):
            self._commit(folder)
            self._git(folder, *self._pull())
            self._git(folder, "push", "-q", "origin", "main")

    def tear(self, at: int, begun: Callable[[], bool]) -> None:
        self._send(self.folders[0])
        folder = self.folders[at]
        self.killed("git", *_NAMED, "-C", folder, *self._pull(), begun=begun)
        for lock in (folder / ".git").rglob("*.lock"):
            lock.unlink()  # as it tells its user to do

    def _pull(self) -> Sequence[str]:
        """Where a killed checkout left half a file that was committed since, the other side's is taken."""
        return "pull", "-q", "--no-rebase", "--no-edit", "-X", "theirs", "origin", "main"

    def _send(self, folder: Path) -> None:
        self._commit(folder)
        self._git(folder, "push", "-q", "origin", "main")

    def _commit(self, folder: Path) -> None:
        self._git(folder, "add", "-A")
        if self._git(folder, "status", "--porcelain"):
            self._git(folder, "commit", "-q", "-m", "sync")

    def _git(self, folder: Path, *arguments: str) -> str:
        return self.run("git", *_NAMED, "-C", folder, *arguments)

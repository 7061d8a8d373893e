"""Syncthing, one on each device, with its default settings for folders, and nothing of the network."""

from __future__ import annotations

import json
import urllib.request
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from xml.etree import ElementTree as ET

from tests.clients.carrier import Background, Commands, free_port, need, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_KEY = "of-this-test"
_FOLDER = "netlog"
_ALONE = {
    "globalAnnounceEnabled": "false",
    "localAnnounceEnabled": "false",
    "relaysEnabled": "false",
    "natEnabled": "false",
    "stunServer": "",
    "urAccepted": "-1",
    "autoUpgradeIntervalH": "0",
    "crashReportingEnabled": "false",
    "startBrowser": "false",
    "reconnectionIntervalS": "1",
}
_SLOWLY = {"maxRecvKbps": 1024, "limitBandwidthInLan": True}
_FREELY = {"maxRecvKbps": 0, "limitBandwidthInLan": False}


class _Node:
    """One Syncthing, and its REST interface."""

    def __init__(self, home: Path, folder: Path, commands: Commands) -> None:
        self.home, self.folder, self._commands = home, folder, commands
        self.port, self._rest = free_port(), free_port()
        self.process: Background | None = None
        commands.run("syncthing", "generate", "--home", home, "--no-default-folder")
        self.id = commands.run("syncthing", "--home", home, "--device-id").strip()

    def configure(self, nodes: Sequence[_Node]) -> None:
        path = self.home / "config.xml"
        tree = ET.parse(path)  # noqa: S314 - which Syncthing has just written
        root = tree.getroot()
        for device in root.findall("device"):
            root.remove(device)
        _set(root, "gui/address", f"127.0.0.1:{self._rest}")
        _set(root, "gui/apikey", _KEY)
        _set(root, "options/listenAddress", f"tcp://127.0.0.1:{self.port}")
        for name, value in _ALONE.items():
            _set(root, f"options/{name}", value)
        folder = ET.SubElement(root, "folder", id=_FOLDER, path=str(self.folder))
        for node in nodes:
            ET.SubElement(folder, "device", id=node.id)
            device = ET.SubElement(root, "device", id=node.id)
            ET.SubElement(device, "address").text = f"tcp://127.0.0.1:{node.port}"
        tree.write(path)

    def run(self) -> None:
        command: list[str | Path] = ["syncthing", "serve", "--home", self.home]
        command += ["--no-browser", "--no-restart", "--no-upgrade"]
        # Without its monitor, which leaves the process that works alive when it is killed.
        env = {**self._commands.environment(), "STMONITORED": "yes"}
        self.process = process = Background(command, env=env, cwd=self.home)
        wait_until(lambda: self._answers() or process.ended, pause=0.05)
        assert not process.ended, (self.home / "syncthing.txt").read_text()[-2000:]

    def _answers(self) -> bool:
        with suppress(URLError, ConnectionError):
            return bool(self._ask("GET", "system/ping", None))
        return False

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """A change of its options lets it drop the connections that are open."""
        try:
            return self._ask(method, path, body)
        except ConnectionError:
            return self._ask(method, path, body)

    def _ask(self, method: str, path: str, body: object) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._rest}/rest/{path}",
            method=method,
            headers={"X-API-Key": _KEY},
            data=None if body is None else json.dumps(body).encode(),
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - see above
            said = answer.read()
        return json.loads(said) if said else None

    def scan(self) -> None:
        self.ask("POST", f"db/scan?folder={_FOLDER}")

    def has_all(self, others: Sequence[_Node]) -> bool:
        """Whether nothing is left to do here, and as far as known here, on the others."""
        status = self.ask("GET", f"db/status?folder={_FOLDER}")
        if status["state"] != "idle" or status["needTotalItems"]:
            return False
        connected = self.ask("GET", "system/connections")["connections"]
        for other in others:
            done = self.ask("GET", f"db/completion?folder={_FOLDER}&device={other.id}")
            if not connected[other.id]["connected"] or done["needItems"] or done["needDeletes"]:
                return False
        return True


class Syncthing(Commands):
    def __init__(self, place: Path) -> None:
        super().__init__(place)
        need("syncthing")
        self.nodes: list[_Node] = []

    def start(self, folders: Sequence[Path]) -> None:
        super().start(folders)
        self.nodes = [
            _Node(self.place / f"syncthing-{number}", each, self) for number, each in enumerate(folders)
        ]
        for node in self.nodes:
            node.configure(self.nodes)
            node.run()

    def stop(self) -> None:
        for node in self.nodes:
            node.kill()

    def cut(self) -> None:
        for node in self.nodes:
            node.ask("POST", "system/pause")

    def carry(self) -> None:
        for node in self.nodes:
            if node.process is None or node.process.ended:
                node.run()
            node.ask("PATCH", "config/options", _FREELY)
            node.ask("POST", "system/resume")
        for node in self.nodes:
            node.scan()
        wait_until(self._all_have_all, pause=0.1)

    def _all_have_all(self) -> bool:
        return all(node.has_all([each for each in self.nodes if each is not node]) for node in self.nodes)

    def tear(self, at: int, begun: Callable[[], bool]) -> None:
        self.nodes[at].ask("PATCH", "config/options", _SLOWLY)
        for node in self.nodes:
            node.ask("POST", "system/resume")
        self.nodes[0].scan()
        wait_until(begun)
        self.nodes[at].kill()


def _set(root: ET.Element, path: str, value: str) -> None:
    found = root.find(path)
    assert found is not None, path
    found.text = value

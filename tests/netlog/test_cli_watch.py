"""`netlog watch` by the real program: two homes on one folder, and a third process that looks on."""

from __future__ import annotations

import json
import plistlib
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from netlog.app import App
from netlog.device import Surroundings
from netlog.service import service
from netlog.watching import Told, Watching
from tests.netlog.program import Places, Program
from tests.netlog.test_cli_devices import joining

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 30.0
"""Seconds that a machine under load may take for what is visible within one."""


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Program, Program]]:
    places = Places(tmp_path)
    first = places.program("laptop")
    made = first.init()
    second = places.program("phone")
    second.ok(*joining(second, first, made, "--device-name", "phone"))
    yield first, second
    places.clear()


class Watcher:
    """A watching program, whose lines are read as they come."""

    def __init__(self, program: Program, *arguments: str) -> None:
        self._lines = program.place / f"watch-{time.monotonic_ns()}"
        with self._lines.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-W", "error", "-m", "netlog", "watch", *arguments],
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=program.place,
                env=program.environment(),
            )

    @property
    def said(self) -> str:
        return self._lines.read_text("utf-8")

    def until(self, condition: Callable[[str], bool]) -> str:
        end = time.monotonic() + PATIENCE
        while not condition(self.said):
            assert time.monotonic() < end, self.said
            time.sleep(0.05)
        return self.said

    def ended(self) -> int:
        return self.process.wait(PATIENCE)


@contextmanager
def watching(program: Program, *arguments: str, begun: str = "watching ") -> Iterator[Watcher]:
    watcher = Watcher(program, *arguments)
    try:
        if begun:
            watcher.until(lambda said: begun in said)
        yield watcher
    finally:
        watcher.process.kill()
        watcher.process.wait()


def test_what_another_device_records_is_taken_in_and_told(pair: tuple[Program, Program]) -> None:
    first, second = pair
    with watching(first) as watcher:
        second.ok("add", "Dana Wu", "--at", "Contoso")
        said = watcher.until(lambda said: "new entr" in said)
        assert said.splitlines()[-1].endswith("2 new entries: Dana Wu")
        second.ok("met", "Dana", "--named", "Ravi Patel")
        watcher.until(lambda said: "Ravi Patel" in said)


def test_with_json_each_arrival_is_a_document(pair: tuple[Program, Program]) -> None:
    first, second = pair
    with watching(first, "--json", begun="") as watcher:
        time.sleep(1)
        created = second.json("add", "Dana Wu")["created"]
        document = json.loads(watcher.until(lambda said: "\n" in said))
    assert (document["events"], document["people"]) == (1, created)
    assert list(document) == ["at", "events", "people"]


def test_a_file_that_is_not_complete_yet_is_taken_in_when_it_is(pair: tuple[Program, Program]) -> None:
    first, second = pair
    aside = first.folder.with_name("aside")
    before = set(first.folder.rglob("*.nls"))
    second.ok("add", "Dana Wu")
    (new,) = set(first.folder.rglob("*.nls")) - before
    new.rename(aside)
    with watching(first) as watcher:
        whole = aside.read_bytes()
        new.write_bytes(whole[:200])
        time.sleep(1)
        assert "Dana Wu" not in watcher.said
        new.write_bytes(whole)
        watcher.until(lambda said: "Dana Wu" in said)


def test_status_and_doctor_say_whether_somebody_watches(pair: tuple[Program, Program]) -> None:
    first, _ = pair
    assert first.json("status")["watched"] is False
    with watching(first):
        assert first.json("status")["watched"] is True
        assert "taken in as it arrives" in first.ok("doctor").out
    assert first.json("status")["watched"] is False


def test_a_second_watcher_of_one_device_is_refused(pair: tuple[Program, Program]) -> None:
    first, second = pair
    with watching(first), watching(second):
        refused = first.run("watch")
        assert refused.code == 1
        assert "somebody watches for this device already" in refused.err


def test_locking_ends_it(pair: tuple[Program, Program]) -> None:
    first, _ = pair
    with watching(first.alone()) as watcher:
        first.ok("lock")
        assert watcher.ended() == 0
        assert "locked; what arrives now waits until netlog unlock" in watcher.said


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_signal_ends_it_without_a_word(
    pair: tuple[Program, Program], sent: signal.Signals, code: int
) -> None:
    with watching(pair[0]) as watcher:
        watcher.process.send_signal(sent)
        assert watcher.ended() == code
        assert len(watcher.said.strip().splitlines()) == 1


def test_as_a_service_it_waits_until_this_device_is_unlocked(pair: tuple[Program, Program]) -> None:
    first, second = pair
    first.ok("lock")
    with watching(first.alone(), "--wait", begun="") as watcher:
        time.sleep(1.5)
        assert (watcher.process.poll(), watcher.said) == (None, "")
        first.ok("unlock")
        watcher.until(lambda said: "watching " in said)
        second.ok("add", "Dana Wu")
        watcher.until(lambda said: "Dana Wu" in said)
        first.ok("lock")
        watcher.until(lambda said: "locked;" in said)
        first.ok("unlock")
        watcher.until(lambda said: said.count("watching ") == 2)
        watcher.process.send_signal(signal.SIGTERM)
        assert watcher.ended() == 0


def test_a_folder_that_goes_away_is_waited_for(pair: tuple[Program, Program]) -> None:
    first, second = pair
    away = first.place / "away"
    with watching(first) as watcher:
        first.folder.rename(away)
        watcher.until(lambda said: "waiting for the folder" in said)
        away.rename(first.folder)
        watcher.until(lambda said: "the folder is there again" in said)
        second.ok("add", "Dana Wu")
        watcher.until(lambda said: "Dana Wu" in said)


def test_a_vault_that_is_not_there_is_said(places: Places) -> None:
    nobody = places.program("nobody")
    for typed in (["watch"], ["watch", "--wait"], ["watch", "--install", "--dry-run"]):
        assert nobody.run(*typed).code == 10


@pytest.mark.parametrize("typed", [["--install", "--uninstall"], ["--install", "--wait"], ["--dry-run"]])
def test_options_that_do_not_go_together_are_refused(own: Program, typed: list[str]) -> None:
    assert own.run("watch", *typed).code == 2


def test_what_would_be_installed_is_shown(own: Program) -> None:
    document = own.json("watch", "--install", "--dry-run")
    assert list(document) == ["file", "content", "commands"]
    assert str(own.home) in document["content"]
    assert not Path(document["file"]).exists()
    assert own.json("watch", "--uninstall", "--dry-run")["content"] is None
    page = own.ok("watch", "--install", "--dry-run").out
    assert page.startswith(f"write {document['file']}\n")


HOME = Path("/home/dana/My $notes 100%")


def made(system: str) -> Any:
    return service(HOME, system=system, python="/usr/bin/python3", user_home=Path("/home/dana"), user=501)


def test_a_systemd_unit_starts_what_would_be_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    it = made("linux")
    assert it.file.parent == Path("/home/dana/.config/systemd/user")
    (line,) = [line for line in it.content.splitlines() if line.startswith("ExecStart=")]
    assert line == (
        'ExecStart="/usr/bin/python3" "-m" "netlog" "watch" "--wait" "--home" "/home/dana/My $$notes 100%%"'
    )
    assert [" ".join(each) for each in it.start][-1] == f"systemctl --user restart {it.file.name}"


def test_a_launchd_agent_starts_what_would_be_typed() -> None:
    it = made("darwin")
    agent = plistlib.loads(it.content.encode())
    assert agent["ProgramArguments"] == [
        *("/usr/bin/python3", "-m", "netlog", "watch", "--wait", "--home", str(HOME)),
    ]
    assert it.file == Path(f"/home/dana/Library/LaunchAgents/{agent['Label']}.plist")
    assert it.start == (["launchctl", "bootstrap", "gui/501", str(it.file)],)


def test_a_scheduled_task_starts_what_would_be_typed() -> None:
    it = made("win32")
    space = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    task = ET.fromstring(it.content)  # noqa: S314 - our own
    assert task.findtext(".//t:Command", namespaces=space) == "/usr/bin/python3"
    arguments = task.findtext(".//t:Arguments", namespaces=space)
    assert arguments == f'-m netlog watch --wait --home "{HOME}"'


def test_two_homes_have_a_service_each() -> None:
    other = service(Path("/home/dana/other"), system="linux", user_home=Path("/home/dana"))
    assert made("linux").file != other.file


def test_whoever_watches_gives_a_sign_of_life_once_a_day(pair: tuple[Program, Program]) -> None:
    first, second = pair
    first.ok("add", "Dana Wu")
    later = datetime.now(UTC) + timedelta(days=2)
    s = Surroundings(first.home, lambda: later, passphrase_command=first.passphrase_command)
    before = len(list(first.folder.rglob("s-*.nls")))
    for _ in range(2):
        with App.open(s) as app:
            told = Told(lambda _: None, lambda _: None)
            Watching(app, told, of_session=False).run(lambda: True)
    assert len(list(first.folder.rglob("s-*.nls"))) == before + 1
    second.ok("sync")
    others = [one for one in second.json("devices")["devices"] if one["name"] != "phone"]
    assert [one["last_heard"][:16] for one in others] == [f"{later:%Y-%m-%dT%H:%M}"]

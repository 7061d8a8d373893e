"""Three devices with a folder each, by the command line alone: offline, then all of them show the same."""

from __future__ import annotations

import shutil
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from tests.netlog.program import Places, Program
from tests.netlog.test_cli_devices import joining
from tests.sync.apart import carry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def three(tmp_path: Path) -> Iterator[list[Program]]:
    places = Places(tmp_path)
    first = places.program("laptop")
    made = first.init()
    devices = [first]
    for name in ("phone", "tablet"):
        device = places.program(name)
        shutil.copytree(first.folder, device.folder)
        words = joining(device, device, made, "--device-name", name)
        device.ok(*words)
        devices.append(device)
    yield devices
    places.clear()


def meet(devices: list[Program]) -> None:
    for turn in range(2):
        for number, (one, other) in enumerate(permutations(devices, 2)):
            carry(one.folder, other.folder, backwards=(number + turn) % 2 == 1)
        for device in devices:
            device.ok("sync")


def shown(device: Program) -> tuple[str, int, list[object]]:
    status = device.json("status")
    return status["state"], status["events"], device.ok("export", "jsonl").lines[1:]


def test_all_export_the_same_line_by_line(three: list[Program]) -> None:
    laptop, phone, tablet = three
    laptop.ok("add", "Dana Wu", "--at", "Contoso", "--tag", "energy")
    phone.ok("add", "Ravi Patel", "--at", "Fabrikam")
    meet(three)
    laptop.ok("met", "Dana", "--named", "Ines Okafor")
    phone.ok("note", "Dana", "prefers the telephone")
    tablet.ok("thank", "Dana", "--by", "email")
    tablet.ok("note", "Ravi", "moves to Oslo in May")
    meet(three)
    phone.ok("undo")
    laptop.ok("note", "Ravi", "knows the grid")
    meet(three)
    (state, events, lines), *others = map(shown, three)
    assert others == [(state, events, lines)] * 2
    assert len(lines) == events > 8
    for device in three:
        status = device.json("status")
        assert (status["outbox"], status["waiting"]) == (0, 0)
        device.ok("verify")


def test_a_device_that_was_removed_takes_nothing_from_the_others(three: list[Program]) -> None:
    laptop, phone, tablet = three
    laptop.ok("add", "Dana Wu")
    meet(three)
    laptop.ok("devices", "remove", "tablet", "--yes")
    tablet.ok("note", "Dana", "said while nobody had told me")
    meet([laptop, phone])
    carry(tablet.folder, phone.folder)
    carry(tablet.folder, laptop.folder)
    for device in (laptop, phone):
        device.ok("sync")
    laptop.ok("note", "Dana", "said afterwards")
    meet([laptop, phone])
    first, second = shown(laptop), shown(phone)
    assert first == second
    assert "said while nobody" not in str(first[2])
    assert "said afterwards" in str(first[2])

"""Whatever carries the folder: the real clients, the real program, and nothing lost between them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.clients.trio import connections, state_of

if TYPE_CHECKING:
    from tests.clients.trio import Trio

pytestmark = [pytest.mark.clients, pytest.mark.slow]


def test_what_each_device_recorded_offline_is_on_all_of_them(trio: Trio) -> None:
    trio.settle()
    trio.carrier.cut()
    laptop, phone, tablet = trio.devices
    laptop.ok("met", "Dana", "--learned", "she moves to Lisbon")
    phone.ok("add", "Lee Park", "--at", "Fabrikam")
    phone.ok("note", "Lee", "likes sailing")
    tablet.ok("thank", "Dana")
    trio.settle()
    trio.agree()


def test_a_client_killed_in_mid_transfer_goes_on_later(trio: Trio) -> None:
    trio.settle()
    trio.carrier.cut()
    laptop, _, tablet = trio.devices
    laptop.ok("import", "linkedin", str(connections(laptop.place / "Connections.csv", 2_000)), "--yes")
    before = sizes(trio, 2)
    trio.carrier.tear(2, lambda: sizes(trio, 2) != before)
    assert tablet.run("sync").code == 0
    trio.settle()
    trio.agree()


def test_a_folder_replaced_by_an_empty_one_costs_nothing(trio: Trio) -> None:
    trio.settle()
    trio.carrier.cut()
    phone = trio.devices[1]
    aside = phone.folder.with_name("aside")
    phone.folder.rename(aside)
    phone.folder.mkdir()
    assert phone.run("sync").code == 15
    phone.ok("note", "Dana", "while the folder is away")
    assert list(phone.folder.iterdir()) == []
    phone.folder.rmdir()
    aside.rename(phone.folder)
    phone.ok("sync")
    trio.settle()
    trio.agree()


def test_everything_deleted_on_one_side_stays_in_every_archive(trio: Trio) -> None:
    trio.settle()
    laptop, phone, _ = trio.devices
    before = state_of(laptop)
    saved = phone.place / "saved"
    shutil.copytree(phone.folder / "log", saved)
    for path in (phone.folder / "log").rglob("*.nls"):
        path.unlink()
    trio.carrier.carry()
    assert [state_of(device) for device in trio.devices] == [before] * 3
    assert [device.run("verify", "--json").document["bad"] for device in trio.devices] == [[]] * 3
    shutil.copytree(saved, phone.folder / "log", dirs_exist_ok=True)
    trio.settle()
    trio.agree()


def sizes(trio: Trio, at: int) -> dict[str, int]:
    folder = trio.devices[at].folder
    return {
        str(path): path.stat(follow_symlinks=False).st_size
        for directory in ("log", "people")
        for path in (folder / directory).rglob("*")
        if path.exists()
    }

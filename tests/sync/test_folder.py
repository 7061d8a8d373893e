"""The right folder, and a listing and reading that nothing in it can lead astray."""

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.errors import Altered, FolderUnavailable, Waiting
from sync.folder import Folder, Found
from sync.log import Created, Log
from tests.sync.drafts import about, person

NAME = "log/0123456789abcdef/s-0000000001-0123456789abcdef.nls"


@pytest.fixture
def folder(log: Log) -> Folder:
    return log.folder


@pytest.fixture
def place(folder: Folder) -> Path:
    """The directory in which NAME appears."""
    folder.publish(NAME, b"first")
    (folder.path / NAME).unlink()
    return (folder.path / NAME).parent


def refusal(folder: Folder) -> str:
    with pytest.raises(FolderUnavailable) as caught:
        folder.require()
    for attempt in (lambda: list(folder.listing()), lambda: folder.publish(NAME, b"x")):
        with pytest.raises(FolderUnavailable):
            attempt()
    return caught.value.why


def test_a_missing_empty_replaced_or_foreign_folder_is_refused(
    vault: Created, make_vault: Callable[..., Created]
) -> None:
    folder, other = vault.log.folder, make_vault("two").log.folder.path
    kept = folder.path.rename(folder.path.with_name("kept"))
    assert refusal(folder) == "the folder is missing"
    folder.path.mkdir()
    assert refusal(folder) == "the folder is empty (not mounted, or not synced yet)"
    (folder.path / "holiday.jpg").touch()
    assert refusal(folder) == "the folder holds no vault"
    assert len(list(folder.path.iterdir())) == 1
    (folder.path / "holiday.jpg").unlink()
    folder.path.rmdir()
    folder.path.symlink_to(other)
    assert refusal(folder) == "the folder holds another vault"
    folder.path.unlink()
    folder.path.write_bytes(b"a file")
    assert refusal(folder) == "the folder is missing"
    folder.path.unlink()
    folder.path.symlink_to(kept)
    folder.require()


def test_a_renamed_genesis_still_makes_it_our_folder(folder: Folder) -> None:
    (genesis,) = folder.path.glob("vault-*")
    genesis.rename(genesis.with_name("Vault-1 (Annas conflicted copy).nlv"))
    folder.require()


def test_an_altered_genesis_is_not_our_folder(folder: Folder) -> None:
    (genesis,) = folder.path.glob("vault-*")
    body = bytearray(genesis.read_bytes())
    body[100] ^= 1
    genesis.write_bytes(body)
    assert refusal(folder) == "the folder holds another vault"


def test_a_folder_without_permission_says_so(
    folder: Folder, as_nobody: Callable[[Callable[[], str]], str]
) -> None:
    folder.path.chmod(0o711)

    def attempt() -> str:
        try:
            folder.require()
        except FolderUnavailable as error:
            return error.why
        return "opened"

    assert as_nobody(attempt) == "there is no permission for the folder"


def test_the_listing_gives_what_one_of_our_stems_begins_at_our_depths(log: Log) -> None:
    log.record([about(person())])
    path, shard = log.folder.path, log.device[:16]
    ours = {each.relative for each in log.folder.listing()}
    assert ours == {
        str(each.relative_to(path))
        for each in path.rglob("*")
        if each.is_file() and each.name != "README.txt"
    }
    for name in (
        "log/s-1.nls", f"log/{shard}/deeper/s-1.nls", "s-1.nls", f"log/{shard}/x-1.nls", "other/a/s-1.nls",
        "members/s-1.nls", f"log/{shard}/.nltmp-1", f"log/{shard}/1-s.nls", "packs/s-dir/p-1.nlp",
    ):  # fmt: skip
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).touch()
    assert {each.relative for each in log.folder.listing()} == ours


COPIES = [
    "s-1 (1).nls", "s-1 (Anna's conflicted copy 2026-11-10).nls", "S-1.NLS", "s-1.nls~", "s-1-LAPTOP.nls",
    "s-1.sync-conflict-20261110-120000-ABCDEFG.nls", "s-1_conf(1).nls", "s-1 - Copy.nls", "s-1.nls.orig",
    "s-1..path1", "s-1 (case conflict 1).nls", "s-1 [conflict].nls",
    "s-\n.nls", "s-\x1b[31m.nls", "s-\u202e.nls", "s-" + "x" * 250, "s-\u00e9.nls", "s-e\u0301.nls",
]  # fmt: skip


def test_copies_under_whatever_name_are_listed_readable_and_counted_once(log: Log) -> None:
    log.record([about(person())])
    (original,) = (log.folder.path / "log").glob("*/s-*")
    for name in [*(copy.encode() for copy in COPIES), b"s-\xff\xfe.nls"]:
        (original.parent / os.fsdecode(name)).write_bytes(original.read_bytes())
    copies = [each for each in log.folder.listing() if each.kind == "s"]
    assert len(copies) == 1 + len(COPIES) + 1
    assert {log.folder.read(each.relative, 10_000) for each in copies} == {original.read_bytes()}
    report = log.verify()
    assert (report.bad, report.waiting, report.events) == ([], [], 1)


def test_links_fifos_sockets_and_directories_are_listed_as_not_regular_and_never_opened(
    log: Log, tmp_path: Path
) -> None:
    log.record([about(person())])
    shard = log.folder.path / "log" / log.device[:16]
    (shard / "s-link").symlink_to("/etc/passwd")
    (shard / "s-loop").symlink_to("s-loop")
    (shard / "s-zero").symlink_to("/dev/zero")
    (shard / "s-dir").mkdir()
    (log.folder.path / "log" / "linked").symlink_to(tmp_path)
    os.mkfifo(shard / "s-fifo")
    with socket.socket(socket.AF_UNIX) as server:
        before = Path.cwd()
        os.chdir(shard)
        server.bind("s-socket")
        os.chdir(before)
    odd = {Path(each.relative).name for each in log.folder.listing() if not each.regular}
    assert odd == {"s-link", "s-loop", "s-zero", "s-dir", "s-fifo", "s-socket"}
    for name in odd:
        with pytest.raises(Altered, match="not a regular file"):
            log.folder.read(f"log/{log.device[:16]}/{name}", 100)
    assert {Path(each.path).name for each in log.verify().bad} == odd


def test_a_file_larger_than_any_of_ours_is_refused_without_reading_it(folder: Folder, place: Path) -> None:
    with (place / "s-huge.nls").open("wb") as stream:
        stream.truncate(10 << 30)
    started = time.perf_counter()
    with pytest.raises(Altered, match="larger"):
        folder.read(f"log/{place.name}/s-huge.nls", 1 << 20)
    assert time.perf_counter() - started < 0.05


def test_a_directory_that_cannot_be_listed_is_not_taken_for_an_empty_one(
    log: Log, as_nobody: Callable[[Callable[[], str]], str]
) -> None:
    log.record([about(person())])
    for path in [log.folder.path, *log.folder.path.rglob("*")]:
        path.chmod(0o755)
    (log.folder.path / "log" / log.device[:16]).chmod(0)

    def attempt() -> str:
        try:
            return str([each.relative for each in log.folder.listing()])
        except FolderUnavailable as error:
            return error.why

    assert as_nobody(attempt) == "there is no permission for the folder"


def test_a_file_without_permission_is_waiting_not_altered(
    log: Log, as_nobody: Callable[[Callable[[], str]], str]
) -> None:
    log.record([about(person())])
    for path in [log.folder.path, *log.folder.path.rglob("*")]:
        path.chmod(0o755)
    (segment,) = (log.folder.path / "log").glob("*/s-*")
    segment.chmod(0)

    def attempt() -> str:
        try:
            return repr(log.folder.read(str(segment.relative_to(log.folder.path)), 10_000))
        except Waiting:
            return "waiting"

    assert as_nobody(attempt) == "waiting"


@pytest.mark.slow
def test_a_flood_of_garbage_costs_little(log: Log) -> None:
    shard = log.folder.path / "log" / "0000000000000000"
    shard.mkdir(parents=True)
    for number in range(30_000):
        (shard / f"garbage {number}").touch()
        (shard / f"s-{number}").touch()
    started = time.perf_counter()
    found = [each for each in log.folder.listing() if each.kind == "s"]
    assert time.perf_counter() - started < 2
    assert len(found) == 30_000
    report = log.verify()
    assert (report.bad, len(report.waiting)) == ([], 30_000)


def test_found_names_what_a_file_claims_to_be(folder: Folder) -> None:
    folder.publish(NAME, b"x")
    assert Found(NAME, "s", regular=True) in list(folder.listing())

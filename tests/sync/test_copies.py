"""Whatever a sync client makes of a name, and whatever language it speaks: the content decides.

The grammars are those that real clients were seen to use, or that their makers describe.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from events.ids import SubjectId, short_name, unbase32
from sync.log import Created, Log
from sync.pack import packed
from tests.sync.drafts import about, person

GRAMMARS = {
    "Syncthing": "{stem}.sync-conflict-20261110-101010-ABCDEFG{ext}",
    "Syncthing, a copy of a copy": "{stem}.sync-conflict-20261110-101010-ABCDEFG"
    ".sync-conflict-20261111-111111-GFEDCBA{ext}",
    "Nextcloud": "{stem} (conflicted copy 2026-11-10 101010){ext}",
    "Nextcloud, of a user": "{stem} (conflicted copy anna 2026-11-10 101010){ext}",
    "Nextcloud, letters": "{stem} (case clash from x){ext}",
    "ownCloud, old": "{stem}_conflict-20261110-101010{ext}",
    "Dropbox": "{stem} (Anna's conflicted copy 2026-11-10){ext}",
    "Dropbox, the next": "{stem} (Anna's conflicted copy 2026-11-10 (1)){ext}",
    "Dropbox, French": "{stem} (Copie en conflit de Anna 2026-11-10){ext}",
    "Dropbox, German": "{stem} (In Konflikt stehende Kopie von Anna 2026-11-10){ext}",
    "Dropbox, Spanish": "{stem} (Copia conflictiva de Anna 2026-11-10){ext}",
    "Dropbox, Japanese": "{stem} (Annaの問題のあるコピー 2026-11-10){ext}",
    "Dropbox, letters": "{stem} (Case Conflict){ext}",
    "Dropbox, accents": "{stem} (Unicode Encoding Conflict){ext}",
    "Dropbox, spaces": "{stem} (white space conflict){ext}",
    "Dropbox, read-only": "{stem} (Schreibschutzkonflikte){ext}",
    "OneDrive": "{stem}-ANNAS-PC{ext}",
    "OneDrive, the next": "{stem}-ANNAS-PC-2{ext}",
    "OneDrive, again and again": "{stem}-MacBook Pro de C-MacBook Pro de C{ext}",
    "OneDrive on Linux": "{stem}-annas-pc-safeBackup-0001{ext}",
    "iCloud Drive": "{stem} 2{ext}",
    "Google Drive": "{stem} (1){ext}",
    "Google Drive, old": "{stem} [Conflict]{ext}",
    "Google Drive, older": "{stem}_conf(1){ext}",
    "Seafile": "{stem} (SFConflict anna@example.org 2026-11-10-10-10-10){ext}",
    "Resilio": "{stem}{ext}.Conflict",
    "Resilio, stacked": "{stem}{ext}.Conflict.Conflict2",
    "Box": "{stem} (anna@example.org){ext}",
    "Box, other": "{stem}-(anna@example.org){ext}",
    "pCloud": "{stem}{ext}.conflicted",
    "pCloud, brackets": "{stem} [conflicted]{ext}",
    "pCloud, the next": "{stem} [conflicted 2]{ext}",
    "Proton Drive": "{stem} (# Name clash 2026-11-10 a1b2c3 #){ext}",
    "Proton Drive, edit": "{stem} # Edit conflict{ext}",
    "rclone bisync, old": "{stem}{ext}..path1",
    "rclone bisync": "{stem}{ext}.conflict1",
    "unison": "{stem} (conflict_on_2026-11-10){ext}",
    "unison, deleted": "{stem} (conflict_on_2026-11-10_was_deleted){ext}",
    "git": "{stem}{ext}~0123456789012345678901234567890123456789",
    "an editor": "{stem}{ext}~",
    "Windows Explorer": "{stem} - Copy (2){ext}",
    "Windows Explorer, German": "{stem} - Kopie{ext}",
    "Finder": "{stem} copy 2{ext}",
    "capitals": "{upper}",
    "of two clients": "{stem}.sync-conflict-20261110-101010-ABCDEFG (1){ext}..path2",
}
every_grammar = pytest.mark.parametrize("grammar", GRAMMARS.values(), ids=GRAMMARS.keys())


def renamed(path: Path, grammar: str) -> Path:
    return path.with_name(grammar.format(stem=path.stem, ext=path.suffix, upper=path.name.upper()))


@pytest.fixture
def someone() -> SubjectId:
    return person()


@pytest.fixture
def pair(vault: Created, join: Callable[..., Log]) -> tuple[Log, Log]:
    phone = join(vault)
    vault.log.receive()
    return vault.log, phone


def inside(log: Log, directory: str) -> list[Path]:
    return sorted((log.folder.path / directory / short_name(unbase32(log.device))).glob("*"))


def pack_of(log: Log) -> Path:
    """All that a device has loose, in a pack instead."""
    files = inside(log, "log")
    ((name, body),) = packed(
        log.vault, unbase32(log.device), [(n, path.read_bytes()) for n, path in enumerate(files, 1)]
    )
    for path in files:
        path.unlink()
    log.folder.publish(name, body)
    return log.folder.path / name


@every_grammar
@pytest.mark.parametrize("kind", ["loose", "packed"])
def test_a_file_that_came_only_as_a_copy_is_read_by_its_content(
    pair: tuple[Log, Log], someone: SubjectId, grammar: str, kind: str
) -> None:
    laptop, phone = pair
    events = [laptop.record([about(someone)])[0].id for _ in range(2)]
    if kind == "packed":
        pack_of(laptop)
    for path in laptop.folder.path.glob("*/*/*"):
        path.rename(renamed(path, grammar))
    received = phone.receive()
    assert (received.events, received.bad) == (2, ())
    assert [event.id for event in phone.everything()] == events
    assert phone.receive().files == 0
    assert phone.gaps() == []
    assert phone.alarms() == []


@every_grammar
def test_who_belongs_to_the_vault_is_read_from_copies_too(
    vault: Created, join: Callable[..., Log], someone: SubjectId, grammar: str
) -> None:
    before = set((vault.log.folder.path / "members").iterdir())
    phone = join(vault)
    phone.record([about(someone)])
    for path in set((vault.log.folder.path / "members").iterdir()) - before:
        path.rename(renamed(path, grammar))
    genesis = next(vault.log.folder.path.glob("vault-*"))
    genesis.rename(renamed(genesis, grammar))
    received = vault.log.receive()
    assert (received.events, received.bad) == (1, ())
    assert {each.label for each in vault.log.membership.members.values()} == {"Annas Laptop", "phone"}


@every_grammar
def test_a_broken_copy_of_what_is_held_waits_for_nothing(
    pair: tuple[Log, Log], someone: SubjectId, grammar: str
) -> None:
    laptop, phone = pair
    laptop.record([about(someone)])
    phone.receive()
    folder = laptop.folder.path
    originals = [*folder.glob("vault-*"), *folder.glob("members/*"), *folder.glob("*/*/*")]
    for left in (0, 300):
        for path in originals:
            renamed(path, grammar).write_bytes(path.read_bytes()[:left])
        assert phone.receive().bad == ()
    assert phone.count()[2:4] == (0, 0)
    assert phone.unsettled() == []
    assert phone.alarms() == []


@pytest.mark.parametrize("name", [".{}.icloud", "{}.nextcloud", "{}.owncloud"])
def test_a_placeholder_is_waited_for_and_never_read(
    pair: tuple[Log, Log], someone: SubjectId, name: str
) -> None:
    laptop, phone = pair
    laptop.record([about(someone)])
    (path,) = inside(laptop, "log")
    stub = path.with_name(name.format(path.name))
    path.rename(path.parent.parent / "elsewhere")
    stub.write_bytes(b"bplist00 whatever")
    phone.receive()
    assert [(each.verdict, each.why) for each in phone.unsettled()] == [("waiting", "elsewhere")]
    assert phone.alarms() == []
    stub.unlink()
    shutil.move(path.parent.parent / "elsewhere", path)
    assert phone.receive().events == 1
    assert phone.unsettled() == []


@pytest.mark.parametrize(
    "name",
    [".syncthing.{}.tmp", ".{}.Ab3dE9", ".unison.{}.0123.unison.tmp", "~syncthing~{}.tmp", ".{}.~5c40c34"],
)
def test_what_a_client_has_not_finished_is_nobodys_file(
    pair: tuple[Log, Log], someone: SubjectId, name: str
) -> None:
    laptop, phone = pair
    laptop.record([about(someone)])
    (path,) = inside(laptop, "log")
    path.rename(path.with_name(name.format(path.name)))
    received = phone.receive()
    assert (received.events, received.bad) == (0, ())

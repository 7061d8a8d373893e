from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

READER = Path(__file__).with_name("reader.py")
DATA = Path(__file__).parents[1] / "vectors" / "data"
CODE = json.loads((DATA / "secrets.json").read_text("utf-8"))["recovery_code"]
EXPECTED = (DATA / "events.jsonl").read_text("utf-8")


def read(folder: Path, code: str = CODE) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(READER), str(folder)]
    return subprocess.run(command, input=code + "\n", capture_output=True, check=False, encoding="utf-8")


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return shutil.copytree(DATA / "vault", tmp_path / "vault")


def only(folder: Path, pattern: str) -> Path:
    [path] = folder.glob(pattern)
    return path


def test_the_good_vault_gives_every_event_in_total_order(vault: Path) -> None:
    answer = read(vault)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout == EXPECTED


def test_the_vault_is_not_touched(vault: Path) -> None:
    before = {path: path.read_bytes() for path in vault.rglob("*") if path.is_file()}
    read(vault)
    assert {path: path.read_bytes() for path in vault.rglob("*") if path.is_file()} == before


def test_names_carry_no_authority(vault: Path) -> None:
    for path in [*vault.glob("*/r-*"), *vault.glob("*/*/*.nl?"), only(vault, "vault-*")]:
        stem = path.name.partition("-")[0]
        path.rename(path.with_name(f"{stem}-copy of {path.stem[-3:]}{path.stat().st_ino}.bak"))
    assert read(vault).stdout == EXPECTED


def test_duplicates_count_once(vault: Path) -> None:
    for path in [*vault.glob("*/r-*"), *vault.glob("*/*/*.nl?"), only(vault, "vault-*")]:
        shutil.copy(path, path.with_name(f"{path.stem} (conflicted copy){path.suffix}"))
    answer = read(vault)
    assert (answer.stdout, answer.stderr) == (EXPECTED, "")


def test_foreign_files_are_ignored(vault: Path) -> None:
    (vault / "notes.txt").write_text("mine", "utf-8")
    (vault / "members" / "r-notes.txt").write_text("mine as well", "utf-8")
    (vault / "log" / "deeper" / "still").mkdir(parents=True)
    shutil.copy(only(vault, "log/*/s-0000000001-*"), vault / "log" / "deeper" / "still" / "s-1.nls")
    answer = read(vault)
    assert (answer.stdout, answer.stderr) == (EXPECTED, "")


def test_an_altered_segment_is_skipped_and_named(vault: Path) -> None:
    victim = only(vault, "log/*/s-0000000004-*")
    body = bytearray(victim.read_bytes())
    body[300] ^= 1
    victim.write_bytes(body)
    answer = read(vault)
    assert answer.stderr.startswith(f"altered: {victim.relative_to(vault).as_posix()}: ")
    assert answer.stdout.splitlines() == [line for line in EXPECTED.splitlines() if "met both" not in line]


def test_a_torn_pack_is_skipped_and_named(vault: Path) -> None:
    victim = only(vault, "packs/*/p-*")
    victim.write_bytes(victim.read_bytes()[:1000])
    answer = read(vault)
    assert answer.stderr.startswith(f"waiting: {victim.relative_to(vault).as_posix()}: ")
    missing = set(EXPECTED.splitlines()) - set(answer.stdout.splitlines())
    assert [json.loads(line)["name"] for line in missing] == [
        "person-added"
    ]  # the other event also lies loose


def test_without_a_key_table_the_events_of_its_people_wait(vault: Path) -> None:
    tables = [path for path in vault.glob("people/*/t-*") if "-0000000001-" in path.name]
    tables[0].unlink()
    answer = read(vault)
    assert answer.stderr.count("the key of a person is not here") == 6
    assert len(answer.stdout.splitlines()) == len(EXPECTED.splitlines()) - 6


def test_without_its_membership_record_nothing_of_a_device_is_believed(vault: Path) -> None:
    for path in vault.glob("members/r-*"):
        path.unlink()
    answer = read(vault)
    assert (answer.returncode, answer.stdout) == (0, "")
    assert "of a device that is not known" in answer.stderr
    assert "of an epoch that is not known" in answer.stderr


def test_a_code_with_a_typing_error_is_refused(vault: Path) -> None:
    answer = read(vault, CODE[:-1] + ("0" if CODE[-1] != "0" else "1"))
    assert (answer.returncode, answer.stdout) == (12, "")
    assert "typing error" in answer.stderr


def test_the_code_of_another_vault_is_refused(vault: Path) -> None:
    answer = read(vault, "0000-" * 8 + "7363")  # well formed: the checksum of twenty zero bytes
    assert (answer.returncode, answer.stdout) == (12, "")
    assert "belongs to this recovery code" in answer.stderr


def test_the_reader_stays_small() -> None:
    assert len(READER.read_text("utf-8").splitlines()) < 500

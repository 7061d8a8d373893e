"""Does the second reader make of every test vector what it says? (A device key is not its concern.)"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.reader.reader import (
    Vault,
    Verdict,
    WrongCode,
    base32,
    read_code,
    read_event,
    read_file,
    read_folder,
    read_genesis,
)
from tests.vectors.case import Case, load

DATA = Path(__file__).parents[1] / "vectors" / "data"
SECRETS = json.loads((DATA / "secrets.json").read_text("utf-8"))
CODE = SECRETS["recovery_code"]
CASES = [case for path in sorted((DATA / "cases").iterdir()) if (case := load(path)).kind != "device-key"]
SEVERITY = ("accepted", "unknown-event", "waiting", "newer", "altered")


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_second_reader_agrees(case: Case, tmp_path: Path) -> None:
    if case.kind == "recovery-code":
        assert code_outcome(case) == case.expect
    elif case.kind == "record":
        assert record_outcome(case) == case.expect
    elif case.kind == "genesis":
        assert genesis_outcome(case, tmp_path) == case.expect
    else:
        assert folder_outcome(case, tmp_path / "vault") == case.expect


def code_outcome(case: Case) -> str:
    try:
        identity, _ = read_code(case.text or "")
    except WrongCode:
        return "refused"
    assert identity.hex() == SECRETS["recovery_id"]
    return "accepted"


def record_outcome(case: Case) -> str:
    """An event that does not open is kept and counted, like one that is not understood."""
    keys = {bytes.fromhex(one["key_id"]): bytes.fromhex(one["key"]) for one in SECRETS["people"].values()}
    epoch_key = bytes.fromhex(next(iter(SECRETS["epochs"].values())))
    try:
        line = read_event(case.file, bytes.fromhex(SECRETS["devices"]["desk"]["id"]), epoch_key, keys)
    except Verdict as verdict:
        return "waiting" if verdict.word == "waiting" else "unknown-event"
    assert [line["id"]] == [base32(one) for one in case.opens or ()]
    return "accepted"


def genesis_outcome(case: Case, folder: Path) -> str:
    path = folder / (case.path or "")
    path.write_bytes(case.file)
    try:
        vault, _ = read_genesis(read_file(path))
    except Verdict as verdict:
        return verdict.word
    assert vault.hex() == SECRETS["vault"]
    return "accepted"


def folder_outcome(case: Case, folder: Path) -> str:
    """The good vault without its own segments, with the file of the case."""
    assert case.path is not None
    shutil.copytree(DATA / "vault", folder, ignore=shutil.ignore_patterns("s-*", "p-*"))
    keys = read_folder(folder, CODE).keys.keys()
    for path in case.absent:
        (folder / path).unlink()
    for path, body in {**case.also, case.path: case.file}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(body)
    vault = read_folder(folder, CODE)
    check_opened(case, vault, vault.keys.keys() - keys)
    inside = [word for path, word in vault.reading.words.items() if path.startswith(f"{case.path} (")]
    words = [vault.reading.words[case.path], *(inside if case.kind == "pack" else [])]
    return max(words, key=SEVERITY.index)


def check_opened(case: Case, vault: Vault, new_keys: set[bytes]) -> None:
    opens = set(case.opens or ())
    if case.kind in {"segment", "pack"}:
        assert vault.reading.events.keys() == {base32(one) for one in opens}
    elif case.kind == "key-table":
        assert new_keys == opens
    elif case.opens is not None:
        assert {epoch.hex() for epoch in vault.epochs} == {*SECRETS["epochs"], *(one.hex() for one in opens)}

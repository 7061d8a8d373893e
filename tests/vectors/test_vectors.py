from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from events.ids import base32
from sync.format.common import PACK_MAGIC, SEGMENT_MAGIC
from sync.pack import unpacked
from tests.vectors import generate
from tests.vectors.adapter import DATA, SECRETS, VAULT, membership_of, outcome, segment_outcome
from tests.vectors.case import KINDS, OUTCOMES, Case, load
from tests.vectors.good import Good

if TYPE_CHECKING:
    from pathlib import Path

CASES = [load(path) for path in sorted((DATA / "cases").iterdir())]
DIFFERENT: dict[str, str] = {}
"""Where netlog knowingly makes something else of a vector. What begins to agree must leave this list."""


def parameter(case: Case) -> Any:
    reason = DIFFERENT.get(case.name)
    marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
    return pytest.param(case, id=case.name, marks=marks)


@pytest.mark.parametrize("case", [parameter(case) for case in CASES])
def test_netlog_makes_of_every_vector_what_it_says(case: Case) -> None:
    word, opened = outcome(case)
    assert word == case.expect, case.defect
    if case.opens is not None:
        assert opened == set(case.opens)


def test_netlog_opens_every_event_of_the_good_vault() -> None:
    members = membership_of(VAULT)
    segments = [body for body in VAULT.values() if body[:8] == SEGMENT_MAGIC]
    for pack in (body for body in VAULT.values() if body[:8] == PACK_MAGIC):
        segments += unpacked(pack, members.vault)
    outcomes = [segment_outcome(body, members) for body in segments]
    expected = {json.loads(line)["id"] for line in (DATA / "events.jsonl").read_text("utf-8").splitlines()}
    assert {word for word, _ in outcomes} == {"accepted"}
    assert {base32(identity) for _, found in outcomes for identity in found} == expected
    assert {epoch.hex(): key.hex() for epoch, key in members.epochs.items()} == SECRETS["epochs"]


def test_there_are_enough_vectors_and_each_is_well_formed() -> None:
    assert len(CASES) >= 150
    assert {case.kind for case in CASES} == KINDS
    assert {case.expect for case in CASES} == OUTCOMES
    least = Counter(case.kind for case in CASES)
    assert min(least.values()) >= 10


def test_the_manifest_names_exactly_the_files_that_are_there() -> None:
    listed = (DATA / generate.MANIFEST).read_text("utf-8").splitlines()
    there = sorted(path.relative_to(DATA).as_posix() for path in DATA.rglob("*") if path.is_file())
    assert sorted([*listed, generate.MANIFEST]) == there


def test_each_file_is_named_after_its_case() -> None:
    names = {path.stem for path in (DATA / "cases").iterdir()}
    assert names == {case.name for case in CASES}


@pytest.mark.slow
def test_the_generator_writes_the_same_bytes_again(tmp_path: Path) -> None:
    """But for the wraps, which HPKE draws at random, and the names that hang on them."""
    generate.write(tmp_path)
    assert len(files(tmp_path)) == len(files(DATA))
    for path, body in files(tmp_path).items():
        if path.startswith("cases/"):
            assert settled(load(tmp_path / path)) == settled(load(DATA / path))
        elif not path.startswith("vault/members/"):
            assert body == (DATA / path).read_bytes(), path


def settled(case: Case) -> Case:
    drawn = case.kind == "membership"
    return replace(
        case, absent=(), also={}, file=b"" if drawn else case.file, path="" if drawn else case.path
    )


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != generate.MANIFEST
    }


def test_the_generator_shares_no_code_with_netlog() -> None:
    for path in (DATA.parent / "writing").glob("*.py"):
        assert not any(f"from {name}" in path.read_text("utf-8") for name in ("sync", "events", "netlog"))
    assert Good().secrets["vault"] == SECRETS["vault"]

"""Many segments in few files, byte for byte."""

import os

import pytest

from sync import pack
from sync.errors import Altered, Waiting
from sync.format.common import NO_HASH, SEGMENT_MAGIC
from sync.format.sealed import Header
from sync.log import Log
from sync.pack import packed, unpacked
from tests.sync.drafts import about, person

VAULT, DEVICE = b"v" * 16, b"d" * 16


def segment(n: int, size: int) -> bytes:
    """Bytes that say of themselves that they are segment n; a pack does not look further."""
    previous = NO_HASH if n == 1 else b"p" * 32
    header = Header(SEGMENT_MAGIC, VAULT, DEVICE, n, previous, b"e" * 16, b"s" * 32, size - 144 - 64)
    return header.encode() + os.urandom(size - 144)


def test_what_was_packed_is_unpacked_byte_for_byte() -> None:
    segments = [(n, segment(n, 300 + n)) for n in range(1, 300)]
    ((name, body),) = packed(VAULT, DEVICE, segments)
    assert unpacked(body, VAULT) == tuple(body for _, body in segments)
    assert name.startswith("packs/")
    assert "/p-0000000001-000000012b-" in name


def test_packs_are_as_few_as_the_limit_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack, "MAX_PACK", 5_000)
    segments = [(n, segment(n, 1_000)) for n in range(1, 10)]
    packs = list(packed(VAULT, DEVICE, iter(segments)))
    assert [len(unpacked(body, VAULT)) for _, body in packs] == [4, 4, 1]
    assert all(len(body) <= 5_000 for _, body in packs)
    assert [one for _, body in packs for one in unpacked(body, VAULT)] == [body for _, body in segments]
    assert list(packed(VAULT, DEVICE, [])) == []


def test_a_pack_of_exactly_the_limit_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    segments = [(n, segment(n, 1_000)) for n in range(1, 4)]
    ((_, body),) = packed(VAULT, DEVICE, segments)
    monkeypatch.setattr(pack, "MAX_PACK", len(body))
    assert len(list(packed(VAULT, DEVICE, segments))) == 1
    monkeypatch.setattr(pack, "MAX_PACK", len(body) - 1)
    assert len(list(packed(VAULT, DEVICE, segments))) == 2


def test_a_pack_of_another_vault_or_a_short_or_changed_one_is_refused() -> None:
    ((_, body),) = packed(VAULT, DEVICE, [(1, segment(1, 300))])
    with pytest.raises(Altered):
        unpacked(body, b"w" * 16)
    with pytest.raises(Waiting):
        unpacked(body[:-1], VAULT)
    with pytest.raises(Altered):
        unpacked(body[:-1] + bytes([body[-1] ^ 1]), VAULT)


def test_real_segments_of_a_device_survive_packing(log: Log) -> None:
    for _ in range(5):
        log.record([about(person())])
    stored = list(log._archive.segments_after(0))
    ((_, body),) = packed(log.vault, stored[0].device, [(each.n, each.body) for each in stored])
    assert unpacked(body, log.vault) == tuple(each.body for each in stored)

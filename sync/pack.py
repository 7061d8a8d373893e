"""How do many small segments become a few large files, and what is in one that was found?

Rule: a pack vouches for nothing; each segment in it stands for itself, byte for byte.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sync.errors import Foreign
from sync.folder import pack_name
from sync.format.common import MAX_PACK, file_hash
from sync.format.pack import Pack, parse_pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HEAD: Final = 72
_INDEX_ROW: Final = 52
_TAIL: Final = 32


def packed(vault: bytes, device: bytes, segments: Iterable[tuple[int, bytes]]) -> Iterator[tuple[str, bytes]]:
    """(name in the folder, bytes) of packs that hold the segments of one device, given ascending by n, in as
    few as the limit allows.
    """
    batch: list[tuple[int, bytes]] = []
    size = _HEAD + _TAIL
    for n, body in segments:
        if batch and size + len(body) + _INDEX_ROW > MAX_PACK:
            yield _one(vault, device, batch)
            batch, size = [], _HEAD + _TAIL
        batch.append((n, body))
        size += len(body) + _INDEX_ROW
    if batch:
        yield _one(vault, device, batch)


def _one(vault: bytes, device: bytes, batch: list[tuple[int, bytes]]) -> tuple[str, bytes]:
    body = Pack(vault, device, tuple(batch)).encode()
    return pack_name(device, batch[0][0], batch[-1][0], file_hash(body)), body


def unpacked(body: bytes, vault: bytes) -> tuple[bytes, ...]:
    """The segments in a pack of this vault, unverified. Raises: Waiting, Altered, Newer."""
    return tuple(segment for _, segment in read_pack(body, vault).segments)


def read_pack(body: bytes, vault: bytes) -> Pack:
    """A pack of this vault; what is in it is unverified. Raises: Waiting, Altered, Newer."""
    pack = parse_pack(body)
    if pack.vault != vault:
        raise Foreign("pack of another vault")
    return pack

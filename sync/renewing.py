"""How does this home go on as another device? Its old identity signs for the new one.

Rule: secrets, records and the memory of the old identity are one transaction; see `sync.identity`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sync import seal
from sync.errors import MissingKey
from sync.format.common import NO_HASH, file_hash
from sync.identity import SECRETS, remember, sealed_secrets
from sync.keys import DeviceKeys, device_id
from sync.seen import Link, seen_vector
from sync.statements import MAX_LABEL, add_body, admission

if TYPE_CHECKING:
    from collections.abc import Collection

    from sync.archive import Archive
    from sync.membership import Membership
    from sync.place import Place
    from sync.seal import Entropy


def renew(  # noqa: PLR0913 - what an identity is made of
    archive: Archive,
    keys: DeviceKeys,
    membership: Membership,
    place: Place,
    why: str,
    *,
    entropy: Entropy,
    now_ms: int,
) -> None:
    """Takes a new identity, inside `archive.writing()`: the old one, still a member, signs for it.

    Raises: MissingKey when the vault's key is not here: then nothing can be recorded either.
    """
    old = archive.meta("device") or b""
    if old not in membership.members:
        raise MissingKey("member")
    n, tip = archive.number("n"), archive.meta("tip") or NO_HASH
    secrets = _drawn(keys, [place.machine, place.home, now_ms.to_bytes(8, "big"), tip], entropy)
    identity = DeviceKeys.from_secrets(secrets + keys.local_key).pairs.identity()
    new, label = device_id(identity), next_label(membership.members[old].label, _labels(membership))
    body = add_body(membership.vault, identity, label, membership.epoch_key, entropy)
    records = admission(membership, old, keys.pairs.signing_seed, body)
    for body in records:
        archive.add_record(file_hash(body), body)
    archive.post_records(map(file_hash, records))
    own = archive.meta("secrets") or sealed_secrets(
        archive, old, keys.secrets()[:SECRETS], keys.local_key, entropy
    )
    archive.db.execute("INSERT INTO identities VALUES(?,?,?,?,?,?)", (old, own, n, tip, now_ms, why))
    links = [Link(old, *link) for link in archive.links(old)]
    archive.set_runs(old, seen_vector(links).get(old, ()))
    sealed = sealed_secrets(archive, new, secrets, keys.local_key, entropy)
    archive.set_meta(device=new, secrets=sealed, n=0, tip=NO_HASH, table_n=0, doubt=b"")
    remember(archive, place)


def _drawn(keys: DeviceKeys, said: list[bytes], entropy: Entropy) -> bytes:
    """Two homes may draw the same random numbers (a snapshot resumed twice); place, time and what was written
    last tell them apart.
    """
    seed = seal.hedged(keys.nonce_key, "identity", entropy, *said)
    return seal.hkdf(seed, b"", seal.info("identity"), SECRETS)


def _labels(membership: Membership) -> set[str]:
    return {member.label for member in membership.members.values()}


def next_label(label: str, taken: Collection[str]) -> str:
    """The same name with the next free number, so that two devices can be told apart by whoever reads them:
    "laptop", "laptop 2", "laptop 3".
    """
    stem, number = re.sub(r" \d{1,3}$", "", label), 2
    while (name := _fitting(stem, f" {number}")) in taken:
        number += 1
    return name


def _fitting(stem: str, tail: str) -> str:
    room = MAX_LABEL - len(tail)
    return stem.encode("utf-8")[:room].decode("utf-8", "ignore") + tail

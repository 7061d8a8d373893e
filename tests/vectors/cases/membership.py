"""What can be wrong with a membership record?"""

from __future__ import annotations

import struct
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.vectors.case import Case
from tests.vectors.good import place
from tests.vectors.writing.membership import Epoch, MembershipFile
from tests.vectors.writing.notation import Keys, device, malleable, random, recovery_keys, sha256

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.vectors.good import Good

LAPTOP = device("laptop")


def case(name: str, defect: str, expect: str, file: bytes, **parts: Any) -> Case:
    path = place(file) if len(file) > 4 and file[3:4] == b"M" else "members/r-0000000000000000.nlm"
    return Case(f"membership-{name}", "membership", defect, expect, file, path=path, **parts)


def record(good: Good, kind: int, body: bytes) -> MembershipFile:
    """By the desk, after everything."""
    return MembershipFile(good.vault, good.desk, (good.head,), kind, body)


def cases(good: Good) -> Iterator[Case]:
    yield from kinds(good)
    gone = good.phone.id + struct.pack(">Q", 3) + sha256(good.phone_segments[-1].file)
    remove = record(good, 2, gone)  # the shortest kind stands for all
    yield case("remove", "none: a device is removed", "accepted", remove.file)
    yield from frames(remove)
    yield from authors(good, remove)
    yield from parents(good, remove)
    yield from seals(good)
    yield from epoch_keys(good)
    yield from recoveries(good)


def frames(remove: MembershipFile) -> Iterator[Case]:
    file = remove.file
    for name, expect, defect, body in (
        ("empty", "waiting", "no byte has arrived", b""),
        ("header-only", "waiting", "only the fixed fields have arrived", file[:40]),
        ("truncated", "waiting", "the last byte of the signature is missing", file[:-1]),
        ("trailing-byte", "altered", "one byte too many", file + b"\x00"),
        ("zeros", "altered", "full length, our name, nothing but zeros", bytes(len(file))),
        ("major-2", "newer", "a later major version", replace(remove, major=2).file),
        ("major-0", "altered", "no such major version", replace(remove, major=0).file),
        ("reserved", "newer", "a reserved field is set, properly signed", replace(remove, reserved=1).file),
        ("huge", "altered", "the body says that it has 4 GiB", replace(remove, claimed=0xFFFFFFFF).file),
        ("over-limit", "altered", "the body alone is the limit", replace(remove, claimed=262_144).file),
    ):
        yield case(name, defect, expect, body)


def authors(good: Good, remove: MembershipFile) -> Iterator[Case]:
    early = (sha256(good.records[1].file),)
    mixed = Keys("device", good.recovery.signing_seed, good.recovery.sealing_seed)
    for name, defect, wrong in (
        ("stranger", "signed by a device that nobody added", replace(remove, author=device("stranger"))),
        (
            "too-early",
            "its parents do not know its author",
            replace(remove, author=good.phone, parents=early),
        ),
        ("signer", "signed by another member than the author named", replace(remove, signer=good.phone)),
        ("label", "the signature is over another label", replace(remove, label="genesis")),
        ("vault", "of another vault, signed by a member", replace(remove, vault=random("another vault", 16))),
        ("recovery-as-device", "the recovery key's id as if of a device", replace(remove, author=mixed)),
    ):
        yield case(name, defect, "altered", wrong.file)
    file = remove.file
    reduced = file[:-64] + malleable(file[-64:])
    yield case("signature-s", "S of the signature is not reduced", "altered", reduced)


def parents(good: Good, remove: MembershipFile) -> Iterator[Case]:
    heads = tuple(sorted(sha256(one.file) for one in good.records[-2:]))
    many = tuple(sorted(random(f"parent {number}", 32) for number in range(65)))
    for name, expect, defect, hashes in (
        ("unsorted", "altered", "the parents descend", heads[::-1]),
        ("repeated", "altered", "a parent stands twice", (heads[0], heads[0])),
        ("none", "altered", "no parent", ()),
        ("65", "altered", "65 parents, one more than allowed", many),
        ("64", "waiting", "as many unknown parents as allowed", many[:64]),
        ("unknown", "waiting", "one of two parents has not arrived", tuple(sorted((good.head, many[0])))),
    ):
        yield case(f"parents-{name}", defect, expect, replace(remove, parents=hashes).file)
    absent = (place(good.records[-1].file),)
    yield case("parent-absent", "its parent has not arrived", "waiting", remove.file, absent=absent)
    refused = replace(remove, author=device("stranger"))
    child = replace(remove, parents=(sha256(refused.file),))
    also = {place(refused.file): refused.file}
    yield case("parent-refused", "its parent is no accepted record", "waiting", child.file, also=also)


def kinds(good: Good) -> Iterator[Case]:
    add = record(good, 1, good.second_epoch.label("Laptop", LAPTOP))
    yield case("add", "none: a device is added by a member", "accepted", add.file)
    spoiled = replace(add, body=add.body[:-80] + random("label", 80))
    yield case("add-label", "none: a label that does not open does not matter", "accepted", spoiled.file)
    yield case("add-short", "an addition without a label", "altered", replace(add, body=add.body[:-80]).file)
    left = replace(add, body=add.body + b"\x00").file
    yield case("add-left-over", "a byte is left over in the body", "altered", left)
    heads = tuple(sorted(sha256(one.file) for one in good.records[-2:]))
    both = replace(add, author=good.phone, parents=heads).file
    yield case("add-by-added", "none: by a member that was added, after two records", "accepted", both)
    bare = replace(add, author=good.recovery, parents=(sha256(good.genesis.file),))
    yield case("add-recovery", "none: the recovery code adds a device to the genesis", "accepted", bare.file)
    odd = record(good, 9, b"?")
    yield case("kind-9", "an unknown kind from a member", "newer", odd.file)
    yield case("kind-0", "an unknown kind from a member", "newer", replace(odd, kind=0).file)
    yield case("kind-6", "a reserved kind from a member", "newer", replace(odd, kind=6).file)
    wrong = replace(odd, author=device("stranger")).file
    yield case("kind-9-stranger", "an unknown kind from a stranger tells nothing", "altered", wrong)
    wrong = replace(odd, signer=good.phone).file
    yield case("kind-9-forged", "an unknown kind whose signature does not hold", "altered", wrong)


def seals(good: Good) -> Iterator[Case]:
    two = good.second_epoch
    seal = record(good, 4, two.wraps(LAPTOP, kind=4))
    yield case("seal", "none: an epoch is sealed to one more", "accepted", seal.file)
    unknown = Epoch(good.vault, random("epoch of nobody", 32))
    wrong = replace(seal, body=unknown.wraps(LAPTOP, kind=4)).file
    yield case("seal-unknown-epoch", "no record names its epoch", "altered", wrong)
    wrong = replace(seal, parents=(sha256(good.records[-2].file),)).file
    yield case("seal-not-ancestor", "the record of its epoch is no ancestor", "altered", wrong)
    one, other = sorted(two.wrap(keys, kind=4) for keys in (LAPTOP, good.phone))
    for name, defect, body in (
        ("unsorted", "the recipients descend", two.body(other, one)),
        ("repeated", "a recipient stands twice", two.body(one, one)),
        ("none", "sealed to nobody", two.body()),
        ("count", "says three wraps, has one", two.body(one, count=3)),
        ("left-over", "says one wrap, and bytes follow", two.body(one, count=1) + b"\x00"),
        ("cut", "the wrap ends a byte early", two.body(one)[:-1]),
    ):
        yield case(f"wraps-{name}", defect, "altered", replace(seal, body=body).file)


def epoch_keys(good: Good) -> Iterator[Case]:
    """The record is right for all others: only who unwraps the key can see that it is wrong."""
    third, other = Epoch(good.vault, random("epoch 3", 32)), random("epoch 4", 32)
    mine = good.recovery
    right = record(good, 3, third.wraps(mine, kind=3))
    yield case("epoch", "none: a new epoch", "accepted", right.file, opens=(third.id,))
    recipient, output = third.wrap(mine, kind=3)
    spoiled = output[:-1] + bytes([output[-1] ^ 1])
    for name, defect, wrap in (
        ("other-key", "the wrapped key is the key of another epoch", third.wrap(mine, kind=3, key=other)),
        (
            "key-short",
            "the wrapped key is 31 bytes and one",
            third.wrap(mine, kind=3, key=third.key[:31] + b"\x00"),
        ),
        ("info-kind", "wrapped for a seal", third.wrap(mine, kind=4)),
        (
            "info-vault",
            "wrapped for another vault",
            third.wrap(mine, kind=3, vault=random("another vault", 16)),
        ),
        ("info-epoch", "wrapped as another epoch", third.wrap(mine, kind=3, epoch=good.first_epoch.id)),
        (
            "info-recipient",
            "wrapped for another recipient",
            third.wrap(mine, kind=3, named=good.phone.id),
        ),
        ("wrap-flipped", "a bit of the wrap is flipped", (recipient, spoiled)),
    ):
        file = replace(right, body=third.body(wrap)).file
        yield case(f"epoch-{name}", defect, "accepted", file, opens=())


def recoveries(good: Good) -> Iterator[Case]:
    new = recovery_keys(random("new recovery code", 20))
    proof = new.sign("recovery proof", good.vault, good.desk.id, new.identity)
    right = record(good, 5, new.identity + proof)
    yield case("recovery", "none: a member makes a new recovery code", "accepted", right.file)
    for name, defect, wrong in (
        (
            "signer",
            "the new recovery key did not sign",
            good.desk.sign("recovery proof", good.vault, good.desk.id, new.identity),
        ),
        (
            "author",
            "the proof is for another author",
            new.sign("recovery proof", good.vault, good.phone.id, new.identity),
        ),
        (
            "label",
            "the proof is over another label",
            new.sign("membership", good.vault, good.desk.id, new.identity),
        ),
    ):
        file = replace(right, body=new.identity + wrong).file
        yield case(f"recovery-proof-{name}", defect, "altered", file)

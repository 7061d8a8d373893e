"""How is a test vector put to netlog's own code? The only file of the vectors that knows it.

Everything is set in the good vault as the recovery code opens it; each kind goes the way that `verify` goes.
"""

from __future__ import annotations

import json
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from events import registry
from events.envelope import NotCanonical
from events.ids import device_id, unbase32
from sync import keys as device_keys
from sync.errors import Altered, MissingKey, Newer, VaultError, Waiting, WrongRecoveryCode
from sync.format.common import GENESIS_MAGIC, MEMBERSHIP_MAGIC, SEGMENT_MAGIC, TABLE_MAGIC, Plain, file_hash
from sync.format.device import parse_device_key
from sync.format.membership import parse_membership
from sync.format.sealed import parse_table
from sync.keys import RecoveryCode
from sync.membership import Membership, check_genesis, judge, vault_id
from sync.pack import unpacked
from sync.person_keys import open_table
from sync.reading import Opened, Reader, open_segment
from sync.seal import person_key_id
from sync.verify import Verifier

if TYPE_CHECKING:
    from tests.vectors.case import Case

DATA = Path(__file__).with_name("data")
VAULT = {
    path.relative_to(DATA / "vault").as_posix(): path.read_bytes()
    for path in sorted((DATA / "vault").rglob("*.nl?"))
}
SECRETS: dict[str, Any] = json.loads((DATA / "secrets.json").read_text("utf-8"))
SEVERITY = ("accepted", "unknown-event", "waiting", "newer", "altered")

Outcome = tuple[str, set[bytes]]
"""What becomes of the file, and what opened nevertheless."""


def word(error: VaultError | NotCanonical) -> str:
    match error:
        case MissingKey() | Waiting():
            return "waiting"
        case Newer():
            return "newer"
        case Altered():
            return "altered"
    raise error


def outcome(case: Case) -> Outcome:
    try:
        return JUDGES[case.kind](case)
    except (VaultError, NotCanonical) as error:
        return word(error), set()


def membership_of(files: dict[str, bytes]) -> Membership:
    return judged(frozenset(body for body in files.values() if body[:8] in {GENESIS_MAGIC, MEMBERSHIP_MAGIC}))


@cache
def judged(files: frozenset[bytes]) -> Membership:
    [genesis] = [body for body in files if body[:8] == GENESIS_MAGIC]
    me = RecoveryCode.parse(SECRETS["recovery_code"]).keys()
    return judge(genesis, files - {genesis}, me, bytes.fromhex(SECRETS["recovery_id"]))


def world(case: Case) -> dict[str, bytes]:
    return {path: body for path, body in (VAULT | case.also).items() if path not in case.absent}


def authenticate(body: bytes, magic: bytes, membership: Membership) -> None:
    """As `verify` does it; neither an archive nor a folder takes part."""
    Verifier._authentic(cast("Verifier", SimpleNamespace(_membership=membership)), body, magic)


def person_keys(membership: Membership) -> dict[bytes, bytes]:
    tables = [open_table(body, membership.epochs) for body in VAULT.values() if body[:8] == TABLE_MAGIC]
    return dict(pair for table in tables for pair in identified(table))


def identified(table: Plain) -> list[tuple[bytes, bytes]]:
    return [(person_key_id(person, key), key) for person, key in parse_table(table)]


def genesis(case: Case) -> Outcome:
    check_genesis(case.file)
    assert vault_id(case.file).hex() == SECRETS["vault"]
    return "accepted", set()


def membership(case: Case) -> Outcome:
    """A file that is cut or malformed never comes to judgement."""
    parse_membership(case.file)
    files = world(case)
    before = membership_of(files)
    after = membership_of(files | {"members/of the case": case.file})
    digest = file_hash(case.file)
    if digest in after.refused:
        return "altered", set()
    if digest in after.waiting:
        return "waiting", set()
    return "accepted", after.epochs.keys() - before.epochs.keys()


def segment(case: Case) -> Outcome:
    return segment_outcome(case.file, membership_of(world(case)))


def segment_outcome(body: bytes, members: Membership) -> Outcome:
    try:
        authenticate(body, SEGMENT_MAGIC, members)
        opened = open_segment(body, members.epochs)
        records = opened.records()
    except VaultError as error:
        return word(error), set()
    outcomes = [event_outcome(opened, record, members) for record in records]
    ids = {identity for _, found in outcomes for identity in found}
    return "unknown-event" if any(one != "accepted" for one, _ in outcomes) else "accepted", ids


def event_outcome(opened: Opened, record: bytes, members: Membership) -> Outcome:
    """What does not open or does not fit is kept and counted."""
    keyring = SimpleNamespace(by_id=person_keys(members).get)
    try:
        envelope = Reader.read(cast("Reader", SimpleNamespace(_keyring=keyring)), opened, record)
        with suppress(registry.UnknownEvent):  # the second reader knows no names: no vector asks for one
            registry.read(envelope)
    except MissingKey:
        return "waiting", set()
    except (VaultError, NotCanonical, registry.UnreadableEvent):
        return "unknown-event", set()
    return "accepted", {unbase32(envelope.id)}


def key_table(case: Case) -> Outcome:
    members = membership_of(world(case))
    authenticate(case.file, TABLE_MAGIC, members)
    return "accepted", {key_id for key_id, _ in identified(open_table(case.file, members.epochs))}


def pack(case: Case) -> Outcome:
    members = membership_of(world(case))
    outcomes = [segment_outcome(body, members) for body in unpacked(case.file, members.vault)]
    words = [one for one, _ in outcomes]
    return max(words, key=SEVERITY.index), {identity for _, found in outcomes for identity in found}


def record(case: Case) -> Outcome:
    """A record in a segment of the desk, under the first epoch."""
    members = membership_of(VAULT)
    desk = bytes.fromhex(SECRETS["devices"]["desk"]["id"])
    epoch_key = bytes.fromhex(next(iter(SECRETS["epochs"].values())))
    opened = Opened(0, desk, device_id(desk), epoch_key, Plain(case.file))
    return event_outcome(opened, case.file, members)


def recovery_code(case: Case) -> Outcome:
    try:
        code = RecoveryCode.parse(case.text or "")
    except WrongRecoveryCode:
        return "refused", set()
    assert device_keys.recovery_id(code.keys().identity()).hex() == SECRETS["recovery_id"]
    return "accepted", set()


def device_key(case: Case) -> Outcome:
    """A cost beyond the bounds is refused before anything is derived: deriving it would never end."""
    try:
        file = parse_device_key(case.file)
        wrapping = device_keys.derive_wrapping_key(case.context["passphrase"], file)
        opened = device_keys.read_device_key(case.file, wrapping)
    except Newer:
        return "newer", set()
    except VaultError:
        return "refused", set()
    desk = SECRETS["devices"]["desk"]
    assert opened.secrets().hex() == "".join(
        desk[part] for part in ("signing_seed", "sealing_seed", "nonce_key", "local_key")
    )
    return "accepted", set()


JUDGES = {
    "genesis": genesis,
    "membership": membership,
    "segment": segment,
    "key-table": key_table,
    "pack": pack,
    "record": record,
    "recovery-code": recovery_code,
    "device-key": device_key,
}

"""Which events does a vault hold, given nothing but its folder and the recovery code?

A second reader, written from sync/FORMAT.md alone. It shares no code with netlog nor with the writer of the
test vectors, and must not: a misreading shows only where programs that do not know each other disagree.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import stat
import sys
from datetime import datetime, timedelta
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import ed25519, mlkem, x25519
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Keys = dict[bytes, bytes]
    Known = dict[tuple[str, bytes], bytes]  # (kind, id): public identity; ("epoch", id): b""

LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
GENESIS, MEMBERSHIP, SEGMENT, PACK, TABLE = (b"\x8fNL%c\x0d\x0a\x1a\x0a" % kind for kind in b"VMSPK")
LIMITS = {GENESIS: 2672, MEMBERSHIP: 262_144, SEGMENT: 1_048_576, TABLE: 4_194_304, PACK: 16_777_216}
PLACES = ("*", "members/*", "log/*/*", "packs/*/*", "people/*/*")
STEMS = ("vault-", "r-", "s-", "p-", "t-")
EXACT = re.compile(r"(vault|r|[st]-[0-9a-f]{10}|p(-[0-9a-f]{10}){2})-[0-9a-z]{16}\.nl[vmspk]")
IDENTITY = 1248
SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)


class Verdict(Exception):
    """Why something does not count: altered, waiting, newer or unknown."""

    def __init__(self, word: str, why: str) -> None:
        super().__init__(f"{word}: {why}")
        self.word, self.why = word, why


class WrongCode(Exception): ...


def demand(sound: object, why: str, word: str = "altered") -> None:
    if not sound:
        raise Verdict(word, why)


def info(label: str, *parts: bytes) -> bytes:
    return b"netlog-1 " + label.encode() + b"\x00" + b"".join(parts)


def hashed(label: str, *parts: bytes) -> bytes:
    return hashlib.sha256(info(label, *parts)).digest()


def expand(key: bytes, about: bytes) -> bytes:
    return hmac.digest(key, about + b"\x01", "sha256")


def hkdf(key: bytes, salt: bytes, about: bytes, blocks: int = 1) -> bytes:
    fresh, block, output = hmac.digest(salt or bytes(32), key, "sha256"), b"", b""
    for number in range(1, blocks + 1):
        block = hmac.digest(fresh, block + about + bytes([number]), "sha256")
        output += block
    return output


def opened(key: bytes, sealed: bytes, associated: bytes) -> bytes:
    try:
        return ChaCha20Poly1305(key).decrypt(bytes(12), sealed, associated)
    except (InvalidTag, ValueError) as error:
        raise Verdict("altered", "does not open") from error


def check_signature(public: bytes, signature: bytes, label: str, *parts: bytes) -> None:
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(public[:32]).verify(signature, hashed(label, *parts))
    except (InvalidSignature, ValueError) as error:
        raise Verdict("altered", "the signature does not hold") from error


def base32(raw: bytes) -> str:
    size = -(-len(raw) * 8 // 5)
    number = int.from_bytes(raw, "big") << (size * 5 - len(raw) * 8)
    return "".join(LETTERS[number >> 5 * place & 31] for place in range(size - 1, -1, -1))


class Taker:
    """Takes fields off the front of bytes; `short` is the verdict when they run out."""

    def __init__(self, data: bytes, short: str, at: int = 0) -> None:
        self.data, self.at, self.short = data, at, short

    def take(self, size: int) -> bytes:
        demand(size <= len(self.data) - self.at, "shorter than it says itself", self.short)
        self.at += size
        return self.data[self.at - size : self.at]

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")


def check_major(data: bytes) -> None:
    demand(data[8] == 1, "another major version", "newer" if data[8] else "altered")


def ascending(values: Iterable[Any]) -> bool:
    return all(one < two for one, two in pairwise(values))


def read_code(text: str) -> tuple[bytes, hpke.MLKEM768X25519PrivateKey]:
    """The recovery id and the key that opens what is sealed to it."""
    letters = re.sub(r"[\s-]", "", text).lower().translate(str.maketrans("oil", "011"))
    if len(letters) != 36 or not set(letters) <= set(LETTERS):
        raise WrongCode("the recovery code has 36 letters and digits")
    number = sum(LETTERS.index(letter) << 5 * place for place, letter in enumerate(reversed(letters)))
    raw = (number >> 20).to_bytes(20, "big")
    if int.from_bytes(hashed("recovery checksum", raw)[:3], "big") >> 4 != number & 0xFFFFF:
        raise WrongCode("there is a typing error in the recovery code")
    signing = ed25519.Ed25519PrivateKey.from_private_bytes(hkdf(raw, b"", info("recovery signing")))
    seed = hkdf(raw, b"", info("recovery sealing"), blocks=3)
    kem = mlkem.MLKEM768PrivateKey.from_seed_bytes(seed[:64])
    curve = x25519.X25519PrivateKey.from_private_bytes(seed[64:])
    identity = b"".join(key.public_key().public_bytes_raw() for key in (signing, kem, curve))
    return hashed("recovery", identity)[:16], hpke.MLKEM768X25519PrivateKey(kem, curve)


def read_genesis(data: bytes) -> tuple[bytes, Known]:
    """The vault id, and whom the genesis knows of."""
    check_major(data)
    demand(len(data) >= LIMITS[GENESIS], "shorter than it says itself", "waiting")
    demand(len(data) == LIMITS[GENESIS], "bytes are left over")
    device, recovery = data[48:1296], data[1296:2544]
    check_signature(device, data[2544:2608], "genesis", data[:2544])
    check_signature(recovery, data[2608:], "genesis", data[:2544])
    demand(data[9:16] == bytes([0, 0, 1, 0, 0, 0, 0]), "an unknown flag or suite", "newer")
    return hashed("vault", data)[:16], identified("device", device) | identified("recovery", recovery)


def identified(kind: str, identity: bytes) -> Known:
    return {(kind, hashed(kind, identity)[:16]): identity}


class Record(NamedTuple):
    hash: bytes
    kind: int
    author: bytes
    parents: list[bytes]
    body: bytes
    signed: bytes
    signature: bytes


def read_record(data: bytes, vault: bytes) -> Record:
    check_major(data)
    taker = Taker(data, "waiting", 9)
    kind, reserved = taker.number(1), taker.number(2)
    demand(taker.take(16) == vault, "of another vault")
    author, count = taker.take(16), taker.number(2)
    demand(1 <= count <= 64, "number of parents")
    parents = [taker.take(32) for _ in range(count)]
    demand(ascending(parents), "parents out of order")
    size = taker.number(4)
    demand(taker.at + size + 64 <= LIMITS[MEMBERSHIP], "too large")
    body, signed = taker.take(size), data[: taker.at]
    signature, digest = taker.take(64), hashlib.sha256(data).digest()
    demand(taker.at == len(data), "bytes are left over")
    return Record(digest, 0 if reserved else kind, author, parents, body, signed, signature)


def read_wraps(body: bytes) -> Keys:
    taker = Taker(body, "altered", 16)
    count = taker.number(2)
    wraps = [(taker.take(16), taker.take(1168)) for _ in range(count)]
    demand(1 <= count <= 200 and taker.at == len(body), "number of wraps")
    demand(ascending(recipient for recipient, _ in wraps), "wraps out of order")
    return dict(wraps)


def accept(record: Record, known: Known, vault: bytes) -> None:
    """Adds to what the parents know what an authentic record says, or refuses it."""
    body, asked = record.body, ("device", record.author)
    author = known.get(asked) or known.get(("recovery", record.author), b"")
    demand(author, "the author is no member")
    check_signature(author, record.signature, "membership", record.signed)
    demand(record.kind in {1, 2, 3, 4, 5}, "an unknown kind of membership record", "newer")
    sizes, identity = {1: IDENTITY + 128, 2: 56, 5: IDENTITY + 64}, body[:IDENTITY]
    demand(len(body) == sizes.get(record.kind, len(body)), "length of the body")
    if record.kind == 1:
        known |= identified("device", identity)
    elif record.kind in {3, 4}:
        read_wraps(body)
        demand(record.kind == 3 or ("epoch", body[:16]) in known, "a seal for an unknown epoch")
        known["epoch", body[:16]] = b""
    elif record.kind == 5:
        check_signature(identity, body[IDENTITY:], "recovery proof", vault, record.author, identity)
        known |= identified("recovery", identity)


def padded_size(size: int) -> int:
    if size <= 4096:
        return max(512, 1 << (size - 1).bit_length())
    exponent = size.bit_length() - 1
    step = 1 << exponent - exponent.bit_length()
    return -(-size // step) * step


def sealed_size(data: bytes, at: int, limit: int) -> tuple[int, int]:
    """(end of the header, end of the ciphertext) of the sealed file that begins at `at`."""
    fixed = Taker(data, "waiting", at).take(144)
    header, size = int.from_bytes(fixed[10:12], "big"), int.from_bytes(fixed[136:144], "big")
    demand(header >= 144, "length of the header")
    demand(512 + 16 <= size <= limit - header - 64, "length of the ciphertext")
    return at + header, at + header + size


def open_sealed(data: bytes, word: str, vault: bytes, known: Known, epochs: Keys) -> list[bytes]:
    """[content, device id, epoch key] of a sealed file."""
    check_major(data)
    start, end = sealed_size(data, 0, LIMITS[data[:8]])
    demand(len(data) >= end + 64, "shorter than it says itself", "waiting")
    demand(len(data) == end + 64, "bytes are left over")
    device, number, previous, epoch = data[32:48], data[48:56], data[56:88], data[88:104]
    demand(data[16:32] == vault, "of another vault")
    demand(("device", device) in known, "of a device that is not known", "waiting")
    check_signature(known["device", device], data[end:], word + " signature", data[:end])
    demand(not data[9] and not any(data[12:16]), "an unknown flag", "newer")
    demand(0 < int.from_bytes(number, "big") < 1 << 40, "number")
    first = word == "key table" or number == (1).to_bytes(8, "big")
    demand(first != any(previous), "the hash of the segment before")
    demand(epoch in epochs, "of an epoch that is not known", "waiting")
    key = hkdf(epochs[epoch], data[104:136], info(word, vault, device, number))
    padded = opened(key, data[start:end], data[:start])
    filled = 4 + int.from_bytes(padded[:4], "big")
    demand(len(padded) == padded_size(filled) and not any(padded[filled:]), "padding")
    return [padded[4:filled], device, epochs[epoch]]


def read_key_table(content: bytes) -> Keys:
    taker = Taker(content, "altered")
    pairs = [(taker.take(16), taker.take(32)) for _ in range(taker.number(4))]
    demand(ascending(pairs) and taker.at == len(content), "people out of order")
    return {hashed("person key", person, key)[:16]: key for person, key in pairs}


def read_segment(content: bytes) -> list[bytes]:
    """The records. What the writer had seen of others is checked for its form only."""
    taker, writers = Taker(content, "altered", 9), []
    for _ in range(taker.number(2)):
        writers.append(taker.take(16))
        runs = [(taker.number(8), taker.number(8), taker.take(16)) for _ in range(taker.number(2))]
        demand(ascending(runs) and all(1 <= first <= last for first, last, _ in runs), "runs out of order")
    demand(ascending(writers), "writers out of order")
    return [taker.take(taker.number(4)) for _ in range(taker.number(4))]


def split_pack(data: bytes, vault: bytes) -> list[bytes]:
    """The segments, each of which stands for itself."""
    check_major(data)
    taker = Taker(data, "waiting", 9)
    reserved, count, holder, device = taker.number(3), taker.number(4), taker.take(16), taker.take(16)
    limits, start, at = taker.take(16), taker.number(8), 72
    end = start + 52 * count
    demand(start >= at and count and end + 32 <= LIMITS[PACK], "the index lies elsewhere")
    demand(len(data) >= end + 32, "shorter than it says itself", "waiting")
    demand(data[end:] == hashlib.sha256(data[:end]).digest(), "the hash does not hold")
    demand(reserved == 0, "a reserved field", "newer")
    index, segments = Taker(data[:end], "altered", start), []
    for _ in range(count):
        n, offset, size, digest = index.take(8), index.number(8), index.number(4), index.take(32)
        segment = data[at : at + size]
        demand(offset == at and hashlib.sha256(segment).digest() == digest, "the index does not hold")
        ours = segment[8:9] != b"\x01" or segment[16:56] == holder + device + n
        demand(segment[:8] == SEGMENT and ours, "a foreign file inside")
        segments.append(segment)
        at += size
    numbers = [segment[48:56] for segment in segments]
    demand(holder == vault and ascending(numbers), "of another vault, or out of order")
    demand(at == start and limits == numbers[0] + numbers[-1], "the index does not hold")
    return segments


def base_key(taker: Taker, identity: bytes, epoch_key: bytes, keys: Keys) -> bytes:
    count = taker.number(2)
    wraps = [(taker.take(16), taker.take(48) if count > 1 else b"") for _ in range(count)]
    demand(ascending(key_id for key_id, _ in wraps), "recipients out of order", "unknown")
    for key_id, wrap in wraps:
        if key_id in keys:
            person = keys[key_id]
            return opened(expand(person, info("content key", identity)), wrap, key_id) if wrap else person
    demand(count == 0, "the key of a person is not here", "waiting")
    return epoch_key


def canonical(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fits(value: Any, room: int = 64) -> bool:
    if not isinstance(value, dict | list):
        return not isinstance(value, int) or abs(value) < 1 << 53
    inner = value.values() if isinstance(value, dict) else value
    return room > 0 and all(fits(one, room - 1) for one in inner)


def read_data(raw: bytes) -> dict[str, Any]:
    try:  # a float becomes bytes, which cannot be spelled again
        value = json.loads(raw.decode(), parse_float=str.encode, parse_constant=str.encode)
        same = isinstance(value, dict) and fits(value) and canonical(value).encode() == raw
    except (TypeError, ValueError, RecursionError) as error:
        raise Verdict("unknown", "the data is not canonical") from error
    demand(same and len(raw) <= 65_536, "the data is not canonical", "unknown")
    return dict(value)


def read_clear(taker: Taker) -> dict[str, Any]:
    """The clear part, as fields of a line of output."""
    stamp, recorded, version = taker.number(8), taker.number(8), taker.number(2)
    name = taker.take(taker.number(1)).decode("latin-1")
    part_of, count = taker.take(16), taker.number(2)
    subjects = [taker.take(17) for _ in range(count)]
    demand(version >= 1 and re.fullmatch("[a-z0-9-]{1,64}", name), "name or version", "unknown")
    known = all(s[:1] in {b"p", b"o", b"c", b"g"} or s == b"u" + bytes(16) for s in subjects)
    demand(known and count <= 1024 and ascending(subjects), "subjects", "unknown")
    demand(recorded < 253_402_300_800_000, "a time beyond the year 9999", "unknown")
    when = datetime(1970, 1, 1) + timedelta(milliseconds=recorded)  # noqa: DTZ001 - the text ends in Z
    return {
        "stamp": f"{stamp:016x}",
        "recorded": when.isoformat(timespec="milliseconds") + "Z",
        "version": version,
        "name": name,
        "part_of": base32(part_of) if any(part_of) else None,
        "subjects": [chr(subject[0]) + base32(subject[1:]) for subject in subjects],
    }


def read_event(record: bytes, device: bytes, epoch_key: bytes, keys: Keys) -> dict[str, Any]:
    """One event as a line of output. Raises: Verdict, when it is to be kept as it is."""
    taker = Taker(record, "unknown")
    identity, flags = taker.take(16), taker.number(1)
    demand(flags <= 1, "unknown flags", "unknown")
    author = taker.take(16) if flags else device
    start = taker.at
    line = read_clear(taker)
    clear = record[start : taker.at]
    about = info("event", identity, line["version"].to_bytes(2, "big"), line["name"].encode())
    key = expand(base_key(taker, identity, epoch_key, keys), about)
    plaintext = opened(key, record[taker.at :], identity)
    demand(hashed("event", author, clear, plaintext)[:16] == identity, "the id does not fit", "unknown")
    inner = Taker(plaintext, "unknown")
    blind, occurred = inner.take(16), inner.take(inner.number(1))
    demand(occurred.isascii(), "occurred", "unknown")
    line |= {"id": base32(identity), "device": base32(author), "blind": base32(blind)}
    return line | {"occurred": occurred.decode() or None, "data": read_data(plaintext[inner.at :])}


class Reading:
    """What came of a folder: events by id, a word for every file that counts, and notes for people."""

    def __init__(self) -> None:
        self.events: dict[str, dict[str, Any]] = {}
        self.words: dict[str, str] = {}
        self.notes: list[str] = []

    def judge(self, path: str, read: Callable[..., Any], *args: Any) -> Any:
        """What `read` gives, or None once its verdict is noted."""
        try:
            result = read(*args)
        except Verdict as verdict:
            self.words[path] = verdict.word
            self.notes.append(f"{verdict.word}: {path}: {verdict.why}")
            return None
        self.words.setdefault(path, "accepted")
        return result


def read_file(path: Path) -> bytes:
    """The bytes of a file that has one of our magics; none when it is somebody else's."""
    with path.open("rb") as file:
        start = file.read(9)
        begun = len(start) < 9 and any(magic.startswith(start[:8]) for magic in LIMITS)
        demand(not begun, "shorter than it says itself", "waiting")
        demand(start[:8] in LIMITS or not EXACT.fullmatch(path.name), "our name without our magic")
        limit = LIMITS.get(start[:8], 0)
        body = start + file.read(limit) if limit else b""
    demand(len(body) <= limit or start[8] > 1, "too large")
    return body


class Vault:
    """One vault of the folder, as far as the recovery code opens it."""

    def __init__(self, genesis: bytes, code: str, reading: Reading) -> None:
        self.reading, (self.code_id, self.sealing) = reading, read_code(code)
        self.id, self.known = read_genesis(genesis)
        self.views = {hashlib.sha256(genesis).digest(): dict(self.known)}
        self.epochs: Keys = {}
        self.keys: Keys = {}

    def add_records(self, files: list[tuple[str, bytes]]) -> None:
        """Accepts records whose parents are accepted, until none is left to decide."""
        judge = self.reading.judge
        pairs = [(path, judge(path, read_record, data, self.id)) for path, data in files]
        undecided = [(path, record) for path, record in pairs if record]
        while ready := [pair for pair in undecided if self.views.keys() >= set(pair[1].parents)]:
            for path, record in ready:
                if judge(path, self.add_record, record) and record.kind in {3, 4}:
                    judge(f"{path} (its key)", self.unwrap, record)
            undecided = [pair for pair in undecided if pair not in ready]
        for path, _ in undecided:
            judge(path, demand, None, "its parents are not here", "waiting")

    def add_record(self, record: Record) -> bool:
        known: Known = {}
        for parent in record.parents:
            known |= self.views[parent]
        accept(record, known, self.id)
        self.views[record.hash] = known
        self.known |= known
        return True

    def unwrap(self, record: Record) -> None:
        epoch, wrap = record.body[:16], read_wraps(record.body).get(self.code_id)
        if wrap is None:
            return
        try:
            about = info("epoch wrap", self.id, bytes([record.kind]), epoch, self.code_id)
            key = SUITE.decrypt(wrap, self.sealing, about)
        except (InvalidTag, ValueError) as error:
            raise Verdict("altered", "does not open") from error
        demand(hashed("epoch", self.id, key)[:16] == epoch, "is the key of another epoch")
        self.epochs[epoch] = key

    def add_table(self, _: str, data: bytes) -> None:
        self.keys |= read_key_table(open_sealed(data, "key table", self.id, self.known, self.epochs)[0])

    def add_pack(self, path: str, data: bytes) -> None:
        segments = split_pack(data, self.id)
        for number, segment in enumerate(segments, 1):
            place = f"{path} ({number} of {len(segments)})"
            self.reading.judge(place, self.add_segment, place, segment)

    def add_segment(self, path: str, data: bytes) -> None:
        content, device, epoch_key = open_sealed(data, "segment", self.id, self.known, self.epochs)
        for number, record in enumerate(read_segment(content), 1):
            try:
                line = read_event(record, device, epoch_key, self.keys)
                self.reading.events[line["id"]] = line
            except Verdict as verdict:
                self.reading.words[path] = "unknown-event"
                self.reading.notes.append(f"{verdict.word}: {path}: event {number}: {verdict.why}")


def read_folder(folder: Path, code: str) -> Vault:
    reading = Reading()
    found: dict[bytes, list[tuple[str, bytes]]] = {magic: [] for magic in LIMITS}
    paths = (path for place in PLACES for path in folder.glob(place) if path.name.startswith(STEMS))
    for path in sorted(path for path in paths if stat.S_ISREG(path.lstat().st_mode)):
        name = path.relative_to(folder).as_posix()
        if data := reading.judge(name, read_file, path):
            found[data[:8]].append((name, data))
    for name, data in found[GENESIS]:
        vault: Vault | None = reading.judge(name, Vault, data, code, reading)
        if vault:
            vault.add_records(found[MEMBERSHIP])
            if ("recovery", vault.code_id) in vault.known:
                break
    else:
        raise WrongCode("no vault in this folder belongs to this recovery code")
    for magic, add in ((TABLE, vault.add_table), (PACK, vault.add_pack), (SEGMENT, vault.add_segment)):
        for name, data in found[magic]:
            reading.judge(name, add, name, data)
    return vault


def main() -> int:
    try:
        reading = read_folder(Path(sys.argv[1]), input()).reading
    except WrongCode as error:
        sys.stderr.write(f"reader: {error}\n")
        return 12
    for line in sorted(reading.events.values(), key=itemgetter("stamp", "device", "id")):
        sys.stdout.write(canonical(line) + "\n")
    sys.stderr.writelines(note + "\n" for note in reading.notes)
    return 0


if __name__ == "__main__":
    sys.exit(main())

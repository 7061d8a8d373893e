"""How is everything encrypted and signed? The only file that does either.

Every symmetric key is derived for one message and used once, which is what makes the constant nonce safe.
One error outward for everything that does not open. Source: FORMAT.md.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from sync.errors import Altered, MissingKey, Newer
from sync.format.common import ID, NO_HASH, SEGMENT_MAGIC, TAG, Plain
from sync.format.sealed import HEADER, SALT_OFFSET, Header, SealedFile, pad, unpad
from sync.format.segment import Record

if TYPE_CHECKING:
    from io import BufferedIOBase

    from events.envelope import Envelope

Entropy = Callable[[int], bytes]
"""Gives so many random bytes: os.urandom, or a fixed stream in tests."""

NONCE: Final = bytes(12)
_PREFIX: Final = b"netlog-1 "


def info(label: str, *parts: bytes) -> bytes:
    """A domain-separated context: no two labels share their first bytes up to the zero."""
    return b"".join([_beginning(label), *parts])


@lru_cache(maxsize=64)
def _beginning(label: str) -> bytes:
    return _PREFIX + label.encode("ascii") + b"\0"


def digest(label: str, *parts: bytes) -> bytes:
    return hashlib.sha256(info(label, *parts)).digest()


def hkdf(key: bytes, salt: bytes, context: bytes, length: int = 32) -> bytes:
    """HKDF-SHA256 (RFC 5869)."""
    extracted = hmac.digest(salt or NO_HASH, key, "sha256")
    block, output, counter = b"", b"", 1
    while len(output) < length:
        block = hmac.digest(extracted, block + context + bytes([counter]), "sha256")
        output += block
        counter += 1
    return output[:length]


def expand(key: bytes, context: bytes) -> bytes:
    """HKDF-Expand to 32 bytes, for keys that are already uniformly random."""
    return hmac.digest(key, context + b"\x01", "sha256")


def encrypt(key: bytes, plaintext: bytes | memoryview, associated: bytes) -> bytes:
    return ChaCha20Poly1305(key).encrypt(NONCE, plaintext, associated)


def decrypt(key: bytes, ciphertext: bytes | memoryview, associated: bytes) -> bytes:
    """Raises: Altered."""
    try:
        return ChaCha20Poly1305(key).decrypt(NONCE, ciphertext, associated)
    except (InvalidTag, ValueError) as error:
        raise Altered("ciphertext") from error


def _decrypt_into(key: bytes, ciphertext: memoryview, associated: bytes, place: memoryview) -> None:
    """Raises: Altered."""
    try:
        ChaCha20Poly1305(key).decrypt_into(NONCE, ciphertext, associated, place)
    except (InvalidTag, ValueError) as error:
        raise Altered("ciphertext") from error


def sign(seed: bytes, label: str, *parts: bytes) -> bytes:
    """Ed25519 over the domain-separated hash of the parts."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(seed).sign(digest(label, *parts))


def verify(public: bytes, signature: bytes, label: str, *parts: bytes) -> None:
    """Raises: Altered."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, digest(label, *parts))
    except (InvalidSignature, ValueError) as error:
        raise Altered("signature") from error


def hedged(nonce_key: bytes, label: str, entropy: Entropy, *parts: bytes) -> bytes:
    """32 bytes that nobody can guess even if the machine repeats its random numbers, as long as the parts
    differ.
    """
    return hmac.digest(nonce_key, info(label, entropy(32), *parts), "sha256")


def _kind(magic: bytes) -> str:
    return "segment" if magic == SEGMENT_MAGIC else "key table"


def _file_key(header: Header, epoch_key: bytes) -> bytes:
    place = info(_kind(header.magic), header.vault, header.device, header.n.to_bytes(8, "big"))
    return hkdf(epoch_key, header.salt, place)


class Writer(NamedTuple):
    """The secrets of a device that seals files."""

    signing_seed: bytes
    nonce_key: bytes
    epoch: bytes
    epoch_key: bytes


def seal(header: Header, content: Plain, writer: Writer, entropy: Entropy) -> SealedFile:
    """A segment or key table ready for the folder. `header` comes without epoch, salt and length."""
    padded = pad(content)
    length = len(padded) + TAG
    unsalted = Header(
        header.magic, header.vault, header.device, header.n, header.previous, writer.epoch, NO_HASH, length
    )
    so_far = unsalted.encode()[:SALT_OFFSET]
    salt = hmac.digest(writer.nonce_key, entropy(32) + so_far + hashlib.sha256(padded).digest(), "sha256")
    final = Header(
        header.magic, header.vault, header.device, header.n, header.previous, writer.epoch, salt, length
    )
    head = final.encode()
    signed = head + encrypt(_file_key(final, writer.epoch_key), padded, head)
    signature = sign(writer.signing_seed, f"{_kind(header.magic)} signature", signed)
    return SealedFile(final, signed, signed[HEADER:], signature)


def unseal(sealed: SealedFile, epoch_key: bytes) -> Plain:
    """The content. Does not check the signature: `verify_signature` or a verified successor does.

    Raises: Altered; Newer when the header carries what this version does not know.
    """
    header = sealed.header
    if header.flags or header.reserved:
        raise Newer(_kind(header.magic))
    return unpad(Plain(decrypt(_file_key(header, epoch_key), sealed.ciphertext, sealed.associated)))


def verify_signature(sealed: SealedFile, public: bytes) -> None:
    """Raises: Altered."""
    verify(public, sealed.signature, f"{_kind(sealed.header.magic)} signature", sealed.signed)


def person_key_id(person: bytes, key: bytes) -> bytes:
    """`person` is the 16 bytes of the id, without the kind letter."""
    return digest("person key", person + key)[:ID]


def event_key(base: bytes, identity: bytes, version: int, name: str) -> bytes:
    """The key of one event: what is shown to an auditor, and opens nothing else."""
    return expand(base, info("event", identity, _kind_of_event(version, name)))


@lru_cache(maxsize=256)
def _kind_of_event(version: int, name: str) -> bytes:
    return version.to_bytes(2, "big") + name.encode("ascii")


def seal_event(  # noqa: PLR0913, PLR0917 - the parts of a record come from different places
    envelope: Envelope,
    identity: bytes,
    author: bytes,
    clear: bytes,
    plaintext: bytes,
    keys: list[tuple[bytes, bytes]],
    *,
    writer: Writer,
    entropy: Entropy,
) -> Record:
    """The record of an event. `keys`: (key id, key) of the people concerned; `author` is empty unless
    relayed.
    """
    recipients: tuple[tuple[bytes, bytes], ...]
    if len(keys) <= 1:
        base = keys[0][1] if keys else writer.epoch_key
        recipients = tuple((key_id, b"") for key_id, _ in keys)
    else:
        base = hedged(writer.nonce_key, "content key", entropy, identity)
        wrap = info("content key", identity)
        recipients = tuple((key_id, encrypt(expand(key, wrap), base, key_id)) for key_id, key in sorted(keys))
    sealed = encrypt(event_key(base, identity, envelope.version, envelope.name), plaintext, identity)
    return Record(identity, author, clear, recipients, sealed)


def open_event(
    record: Record, version: int, name: str, epoch_key: bytes, find_key: Callable[[bytes], bytes | None]
) -> bytes:
    """The plaintext of a record; the caller recomputes the id. `find_key` gives the person's key of a key id.

    Raises: MissingKey when none of its recipients' keys is here, Altered.
    """
    key = event_key(_base_key(record, epoch_key, find_key), record.id, version, name)
    return decrypt(key, record.sealed, record.id)


def _base_key(record: Record, epoch_key: bytes, find_key: Callable[[bytes], bytes | None]) -> bytes:
    if not record.recipients:
        return epoch_key
    for key_id, wrapped in record.recipients:
        key = find_key(key_id)
        if key is not None:
            return decrypt(expand(key, info("content key", record.id)), wrapped, key_id) if wrapped else key
    raise MissingKey("person's key")


def seal_local(local_key: bytes, context: bytes, plaintext: bytes, entropy: Entropy) -> bytes:
    """A cache or a secret that never leaves this device; `context` says what it is and must be given again
    to open it.
    """
    salt = entropy(32)
    return salt + encrypt(hkdf(local_key, salt, info("local", context)), plaintext, context)


def unseal_local(local_key: bytes, context: bytes, sealed: bytes) -> bytes:
    """Raises: Altered."""
    salt = sealed[:32]
    return decrypt(hkdf(local_key, salt, info("local", context)), sealed[32:], context)


PIECE: Final = 1 << 20


def seal_pieces(local_key: bytes, context: bytes, content: bytes, entropy: Entropy) -> Iterator[bytes]:
    """As `seal_local`, for something large: never holds a second copy of it."""
    salt = entropy(32)
    yield salt
    view = memoryview(content)
    for start in range(0, max(len(view), 1), PIECE):
        ends = start + PIECE >= len(view)
        yield encrypt(
            _piece_key(local_key, salt, context, start, ends=ends), view[start : start + PIECE], context
        )


def unseal_pieces(local_key: bytes, context: bytes, sealed: BufferedIOBase, length: int) -> bytearray:
    """From the beginning of a file of so many bytes. What is large is opened where it will lie: taking new
    memory costs more than opening does.

    Raises: Altered, also when pieces are missing, moved or repeated.
    """
    salt, whole = sealed.read(32), PIECE + TAG
    sizes = [min(whole, length - start) for start in range(32, max(length, 33), whole)]
    if min(sizes) < TAG:
        raise Altered("ciphertext")
    content, piece = bytearray(sum(sizes) - TAG * len(sizes)), memoryview(bytearray(max(sizes)))
    into = memoryview(content)
    for number, size in enumerate(sizes):
        start = number * PIECE
        key = _piece_key(local_key, salt, context, start, ends=number + 1 == len(sizes))
        if sealed.readinto(piece[:size]) != size:
            raise Altered("ciphertext")
        _decrypt_into(key, piece[:size], context, into[start : start + size - TAG])
    return content


def _piece_key(local_key: bytes, salt: bytes, context: bytes, start: int, *, ends: bool) -> bytes:
    return hkdf(local_key, salt, info("piece", start.to_bytes(8, "big"), bytes([ends]), context))

"""How does the format hash, derive, seal, sign and spell, and who has which keys?

These modules write every byte of a vault, rightly or with exactly one thing wrong. They follow sync/FORMAT.md
alone; they share no code with netlog nor with tests/reader/reader.py, and must not.

All randomness is a counter-mode SHA-256 stream, so everything but the HPKE wraps is the same each time.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from functools import cached_property

from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric import ed25519, mlkem, x25519
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
SEED = b"netlog test vectors, version 1"
HPKE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
DEVICE_SECRETS = (("signing", 32), ("sealing", 96), ("nonce", 32), ("local", 32))
ORDER = 2**252 + 27742317777372353535851937790883648493
"""The order of the Ed25519 base point."""


def random(label: str, size: int) -> bytes:
    """A stream of its own for each label: a new case changes no other."""
    blocks = -(-size // 32)
    stream = (
        hashlib.sha256(SEED + label.encode() + struct.pack(">Q", count)).digest() for count in range(blocks)
    )
    return b"".join(stream)[:size]


def magic(letter: str) -> bytes:
    return bytes.fromhex("8f4e4c") + letter.encode() + bytes.fromhex("0d0a1a0a")


def labelled(label: str, *parts: bytes) -> bytes:
    return b"".join([b"netlog-1 ", label.encode(), b"\x00", *parts])


def digest(label: str, *parts: bytes) -> bytes:
    return hashlib.sha256(labelled(label, *parts)).digest()


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def derive(key: bytes, salt: bytes, context: bytes, size: int = 32) -> bytes:
    return HKDF(hashes.SHA256(), size, salt or None, context).derive(key)


def expand(key: bytes, context: bytes) -> bytes:
    return HKDFExpand(hashes.SHA256(), 32, context).derive(key)


def seal(key: bytes, plaintext: bytes, associated: bytes, nonce: bytes = bytes(12)) -> bytes:
    return ChaCha20Poly1305(key).encrypt(nonce, plaintext, associated)


def crockford(data: bytes) -> str:
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    return "".join(ALPHABET[int(bits[at : at + 5], 2)] for at in range(0, len(bits), 5))


def short(data: bytes) -> str:
    return crockford(data)[:16]


def malleable(signature: bytes) -> bytes:
    """The same signature with the group order added to S: RFC 8032 refuses it, careless verifiers do not."""
    number = int.from_bytes(signature[32:], "little") + ORDER
    return signature[:32] + number.to_bytes(32, "little")


@dataclass(frozen=True)
class Keys:
    """A signing and a sealing key pair: what a device has, and what a recovery code gives."""

    kind: str
    signing_seed: bytes
    sealing_seed: bytes
    nonce_key: bytes = bytes(32)
    local_key: bytes = bytes(32)

    @cached_property
    def sealing(self) -> tuple[mlkem.MLKEM768PrivateKey, x25519.X25519PrivateKey]:
        return (
            mlkem.MLKEM768PrivateKey.from_seed_bytes(self.sealing_seed[:64]),
            x25519.X25519PrivateKey.from_private_bytes(self.sealing_seed[64:]),
        )

    @cached_property
    def identity(self) -> bytes:
        signing = ed25519.Ed25519PrivateKey.from_private_bytes(self.signing_seed)
        return b"".join(key.public_key().public_bytes_raw() for key in (signing, *self.sealing))

    @cached_property
    def id(self) -> bytes:
        return digest(self.kind, self.identity)[:16]

    def sign(self, label: str, *parts: bytes) -> bytes:
        return self.sign_raw(digest(label, *parts))

    def sign_raw(self, message: bytes) -> bytes:
        return ed25519.Ed25519PrivateKey.from_private_bytes(self.signing_seed).sign(message)

    def encapsulate(self, plaintext: bytes, context: bytes) -> bytes:
        """Random inside the library: the only bytes here that differ from run to run."""
        kem, curve = self.sealing
        public = hpke.MLKEM768X25519PublicKey(kem.public_key(), curve.public_key())
        return HPKE.encrypt(plaintext, public, context)


def device(name: str) -> Keys:
    return Keys("device", *(random(f"{part} {name}", size) for part, size in DEVICE_SECRETS))


def recovery_keys(code: bytes) -> Keys:
    signing = derive(code, b"", labelled("recovery signing"))
    return Keys("recovery", signing, derive(code, b"", labelled("recovery sealing"), 96))


def recovery_text(code: bytes) -> str:
    checksum = int.from_bytes(digest("recovery checksum", code), "big") >> 236
    number = int.from_bytes(code, "big") << 20 | checksum
    letters = [ALPHABET[number >> 5 * place & 31] for place in reversed(range(36))]
    groups = ["".join(letters[at : at + 4]) for at in range(0, 36, 4)]
    return "-".join(groups).upper()

"""Which secrets are there, and how are they kept? The recovery code, a device's key pairs, and the device
key file.
"""

from __future__ import annotations

import string
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from events.ids import base32, unbase32
from sync import seal
from sync.errors import Altered, WrongPassphrase, WrongRecoveryCode
from sync.format.common import ID
from sync.format.device import (
    COST,
    HIGHEST_COST,
    LOWEST_COST,
    Argon2Cost,
    DeviceKeyFile,
    parse_device_key,
)

if TYPE_CHECKING:
    from cryptography.hazmat.primitives import hpke
    from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    from sync.seal import Entropy

__all__ = ["COST", "HIGHEST_COST", "LOWEST_COST", "Argon2Cost", "DeviceKeys", "KeyPairs", "RecoveryCode"]

SEALING_SEED: Final = 96
_MLKEM_PUBLIC: Final = 1184
_MLKEM_SEED: Final = 64


class KeyPairs(NamedTuple):
    """A signing and a sealing key pair, held as their seeds (32 and 96 bytes)."""

    signing_seed: bytes
    sealing_seed: bytes

    def __repr__(self) -> str:
        return "KeyPairs(…)"  # secrets never reach a traceback or a log

    def identity(self) -> bytes:
        """The public identity: signing public key ‖ ML-KEM-768 encapsulation key ‖ X25519 public key."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        mlkem_key, x25519_key = self._private()
        signing = Ed25519PrivateKey.from_private_bytes(self.signing_seed).public_key().public_bytes_raw()
        return (
            signing + mlkem_key.public_key().public_bytes_raw() + x25519_key.public_key().public_bytes_raw()
        )

    def _private(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        from cryptography.hazmat.primitives.asymmetric import mlkem, x25519

        return (
            mlkem.MLKEM768PrivateKey.from_seed_bytes(self.sealing_seed[:_MLKEM_SEED]),
            x25519.X25519PrivateKey.from_private_bytes(self.sealing_seed[_MLKEM_SEED:]),
        )

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Opens an HPKE output. Raises: Altered."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives import hpke

        try:
            return _suite().decrypt(wrapped, hpke.MLKEM768X25519PrivateKey(*self._private()), context)
        except (InvalidTag, ValueError) as error:
            raise Altered("wrapped key") from error


def _suite() -> hpke.Suite:
    from cryptography.hazmat.primitives import hpke

    return hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)


def wrap(key: bytes, identity: bytes, context: bytes) -> bytes:
    """HPKE to a public identity (1168 bytes for a 32-byte key). The encapsulation draws its own randomness.

    Raises: Altered when the identity holds no valid public key.
    """
    from cryptography.hazmat.primitives import hpke
    from cryptography.hazmat.primitives.asymmetric import mlkem, x25519

    sealing = identity[32:]
    try:
        public = hpke.MLKEM768X25519PublicKey(
            mlkem.MLKEM768PublicKey.from_public_bytes(sealing[:_MLKEM_PUBLIC]),
            x25519.X25519PublicKey.from_public_bytes(sealing[_MLKEM_PUBLIC:]),
        )
        return _suite().encrypt(key, public, context)
    except ValueError as error:
        raise Altered("public identity") from error


def device_id(identity: bytes) -> bytes:
    return seal.digest("device", identity)[:ID]


def recovery_id(identity: bytes) -> bytes:
    return seal.digest("recovery", identity)[:ID]


# -------------------------------------------------------------------------------------------------------

_CODE_SIZE: Final = 20
_CODE_LENGTH: Final = 36
_GROUP: Final = 4
_TYPED: Final = str.maketrans(
    string.ascii_uppercase + "oilOIL", string.ascii_lowercase + "011011", string.whitespace + "-"
)
"""How a code is folded: ASCII only, because other letters have surprising lower cases."""


class RecoveryCode(NamedTuple):
    """160 random bits that the user writes down: the only secret that opens the vault besides a member
    device.
    """

    secret: bytes

    def __repr__(self) -> str:
        return "RecoveryCode(…)"  # secrets never reach a traceback or a log

    @classmethod
    def generate(cls, entropy: Entropy) -> Self:
        return cls(entropy(_CODE_SIZE))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads it as people type it: spaces, hyphens, either case, O for 0, I and L for 1.

        Raises: WrongRecoveryCode for a wrong length, letter or checksum.
        """
        folded = text.translate(_TYPED)
        try:
            code = cls(unbase32(folded[: _CODE_LENGTH - _GROUP]))
        except ValueError as error:
            raise WrongRecoveryCode from error
        if len(folded) != _CODE_LENGTH or code._plain() != folded:
            raise WrongRecoveryCode
        return code

    def _plain(self) -> str:
        checksum = seal.digest("recovery checksum", self.secret)
        return base32(self.secret) + base32(checksum)[:_GROUP]

    @property
    def text(self) -> str:
        """Nine groups of four, upper case."""
        plain = self._plain().upper()
        return "-".join(plain[at : at + _GROUP] for at in range(0, _CODE_LENGTH, _GROUP))

    def keys(self) -> KeyPairs:
        return KeyPairs(
            seal.hkdf(self.secret, b"", seal.info("recovery signing")),
            seal.hkdf(self.secret, b"", seal.info("recovery sealing"), SEALING_SEED),
        )


# --------------------------------------------------------------------------------------------------


class DeviceKeys(NamedTuple):
    """Everything secret of one device. `nonce_key` hedges random numbers, `local_key` seals caches."""

    pairs: KeyPairs
    nonce_key: bytes
    local_key: bytes

    def __repr__(self) -> str:
        return "DeviceKeys(…)"  # secrets never reach a traceback or a log

    @classmethod
    def generate(cls, entropy: Entropy) -> Self:
        return cls(KeyPairs(entropy(32), entropy(SEALING_SEED)), entropy(32), entropy(32))

    def secrets(self) -> bytes:
        return self.pairs.signing_seed + self.pairs.sealing_seed + self.nonce_key + self.local_key

    @classmethod
    def from_secrets(cls, secrets: bytes) -> Self:
        return cls(KeyPairs(secrets[:32], secrets[32:128]), secrets[128:160], secrets[160:192])


def derive_wrapping_key(passphrase: str, file: DeviceKeyFile) -> bytes:
    """Argon2id (RFC 9106) at the cost that the file names; `parse_device_key` has checked its bounds."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    cost = file.cost
    kdf = Argon2id(
        salt=file.salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory
    )
    return kdf.derive(unicodedata.normalize("NFC", passphrase).encode("utf-8"))


def write_device_key(  # noqa: PLR0913 - what the file binds
    keys: DeviceKeys, passphrase: str, *, vault: bytes, device: bytes, cost: Argon2Cost, entropy: Entropy
) -> tuple[bytes, bytes]:
    """(bytes of a new device key file, its wrapping key). The salt is fresh each time."""
    bare = DeviceKeyFile(cost, entropy(32), vault, device)
    wrapping_key = derive_wrapping_key(passphrase, bare)
    sealing = seal.expand(wrapping_key, seal.info("device key"))
    ciphertext = seal.encrypt(sealing, keys.secrets(), bare.associated())
    return DeviceKeyFile(cost, bare.salt, vault, device, ciphertext).encode(), wrapping_key


def read_device_key(body: bytes, wrapping_key: bytes) -> DeviceKeys:
    """Raises: WrongPassphrase when the key does not open it, Altered or Newer for a malformed file."""
    file = parse_device_key(body)
    sealing = seal.expand(wrapping_key, seal.info("device key"))
    try:
        secrets = seal.decrypt(sealing, file.ciphertext, file.associated())
    except Altered as error:
        raise WrongPassphrase from error
    return DeviceKeys.from_secrets(secrets)

"""How is a hash said aloud, so that two screens can be compared? Six words of the list that BIP-39 made for
being told apart: 66 bits, of which nobody can find a second preimage while two people look.
"""

from __future__ import annotations

from typing import Final

_WORDS: Final = 6
_BITS: Final = 11


def six_words(digest: bytes) -> str:
    """Of the first 66 bits of a hash."""
    from mnemonic import Mnemonic

    words = Mnemonic("english").wordlist
    number = int.from_bytes(digest, "big") >> len(digest) * 8 - _WORDS * _BITS
    places = [number >> shift & (1 << _BITS) - 1 for shift in range((_WORDS - 1) * _BITS, -1, -_BITS)]
    return " ".join(words[place] for place in places)

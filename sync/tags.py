"""Under which names do the indexes of the archive keep subjects, events and keys?

Rule: a tag says nothing without the key of this device. Tags may collide, so whoever follows one looks at
what it leads to.
"""

from __future__ import annotations

import hmac
from hashlib import blake2b
from typing import Final

FINDABLE: Final = 4
"""An entry can be named by this many characters of its id, or more."""
_LOWER: Final = 0xFFFF_FFFF


class Tags:
    """64-bit integers, signed as SQLite keeps them. Keyed BLAKE2b: a third of the price of an HMAC, and there
    are several of them to every event.
    """

    def __init__(self, local_key: bytes) -> None:
        self._key = hmac.digest(local_key, b"netlog-1 tags\x00", "sha256")

    def subject(self, raw: bytes) -> int:
        """`raw` is the 17 bytes of a subject."""
        return self._tag(b"s" + raw)

    def person(self, raw: bytes) -> int:
        """The person whose key it is: the 16 bytes of the id."""
        return self._tag(b"p" + raw)

    def person_key(self, key_id: bytes) -> int:
        return self._tag(b"k" + key_id)

    def event(self, identity: str) -> int:
        """The upper half depends on the first characters alone: an id can be found by its beginning."""
        lowest, _ = self.events_from(identity)
        return lowest + (self._tag(b"e" + identity.encode("ascii")) & _LOWER)

    def name(self, relative: str) -> int:
        """A file of the folder: somebody's copy may be named after somebody."""
        return self._tag(b"n" + relative.encode("utf-8", "surrogateescape"))

    def events_from(self, beginning: str) -> tuple[int, int]:
        """The least and the greatest tag of events whose id begins like `beginning`."""
        upper = self._tag(b"f" + beginning[:FINDABLE].encode("utf-8")) & ~_LOWER
        return upper, upper | _LOWER

    def _tag(self, what: bytes) -> int:
        return int.from_bytes(blake2b(what, key=self._key, digest_size=8).digest(), "big", signed=True)

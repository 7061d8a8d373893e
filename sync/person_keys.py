"""Which key seals what is said about a person? Found in the key tables of the archive, never kept outside
them.

Rule: a key is believed only if its id commits to it and to the person.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from sync import seal
from sync.errors import MissingKey, VaultError
from sync.format.common import HASH, ID, TABLE_MAGIC, Plain
from sync.format.sealed import parse_sealed, parse_table
from sync.recent import Recent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sync.archive import Archive
    from sync.tags import Tags

_KEPT_OPEN: Final = 4 << 20
_HEAD: Final = 4
_ROW: Final = ID + HASH


class PersonKeyring:
    """The keys of people that this device can open. `epochs`: epoch id → key."""

    def __init__(self, archive: Archive, tags: Tags, epochs: dict[bytes, bytes]) -> None:
        self._archive, self._tags, self._epochs = archive, tags, epochs
        self._opened: Recent[Plain] = Recent(_KEPT_OPEN)
        self._keys: dict[bytes, bytes] = {}
        self._people: dict[bytes, tuple[bytes, bytes]] = {}
        self._complete = False

    def forget(self) -> None:
        """Everything that is kept in memory of the archive."""
        self._opened.forget()
        self._keys.clear()
        self._people.clear()
        self._complete = False

    def by_id(self, key_id: bytes) -> bytes | None:
        """The key, if a table that can be opened holds it."""
        key = self._keys.get(key_id)
        if key is None:
            for person, found in self._rows(self._tags.person_key(key_id)):
                if seal.person_key_id(person, found) == key_id:
                    self._keys[key_id] = key = found
                    break
        return key

    def load_all(self) -> None:
        """Takes every key into memory, where everything is about to be read: a tenth of the price of one by
        one.
        """
        if self._complete:
            return
        self._complete = True
        repeated = self._archive.superseded()
        for stored in self._archive.all_tables():
            if stored.id in repeated:
                continue
            with suppress(VaultError):
                for person, key in parse_table(open_table(stored.body, self._epochs)):
                    self._keys[seal.person_key_id(person, key)] = key

    def of_person(self, person: bytes) -> tuple[bytes, bytes] | None:
        """(key id, key) of a person's 16 bytes; the oldest known here, if there are several."""
        known = self._people.get(person)
        if known is None:
            for found, key in self._rows(self._tags.person(person)):
                if found == person:
                    self._people[person] = known = seal.person_key_id(person, key), key
                    self._keys[known[0]] = key
                    break
        return known

    def people_in(self, table: int) -> list[bytes]:
        """The 16 bytes of each person with a key in a table; none if it does not open."""
        content = self._table(table)
        return [] if content is None else [person for person, _ in parse_table(content)]

    def _rows(self, tag: int) -> Iterator[tuple[bytes, bytes]]:
        """(person, key) of every row that the index has under a tag."""
        for table, number in self._archive.key_places(tag):
            content = self._table(table)
            if content is not None:
                row = content[_HEAD + number * _ROW : _HEAD + (number + 1) * _ROW]
                yield row[:ID], row[ID:]

    def _table(self, number: int) -> Plain | None:
        content = self._opened.get(number)
        if content is None:
            stored = self._archive.table(number)
            if stored is None:
                return None
            try:
                content = open_table(stored.body, self._epochs)
            except VaultError:
                return None
            self._opened.keep(number, content, len(content))
        return content


def open_table(body: bytes, epochs: dict[bytes, bytes]) -> Plain:
    """The content of a key table, well-formed. Raises: Waiting, Altered, Newer; MissingKey when its epoch is
    not open here.
    """
    sealed = parse_sealed(body, TABLE_MAGIC)
    key = epochs.get(sealed.header.epoch)
    if key is None:
        raise MissingKey("epoch key")
    content = seal.unseal(sealed, key)
    parse_table(content)
    return content

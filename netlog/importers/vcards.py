"""Whom do the cards of a vCard file describe? Of version 2.1, 3.0 and 4.0, as Apple, Google, Monica and
others write them.

Rule: each card stands for itself: a broken one is left out with its line, and keeps no other one out. Groups
become tags of their members. Pictures are never decoded.
"""

from __future__ import annotations

import re
from collections import Counter
from hashlib import blake2b, sha256
from typing import TYPE_CHECKING, Final, NamedTuple

from events.ids import is_subject
from netlog.errors import NetlogError, UnfitFile
from netlog.importers import cells
from netlog.importers.address_books import AddressBook
from netlog.importers.delimited import decoding
from netlog.importers.rows import Skipped
from netlog.importers.sheet_cells import LONGEST_LINE, Cell, Contact, Reading
from netlog.importers.sheet_rows import id_key
from netlog.names import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BEGIN: Final = re.compile(r"\s*BEGIN\s*:\s*VCARD\s*", re.IGNORECASE | re.ASCII)
_HEAVY: Final = re.compile(r"(?:[\w-]+\.)?(PHOTO|LOGO|SOUND|KEY)[;:]", re.IGNORECASE | re.ASCII)
_MOST_CARDS: Final = 1_000_000
_LONGEST_CARD: Final = 1 << 20  # characters, without pictures
_LONGEST_UID: Final = 300  # characters
_INSTALL: Final = "pipx inject netlog vobject"
_NO_CARD: Final = "export your address book as vCard (.vcf), or: netlog import csv FILE"

_FIELDS: Final = {
    "email": "email",
    "tel": "phone",
    "url": "url",
    "x-socialprofile": "url",
    "socialprofile": "url",
    "title": "role",
    "note": "notes",
    "categories": "tags",
}
_SAYS_NOTHING: Final = frozenset(
    {
        *("begin", "end", "version", "prodid", "rev", "uid", "source", "name", "n", "fn", "kind", "gender"),
        *("member", "clientpidmap", "sort-string", "class", "logo", "sound", "key"),
        *("x-ablabel", "x-abadr", "x-abuid", "x-abshowas", "x-imagehash", "x-imagetype"),
        *("x-addressbookserver-kind", "x-addressbookserver-member", "x-sharedphotodisplaypref"),
        *("x-netlog-stage", "x-netlog-lasttouch", "x-netlog-cadence"),
        *("x-phonetic-first-name", "x-phonetic-last-name"),
    }
)
"""Properties that say how another one is meant, or what only the other program needs."""
_OF_GOOGLE: Final = frozenset({"mycontacts", "starred"})


class _Card(NamedTuple):
    line: int
    text: str
    left: frozenset[str]
    """Properties that were not even read."""


class Cards:
    """Iterate to have every card, as often as wanted, as a contact or as left out with a reason."""

    def __init__(self, cards: Sequence[_Card], *, today: str) -> None:
        """Raises: NetlogError when the package that reads cards is not installed."""
        self.left: Counter[str] = Counter()
        self._today = today
        self._read = [(card.line, _parsed(card)) for card in cards]
        self._groups = _groups(found for _, found in self._read if isinstance(found, dict))
        for card, (_, found) in zip(cards, self._read, strict=True):
            self.left.update(card.left | _not_taken(found))

    def __iter__(self) -> Iterator[Contact | Skipped]:
        seen: dict[str, int] = {}
        for line, found in self._read:
            read = found if isinstance(found, Skipped) else self._contact(line, found)
            if isinstance(read, Contact):
                before = seen.setdefault(read.key, line)
                if before != line:
                    yield Skipped(line, "duplicate", f"the same person as in line {before}")
                    continue
            yield read

    def _contact(self, line: int, card: dict[str, list[str]]) -> Contact | Skipped:
        if _kind(card) == "group":
            return Skipped(line, "group", "a group, not a person; its name becomes a tag of its members")
        name = _name(card)
        if _kind(card) in {"org", "company"}:
            return Skipped(line, "organisation", "an organisation, not a person")
        if not name:
            return Skipped(line, "no-name", "no name")
        if len(name) > LONGEST_LINE:
            return Skipped(line, "unreadable", "the name is too long")
        taken = _taken(card)
        uid = _uid(card)
        groups = self._groups.get(uid, [])
        taken.setdefault("tags", []).extend(Cell(0, "group", each) for each in groups)
        contact = Reading(line, taken, {}, self._today).contact("", name)
        return contact._replace(key=_key(uid) or _plain_key(contact))


def read(data: bytes, *, shown: str, today: str) -> AddressBook:
    """The people of a vCard file. Raises: UnfitFile, NetlogError when the package for it is not installed."""
    if b"\0" in data and not decoding(data).startswith("utf-16"):
        raise UnfitFile(f"this is no text, it holds NUL bytes: {shown}", hint=_NO_CARD)
    found = list(_split(data.decode(decoding(data), "replace"), shown))
    if not found:
        raise UnfitFile(f"there is no card in it: {shown}", hint=_NO_CARD)
    cards = Cards(found, today=today)
    return AddressBook(cards, len(found), cards.left, sha256(data).hexdigest(), shown, "vCard")


def _split(text: str, shown: str) -> Iterator[_Card]:
    """Each card by itself, so that a broken one keeps no other one out; without what pictures hold."""
    lines: list[str] = []
    left: set[str] = set()
    begun, heavy, count = 0, False, 0
    for number, line in enumerate(text.splitlines(), 1):
        if _BEGIN.fullmatch(line):
            if begun:
                yield _Card(begun, "\r\n".join(lines), frozenset(left))
            lines, left, begun, heavy, count = [], set(), number, False, count + 1
            if count > _MOST_CARDS:
                raise UnfitFile(f"more than {_MOST_CARDS:,} cards: {shown}", hint="split the file")
        elif heavy and line[:1] in {" ", "\t"}:
            continue
        heavy = (found := _HEAVY.match(line)) is not None
        if found:
            left.add(found[1].lower())
        elif begun:
            lines.append(line)
    if begun:
        yield _Card(begun, "\r\n".join(lines), frozenset(left))


def _parsed(card: _Card) -> dict[str, list[str]] | Skipped:
    """The values of each property as text, its name in lower case."""
    if len(card.text) > _LONGEST_CARD:
        return Skipped(card.line, "unreadable", f"a card of more than {_LONGEST_CARD:,} characters")
    try:
        import vobject
    except ImportError:
        raise NetlogError("vCards are read by a package that is not installed", hint=_INSTALL) from None
    try:
        contents = vobject.readOne(card.text, allowQP=True, ignoreUnreadable=True).contents
        return {name.lower(): [_text(name, each.value) for each in found] for name, found in contents.items()}
    except Exception:  # noqa: BLE001 - whatever a foreign reader trips over
        return Skipped(card.line, "unreadable", "the card is broken or cut")


def _text(name: str, value: object) -> str:
    """Of a name the parts in their order; of an organisation the whole, without its departments."""
    if isinstance(value, list):
        return str(value[0]) if name == "org" else ", ".join(map(str, value))
    if name == "n":
        parts = (getattr(value, part, "") for part in ("given", "additional", "family"))
        return " ".join(" ".join(each) if isinstance(each, list) else str(each) for each in parts)
    return str(value)


def _groups(cards: Iterator[dict[str, list[str]]]) -> dict[str, list[str]]:
    """The names of the groups of each member."""
    found: dict[str, list[str]] = {}
    for card in cards:
        if _kind(card) == "group":
            for member in (*card.get("x-addressbookserver-member", ()), *card.get("member", ())):
                found.setdefault(_bare(member), []).append(_name(card))
    return found


def _kind(card: dict[str, list[str]]) -> str:
    told = (*card.get("x-addressbookserver-kind", ()), *card.get("kind", ()), *card.get("x-abshowas", ()))
    return next((each.strip().lower() for each in told), "")


def _name(card: dict[str, list[str]]) -> str:
    told = (*card.get("fn", ()), *card.get("n", ()), *card.get("nickname", ()))
    return next(filter(None, map(cells.one_line, told)), "")


def _uid(card: dict[str, list[str]]) -> str:
    uid = next(map(_bare, card.get("uid", ())), "")
    return uid if len(uid) <= _LONGEST_UID else blake2b(uid.encode(), digest_size=16).hexdigest()


def _key(uid: str) -> str:
    """Nothing without a UID. One that netlog wrote says whom of a notebook it means."""
    person = uid.removesuffix("@netlog")
    if person != uid and is_subject(person):
        return id_key(person)
    return f"uid:{uid}" if uid else ""


def _bare(uid: str) -> str:
    return cells.one_line(uid).removeprefix("urn:uuid:").casefold()


def _taken(card: dict[str, list[str]]) -> dict[str, list[Cell]]:
    taken: dict[str, list[Cell]] = {}
    for name, field in _FIELDS.items():
        for value in card.get(name, ()):
            told = value
            if field == "phone":
                told = value.removeprefix("tel:")
            elif field == "tags":
                own = (each.strip() for each in value.split(","))
                told = ", ".join(each for each in own if each.casefold() not in _OF_GOOGLE)
            if told.strip():
                taken.setdefault(field, []).append(Cell(0, name, told))
    company = next(filter(None, map(cells.one_line, card.get("org", ()))), "")
    if company:
        taken["company"] = [Cell(0, "org", company)]
    if "role" not in taken and (role := next(iter(card.get("role", ())), "")):
        taken["role"] = [Cell(0, "role", role)]
    return taken


def _not_taken(found: dict[str, list[str]] | Skipped) -> set[str]:
    if isinstance(found, Skipped):
        return set()
    known = {*_FIELDS, *_SAYS_NOTHING, "org", "role"}
    return {name for name, values in found.items() if name not in known and any(map(str.strip, values))}


def _plain_key(contact: Contact) -> str:
    """Of somebody whose card has no id of its own."""
    strong = next((each.casefold() for each in (*contact.emails, *contact.phones, *contact.profiles)), "")
    told = f"{words_of(contact.name)}\0{words_of(contact.company or '')}\0{strong}"
    return f"row:{blake2b(told.encode(), digest_size=16).hexdigest()}"

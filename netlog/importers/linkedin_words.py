"""What do recommendations, notes and followed companies come to?

Rule: a recommendation has only a name, so the user is asked whose it is; where nobody is there to ask, it is
left out and counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from events.exchange import ValueGiven, ValueReceived
from events.people import NoteWritten
from netlog.importers.linkedin_files import Fields
from netlog.importers.profiles import slug
from netlog.importers.rows import NAME_ONLY, NOT_IN_NOTEBOOK, Skipped
from netlog.importers.sayings import key_for
from netlog.names import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from netlog.importers.linkedin_files import File
    from netlog.importers.matching import Standing
    from netlog.importers.planning import Planning
    from netlog.importers.sayings import Sayings

    Ask = Callable[["Recommender", Sequence[Standing]], Standing | None]

_LONGEST_LINE: Final = 400
_LONGEST_TEXT: Final = 16_000
_NOT_SHOWN: Final = frozenset({"deleted", "declined", "draft"})


class Recommender(NamedTuple):
    """Somebody of whom a file has no more than this."""

    name: str
    role: str
    organisation: str
    given: bool


class _Recommendation(NamedTuple):
    row: Fields
    who: Recommender
    key: str
    on: str
    file: File


@dataclass
class Words:
    """`ask` chooses among people of one name; null: nobody is there to ask."""

    planning: Planning
    sayings: Sayings
    ask: Ask | None
    _unclear: list[_Recommendation] = field(default_factory=list)
    _known_keys: dict[str, set[str]] = field(default_factory=dict)

    def follows(self, file: File, advance: Callable[[int], None]) -> None:
        read = file.days("followed on")
        for row in file:
            advance(1)
            if isinstance(row, Skipped):
                self.planning.leave_out(row)
                continue
            name = row.text("organization")
            if not name or len(name) > _LONGEST_LINE:
                self._leave_out(row, "unreadable", "no name, or one that is too long", file)
            elif self.planning.known.organisation(name) is not None:
                self.planning.count("matched", 1, file.name)
            else:
                today = self.planning.today
                self.planning.count("created", 1, file.name)
                self.planning.organisation(name, min(read(row.text("followed on")) or today, today))

    def notes(self, file: File, advance: Callable[[int], None]) -> None:
        read = file.days("created on")
        for row in file:
            advance(1)
            if isinstance(row, Skipped):
                self.planning.leave_out(row)
                continue
            who = slug(row.text("connection profile url"))
            person = self.planning.known.found([f"in:{who}"]) if who else None
            text, on = row.text("note"), read(row.text("created on"))
            if not text or len(text) > _LONGEST_TEXT:
                self._leave_out(row, "unreadable", "no words, or too many", file)
            elif who is None or person is None:
                self._leave_out(row, *NOT_IN_NOTEBOOK, file)
            else:
                key = key_for("note", who, row.text("created on") or text)
                note = NoteWritten(person=person, text=text, source_key=key)
                self.sayings.say(person, note, on or self.planning.today, file=file.name)

    def recommendations(self, file: File, advance: Callable[[int], None]) -> None:
        """Of a file that holds those that I gave, or those that I received."""
        given = file.kind == "recommendationsgiven"
        read = file.days("creation date")
        rows = list(file)
        self._read_known(rows)
        for row in rows:
            advance(1)
            if isinstance(row, Skipped):
                self.planning.leave_out(row)
            else:
                self._recommendation(row, read(row.text("creation date")), file, given=given)

    def _recommendation(self, row: Fields, on: str | None, file: File, *, given: bool) -> None:
        who = Recommender(_name(row), row.text("job title"), row.text("company"), given)
        text = row.text("text")
        if row.text("status").casefold() in _NOT_SHOWN:
            self._leave_out(row, "not-shown", "deleted, declined or not sent", file)
        elif not who.name or not text or len(text) > _LONGEST_TEXT:
            self._leave_out(row, "unreadable", "no name or no words, or too many", file)
        else:
            key = key_for("gave" if given else "rec", words_of(who.name), row.text("creation date"))
            alike = self.planning.known.namesakes(who.name)
            before = next((each for each in alike if key in self._known_keys.get(each.id, ())), None)
            unclear = _Recommendation(row, who, key, on or self.planning.today, file)
            if before is not None:
                self._take(unclear, before)
            elif alike:
                self._unclear.append(unclear)
            else:
                self._leave_out(row, *NOT_IN_NOTEBOOK, file)

    def ask_whose(self) -> None:
        """About every recommendation of which only the user can say whose it is."""
        for each in self._unclear:
            alike = self.planning.known.namesakes(each.who.name)
            person = self.ask(each.who, alike) if self.ask else None
            if person is None:
                self._leave_out(each.row, *NAME_ONLY, each.file)
            else:
                self._take(each, person)
        self._unclear.clear()

    def _take(self, one: _Recommendation, person: Standing) -> None:
        kind: Any = ValueGiven if one.who.given else ValueReceived
        event = kind(person=person.id, kind="favour", what=one.row.text("text"), source_key=one.key)
        self.sayings.say(person.id, event, one.on, file=one.file.name)

    def _read_known(self, rows: Sequence[Fields | Skipped]) -> None:
        names = {_name(row) for row in rows if isinstance(row, Fields)}
        alike = [each.id for name in names for each in self.planning.known.namesakes(name)]
        for history in self.planning.histories(alike):
            keys = {key for each in history.entries if (key := getattr(each.event, "source_key", None))}
            self._known_keys |= dict.fromkeys(history.ids, keys)

    def _leave_out(self, row: Fields, why: str, reason: str, file: File) -> None:
        self.planning.leave_out(Skipped(row.line, why, reason, file.name))


def _name(row: Fields) -> str:
    return f"{row.text('first name')} {row.text('last name')}".strip()

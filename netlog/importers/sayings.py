"""Which of the entries that rows stand for are in the notebook already, by their keys?

Rule: an entry is known by its `source_key` alone; what the file says otherwise by now corrects it, unless
somebody corrected it by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from netlog.importers.changed import edited_by_user

if TYPE_CHECKING:
    from collections.abc import Mapping

    from events.ids import SubjectId
    from events.registry import Entry, Event
    from netlog.importers.planning import Planning
    from projections.history import History

_LONGEST: Final = 400


def key_for(kind: str, *parts: str) -> str:
    """A natural key, however long its parts are."""
    from hashlib import blake2b

    whole = ":".join((kind, *parts))
    return (
        whole if len(whole) <= _LONGEST else f"{kind}:{blake2b(whole.encode(), digest_size=32).hexdigest()}"
    )


class Saying(NamedTuple):
    """What some rows of a file together stand for."""

    event: Event
    occurred: str
    file: str
    rows: int


@dataclass
class Sayings:
    """Collects what rows about people stand for, and settles it at once: histories are read together."""

    planning: Planning
    _of: dict[SubjectId, dict[str, Saying]] = field(default_factory=dict)

    def say(self, person: SubjectId, event: Any, occurred: str, *, file: str, rows: int = 1) -> None:  # noqa: ANN401 - any event with a source_key
        """The same key a second time: its rows are counted with the first."""
        said = self._of.setdefault(person, {})
        before = said.get(event.source_key)
        day = min(occurred, self.planning.today)
        said[event.source_key] = (
            Saying(event, day, file, rows) if before is None else before._replace(rows=before.rows + rows)
        )

    def settle(self) -> None:
        """Adds what is new to the plan, and counts every row."""
        left = dict(self._of)
        for history in self.planning.histories(self._of):
            mine = [each for each in history.ids if each in left]
            known = {key: each for each in history.entries if (key := _key(each)) is not None}
            for person in mine:
                for key, saying in left.pop(person).items():
                    if (entry := known.get(key)) is None:
                        self._new(saying)
                    else:
                        self._known(history, entry, saying)
        for said in left.values():
            for saying in said.values():
                self._new(saying)
        self._of.clear()

    def _new(self, saying: Saying) -> None:
        self.planning.count("created", saying.rows, saying.file)
        self.planning.add(saying.event, saying.occurred)

    def _known(self, history: History, entry: Entry, saying: Saying) -> None:
        self.planning.count("matched", saying.rows, saying.file)
        patch = _differing(entry.event, saying.event)
        if not patch:
            return
        if self.planning.newer.may_replace(entry) and entry.id not in edited_by_user(
            self.planning.envelopes(history.ids), self.planning.files
        ):
            from events.corrections import EntryCorrected

            self.planning.count("updated", saying.rows, saying.file)
            correction = EntryCorrected(target=entry.id, patch=patch)
            self.planning.add(correction, self.planning.today, also_about=entry.subjects)
        else:
            self.planning.count("kept", saying.rows, saying.file)


def _differing(known: Event, now: Event) -> dict[str, Any]:
    """What the file says otherwise. What it does not say stays; so does whom it is about."""
    before: Mapping[str, Any] = known.model_dump()
    return {
        name: value
        for name, value in now.model_dump().items()
        if name not in {"person", "source_key"} and before.get(name) != value
    }


def _key(entry: Entry) -> str | None:
    key: str | None = getattr(entry.event, "source_key", None)
    return key

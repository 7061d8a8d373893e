"""How does a command record, and what does it say afterwards?

Rule: everything a command says happened is one commit, and nothing is said before it is durable.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from events.ids import new_subject
from netlog import questions, render
from netlog.civil import spoken
from netlog.names import words_of
from netlog.nudges import following
from netlog.words import Organisation, People, Person, organisation_called

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from events.envelope import Draft, Envelope
    from events.ids import SubjectId
    from events.registry import Event
    from netlog.app import App
    from netlog.commands.calling import Call
    from netlog.nudges import Nudge


class Recorded(NamedTuple):
    """What a command left in the log, and what comes next with the person it was about."""

    envelopes: list[Envelope]
    created: list[Person | Organisation]
    coming: Nudge | None

    @property
    def document(self) -> dict[str, Any]:
        return {
            "event": self.envelopes[0].name,
            "id": self.envelopes[0].id,
            "events": [each.id for each in self.envelopes],
            "created": [each.document for each in self.created],
            "next": self.coming.item if self.coming else None,
        }

    def what_next(self, today: date) -> str:
        return f" · next: {self.coming.said(today)}" if self.coming else ""


class Recording:
    """One command on its way into the log."""

    def __init__(self, call: Call, app: App) -> None:
        self.call, self.app = call, app
        self.people = People(app.hot, ask=questions.which if call.may_ask else None)
        self._drafts: list[Draft] = []
        self._created: list[Person | Organisation] = []
        self._founded: dict[str, Organisation] = {}

    def person(self, typed: str) -> Person:
        return self.people.meant(typed)

    def add(self, event: Event, *, also_about: Sequence[SubjectId] = (), occurred: str | None = None) -> None:
        """The first one added is the main one; the others are part of it. `occurred`: if not as the call
        says.
        """
        from events.registry import draft

        when = occurred or self.call.occurred
        self._drafts.append(draft(event, occurred=when, also_about=tuple(also_about)))

    def new_person(self, name: str) -> Person:
        """A fresh id for somebody whose `PersonAdded` the caller adds."""
        person = Person(self._new("p"), name)
        self.created(person)
        return person

    def created(self, one: Person | Organisation) -> None:
        """Names it, with `--json`, as what the command was typed to create."""
        self._created.append(one)

    def organisation(self, name: str) -> tuple[Organisation, bool]:
        """The one of this name, and whether it is new: then the caller adds it with `add_organisation`."""
        folded = words_of(name)
        known = self._founded.get(folded) or organisation_called(self.app.hot, name)
        if known:
            return known, False
        self._founded[folded] = Organisation(self._new("o"), name)
        return self._founded[folded], True

    def add_organisation(self, organisation: Organisation, **described: Any) -> None:  # noqa: ANN401 - fields of the event
        """A new one, or what else is known of one."""
        from events.organisations import OrganisationAdded

        known = {"organisation": organisation.id, "name": organisation.name}
        self.add(OrganisationAdded.model_validate({**known, **described}))

    def add_founded(self) -> None:
        """All organisations that are new with this command."""
        for organisation in self._founded.values():
            self.add_organisation(organisation)

    @property
    def founded(self) -> dict[str, str]:
        """Their names by id: no table knows them yet."""
        return {one.id: one.name for one in self._founded.values()}

    def finish(
        self,
        said: str,
        *details: str | None,
        about: Person | Organisation | None = None,
        besides: str | None = None,
        dated: bool = True,
    ) -> list[Envelope]:
        """Records, then says what was understood, on which day, and what comes next with the person it was
        about.

        `besides`: the nudge that was just answered. `dated`: whether the day is of any interest.
        """
        recorded = self.commit(about, besides=besides)
        if self.call.as_json:
            render.emit_json(recorded.document)
            return recorded.envelopes
        day = spoken(self.call.occurred) if dated else None
        parts = [each for each in (said, day, *details) if each]
        render.emit(", ".join(parts) + recorded.what_next(self.call.today))
        return recorded.envelopes

    @property
    def preview(self) -> dict[str, Any]:
        """The document of what would be recorded."""
        created = [each.document for each in self._created]
        return {"event": self._drafts[0].name, "id": None, "events": [], "created": created, "next": None}

    def commit(self, about: Person | Organisation | None = None, *, besides: str | None = None) -> Recorded:
        """Records all that was added, and says nothing."""
        envelopes = self.app.record(*self._drafts)
        coming = following(self.app.hot, about, self.call.today, besides=besides) if about else None
        return Recorded(envelopes, list(self._created), coming)

    def _new(self, kind: str) -> SubjectId:
        return new_subject(kind, self.app.s.entropy(16))


@contextmanager
def recording(call: Call) -> Iterator[Recording]:
    """The vault, open for recording. The date comes first: what is no date asks for no passphrase."""
    _ = call.occurred
    with call.opened() as app:
        yield Recording(call, app)

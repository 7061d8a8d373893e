"""How does a command record, and what does it say afterwards?

Rule: everything a command says happened is one commit, and nothing is said before it is durable.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from events.ids import new_subject
from netlog import questions, render
from netlog.civil import spoken
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
    created: list[Person]
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
        self._created: list[Person] = []

    def person(self, typed: str) -> Person:
        return self.people.meant(typed)

    def add(
        self, event: Event, *, also_about: Sequence[SubjectId] = (), occurred: str | None = None
    ) -> None:
        """The first one added is the main one; the others are part of it. `occurred`: if not as the call
        says.
        """
        from events.registry import draft

        when = occurred or self.call.occurred
        self._drafts.append(draft(event, occurred=when, also_about=tuple(also_about)))

    def new_person(self, name: str) -> Person:
        """A fresh id for somebody whose `PersonAdded` the caller adds."""
        person = Person(self._new("p"), name)
        self._created.append(person)
        return person

    def organisation(self, name: str) -> tuple[Organisation, bool]:
        """The one of this name, and whether it is new: then the caller adds it with `add_organisation`."""
        known = organisation_called(self.app.hot, name)
        return (known, False) if known else (Organisation(self._new("o"), name), True)

    def add_organisation(self, organisation: Organisation) -> None:
        from events.organisations import OrganisationAdded

        self.add(OrganisationAdded(organisation=organisation.id, name=organisation.name))

    def finish(
        self, said: str, *details: str | None, about: Person | None = None, besides: str | None = None
    ) -> None:
        """Records, then says what was understood, on which day, and what comes next with the person it was
        about.

        `besides`: the nudge that was just answered.
        """
        recorded = self.commit(about, besides=besides)
        if self.call.as_json:
            render.emit_json(recorded.document)
            return
        parts = [said, spoken(self.call.occurred), *(each for each in details if each)]
        render.emit(", ".join(parts) + recorded.what_next(self.call.today))

    def commit(self, about: Person | None, *, besides: str | None = None) -> Recorded:
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

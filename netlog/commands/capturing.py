"""What would be recorded of a text, about whom, and how is it shown before it is?

Rule: every word of the text ends in an entry; what no rule took is a note, or a todo where nobody is named.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from netlog import questions, render
from netlog.capture.plans import THANKS
from netlog.capture.understood import Kind, Mention
from netlog.civil import first_day, spoken
from netlog.commands.captured_entries import Meant, entries, listed, said_of, verb_of
from netlog.mentions import Mentions
from projections.sentences import short

if TYPE_CHECKING:
    from collections.abc import Iterable

    from events.ids import SubjectId
    from events.registry import Event
    from netlog.capture.understood import Part, Sentence, Span
    from netlog.commands.recording import Recorded, Recording
    from netlog.words import Organisation, Person

MOST_CHARACTERS: Final = 16_000
_MOST_PEOPLE: Final = 200
_SOON: Final = timedelta(days=2)
"""After a conversation the queue asks for thanks by itself; so long, a todo would only say it twice."""
_THANKWORTHY: Final = frozenset({Kind.MET, Kind.GOT})


class Line(NamedTuple):
    """One thing that was understood. `when` it happened, or is due; None where no day matters."""

    what: str
    said: str
    people: tuple[Person, ...] = ()
    when: str | None = None

    @property
    def document(self) -> dict[str, Any]:
        people = [each.document for each in self.people]
        return {"what": self.what, "said": self.said, "people": people, "when": self.when}


_Added = tuple["Event", str, "tuple[SubjectId, ...]"]


class Capturing:
    """One text on its way into the log. `occurred`: when all happened of which no day is said."""

    def __init__(self, record: Recording, text: str, *, occurred: str) -> None:
        self.record, self.text, self.occurred = record, text, occurred
        ask = questions.which if record.call.may_ask else None
        self._mentions = Mentions(record.people, ask=ask, new=record.new_person)
        self.lines: list[Line] = []
        self.people: list[Person] = []
        self._introduced: list[Line] = []
        self._jobs: set[tuple[str, str | None, str | None]] = set()
        self._thanked_for: dict[str, date] = {}
        self._kept: list[str] = []
        self._events: list[_Added] = []
        self._arrivals: list[_Added] = []

    def take(self, sentence: Sentence) -> None:
        """Adds to the recording what was said, first that which the text is about.

        Raises: AmbiguousName, Unknown.
        """
        for part in sentence.parts:
            self._take(part)
        self._kept += [self.text[each.start : each.end] for each in sentence.rest]
        self._keep()
        for event, occurred, also in (*self._events[:1], *self._arrivals, *self._events[1:]):
            self.record.add(event, also_about=also, occurred=occurred)

    def show(self) -> None:
        for each in (*self._introduced, *self.lines):
            day = f", {spoken(each.when)}" if each.when else ""
            render.emit(f"  {each.what:<10}  {short(each.said)}{day}")

    @property
    def document(self) -> list[dict[str, Any]]:
        return [each.document for each in self.lines]

    def _take(self, part: Part) -> None:
        people = self._everybody(part.people, part)
        if people is None or (not people and part.kind != Kind.TODO):
            self._kept.append(self._words(part.spans))
        elif part.kind == Kind.TODO and part.word == THANKS and self._is_owed(people, part.when):
            due = part.when or self.occurred
            self.lines.append(Line("thank", f"{listed(people)}: your queue asks for it", people, due))
        elif part.kind == Kind.THANKED:
            self._thank(part, people)
        elif part.kind == Kind.NAMED:
            self._name(part, people)
        else:
            self._record(Meant(part, people))

    def _everybody(self, mentions: Iterable[Mention], part: Part) -> tuple[Person, ...] | None:
        """None: a word that could be a name is nobody's, or they are too many for one entry."""
        found = [self._somebody(each, part) for each in mentions]
        people = [each for each in found if each is not None]
        if part.kind == Kind.TODO:
            return tuple(people[:1]) if len(people) == 1 or part.word == THANKS else tuple(people)
        if len(people) < len(found) or len(people) > _MOST_PEOPLE:
            return None
        return tuple(dict.fromkeys(people))

    def _somebody(self, mention: Mention, part: Part, *, via: Person | None = None) -> Person | None:
        person = self._mentions.meant(mention)
        if person is None:
            return None
        job = (person.id, mention.organisation, mention.role)
        is_first = person not in self.people
        if not is_first and (job in self._jobs or not (mention.organisation or mention.role)):
            return person
        self._jobs.add(job)
        place = self._place(mention)
        occurred = part.when if part.when and part.kind not in {Kind.TODO, Kind.PLANNED} else self.occurred
        if is_first:
            self.people.append(person)
        if is_first and person.id in self._mentions.newcomers:
            self._enter(person, mention, place, via, occurred)
        else:
            self._recognise(person, mention.role, place, occurred)
        return person

    def _recognise(self, person: Person, role: str | None, place: Organisation | None, occurred: str) -> None:
        """Somebody known; what is new is where they work, or as what."""
        moved = place if place and self._works_elsewhere(person, place) else None
        if moved or role:
            from events.people import JobChanged

            job = JobChanged(person=person.id, organisation=moved and moved.id, role=role)
            self._arrivals.append((job, occurred, ()))
        now = ", ".join(filter(None, (person.name, role, moved and f"now at {moved.name}")))
        self._introduced.append(Line("known", now, (person,)))

    def _enter(
        self,
        person: Person,
        mention: Mention,
        place: Organisation | None,
        via: Person | None,
        occurred: str,
    ) -> None:
        from events.people import Met, PersonAdded

        added = PersonAdded(
            person=person.id,
            name=person.name,
            role=mention.role,
            organisation=place and place.id,
            met=Met(how="introduction", via_person=via.id) if via else None,
        )
        self._arrivals.append((added, occurred, ()))
        said = ", ".join(filter(None, (person.name, mention.role, place and place.name)))
        self._introduced.append(Line("new", said, (person,)))

    def _place(self, mention: Mention) -> Organisation | None:
        if not mention.organisation:
            return None
        organisation, is_new = self.record.organisation(mention.organisation)
        if is_new:
            from events.organisations import OrganisationAdded

            founded = OrganisationAdded(organisation=organisation.id, name=organisation.name)
            self._arrivals.append((founded, self.occurred, ()))
        return organisation

    def _works_elsewhere(self, person: Person, place: Organisation) -> bool:
        row = self.record.app.hot.execute(
            "SELECT organisation FROM people WHERE subject = ?", [person.id]
        ).fetchone()
        return row is None or row[0] != place.id

    def _is_owed(self, people: tuple[Person, ...], when: str | None) -> bool:
        """Whether the queue will ask for these thanks anyway, by then."""
        return bool(people) and all(
            each.id in self._thanked_for
            and (when is None or first_day(when) <= self._thanked_for[each.id] + _SOON)
            for each in people
        )

    def _thank(self, part: Part, people: tuple[Person, ...]) -> None:
        from events.conversations import ThanksSent
        from netlog.commands.thank import open_reason

        for each in people:
            known = each.id not in self._mentions.newcomers and each.id not in self._thanked_for
            reason = open_reason(self.record, each) if known else None
            thanks = ThanksSent(
                person=each.id,
                for_event=reason and reason.id,
                channel=part.word,
                personal_detail=part.text,
            )
            also = reason.subjects if reason else ()
            self._events.append((thanks, part.when or self.occurred, also))
        self._say(Meant(part, people))

    def _name(self, part: Part, people: tuple[Person, ...]) -> None:
        by = people[0]
        named = [self._somebody(each, part, via=by) for each in part.named]
        if by in named or None in named:
            self._kept.append(self._words(part.spans))
            return
        found = tuple(each for each in named if each is not None)
        places = tuple(self._place(each) for each in part.named)
        self._record(Meant(part, (by,), found, places))

    def _record(self, meant: Meant) -> None:
        part = meant.part
        ahead = part.kind in {Kind.TODO, Kind.PLANNED}
        occurred = self.occurred if ahead or part.when is None else part.when
        self._events += [(event, occurred, ()) for event in entries(meant)]
        if part.kind in _THANKWORTHY:
            self._thanked_for.update(dict.fromkeys(meant.ids, first_day(occurred)))
        self._say(meant)

    def _say(self, meant: Meant) -> None:
        part = meant.part
        when = part.when if part.kind in {Kind.TODO, Kind.PLANNED} else part.when or self.occurred
        self.lines.append(Line(verb_of(part), said_of(meant), (*meant.people, *meant.named), when))

    def _keep(self) -> None:
        """What no rule took: with who was spoken of first, or as a todo of one's own."""
        text = "\n".join(each.strip() for each in self._kept if each.strip())
        if not text:
            return
        if self.people:
            from events.people import NoteWritten

            person = self.people[0]
            self._events.append((NoteWritten(person=person.id, text=text), self.occurred, ()))
            self.lines.append(Line("note", f"about {person.name}: {text}", (person,), self.occurred))
        else:
            from events.queue import TodoAdded

            self._events.append((TodoAdded(text=text), self.occurred, ()))
            self.lines.append(Line("to do", f"{text} (nobody is named)"))

    def _words(self, spans: tuple[Span, ...]) -> str:
        """All from the first to the last: what a part was read from, with what stands between."""
        return self.text[min(each.start for each in spans) : max(each.end for each in spans)]


def said_recorded(recorded: Recorded, today: date) -> str:
    count = len(recorded.envelopes)
    said = "recorded one entry" if count == 1 else f"recorded {count} entries"
    return said + recorded.what_next(today) + " · take it back: netlog undo"

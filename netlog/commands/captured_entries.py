"""Which entries is one part of a sentence, once it is known who is meant, and how is it said back?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from netlog.capture.plans import PROMISE
from netlog.capture.tellings import INTRODUCTION
from netlog.capture.understood import Kind
from netlog.civil import first_day
from netlog.commands.exchange import asked_for, counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from events.registry import Event
    from netlog.capture.understood import Part
    from netlog.words import Organisation, Person

SOME_CHANNEL: Final = "message"
_MOST_URL: Final = 400  # characters


class Meant(NamedTuple):
    """A part and who is meant by its names. `places`: where those who were named are, as far as was said."""

    part: Part
    people: tuple[Person, ...]
    named: tuple[Person, ...] = ()
    places: tuple[Organisation | None, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(each.id for each in self.people)


def entries(meant: Meant) -> Iterator[Event]:
    """All but thanks, which depend on what they are for."""
    for name, fields in _ENTRIES[meant.part.kind](meant):
        yield _model(name).model_validate(fields)


def _model(name: str) -> type[Event]:
    from events.registry import vocabulary

    return vocabulary()[name]


_Fields = tuple[str, dict[str, Any]]


def _met(it: Meant) -> Iterator[_Fields]:
    part = it.part
    yield (
        "meeting-held",
        {"people": it.ids, "minutes": part.minutes, "medium": part.word, "notes": part.text},
    )


def _planned(it: Meant) -> Iterator[_Fields]:
    part = it.part
    yield (
        "meeting-planned",
        {
            "people": it.ids,
            "at": part.when,
            "minutes": part.minutes,
            "medium": part.word,
            "purpose": part.text,
        },
    )


def _touch(it: Meant, direction: str) -> Iterator[_Fields]:
    for person in it.ids:
        yield (
            "touch-logged",
            {
                "person": person,
                "channel": it.part.word or SOME_CHANNEL,
                "direction": direction,
                "summary": it.part.text,
            },
        )


def _approached(it: Meant) -> Iterator[_Fields]:
    part = it.part
    for person in it.ids:
        yield (
            "approach-sent",
            {
                "person": person,
                "channel": part.word or SOME_CHANNEL,
                "purpose": part.text,
                "minutes_asked": part.minutes,
                "words": len(part.text.split()) if part.text else None,
            },
        )


def _answered(it: Meant) -> Iterator[_Fields]:
    for person in it.ids:
        yield "approach-answered", {"person": person, "answer": it.part.word, "note": it.part.text}


def _named(it: Meant) -> Iterator[_Fields]:
    by = it.ids[0]
    for person, place in zip(it.named, it.places, strict=True):
        if it.part.word == INTRODUCTION:
            yield "introduction-made", {"by": by, "to": person.id}
            if it.part.text:
                yield "note-written", {"person": person.id, "text": it.part.text}
        else:
            given = {"by": by, "person": person.id, "organisation": place and place.id, "why": it.part.text}
            yield "name-given", given


def _learned(it: Meant) -> Iterator[_Fields]:
    yield "insight-noted", {"people": it.ids, "text": it.part.text}


def _asked(it: Meant) -> Iterator[_Fields]:
    for person in it.ids:
        yield "ask-made", {"person": person, "kind": it.part.word, "text": it.part.text}


def _gave(it: Meant) -> Iterator[_Fields]:
    part = it.part
    url = part.url if part.url and len(part.url) <= _MOST_URL else None
    for person in it.ids:
        yield "value-given", {"person": person, "kind": part.word, "what": part.text, "url": url}


def _got(it: Meant) -> Iterator[_Fields]:
    part = it.part
    for person in it.ids:
        received = {"person": person, "kind": part.word, "what": part.text, "minutes": part.minutes}
        yield "value-received", received


def _todo(it: Meant) -> Iterator[_Fields]:
    part = it.part
    due = first_day(part.when).isoformat() if part.when else None
    if part.word == PROMISE and it.people:
        for person in it.ids:
            yield "promise-made", {"person": person, "what": part.text, "due": due}
        return
    yield "todo-added", {"text": part.text, "due": due, "person": it.ids[0] if it.people else None}


def _note(it: Meant) -> Iterator[_Fields]:
    for person in it.ids:
        yield "note-written", {"person": person, "text": it.part.text}


_ENTRIES: Final[dict[Kind, Callable[[Meant], Iterator[_Fields]]]] = {
    Kind.MET: _met,
    Kind.PLANNED: _planned,
    Kind.WROTE: lambda it: _touch(it, "out"),
    Kind.HEARD: lambda it: _touch(it, "in"),
    Kind.APPROACHED: _approached,
    Kind.ANSWERED: _answered,
    Kind.NAMED: _named,
    Kind.LEARNED: _learned,
    Kind.ASKED: _asked,
    Kind.GAVE: _gave,
    Kind.GOT: _got,
    Kind.TODO: _todo,
    Kind.NOTE: _note,
}


def verb_of(part: Part) -> str:
    """The word that a line of what was understood begins with."""
    if part.kind == Kind.TODO:
        return "promised" if part.word == PROMISE and part.people else "to do"
    return "introduced" if part.kind == Kind.NAMED and part.word == INTRODUCTION else part.kind.value


def said_of(it: Meant) -> str:
    """What follows that word."""
    part, who = it.part, listed(it.people)
    if part.kind in {Kind.MET, Kind.PLANNED}:
        minutes = f"{part.minutes} min" if part.minutes else None
        return _with_commas(who, part.word, minutes, part.text)
    if part.kind == Kind.NAMED:
        return _with_commas(f"{listed(it.named)}, by {who}", part.text)
    if part.kind == Kind.TODO:
        return _with_commas(part.text, who and f"for {who}")
    lead = _LEADS[part.kind](part, who)
    return lead if not part.text or part.text.lower() in lead else f"{lead}: {part.text}"


_LEADS: Final[dict[Kind, Callable[[Part, str], str]]] = {
    Kind.WROTE: lambda part, who: f"to {who}" + (f" by {part.word}" if part.word else ""),
    Kind.HEARD: lambda part, who: f"from {who}" + (f" by {part.word}" if part.word else ""),
    Kind.APPROACHED: lambda part, who: (
        who + (f" by {part.word}" if part.word else "") + (f" for {part.minutes} min" if part.minutes else "")
    ),
    Kind.ANSWERED: lambda part, who: f"{part.word}, by {who}",
    Kind.LEARNED: lambda _, who: f"from {who}",
    Kind.ASKED: lambda part, who: f"{who} for {asked_for(part.word or '')}",
    Kind.GAVE: lambda part, who: f"{who} {counted(part.word or 'favour')}",
    Kind.GOT: lambda part, who: f"{counted(part.word or 'favour')} from {who}",
    Kind.THANKED: lambda part, who: who + (f" by {part.word}" if part.word else ""),
    Kind.NOTE: lambda _, who: f"about {who}",
}


def listed(people: tuple[Person, ...]) -> str:
    names = [each.name for each in people]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _with_commas(*parts: str | None) -> str:
    return ", ".join(filter(None, parts))

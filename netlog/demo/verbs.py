"""Which events does each verb of the stories come to? As the commands of the same names would record them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from events.conversations import (
    ApproachAnswered,
    ApproachSent,
    InsightNoted,
    MeetingHeld,
    ThanksSent,
    TouchLogged,
)
from events.corrections import EntryCorrected, EntryWithdrawn
from events.exchange import AskMade, NameGiven, ValueGiven, ValueReceived
from events.people import (
    CadenceSet,
    DetailRecorded,
    JobChanged,
    NoteWritten,
    PeopleMerged,
    PersonArchived,
    PersonRestored,
    PersonSetAside,
    PersonTagged,
    PersonUntagged,
)
from events.queue import NudgeDone, NudgeMuted, NudgeSkipped, NudgeSnoozed, TodoAdded
from netlog.demo.choices import CHOICES
from netlog.demo.talk_verbs import TALKS
from netlog.demo.telling import Intended, Telling, checked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netlog.demo.choices import Verb
    from netlog.demo.script import Said


def events(told: Telling, name: str, said: Said) -> list[Intended]:
    """What one thing said about somebody comes to. Raises: KeyError for whoever has not appeared yet."""
    return list((_VERBS | TALKS)[said.verb](told, name, said))


def _split(words: str, word: str) -> tuple[list[str], str | None]:
    """The words before `word`, and the name behind it."""
    before, found, name = f" {words}".partition(f" {word} ")
    return before.split(), name if found else None


def _minutes(words: list[str]) -> int | None:
    return next((int(word) for word in words if word.isdecimal()), None)


def _add(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    words, via = _split(said.words, "via")
    if via is not None and words:  # "introduction via Elif Aydin email": the channels stand behind the name
        *parts, last = via.split()
        if last in {"email", "phone", "url"}:
            words, via = [*words, last], " ".join(parts)
    yield from told.appear(name, words[0], via, tuple(words[1:]))


def _approach(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    words, via = _split(said.words, "via")
    learn = "introduce-myself" not in words
    yield Intended(
        ApproachSent(
            person=told.id(name),
            channel=words[0],
            purpose=said.text or None,
            referrer=told.id(via) if via else None,
            minutes_asked=_minutes(words),
            said_not_about_a_job=True if learn else None,
            style="learn" if learn else "introduce-myself",
            words=len(said.text.split()) or None,
        )
    )


def _answered(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    yield Intended(ApproachAnswered(person=told.id(name), answer=checked(said.words), note=said.text or None))


def _met(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    words, company = _split(said.words, "with")
    others = company.split(", ") if company else []
    for other in others:
        if other not in told.people:
            yield from told.appear(other, "event")
    everybody = tuple(told.id(one) for one in [name, *others])
    yield Intended(
        MeetingHeld(people=everybody, minutes=_minutes(words), medium=words[0], notes=said.text or None)
    )


def _learned(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    yield Intended(InsightNoted(people=(told.id(name),), text=said.text))


def _named(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    yield from told.ensured(said.words, name)
    organisation = told.organisation(said.words)
    yield Intended(
        NameGiven(
            by=told.id(name), person=told.id(said.words), organisation=organisation, why=said.text or None
        )
    )


def _ask(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    specificity = 3 if any(letter.isupper() for letter in said.text) else 2
    yield Intended(
        AskMade(
            person=told.id(name), kind=checked(said.words), text=said.text or None, specificity=specificity
        )
    )


def _thank(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    known = told.people[name]
    waiting, known.unthanked = known.unthanked, []
    yield Intended(
        ThanksSent(
            person=known.id,
            for_event=waiting[0] if len(waiting) == 1 else None,
            channel=said.words or None,
            personal_detail=said.text or None,
        )
    )


def _give(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    what, _, why = said.text.partition(" | ")
    yield Intended(
        ValueGiven(person=told.id(name), kind=checked(said.words), what=what, why_relevant=why or None)
    )


def _got(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    words = said.words.split()
    yield Intended(
        ValueReceived(person=told.id(name), kind=checked(words[0]), what=said.text, minutes=_minutes(words))
    )


def _touch(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    channel, direction = said.words.split()
    yield Intended(
        TouchLogged(
            person=told.id(name), channel=channel, direction=checked(direction), summary=said.text or None
        )
    )


def _note(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    yield Intended(NoteWritten(person=told.id(name), text=said.text))


def _cadence(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    if said.words.isdecimal():
        yield Intended(CadenceSet(person=told.id(name), days=int(said.words)))
    else:
        yield Intended(CadenceSet(person=told.id(name), tier=checked(said.words)))


def _tag(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    yield Intended(PersonTagged(person=told.id(name), tags=tuple(said.words.split(", "))))


def _untag(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    yield Intended(PersonUntagged(person=told.id(name), tags=tuple(said.words.split(", "))))


def _job(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    new = list(told.place(said.words))
    place = told.organisations[said.words]
    yield Intended(JobChanged(person=told.id(name), organisation=place, role=said.text or None))
    yield from new


def _aside(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    yield Intended(PersonSetAside(person=told.id(name), side=checked(said.words), why=said.text or None))


def _archive(told: Telling, name: str, _: Said) -> Iterator[Intended]:
    yield Intended(PersonArchived(person=told.id(name)))


def _restore(told: Telling, name: str, _: Said) -> Iterator[Intended]:
    yield Intended(PersonRestored(person=told.id(name)))


def _detail(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    value = said.text or told.address(name)
    yield Intended(DetailRecorded(person=told.id(name), field=checked(said.words), value=value))


def _todo(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    due = told.days.ago(int(said.words)).isoformat() if said.words else None
    yield Intended(TodoAdded(text=said.text, due=due, person=told.id(name)))


def _done(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    known = told.people[name]
    yield Intended(NudgeDone(nudge=known.nudge(said.words)), (known.id,))


def _skip(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    known = told.people[name]
    yield Intended(NudgeSkipped(nudge=known.nudge(said.words), why=said.text or None), (known.id,))


def _snooze(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    known = told.people[name]
    rule, until = said.words.split()
    until = told.days.ago(int(until)).isoformat()
    yield Intended(NudgeSnoozed(nudge=known.nudge(rule), until=until), (known.id,))


def _mute(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    yield Intended(NudgeMuted(rule=said.words, person=told.id(name)))


def _merge(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    yield Intended(PeopleMerged(kept=told.id(said.words), merged=(told.id(name),)))


def _correct(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    """The last entry about somebody: `correct minutes 45: why`."""
    target = told.people[name].latest
    field_name, value = said.words.split()
    patch: dict[str, Any] = {field_name: int(value) if value.isdecimal() else value}
    yield Intended(EntryCorrected(target=target.id, patch=patch, why=said.text or None), target.subjects)


def _withdraw(told: Telling, name: str, said: Said) -> Iterator[Intended]:
    target = told.people[name].latest
    yield Intended(EntryWithdrawn(target=target.id, why=said.text or None), target.subjects)


_VERBS: Final[dict[str, Verb]] = {
    **CHOICES,
    "add": _add,
    "answered": _answered,
    "approach": _approach,
    "archive": _archive,
    "aside": _aside,
    "ask": _ask,
    "cadence": _cadence,
    "correct": _correct,
    "detail": _detail,
    "done": _done,
    "give": _give,
    "got": _got,
    "job": _job,
    "learned": _learned,
    "merge": _merge,
    "met": _met,
    "mute": _mute,
    "named": _named,
    "note": _note,
    "restore": _restore,
    "skip": _skip,
    "snooze": _snooze,
    "tag": _tag,
    "thank": _thank,
    "todo": _todo,
    "touch": _touch,
    "untag": _untag,
    "withdraw": _withdraw,
}

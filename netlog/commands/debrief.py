"""What do you remember of a conversation? A short interview after `netlog met`, for whoever sits at a
terminal.

Rule: the meeting is recorded before the first question, every answer may be empty, and what was answered
before an interruption is recorded, too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeVar

import click

from netlog import questions, render
from netlog.civil import first_day
from netlog.commands.given_names import given_name, name_and_place
from netlog.commands.recording import Recording
from netlog.commands.values import FREE_TEXT, ONE_LINE, OneOf, words_for
from netlog.errors import NetlogError, Usage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from events.envelope import Envelope
    from netlog.app import App
    from netlog.commands.calling import Call
    from netlog.words import Person

T = TypeVar("T")

_YES_NO: Final = ("yes", "no")
_KNOWN: Final = words_for("meeting-held", "they_know_what_i_want")
_PERMISSION: Final = words_for("permission-recorded", "may_use_name")
_NUMBERS: Final = re.compile(r"(?P<number>\d{1,3})(?P<landed>!?)")


def debrief(call: Call, app: App, meeting: Envelope, present: Sequence[Person]) -> None:
    """Asks, and records the answers as a second entry of their own."""
    if not questions.willing("a few questions about it?", again="Enter yes, n no"):
        return
    told = Debrief(Recording(call, app), meeting, present)
    try:
        told.ask()
    except (click.Abort, KeyboardInterrupt):
        render.tell()
        told.keep()
        raise
    told.keep()


class Debrief:
    """The answers so far."""

    def __init__(self, record: Recording, meeting: Envelope, present: Sequence[Person]) -> None:
        self.record, self.meeting, self.present, self.first = record, meeting, present, present[0]
        self.noted: list[str] = []

    def ask(self) -> None:
        self._learned()
        named = self._named()
        self._whom_else(named)
        if named:
            self._may_mention(named)
        self._known()
        self._prepared()
        self._promised()

    def keep(self) -> None:
        if self.noted:
            self.record.finish(f"noted of {self.first.name}", *self.noted, about=self.first)

    def _learned(self) -> None:
        from events.conversations import InsightNoted

        ids = tuple(each.id for each in self.present)
        while text := _answer("what did you learn? (Enter: nothing more)", _free):
            self.record.add(InsightNoted(people=ids, text=text))
            self.noted.append("something learned")

    def _named(self) -> list[Person]:
        named = []
        while typed := _answer("whom did they name? NAME @ ORG (Enter: nobody more)", name_and_place_of):
            name, place = typed
            named.append(given_name(self.record, self.first, name, place))
            self.noted.append(f"told of {named[-1].name}")
        return named

    def _whom_else(self, named: Sequence[Person]) -> None:
        """Whoever was told of somebody need not be asked whether he asked."""
        from events.exchange import AskMade

        question = "did you ask whom else to talk with? yes, no"
        if not named and _answer(question, _one_of(lambda: _YES_NO)) == "yes":
            self.record.add(AskMade(person=self.first.id, kind="referral"))
            self.noted.append("asked for a referral")

    def _may_mention(self, named: Sequence[Person]) -> None:
        from events.introductions import PermissionRecorded

        answer = _answer(f"may you use {self.first.name}'s name? yes, no, ask-first", _one_of(_PERMISSION))
        if not answer:
            return
        for each in named:
            given = {"by": self.first.id, "for_person": each.id, "may_use_name": answer}
            self.record.add(PermissionRecorded.model_validate(given))
        self.noted.append(f"may use the name: {answer}")

    def _known(self) -> None:
        from events.corrections import EntryCorrected

        answer = _answer("do they know what you want? yes, no, unsure", _one_of(_KNOWN))
        if not answer:
            return
        corrected = EntryCorrected(target=self.meeting.id, patch={"they_know_what_i_want": answer})
        self.record.add(corrected, also_about=self.meeting.subjects)
        self.noted.append(f"they know what you want: {answer}")

    def _prepared(self) -> None:
        from events.preparation import QuestionAsked
        from projections.conversations import questions_for

        prepared = questions_for(self.record.app.cold, self.first.id, self.record.call.occurred_day)
        if not prepared:
            return
        for number, each in enumerate(prepared, 1):
            render.tell(f"  {number}  {each.text}")
        asked = _answer(
            "which did you ask? numbers, ! behind one that went well: 1 3!", _numbers(len(prepared))
        )
        for number, landed in asked or ():
            entry = prepared[number - 1].entry
            event = QuestionAsked(question=entry, landed="yes" if landed else None)
            self.record.add(event, also_about=(self.first.id,))
        if asked:
            self.noted.append(f"{len(asked)} of {len(prepared)} questions asked")

    def _promised(self) -> None:
        from events.exchange import PromiseMade

        typed = _answer("did you promise anything? WHAT by WHEN (Enter: nothing)", self._promise)
        if typed:
            what, due = typed
            self.record.add(PromiseMade(person=self.first.id, what=what, due=due))
            self.noted.append("a promise")

    def _promise(self, typed: str) -> tuple[str, str | None]:
        """Of "the grid study by friday"; what is no day belongs to the promise."""
        call = self.record.call
        what, by, when = _free(typed).rpartition(" by ")
        if not by:
            return _free(typed), None
        try:
            day = first_day(call.when(when, prefer="future", seen_from=call.occurred_day))
        except Usage:
            return _free(typed), None
        return what, day.isoformat()


def name_and_place_of(typed: str) -> tuple[str, str | None]:
    return name_and_place(ONE_LINE.convert(typed, None, None))


def _free(typed: str) -> str:
    return FREE_TEXT.convert(typed, None, None)


def _one_of(choices: Callable[[], Sequence[str]]) -> Callable[[str], str]:
    return lambda typed: OneOf(choices).convert(typed, None, None)


def _numbers(most: int) -> Callable[[str], list[tuple[int, bool]]]:
    def read(typed: str) -> list[tuple[int, bool]]:
        found: dict[int, bool] = {}
        for part in typed.replace(",", " ").split():
            match = _NUMBERS.fullmatch(part)
            if match is None or not 1 <= int(match["number"]) <= most:
                raise Usage(f"this is no number of a question: {part}", hint="like so: 1 3! 4")
            found[int(match["number"])] = bool(match["landed"])
        return list(found.items())

    return read


def _answer(question: str, read: Callable[[str], T]) -> T | None:
    """What was typed, once it can be read; None for nothing."""
    while typed := questions.optional(question):
        try:
            return read(typed)
        except NetlogError as problem:
            render.tell(f"  {problem.message}")
    return None

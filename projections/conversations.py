"""Which conversations are planned or were held with a person, and what is prepared for the next?

`conversations` has a row for each time that was agreed and for each meeting; `preparations` one for each
thing noted for a conversation, which serves until the next one is held.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from projections.contact import contact, iso
from projections.engine import projection

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from datetime import date

    from projections.contact import Contact, Moment
    from projections.history import History

Document = dict[str, Any]


class Conversation(NamedTuple):
    """`kind`: planned or held. `entry` set the time; `plan` is the entry that planned it first. `ended`: what
    became of a plan: moved, cancelled, held; null: nothing yet. `noted`: its preparation, as JSON.
    """

    entry: str
    kind: str
    plan: str | None
    day: str
    at: str
    minutes: int | None
    medium: str | None
    purpose: str | None
    set_on: str
    ended: str | None
    ended_on: str | None
    noted: str | None


class Prepared(NamedTuple):
    """`kind`: research, question, closing, offer, need. `part`: item or layer. `used_on`: the day of the
    conversation that it served, null: none yet. `landed`: how a question went that was asked.
    """

    entry: str
    kind: str
    part: str
    text: str | None
    day: str
    used_on: str | None
    asked_on: str | None
    landed: str | None


_ENDS: Final = {"meeting-moved": "moved", "meeting-cancelled": "cancelled", "meeting-held": "held"}
_KINDS: Final = {
    "research-done": ("research", "item", "note"),
    "question-prepared": ("question", "layer", "text"),
    "closing-prepared": ("closing", "", "sentence"),
    "offer-noted": ("offer", "", "what_i_could_offer"),
    "need-noted": ("need", "", "what"),
}
"""Kind, and the fields that say which part it is and what was written."""
_LASTING: Final = frozenset({"offer-noted", "need-noted"})


@projection(table="conversations", row=Conversation, primary_key=("day", "entry"))
def conversations(history: History) -> Iterator[Conversation]:
    """The conversations of one person."""
    found = contact(history)
    if found.plans:
        yield from _planned(found)
    for meeting in found.meetings:
        event, day = meeting.event, meeting.day.isoformat()
        at = meeting.entry.occurred.text if meeting.entry.occurred else day
        yield Conversation(
            entry=meeting.entry.id,
            kind="held",
            plan=None,
            day=day,
            at=at,
            minutes=event.minutes,
            medium=event.medium,
            purpose=None,
            set_on=day,
            ended=None,
            ended_on=None,
            noted=None,
        )


def _planned(found: Contact) -> Iterator[Conversation]:
    from projections.preparation import plans, preparation

    for plan in plans(found):
        event, ended = plan.planned.event, plan.ended
        yield Conversation(
            entry=plan.anchor.entry.id,
            kind="planned",
            plan=plan.planned.entry.id,
            day=plan.when.day.isoformat(),
            at=plan.when.text,
            minutes=event.minutes,
            medium=event.medium,
            purpose=event.purpose,
            set_on=plan.anchor.day.isoformat(),
            ended=ended and _ENDS[ended.event.wire_name],
            ended_on=iso(ended and ended.day),
            noted=json.dumps(preparation(found, plan).facts, separators=(",", ":"), sort_keys=True),
        )


@projection(table="preparations", row=Prepared, primary_key=("entry",))
def preparations(history: History) -> Iterator[Prepared]:
    """What was noted for conversations with one person."""
    found = contact(history)
    if not found.prepared:
        return
    asked = {
        moment.event.question: moment
        for moment in found.prepared
        if moment.event.wire_name == "question-asked"
    }
    for moment in found.prepared:
        if moment.event.wire_name == "question-asked":
            continue
        kind, part, text = _KINDS[moment.event.wire_name]
        answered = asked.get(moment.entry.id)
        yield Prepared(
            moment.entry.id,
            kind,
            getattr(moment.event, part) if part else "",
            getattr(moment.event, text),
            moment.day.isoformat(),
            None if moment.event.wire_name in _LASTING else _used_on(found, moment),
            iso(answered and answered.day),
            answered and answered.event.landed,
        )


def _used_on(found: Contact, moment: Moment[Any]) -> str | None:
    from projections.preparation import recorded_after

    return next((one.day.isoformat() for one in found.meetings if not recorded_after(moment, one)), None)


def open_plans(db: sqlite3.Connection, person: str, on: date) -> list[Document]:
    """What is agreed with the person and has no outcome yet, the first to come first. Of the cold tables."""
    rows = db.execute(_OPEN_PLANS, {"person": person, "on": on.isoformat()})
    return [
        {"plan": plan, "at": at, "minutes": minutes, "medium": medium, "purpose": purpose}
        for plan, at, minutes, medium, purpose in rows
    ]


def prepared(db: sqlite3.Connection, person: str, on: date) -> list[Prepared]:
    """What is noted for the next conversation, in order. Of the cold tables."""
    rows = db.execute(_PREPARED, {"person": person, "on": on.isoformat()})
    return [Prepared._make(row) for row in rows]


def questions_for(db: sqlite3.Connection, person: str, on: date) -> list[Prepared]:
    """The questions that were prepared for the conversation of that day. Of the cold tables."""
    rows = db.execute(_QUESTIONS, {"person": person, "on": on.isoformat()})
    return [Prepared._make(row) for row in rows]


_OPEN_PLANS: Final = """
    SELECT "plan", at, minutes, medium, purpose FROM conversations
    WHERE subject = :person AND kind = 'planned' AND set_on <= :on AND (ended_on IS NULL OR ended_on > :on)
    ORDER BY day, at, entry"""
_PREPARED: Final = """
    SELECT p.entry, kind, part, p.text, p.day, used_on, asked_on, landed
    FROM preparations p LEFT JOIN timeline t ON t.subject = p.subject AND t.entry = p.entry
    WHERE p.subject = :person AND p.day <= :on AND (used_on IS NULL OR used_on > :on)
    ORDER BY position"""
_QUESTIONS: Final = _PREPARED.replace(
    "p.day <= :on AND (used_on IS NULL OR used_on > :on)", "kind = 'question' AND used_on = :on"
)

"""What went to and fro between a person and me: asked, given, received, promised?

A conversation that I asked for is time received: its minutes are derived, nobody records them. An
introduction that somebody made for me is something received, too.
"""

from __future__ import annotations

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


class Exchanged(NamedTuple):
    """`side`: asked, gave, received, promised. `due` and `kept_on` are of promises alone, `specificity`
    and `outcome` of asks.
    """

    entry: str
    side: str
    kind: str
    what: str | None
    day: str
    minutes: int | None
    due: str | None
    kept_on: str | None
    specificity: int | None
    outcome: str | None
    outcome_on: str | None


@projection(table="exchange", row=Exchanged, version=2, primary_key=("day", "entry"))
def exchange(history: History) -> Iterator[Exchanged]:
    """Both directions with one person."""
    found = contact(history)
    for asked in found.asks:
        answer = found.outcomes.get(asked.entry.id)
        yield _row(asked, "asked", asked.event.kind, asked.event.text)._replace(
            specificity=asked.event.specificity,
            outcome=answer and answer.event.outcome,
            outcome_on=iso(answer and answer.day),
        )
    for gift in found.given:
        yield _row(gift, "gave", gift.event.kind, gift.event.what)
    for receipt in found.received:
        yield _row(receipt, "received", receipt.event.kind, receipt.event.what, receipt.event.minutes)
    for introduction in found.advocated:
        yield _row(introduction, "received", "introduction", None)
    for meeting in _asked_for(found):
        yield _row(meeting, "received", "time", None, meeting.event.minutes)
    for promise in found.promises:
        kept = found.kept.get(promise.entry.id)
        row = _row(promise, "promised", "promise", promise.event.what)
        yield row._replace(due=promise.event.due, kept_on=iso(kept and kept.day))


def _row(
    moment: Moment[Any], side: str, kind: str, what: str | None, minutes: int | None = None
) -> Exchanged:
    day = moment.day.isoformat()
    return Exchanged(moment.entry.id, side, kind, what, day, minutes, None, None, None, None, None)


def _asked_for(found: Contact) -> Iterator[Moment[Any]]:
    """The meetings for which I had asked since the one before."""
    if not found.meetings:
        return
    asked = False
    for kind, moment in found.moves:
        if kind == "approach":
            asked = True
        elif moment.event.wire_name == "meeting-held":
            if asked:
                yield moment
            asked = False


def ledger(db: sqlite3.Connection, person: str, on: date) -> Document:
    """How much went either way until the day, and what is promised. Of the cold tables."""
    given = {"person": person, "on": on.isoformat()}
    counts = {side: (count, minutes) for side, count, minutes in db.execute(_COUNTS, given)}
    return {
        "asked": counts.get("asked", (0, 0))[0],
        "gave": counts.get("gave", (0, 0))[0],
        "received": counts.get("received", (0, 0))[0],
        "minutes_received": counts.get("received", (0, 0))[1],
        "promises": [
            {"entry": entry, "what": what, "due": due, "made_on": day}
            for entry, what, due, day in db.execute(_PROMISES, given)
        ],
    }


_COUNTS: Final = """
    SELECT side, count(*), coalesce(sum(minutes), 0) FROM exchange
    WHERE subject = :person AND day <= :on GROUP BY side"""
_PROMISES: Final = """
    SELECT entry, what, due, day FROM exchange
    WHERE subject = :person AND side = 'promised' AND day <= :on AND (kept_on IS NULL OR kept_on > :on)
    ORDER BY coalesce(due, day), day, entry"""


def open_asks(db: sqlite3.Connection, person: str, on: date) -> list[Document]:
    """What I asked of the person and has come to nothing final yet, the last first. Of the cold tables."""
    rows = db.execute(_OPEN_ASKS, {"person": person, "on": on.isoformat()})
    return [{"entry": entry, "kind": kind, "what": what, "on": day} for entry, kind, what, day in rows]


_OPEN_ASKS: Final = """
    SELECT entry, kind, what, day FROM exchange
    WHERE subject = :person AND side = 'asked' AND day <= :on
    AND (outcome IS NULL OR outcome = 'later' OR outcome_on > :on)
    ORDER BY day DESC, entry"""

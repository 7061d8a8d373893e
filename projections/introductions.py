"""Who brought me to whom, what came of it, and may I use the name?

`introductions` has a row for each word by which others brought a person; `permissions` and `reports` belong
to whoever gave the word, because a permission may hold for everybody, and one report tells of all that came
until then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from projections.contact import contact, iso
from projections.engine import projection
from projections.rules import REPORT_BACK

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from datetime import date

    from projections.history import History

Document = dict[str, Any]


class Introduction(NamedTuple):
    """`kind`: named or introduced. `result_on`: the day of the first reply since, null: none yet."""

    entry: str
    kind: str
    by: str
    day: str
    channel: str | None
    why: str | None
    result_on: str | None


class Permission(NamedTuple):
    """One word on whether I may use this person's name; `toward`: with whom, null: with anybody."""

    number: int
    toward: str | None
    answer: str
    day: str


class Report(NamedTuple):
    """`before_last`: 0 for the last report to this person, 1 for the one before, and so on. `muted`: 1 for
    the wish to be reminded of none, which stands before all of them.
    """

    before_last: int
    day: str
    text: str | None
    muted: int


@projection(table="introductions", row=Introduction, primary_key=("entry",), indexes=(("by",),))
def introductions(history: History) -> Iterator[Introduction]:
    """By whom one person was named or introduced to me."""
    found = contact(history)
    if not (found.named or found.introduced):
        return
    from projections.promises import first_reply

    for named in found.named:
        answer = first_reply(found, named)
        why, day = named.event.why, named.day.isoformat()
        yield Introduction(
            named.entry.id, "named", named.event.by, day, None, why, iso(answer and answer.day)
        )
    for made in found.introduced:
        answer = first_reply(found, made)
        event, day = made.event, made.day.isoformat()
        yield Introduction(
            made.entry.id, "introduced", event.by, day, event.channel, None, iso(answer and answer.day)
        )


@projection(table="permissions", row=Permission, primary_key=("number",), hot="1")
def permissions(history: History) -> Iterator[Permission]:
    """With whom I may use one person's name."""
    for number, moment in enumerate(contact(history).permissions):
        event = moment.event
        yield Permission(number, event.for_person, event.may_use_name, moment.day.isoformat())


@projection(table="reports", row=Report, primary_key=("before_last",), hot="before_last <= 0")
def reports(history: History) -> Iterator[Report]:
    """When one person heard what came of an introduction; the hot part knows the last time only."""
    found = contact(history)
    if found.mutes and (muted := found.muted(REPORT_BACK.id)):
        yield Report(-1, muted.day.isoformat(), None, 1)
    for before_last, moment in enumerate(reversed(found.reports)):
        yield Report(before_last, moment.day.isoformat(), moment.event.text, 0)


def may_use_name(db: sqlite3.Connection, by: str, toward: str, on: date) -> str | None:
    """The last word of `by` that holds for `toward` on the day: yes, no, ask-first; None if never asked."""
    given = {"by": by, "toward": toward, "on": on.isoformat()}
    found = db.execute(_PERMISSION, given).fetchone()
    return str(found[0]) if found else None


def brought_by(db: sqlite3.Connection, person: str, on: date) -> list[Document]:
    """Who named or introduced the person, with what I may say of it."""
    rows = db.execute(_BROUGHT_BY, {"person": person, "on": on.isoformat()})
    return [
        {
            "person": {"id": by, "name": name},
            "kind": kind,
            "on": day,
            "why": why,
            "may_mention": may_use_name(db, by, person, on),
            "result_on": result_on,
        }
        for kind, by, name, day, why, result_on in rows
    ]


def brought(db: sqlite3.Connection, person: str, on: date) -> list[Document]:
    """Whom the person named or introduced."""
    rows = db.execute(_BROUGHT, {"person": person, "on": on.isoformat()})
    return [
        {
            "person": {"id": subject, "name": name},
            "kind": kind,
            "on": day,
            "why": why,
            "may_mention": may_use_name(db, person, subject, on),
            "result_on": result_on,
        }
        for kind, subject, name, day, why, result_on in rows
    ]


_PERMISSION: Final = """
    SELECT answer FROM permissions LEFT JOIN identities i ON i.subject = toward
    WHERE permissions.subject = coalesce(
            (SELECT representative FROM identities WHERE identities.subject = :by), :by)
        AND day <= :on AND (toward IS NULL OR coalesce(i.representative, toward) = coalesce(
            (SELECT representative FROM identities WHERE identities.subject = :toward), :toward))
    ORDER BY number DESC LIMIT 1"""
_BROUGHT_BY: Final = """
    SELECT kind, coalesce(representative, "by"), people.name, day, why,
        iif(result_on <= :on, result_on, NULL)
    FROM introductions LEFT JOIN identities ON identities.subject = "by"
    LEFT JOIN people ON people.subject = coalesce(representative, "by")
    WHERE introductions.subject = :person AND day <= :on ORDER BY day, entry"""
_BROUGHT: Final = """
    SELECT kind, introductions.subject, people.name, day, why, iif(result_on <= :on, result_on, NULL)
    FROM introductions LEFT JOIN people ON people.subject = introductions.subject
    WHERE "by" IN (SELECT :person UNION SELECT subject FROM identities WHERE representative = :person)
        AND day <= :on ORDER BY day, entry"""

"""What is to be done on a day, in which order, and why?

Order: what was promised (thanks, word of what came of an introduction, promises, todos with a day) ·
conversations to prepare and to tell of · approaches and invitations without an answer · names given · other
todos · value owed · keeping in touch, by how overdue it is against its cadence. Then due date, name, nudge. A
day holds `CAP` items, of which `CADENCE_CAP` keep in touch. Everything is asked of the day given: what
happened after it has not happened. The hot rows answer for days from their last entry on, only the cold ones
for every day.

Word of an introduction (R04) is owed to whoever made it: the item's person, although the row is one of the
introduced person's.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from events.ids import is_person
from projections.calendar import later
from projections.reasons import Situation, quoted, suggestion, why
from projections.rules import (
    APPROACH,
    CADENCE,
    CADENCE_CAP,
    CAP,
    HEARD,
    NAME,
    REPORT_BACK,
    THANKS,
    UPCOMING_DAYS,
)
from projections.steps import SECOND_PERSON

if TYPE_CHECKING:
    import sqlite3
Item = dict[str, Any]


class Queue(NamedTuple):
    """`more`: how many are open beyond `now`. The other lists are filled when everything was asked for."""

    now: list[Item]
    more: int
    later: list[Item]
    snoozed: list[Item]
    upcoming: list[Item]


def queue(
    db: sqlite3.Connection,
    on: date,
    *,
    cap: int = CAP,
    cadence_cap: int = CADENCE_CAP,
    everything: bool = False,
) -> Queue:
    """The queue of a day: `now`, and with `everything` also what is later, snoozed and coming up."""
    asked = _Asked(db, on)
    now = asked.items(_OPEN + _OTHERS, limit=cap)
    now += asked.items(_OPEN + _TIES, by=_MOST_OVERDUE, limit=min(cadence_cap, cap - len(now)))
    if not everything:
        return Queue(now, asked.count(_OPEN) - len(now), [], [], [])
    shown = {item["nudge"] for item in now}
    later = [item for item in asked.all_items(_OPEN) if item["nudge"] not in shown]
    return Queue(now, len(later), later, asked.all_items(_SNOOZED), asked.all_items(_UPCOMING))


def open_nudges(db: sqlite3.Connection, on: date, *, subject: str, ahead: bool = False) -> list[Item]:
    """What is open with one person or organisation; with `ahead` also what is snoozed or not yet due, by due
    date.
    """
    asked, condition = _Asked(db, on, subject=subject), _ALIVE if ahead else _OPEN
    found = asked.items(condition + _OWED_WORD) + asked.all_items(condition + _ABOUT)
    return sorted(found, key=lambda item: (item["due"], item["nudge"])) if ahead else found


def nudges_by_prefix(db: sqlite3.Connection, prefix: str, on: date) -> list[Item]:
    """Every nudge that is not closed on the day and whose id begins so, due or not."""
    asked = _Asked(db, on, prefix=prefix, behind=prefix + "~")
    return asked.all_items(_ALIVE + " AND nudge >= :prefix AND nudge < :behind")


GIVER: Final = """coalesce(
        (SELECT representative FROM identities WHERE identities.subject = json_extract(f.why, '$.by')),
        json_extract(f.why, '$.by'))"""
OPEN_ROW: Final = "anchored <= :on AND (closed_on IS NULL OR closed_on > :on)"
_ALIVE: Final = f"""
    {OPEN_ROW}
    AND NOT (rule = 'R01' AND f.place = '1' AND EXISTS (
        SELECT 1 FROM people me
        JOIN people colleague ON colleague.organisation = me.organisation AND colleague.subject <> me.subject
        JOIN approaches ON approaches.subject = colleague.subject
        WHERE me.subject = f.subject AND approaches.day BETWEEN f.anchored AND :on))
    AND NOT (rule = 'R04' AND EXISTS (
        SELECT 1 FROM reports LEFT JOIN identities ON identities.subject = json_extract(f.why, '$.by')
        WHERE reports.subject = coalesce(representative, json_extract(f.why, '$.by'))
        AND reports.day <= :on AND (muted OR reports.day >= f.anchored)))
    AND NOT (rule = 'R22' AND EXISTS (
        SELECT 1 FROM follow_ups owed WHERE owed.subject = f.subject AND owed.rule = 'R03'
        AND owed.anchored <= :on AND (owed.closed_on IS NULL OR owed.closed_on > :on)))"""  # noqa: S608 - constants of this program
_ASLEEP: Final = "coalesce(snoozed_on <= :on AND snoozed_until > :on, 0)"
_OPEN: Final = f"{_ALIVE} AND opens <= :on AND NOT {_ASLEEP}"
_SNOOZED: Final = f"{_ALIVE} AND {_ASLEEP}"
_UPCOMING: Final = f"{_ALIVE} AND opens > :on AND opens <= :horizon AND NOT {_ASLEEP}"
_ABOUT: Final = " AND f.subject = :subject AND rule <> 'R04'"
_OWED_WORD: Final = f" AND tier = 0 AND rule = 'R04' AND {GIVER} = :subject"
_OTHERS: Final = " AND tier < :cadence"
_TIES: Final = " AND tier = :cadence"
_BY_TIER: Final = "tier, due, p.name, nudge"
_MOST_OVERDUE: Final = """
    (julianday(due) - julianday(:on)) / json_extract(why, '$.days'), due, p.name, nudge"""
_COUNT: Final = "SELECT count(*) FROM follow_ups f WHERE {}"
_ITEMS: Final = """
    SELECT nudge, rule, f.place, f.subject, p.name, p.folded, o.name, anchor, anchored, due, due_at, red, why,
        iif(talked_on <= :on, talked_on, NULL), context, p.organisation
    FROM follow_ups f
    LEFT JOIN people p ON p.subject = f.subject
    LEFT JOIN organisations o ON o.subject = p.organisation
    WHERE {} ORDER BY {} LIMIT :limit"""


class _Asked:
    """One question about one day."""

    def __init__(self, db: sqlite3.Connection, on: date, **more: str) -> None:
        self._db = db
        self._on = on
        self._given: dict[str, Any] = {
            "on": on.isoformat(),
            "horizon": later(on, UPCOMING_DAYS).isoformat(),
            "cadence": CADENCE.tier,
            **more,
        }

    def count(self, condition: str) -> int:
        (count,) = self._db.execute(_COUNT.format(condition), self._given).fetchone()
        return int(count)

    def items(self, condition: str, *, by: str = _BY_TIER, limit: int = -1) -> list[Item]:
        rows = self._db.execute(_ITEMS.format(condition, by), {**self._given, "limit": limit}).fetchall()
        return [self._item(_Row._make(row)) for row in rows]

    def all_items(self, condition: str) -> list[Item]:
        """In the order of the queue, without a cap."""
        return self.items(condition + _OTHERS) + self.items(condition + _TIES, by=_MOST_OVERDUE)

    def _item(self, row: _Row) -> Item:
        situation, about = self._situation(row), None
        person = {"id": row.subject, "name": situation.name} if is_person(row.subject) else None
        if row.rule == REPORT_BACK.id:
            about = {"id": row.subject, "name": situation.other}
            person = {"id": self._giver(situation)[0], "name": situation.name}
        return {
            "nudge": row.nudge,
            "rule": row.rule,
            "person": person,
            "why": why(situation),
            "due": row.due,
            "due_at": row.due_at,
            "overdue_days": max((self._on - date.fromisoformat(row.due)).days, 0),
            "anchor": row.anchor,
            "suggest": suggestion(situation),
            "red": row.red is not None and row.red <= self._given["on"],
            "context": {"on": row.talked_on, "line": row.context} if row.talked_on else None,
            "about": about,
        }

    def _situation(self, row: _Row) -> Situation:
        facts = json.loads(row.why)
        anchored = date.fromisoformat(facts.get("anchored", row.anchored))
        situation = Situation(row.nudge, row.rule, row.place, self._on, anchored, facts)
        if row.rule == HEARD.id:
            other = self._name(facts["by"]) if "by" in facts else None
            return situation._replace(organisation=self._organisation(row.subject), other=other)
        return self._with_person(row, situation) if is_person(row.subject) else situation

    def _with_person(self, row: _Row, situation: Situation) -> Situation:
        facts = situation.facts
        situation = situation._replace(
            name=row.name or "somebody",
            known_as=self._known_as(row.subject, row.name, row.folded),
            organisation=row.organisation,
        )
        if row.rule == NAME.id:
            return situation._replace(other=self._name(facts["by"]))
        if row.rule == THANKS.id and "to" in facts:
            return situation._replace(other=self._name(facts["to"]))
        if row.rule == REPORT_BACK.id:
            giver, name, folded = self._giver(situation)
            known_as = self._known_as(giver, name, folded)
            return situation._replace(name=name or "somebody", known_as=known_as, other=situation.name)
        if row.rule == APPROACH.id and row.place == SECOND_PERSON and row.organisation_id:
            for subject, name, folded in self._db.execute(_COLLEAGUE, {**self._given, **row._asdict()}):
                return situation._replace(other=name, other_known_as=self._known_as(subject, name, folded))
        return situation

    def _giver(self, situation: Situation) -> tuple[str, str | None, str | None]:
        """Id, name and folded name of whoever brought the person of a nudge."""
        by = situation.facts["by"]
        found: tuple[str, str, str] | None = self._db.execute(_GIVEN_BY, [by]).fetchone()
        return found or (by, None, None)

    def _name(self, person: str) -> str | None:
        found = self._db.execute(_NAME, [person]).fetchone()
        return found[0] if found else None

    def _organisation(self, subject: str) -> str | None:
        found = self._db.execute("SELECT name FROM organisations WHERE subject = ?", [subject]).fetchone()
        return found[0] if found else None

    def _known_as(self, subject: str, name: str | None, folded: str | None) -> str:
        """The name, or the id where several people have that name or it would read as an option."""
        (alike,) = self._db.execute("SELECT count(*) FROM people WHERE folded = ?", [folded]).fetchone()
        return quoted(name) if name and alike == 1 and not name.startswith("-") else subject


class _Row(NamedTuple):
    nudge: str
    rule: str
    place: str
    subject: str
    name: str | None
    folded: str | None
    organisation: str | None
    anchor: str
    anchored: str
    due: str
    due_at: str | None
    red: str | None
    why: str
    talked_on: str | None
    context: str | None
    organisation_id: str | None


_NAME: Final = """
    SELECT name FROM people
    WHERE subject = coalesce((SELECT representative FROM identities WHERE subject = ?1), ?1)"""
_GIVEN_BY: Final = _NAME.replace("SELECT name", "SELECT subject, name, folded")
_COLLEAGUE: Final = """
    SELECT subject, name, folded FROM people
    WHERE organisation = :organisation_id AND subject <> :subject
    AND NOT EXISTS (SELECT 1 FROM approaches WHERE approaches.subject = people.subject AND day <= :on)
    AND NOT EXISTS (
        SELECT 1 FROM standings
        WHERE standings.subject = people.subject AND since <= :on AND coalesce(until > :on, 1)
        AND state <> 'just-nice')
    ORDER BY name, subject LIMIT 1"""

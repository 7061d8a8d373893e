"""Which people fit some words, and what is known about one of them?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from projections.queue import open_nudges
from projections.sentences import folded
from projections.steps import STAGES

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

Document = dict[str, Any]


def who(  # noqa: PLR0913 - one for each option
    db: sqlite3.Connection,
    on: date,
    *,
    words: str | None = None,
    stage: str | None = None,
    tag: str | None = None,
    organisation: str | None = None,
    kind: str | None = None,
    aim: str | None = None,
    sector: str | None = None,
    place: str | None = None,
    quiet_since: date | None = None,
    archived: bool = False,
) -> list[Document]:
    """The people whom all of the conditions fit, by name; a document each, as in CONTRACT.md.

    Args:
        db: hot or cold tables.
        on: the day of the question.
        words: each must occur in the name, a former name, the role, the organisation or a tag.
        stage: its number, its name, or the name of a side state.
        tag: exactly, except for case and accents.
        organisation: words that its name holds, or its id.
        kind: exactly.
        aim: words that it holds.
        sector: words that the sector of the organisation holds.
        place: words that the place of the organisation holds.
        quiet_since: the last real touch was before that day; nobody with whom there never was one.
        archived: whether people who are archived on the day are asked for, and no others.

    """
    conditions = [_ARCHIVED if archived else f"NOT {_ARCHIVED}"]
    given: dict[str, str | int] = {"on": on.isoformat()}
    for number, word in enumerate(folded(words or "").split()):
        conditions.append(f"(instr(p.words, :word{number}) OR instr(o.folded, :word{number}))")
        given[f"word{number}"] = word
    if stage is not None:
        conditions.append("coalesce(side, stage) = :stage")
        given["stage"] = _stage(stage)
    if quiet_since is not None:
        conditions.append("last_touch < :quiet_since")
        given["quiet_since"] = quiet_since.isoformat()
    for name, asked in (
        ("tag", tag),
        ("organisation", organisation),
        ("kind", kind),
        ("aim", aim),
        ("sector", sector),
        ("place", place),
    ):
        if asked is not None:
            conditions.append(_BY[name])
            given[name] = folded(asked)
    if tag or aim or sector or place:
        db.create_function("folded", 1, lambda text: folded(text or ""), deterministic=True)
    return [_found(row) for row in db.execute(_WHO.format(" AND ".join(conditions)), given)]


def show(db: sqlite3.Connection, person: str, on: date) -> Document | None:
    """Everything about one person, with the timeline; None if there is no such person. Of the cold tables."""
    from projections.conversations import open_plans
    from projections.exchange import ledger
    from projections.introductions import brought, brought_by
    from projections.timeline import timeline_of

    subject = representative(db, person)
    asked = db.execute(_PERSON, [subject])
    row = asked.fetchone()
    if row is None:
        return None
    known = dict(zip((column for column, *_ in asked.description), row, strict=True))
    stages = [_interval(one, on.isoformat()) for one in db.execute(_HISTORY, [subject, on.isoformat()])]
    return {
        "person": {"id": subject, "name": known["name"]},
        "also": json.loads(known["also"]),
        "organisation": _named(known["organisation"], known["at"]),
        "role": known["role"],
        "kind": known["role_kind"],
        "how": known["how"],
        "via": _named(known["via"], known["through"]),
        "aim": known["aim"],
        "tags": json.loads(known["tags"]),
        "channels": json.loads(known["channels"]),
        "added_on": known["added_on"],
        "last_touch": known["last_touch"],
        "cadence_days": known["cadence_days"],
        "stage": next((one["stage"] for one in stages if one["left"] is None), None),
        "archived_on": _archived_on(db, subject, on),
        "stages": stages,
        "plans": open_plans(db, subject, on),
        "introduced_by": brought_by(db, subject, on),
        "introduced": brought(db, subject, on),
        "exchange": ledger(db, subject, on),
        "nudges": open_nudges(db, on, subject=subject, ahead=True),
        "timeline": timeline_of(db, subject),
    }


def representative(db: sqlite3.Connection, person: str) -> str:
    """The id under which a person stands, whatever was merged."""
    found = db.execute("SELECT representative FROM identities WHERE subject = ?", [person]).fetchone()
    return str(found[0]) if found else person


def _archived_on(db: sqlite3.Connection, subject: str, on: date) -> str | None:
    found = db.execute(
        "SELECT since FROM standings WHERE subject = :subject AND state = 'archived'"
        " AND since <= :on AND (until IS NULL OR until > :on)",
        {"subject": subject, "on": on.isoformat()},
    ).fetchone()
    return found[0] if found else None


_ARCHIVED: Final = """EXISTS (
    SELECT 1 FROM standings a WHERE a.subject = p.subject AND a.state = 'archived'
    AND a.since <= :on AND (a.until IS NULL OR a.until > :on))"""
_BY: Final = {
    "tag": "EXISTS (SELECT 1 FROM json_each(p.tags) WHERE folded(value) = :tag)",
    "organisation": "(instr(o.folded, :organisation) OR o.subject = :organisation)",
    "kind": "p.role_kind = :kind",
    "aim": "instr(folded(p.aim), :aim)",
    "sector": "instr(folded(o.sector), :sector)",
    "place": "instr(folded(o.place), :place)",
}
_WHO: Final = """
    SELECT p.subject, p.name, o.name, stage, side, last_touch, (
        SELECT min(due) FROM follow_ups
        WHERE follow_ups.subject = p.subject AND rule <> 'R04'
        AND anchored <= :on AND (closed_on IS NULL OR closed_on > :on))
    FROM people p
    LEFT JOIN organisations o ON o.subject = p.organisation
    LEFT JOIN stages s ON s.subject = p.subject AND entered <= :on AND (s.left IS NULL OR s.left > :on)
    WHERE {} ORDER BY p.name, p.subject"""
_PERSON: Final = """
    SELECT p.name, p.role, p.role_kind, p.how, p.aim, p.tags, p.channels, p.added_on, p.last_touch,
        p.cadence_days, p.also, p.organisation, o.name AS at, p.via, v.name AS through
    FROM people p
    LEFT JOIN organisations o ON o.subject = p.organisation
    LEFT JOIN identities i ON i.subject = p.via
    LEFT JOIN people v ON v.subject = coalesce(i.representative, p.via)
    WHERE p.subject = ?"""
_HISTORY: Final = """
    SELECT stage, side, entered, left FROM stages WHERE subject = ? AND entered <= ?
    ORDER BY entered, left IS NULL, left, stage"""


def _found(row: tuple[Any, ...]) -> Document:
    person, name, organisation, stage, side, last_touch, next_due = row
    return {
        "person": {"id": person, "name": name},
        "name": name,
        "organisation": organisation,
        "stage": side or (STAGES[stage - 1] if stage else None),
        "last_touch": last_touch,
        "next_due": next_due,
    }


def _stage(asked: str) -> int | str:
    """The number of a stage, or the name of a side state, by what the user calls it."""
    name = asked.strip().lower()
    if name.isdecimal():
        return int(name)
    return STAGES.index(name) + 1 if name in STAGES else name


def _interval(row: tuple[Any, ...], on: str) -> Document:
    """As it stood on the day: what was left later had not been left."""
    stage, side, entered, left = row
    return {
        "stage": side or STAGES[stage - 1],
        "entered": entered,
        "left": left if left and left <= on else None,
    }


def _named(subject: str | None, name: str | None) -> Document | None:
    return {"id": subject, "name": name} if subject else None

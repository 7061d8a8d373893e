"""What are the organisations called, what is known of them, and which of them are targets?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from projections.contact import contact, iso
from projections.engine import projection
from projections.sentences import folded

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from datetime import date

    from events.organisations import OrganisationTargeted, OrganisationUntargeted
    from projections.history import History


class Organisation(NamedTuple):
    """`folded` is the name as it is compared; `also` a JSON list of other names."""

    name: str
    folded: str
    also: str
    sector: str | None
    kind: str | None
    website: str | None
    place: str | None


@projection(table="organisations", row=Organisation, version=2, indexes=(("folded",),), hot="1")
def organisations(history: History) -> Iterator[Organisation]:
    """The organisation; of each field the value that became known last."""
    found = [moment.event for moment in contact(history).described]
    if found:
        last: dict[str, str] = {}
        for event in found:
            fields = (("sector", event.sector), ("kind", event.kind), ("website", event.website))
            last |= {field: value for field, value in (*fields, ("place", event.place)) if value}
        name = found[-1].name
        names = {one for event in found for one in (event.name, *event.aliases)} - {name}
        also = json.dumps(sorted(names), ensure_ascii=False)
        known = (last.get(field) for field in ("sector", "kind", "website", "place"))
        yield Organisation(name, folded(name), also, *known)


class Target(NamedTuple):
    """`until` is null while it is so. `wanted` is 0 where it was decided against. `motivation` 0 to 3; `why`:
    what I could do for them, or why not.
    """

    since: str
    until: str | None
    wanted: int
    rank: int | None
    motivation: int | None
    why: str | None


@projection(table="targets", row=Target, version=2, primary_key=("since",), hot="1")
def targets(history: History) -> Iterator[Target]:
    """When it was a target, or decidedly none: what was last said counts, for at least a day."""
    turns = {moment.day: moment for moment in contact(history).targeting}
    days = [*turns, None]
    for (day, moment), end in zip(turns.items(), days[1:], strict=True):
        if moment.event.wire_name == "organisation-targeted":
            event = cast("OrganisationTargeted", moment.event)
            why = event.value_rationale
            yield Target(day.isoformat(), iso(end), 1, event.rank, event.motivation, why)
        else:
            dropped = cast("OrganisationUntargeted", moment.event)
            yield Target(day.isoformat(), iso(end), 0, None, None, dropped.why)


def organisation(db: sqlite3.Connection, subject: str, on: date) -> dict[str, Any] | None:
    """The organisation, whether it is a target on the day, and the people there; None if it is not known."""
    from projections.who import who

    row = db.execute(_ORGANISATION, {"subject": subject, "on": on.isoformat()}).fetchone()
    if row is None:
        return None
    name, also, sector, kind, website, place, since, rank, motivation, why = row
    target = {"since": since, "rank": rank, "motivation": motivation, "why": why}
    return {
        "organisation": {"id": subject, "name": name},
        "also": json.loads(also),
        "sector": sector,
        "kind": kind,
        "website": website,
        "place": place,
        "target": target if since else None,
        "people": who(db, on, organisation=subject),
    }


def known_organisations(db: sqlite3.Connection, on: date) -> list[dict[str, Any]]:
    """All of them: first those that are targets on the day, by rank, then by name."""
    return [
        {
            "organisation": {"id": subject, "name": name},
            "sector": sector,
            "kind": kind,
            "target": since,
            "rank": rank,
            "people": people,
        }
        for subject, name, sector, kind, since, rank, people in db.execute(_KNOWN, {"on": on.isoformat()})
    ]


DECIDED: Final = (
    "LEFT JOIN targets t ON t.subject = o.subject AND t.since <= :on AND (t.until IS NULL OR t.until > :on)"
)
"""Of organisations `o` what was decided on the day: `t.wanted` is 1 for a target, 0 for none, else null."""
TARGETED: Final = f"{DECIDED} AND t.wanted"
"""Of organisations `o` those that are targets on the day."""
_ORGANISATION: Final = f"""
    SELECT name, also, sector, kind, website, place, since, rank, motivation, why
    FROM organisations o
    {TARGETED}
    WHERE o.subject = :subject"""  # noqa: S608 - constants of this program
_KNOWN: Final = f"""
    SELECT o.subject, o.name, sector, kind, t.since, rank, (
        SELECT count(*) FROM people p WHERE p.organisation = o.subject AND NOT EXISTS (
            SELECT 1 FROM standings s WHERE s.subject = p.subject AND s.state = 'archived'
            AND s.since <= :on AND (s.until IS NULL OR s.until > :on)))
    FROM organisations o
    {TARGETED}
    ORDER BY t.since IS NULL, rank IS NULL, rank, o.folded, o.subject"""  # noqa: S608 - as above

"""How far does the user cover what he chose: sectors, the organisations in each, the people there?

Figures of the articles stand beside the counts: two or three sectors (004:L15), a dozen organisations in each
(004:L16), two or three people in each of those, from the line and from HR (004:L17), 25 targets (003:L9), 80
to 120 recruiters in 30 to 40 firms (004:L5), without haste (004:L9-10). They are bars to reach, not grades.

Somebody counts unless archived, ruled out, not to be contacted or just nice; an organisation unless it was
decided against.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from projections.organisations import DECIDED
from projections.sectors import chosen_sectors
from projections.sentences import folded
from projections.steps import BY_HAND, STAGES

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import date

Document = dict[str, Any]

TARGETS: Final = 25
ORGANISATIONS: Final = 12
PEOPLE: Final = (2, 3)
RECRUITERS: Final = (80, 120)
FIRMS: Final = (30, 40)
RECRUITERS_A_WEEK: Final = 10
_WEEK: Final = timedelta(days=7)
_APPROACHED: Final = STAGES.index("approached") + 1
_TALKED: Final = STAGES.index("talked") + 1


class _Person(NamedTuple):
    """`stage`: null before the first; `side`: a side state. `first` and `steps` as in `climbs`."""

    id: str
    name: str
    role_kind: str | None
    organisation: str | None
    stage: int | None
    side: str | None
    first: int | None
    steps: str | None

    @property
    def counts(self) -> bool:
        return self.side not in BY_HAND

    @property
    def shown(self) -> Document:
        stage = self.side or (STAGES[self.stage - 1] if self.stage else None)
        return {"person": {"id": self.id, "name": self.name}, "kind": self.role_kind, "stage": stage}

    @property
    def approached_on(self) -> int | None:
        """The day, as an ordinal, on which more than a way to reach them was there for the first time."""
        if self.first is None or self.steps is None:
            return None
        later = (step for step in json.loads(self.steps)[_APPROACHED - 1 :] if step is not None)
        return next((self.first + step for step in later), None)

    def reached(self, stage: int) -> bool:
        return (self.stage or 0) >= stage


class _Place(NamedTuple):
    """An organisation. `wanted`: 1 for a target, 0 for decidedly none, null while nobody decided."""

    id: str
    name: str
    sector: str | None
    kind: str | None
    wanted: int | None
    rank: int | None
    motivation: int | None
    why: str | None


def coverage(db: sqlite3.Connection, on: date) -> Document:
    """The document of `netlog coverage`, of the hot or the cold tables."""
    day = {"on": on.isoformat()}
    people = [_Person(*row) for row in db.execute(_PRESENT, day)]
    places = [place for row in db.execute(_PLACES, day) if (place := _Place(*row)).wanted != 0]
    there: dict[str | None, list[_Person]] = {}
    for one in people:
        there.setdefault(one.organisation, []).append(one)
    chosen = chosen_sectors(db, on)
    intermediaries = {folded(one["sector"]) for one in chosen if one["intermediary"]}
    counted = [one for one in people if one.counts]
    firms = {
        place.id
        for place in places
        if place.kind == "recruiter" or folded(place.sector or "") in intermediaries
    }
    organisations = [
        _organisation(place, there.get(place.id, []), recruits=place.id in firms) for place in places
    ]
    return {
        "on": on.isoformat(),
        "sectors": _sectors(chosen, organisations),
        "targets": _targets(organisations),
        "organisations": _reached(organisations),
        "recruiters": _recruiters(counted, firms, on),
        "pace": _pace(counted, on),
    }


def _organisation(place: _Place, there: list[_Person], *, recruits: bool) -> Document:
    counted = [one for one in there if one.counts]
    hires = place.kind in {"employer", None} and not recruits  # elsewhere there is no line and no HR to know
    line = any(one.role_kind == "decision-maker" for one in counted)
    hr = any(one.role_kind == "hr" for one in counted)
    return {
        "organisation": {"id": place.id, "name": place.name},
        "sector": place.sector,
        "kind": place.kind,
        "target": bool(place.wanted),
        "rank": place.rank,
        "motivation": place.motivation,
        "why": place.why,
        "people": [one.shown for one in there],
        "named": len(counted),
        "talked": sum(one.reached(_TALKED) for one in counted),
        "line": line,
        "hr": hr,
        "gap": _gap(len(counted), line=line or not hires, hr=hr or not hires),
    }


def _gap(named: int, *, line: bool, hr: bool) -> str | None:
    """What is missing to two or three people, in words; None where it is enough."""
    least, most = PEOPLE
    if named < least:
        return f"{named} of {least}–{most} people"
    missing = [word for word, there in (("no decision maker", line), ("nobody of HR", hr)) if not there]
    return " and ".join(missing) or None


def _sectors(chosen: Iterable[Document], places: list[Document]) -> list[Document]:
    """The chosen sectors in order, then the targets that lie in none of them."""
    sorted_out: list[Document] = []
    left = {one["organisation"]["id"]: one for one in places}
    for sector in chosen:
        inside = [one for one in left.values() if folded(one["sector"] or "") == folded(sector["sector"])]
        for one in inside:
            del left[one["organisation"]["id"]]
        short_of = f"{len(inside)} of {ORGANISATIONS} organisations" if len(inside) < ORGANISATIONS else None
        sorted_out.append(
            {
                "sector": sector["sector"],
                "intermediary": sector["intermediary"],
                "organisations": inside,
                "gap": short_of,
            }
        )
    elsewhere = [one for one in left.values() if one["target"]]
    if elsewhere:
        outside = {"sector": None, "intermediary": False, "organisations": elsewhere, "gap": None}
        sorted_out.append(outside)
    return sorted_out


def _targets(places: list[Document]) -> Document:
    targets = [one for one in places if one["target"]]
    return {
        "chosen": len(targets),
        "of": TARGETS,
        "without_reason": sum(one["why"] is None for one in targets),
    }


def _reached(places: list[Document]) -> Document:
    return {
        "known": len(places),
        "with_two_named": sum(one["named"] >= PEOPLE[0] for one in places),
        "with_one_talked": sum(one["talked"] >= 1 for one in places),
    }


def _recruiters(people: list[_Person], firms: set[str], on: date) -> Document:
    """Who recruits: as is known of the person, else of the organisation."""
    found = [one for one in people if one.role_kind == "recruiter" or one.organisation in firms]
    behind = firms | {one.organisation for one in found if one.organisation}
    return {
        "people": len(found),
        "people_of": list(RECRUITERS),
        "approached": sum(one.reached(_APPROACHED) for one in found),
        "talked": sum(one.reached(_TALKED) for one in found),
        "firms": len(behind),
        "firms_of": list(FIRMS),
        "approached_this_week": _approached(found, on),
        "a_week": RECRUITERS_A_WEEK,
    }


def _pace(people: list[_Person], on: date) -> list[Document]:
    """Of each of the last four weeks, the present one last: how many people were first approached in it."""
    ends = [on - _WEEK * back for back in (3, 2, 1, 0)]
    return [{"until": end.isoformat(), "approached": _approached(people, end)} for end in ends]


def _approached(people: Iterable[_Person], until: date) -> int:
    """How many were first approached in the week that ends with the day."""
    begin, end = (until - _WEEK).toordinal(), until.toordinal()
    return sum((one.approached_on or 0) in range(begin + 1, end + 1) for one in people)


_PRESENT: Final = """
    SELECT p.subject, p.name, p.role_kind, p.organisation, s.stage, s.side, c.first, c.steps
    FROM people p
    LEFT JOIN stages s ON s.subject = p.subject AND s.entered <= :on AND (s.left IS NULL OR s.left > :on)
    LEFT JOIN climbs c ON c.subject = p.subject
    WHERE p.added_on <= :on AND NOT EXISTS (
        SELECT 1 FROM standings a WHERE a.subject = p.subject AND a.state = 'archived'
        AND a.since <= :on AND (a.until IS NULL OR a.until > :on))
    ORDER BY s.stage DESC, p.name, p.subject"""
_PLACES: Final = f"""
    SELECT o.subject, o.name, o.sector, o.kind, t.wanted, t.rank, t.motivation, t.why
    FROM organisations o {DECIDED}
    ORDER BY t.rank IS NULL, t.rank, o.folded, o.subject"""  # noqa: S608 - constants of this program

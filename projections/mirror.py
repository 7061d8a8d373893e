"""What goes to and fro between me and people: how much do I ask, give and get, and who was left alone?

A name or an introduction that somebody gave me is something received. A share is null under five, and never
without the number it is a share of. Nobody is ranked: people are listed by who gave me more than I gave them,
because that is whom I might think of next.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from projections.queue import GIVER, OPEN_ROW
from projections.reasons import ago, quoted
from projections.rules import LEAST_SHOWN, REPORT_BACK, THANKS, UNRETURNED, VALUE

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

Document = dict[str, Any]
_MONTHS: Final = 12
_LATELY: Final = timedelta(days=28)
"""Whoever was given something since need not be thought of first."""
_OUT: Final = ("ruled-out", "do-not-contact", "archived")


class _Exchanged(NamedTuple):
    person: str
    name: str
    side: str
    kind: str
    day: str
    minutes: int | None
    specificity: int | None
    outcome: str | None


def mirror(db: sqlite3.Connection, on: date, since: date | None = None) -> Document:
    """The document of `netlog mirror`. Of the cold tables.

    Args:
        db: the tables.
        on: the day of the question; what happened after it has not happened.
        since: the first day that counts; the months and the suggestion look further back.

    """
    day = {"on": on.isoformat()}
    everything = [_Exchanged(*row) for row in db.execute(_EXCHANGED, day)]
    first = since.isoformat() if since else ""
    counted = [one for one in everything if one.day >= first]
    left_alone = _left_alone(db, on)
    return {
        "on": on.isoformat(),
        "since": since and since.isoformat(),
        "totals": _totals(counted),
        "months": _months(everything, on),
        "asks": _asks(counted),
        "helped_first": _helped_first(everything, first),
        "thanks_on_time": _kept(db, THANKS.id, on, first, by="due"),
        "value_in_time": _kept(db, VALUE.id, on, first, by="red"),
        "reported_back": _kept(db, REPORT_BACK.id, on, first, by=None),
        "people": _people(counted),
        "left_alone": left_alone,
        "promises": [
            {"entry": entry, "person": {"id": person, "name": name}, "what": what, "due": due}
            for entry, person, name, what, due in db.execute(_PROMISES, day)
        ],
        "suggestion": _suggestion(db, everything, left_alone, on),
    }


def _totals(found: Iterable[_Exchanged]) -> Document:
    totals = {"asked": 0, "gave": 0, "received": 0, "minutes_received": 0, "names": 0}
    for one in found:
        totals[one.side] += 1
        if one.side == "received":
            totals["minutes_received"] += one.minutes or 0
            totals["names"] += one.kind == "name"
    return totals


def _months(found: Sequence[_Exchanged], on: date) -> list[Document]:
    """The last twelve, this one last."""
    months: dict[str, list[_Exchanged]] = {month: [] for month in _last_months(on)}
    for one in found:
        if one.day[:7] in months:
            months[one.day[:7]].append(one)
    return [{"month": month, **_totals(inside)} for month, inside in months.items()]


def _last_months(on: date) -> list[str]:
    count = on.year * 12 + on.month - 1
    numbers = range(max(count - _MONTHS + 1, 12), count + 1)
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers]


def _asks(found: Iterable[_Exchanged]) -> list[Document]:
    """By kind, the most frequent first; how clear they were, and what came of them."""
    kinds: defaultdict[str, list[_Exchanged]] = defaultdict(list)
    for one in found:
        if one.side == "asked":
            kinds[one.kind].append(one)
    return [
        {
            "kind": kind,
            "count": len(asks),
            "specificity": _mean([one.specificity for one in asks if one.specificity is not None]),
            "granted": sum(one.outcome in {"yes", "partly"} for one in asks),
            "refused": sum(one.outcome == "no" for one in asks),
        }
        for kind, asks in sorted(kinds.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


def _mean(figures: list[int]) -> float | None:
    return round(sum(figures) / len(figures), 1) if figures else None


def _helped_first(found: Iterable[_Exchanged], first: str) -> Document:
    """Of the people whom I first asked in the time, the share to whom I had given something by then."""
    asked: dict[str, str] = {}
    gave: dict[str, str] = {}
    for one in found:
        if one.side == "asked":
            asked.setdefault(one.person, one.day)
        elif one.side == "gave":
            gave.setdefault(one.person, one.day)
    counted = {person: day for person, day in asked.items() if day >= first}
    return _share(sum(gave.get(person, "~") <= day for person, day in counted.items()), len(counted))


def _kept(db: sqlite3.Connection, rule: str, on: date, first: str, *, by: str | None) -> Document:
    """Of the nudges of a rule that were due, the share that was done `by` the day they name; None: ever."""
    done = total = 0
    given = {"rule": rule, "on": on.isoformat(), "first": first}
    for done_on, due, red in db.execute(_DUE, given):
        total += 1
        latest = {"due": due, "red": red}[by] if by else given["on"]
        done += done_on is not None and done_on <= min(latest, given["on"])
    return _share(done, total)


def _share(part: int, total: int) -> Document:
    return {"share": round(part / total, 3) if total >= LEAST_SHOWN else None, "n": total, "done": part}


def _people(found: Iterable[_Exchanged]) -> list[Document]:
    people: defaultdict[str, list[_Exchanged]] = defaultdict(list)
    for one in found:
        people[one.person].append(one)
    listed = []
    for person, theirs in people.items():
        totals = _totals(theirs)
        balance = totals["received"] - totals["gave"]
        listed.append({"person": {"id": person, "name": theirs[0].name}, **totals, "balance": balance})
    return sorted(listed, key=lambda one: (-one["balance"], one["person"]["name"], one["person"]["id"]))


def _left_alone(db: sqlite3.Connection, on: date) -> list[Document]:
    """Who gave me something and heard nothing from me for as long as R22 waits, the longest ago first."""
    rows = db.execute(_UNRETURNED, {"on": on.isoformat(), "rule": UNRETURNED.id})
    return [
        {"person": {"id": person, "name": name}, "since": since, "kind": kind, "nudge": nudge}
        for person, name, since, kind, nudge in rows
    ]


def _suggestion(
    db: sqlite3.Connection, found: Sequence[_Exchanged], left_alone: Sequence[Document], on: date
) -> Document | None:
    """One give: for whoever was left alone longest, else for who gave most and was given least of late."""
    lately = (on - _LATELY).isoformat()
    given_lately = {one.person for one in found if one.side == "gave" and one.day > lately}
    out = {person for (person,) in db.execute(_ASIDE, {"on": on.isoformat()})}
    waiting = [one["person"] for one in left_alone]
    owed = [one["person"] for one in _people(found) if one["balance"] > 0]
    for person in [*waiting, *owed]:
        if person["id"] in given_lately or person["id"] in out:
            continue
        theirs = [one for one in found if one.person == person["id"]]
        needs = [text for (text,) in db.execute(_NEEDS, {"person": person["id"], "on": on.isoformat()})]
        return {
            "person": person,
            "why": _why(theirs, on),
            "ideas": needs,
            "suggest": f"netlog give {quoted(person['name'])} link WHAT",
        }
    return None


def _why(theirs: Sequence[_Exchanged], on: date) -> str:
    totals = _totals(theirs)
    last = max(one.day for one in theirs if one.side == "received")
    return (
        f"you received {totals['received']} and gave {totals['gave']};"
        f" the last was {ago(date.fromisoformat(last), on)}"
    )


_EXCHANGED: Final = """
    SELECT e.subject, p.name, e.side, e.kind, e.day, e.minutes, e.specificity,
        iif(e.outcome_on <= :on, e.outcome, NULL)
    FROM exchange e JOIN people p ON p.subject = e.subject
    WHERE e.day <= :on AND e.side <> 'promised'
    UNION ALL
    SELECT p.subject, p.name, 'received', 'name', n.day, NULL, NULL, NULL
    FROM introductions n LEFT JOIN identities i ON i.subject = n."by"
    JOIN people p ON p.subject = coalesce(i.representative, n."by")
    WHERE n.day <= :on AND n.kind = 'named' AND NOT EXISTS (
        SELECT 1 FROM exchange e
        WHERE e.subject = p.subject AND e.side = 'received' AND e.kind = 'name' AND e.day = n.day)
    ORDER BY 5, 1"""
"""A name that was recorded both ways counts once."""
_DUE: Final = f"""
    SELECT coalesce(
            iif(closed_by IN ('event', 'done'), closed_on, NULL),
            iif(rule = 'R04', (
                SELECT min(day) FROM reports
                WHERE reports.subject = {GIVER} AND NOT muted AND day >= f.anchored), NULL)),
        due, red
    FROM follow_ups f
    WHERE rule = :rule AND anchored BETWEEN :first AND :on AND due <= :on
    AND coalesce(closed_by, 'event') IN ('event', 'done', 'skipped')"""  # noqa: S608 - constants of this program
"""When it was done; one word to whoever brought somebody tells of all they brought until then."""
_UNRETURNED: Final = f"""
    SELECT f.subject, p.name, f.anchored, json_extract(f.why, '$.kind'), nudge
    FROM follow_ups f JOIN people p ON p.subject = f.subject
    WHERE rule = :rule AND due <= :on AND {OPEN_ROW}
    ORDER BY f.anchored, p.name, f.subject"""  # noqa: S608 - constants of this program
_PROMISES: Final = """
    SELECT e.entry, e.subject, p.name, e.what, e.due FROM exchange e JOIN people p ON p.subject = e.subject
    WHERE e.side = 'promised' AND e.day <= :on AND (e.kept_on IS NULL OR e.kept_on > :on)
    ORDER BY coalesce(e.due, e.day), e.day, e.entry"""
_ASIDE: Final = f"""
    SELECT subject FROM standings
    WHERE since <= :on AND (until IS NULL OR until > :on)
    AND state IN ({", ".join(f"'{one}'" for one in _OUT)})"""  # noqa: S608 - as above
_NEEDS: Final = """
    SELECT text FROM preparations
    WHERE subject = :person AND kind IN ('need', 'offer') AND day <= :on ORDER BY day DESC, entry"""

"""Which groups does the user belong to, and what came of the evenings he spent where many come together?

A gathering is a row of the first person who was there, too, else of the user. Leaving a group is never
advised: its yield is shown, and that is all (DOMAIN section 1).
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from events.ids import USER
from projections.engine import projection
from projections.history import day_of
from projections.rules import GOAL
from projections.sentences import folded

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from projections.contact import Contact
    from projections.follow_ups import Nudge
    from projections.history import History

Document = dict[str, Any]


class Group(NamedTuple):
    """`folded` is the name as it is compared. `until` is null while the user belongs to it."""

    folded: str
    since: str
    until: str | None
    name: str
    kind: str | None


class Gathering(NamedTuple):
    """`people`: ids, as JSON. `cost`: in whole units of the user's currency."""

    entry: str
    day: str
    name: str
    people: str
    minutes: int | None
    cost: int | None
    goal: str | None
    goal_met: str | None
    group_folded: str | None


@projection(table="groups", row=Group, primary_key=("folded", "since"), hot="1")
def groups(history: History) -> Iterator[Group]:
    """From when to when the user belonged to each; what was last said counts, for at least a day."""
    from events.gatherings import GroupJoined, GroupLeft

    joined: dict[str, Group] = {}
    for entry in history.by_occurred:
        event, day = entry.event, day_of(entry).isoformat()
        if isinstance(event, GroupJoined):
            key = folded(event.name)
            before = joined.get(key)
            kind = event.kind or (before and before.kind)
            joined[key] = Group(key, before.since if before else day, None, event.name, kind)
        elif isinstance(event, GroupLeft):
            before = joined.pop(folded(event.name), None)
            if before is not None and before.since < day:
                yield before._replace(until=day)
    yield from joined.values()


@projection(table="gatherings", row=Gathering, primary_key=("entry",))
def gatherings(history: History) -> Iterator[Gathering]:
    """Where the user was."""
    from events.gatherings import GatheringAttended

    for entry in history.entries:
        event = entry.event
        if isinstance(event, GatheringAttended) and next(iter(event.people), USER) in history.ids:
            yield Gathering(
                entry.id,
                day_of(entry).isoformat(),
                event.name,
                json.dumps(event.people),
                event.minutes,
                event.cost,
                event.goal,
                event.goal_met,
                folded(event.group) if event.group else None,
            )


def goal_nudges(found: Contact) -> Iterator[Nudge]:
    """The day before an evening without a goal (R19), until one is said or the evening has come."""
    from projections.calendar import later
    from projections.follow_ups import Closing, Due, Nudge, real_day

    for place, planned in enumerate(found.outings, 1):
        day = real_day(planned.event.at[:10])
        if planned.event.goal or day is None:
            continue
        again = (one for one in found.outings[place:] if folded(one.event.name) == folded(planned.event.name))
        opens = max(day - timedelta(days=GOAL.parameters["days_before"]), planned.day)
        closings = [Closing(max(later(day, 1), planned.day), "superseded", planned.noted)]
        closings += [Closing.of(one) for one in again]
        why = {"name": planned.event.name, "at": planned.event.at}
        yield Nudge(GOAL, planned, ("1",), Due(opens, opens), closings, why)


def known_groups(db: sqlite3.Connection, on: date) -> list[Document]:
    """Those to which the user belongs on the day, in the order in which he joined."""
    rows = db.execute(_GROUPS, {"on": on.isoformat()})
    return [{"group": name, "kind": kind, "since": since} for name, kind, since in rows]


def evenings(db: sqlite3.Connection, on: date) -> list[Document]:
    """Every gathering until the day, the last first, with what came of it. Of the cold tables.

    `names`: given by whoever was there, on that day. `talked`: people there with whom there was a
    conversation on that day or later.
    """
    day = {"on": on.isoformat()}
    called: dict[str, str] = dict(db.execute(_IDENTITIES))
    names: defaultdict[tuple[str, str], int] = defaultdict(int)
    for giver, given_on in db.execute(_NAMES, day):
        names[called.get(giver, giver), given_on] += 1
    talks = dict(db.execute(_LAST_TALKS, day))
    return [
        {
            "entry": entry,
            "gathering": name,
            "on": held,
            "group": group,
            "people": len(there),
            "minutes": minutes,
            "cost": cost,
            "goal": goal,
            "goal_met": goal_met,
            "names": sum(names[person, held] for person in there),
            "talked": sum(talks.get(person, "") >= held for person in there),
        }
        for entry, name, held, people, minutes, cost, goal, goal_met, group in db.execute(_GATHERINGS, day)
        for there in [{called.get(person, person) for person in json.loads(people)}]
    ]


def yields(found: Iterable[Document], known: Iterable[Document]) -> list[Document]:
    """What the evenings of each group came to, in the order of the groups."""
    of_group: defaultdict[str, list[Document]] = defaultdict(list)
    for one in found:
        if one["group"]:
            of_group[folded(one["group"])].append(one)
    return [
        {
            **group,
            "gatherings": len(theirs),
            **{figure: sum(one[figure] or 0 for one in theirs) for figure in _FIGURES},
        }
        for group in known
        for theirs in [of_group[folded(group["group"])]]
    ]


_FIGURES: Final = ("minutes", "cost", "names", "talked")
_GROUPS: Final = """
    SELECT name, kind, since FROM groups
    WHERE since <= :on AND (until IS NULL OR until > :on) ORDER BY since, name"""
_IDENTITIES: Final = "SELECT subject, representative FROM identities"
_GATHERINGS: Final = """
    SELECT e.entry, e.name, e.day, e.people, e.minutes, e.cost, e.goal, e.goal_met, coalesce(
        (SELECT max(g.name) FROM groups g WHERE g.folded = e.group_folded), e.group_folded)
    FROM gatherings e WHERE e.day <= :on ORDER BY e.day DESC, e.entry"""
_NAMES: Final = """SELECT "by", day FROM introductions WHERE kind = 'named' AND day <= :on"""
_LAST_TALKS: Final = """
    SELECT subject, max(day) FROM conversations WHERE kind = 'held' AND day <= :on GROUP BY subject"""

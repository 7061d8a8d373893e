"""What is the user after, and what does he say of himself? A fold of his own subject.

A campaign is known by its name. Who I am and what I want is a *pitch*: it is revised, never overwritten, so
that it can be seen which version people heard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from projections.engine import projection
from projections.history import day_of
from projections.sentences import folded

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from datetime import date

    from events.registry import Event
    from projections.history import History

Document = dict[str, Any]
RUNNING, PAUSED, CLOSED = "running", "paused", "closed"


class Campaign(NamedTuple):
    """`folded` is the name as it is compared. `until` is null while the `state` lasts. `via`: a person."""

    folded: str
    since: str
    until: str | None
    name: str
    state: str
    kind: str | None
    horizon_months: int | None
    outcome: str | None
    via: str | None
    why: str | None


class Pitch(NamedTuple):
    """What was said in a campaign from a day on; of several of one day the last counts."""

    campaign: str
    since: str
    who_i_am: str | None
    what_i_want: str | None


@projection(table="campaigns", row=Campaign, primary_key=("folded", "since"), hot="1")
def campaigns(history: History) -> Iterator[Campaign]:
    """When each campaign ran, paused and was closed; what was last said counts, for at least a day."""
    now: dict[str, Campaign] = {}
    for entry in history.by_occurred:
        event, day = entry.event, day_of(entry).isoformat()
        name = _name(event)
        before = now.get(folded(name)) if name else None
        after = _turned(event, before, day)
        if after is None:
            continue
        if before is not None and before.since < day:
            yield before._replace(until=day)
        now[after.folded] = after
    yield from now.values()


def _name(event: Event) -> str | None:
    from events.aims import CampaignClosed, CampaignPaused, CampaignStarted

    return event.name if isinstance(event, CampaignStarted | CampaignPaused | CampaignClosed) else None


def _turned(event: Event, before: Campaign | None, day: str) -> Campaign | None:
    """What the event makes of it; None for another kind of event, and for a campaign that never began."""
    from events.aims import CampaignClosed, CampaignPaused, CampaignStarted

    if isinstance(event, CampaignStarted):
        kind = event.kind or (before and before.kind)
        months = event.horizon_months or (before and before.horizon_months)
        key = folded(event.name)
        return Campaign(key, day, None, event.name, RUNNING, kind, months, None, None, None)
    if before is None:
        return None
    if isinstance(event, CampaignPaused):
        return before._replace(since=day, state=PAUSED, why=event.why)
    if isinstance(event, CampaignClosed):
        ended = before._replace(since=day, state=CLOSED, why=event.why)
        return ended._replace(outcome=event.outcome, via=event.via_person)
    return None


@projection(table="pitches", row=Pitch, primary_key=("campaign", "since"), hot="1")
def pitches(history: History) -> Iterator[Pitch]:
    """Every version of what was said; a field that a revision leaves out stays as it was."""
    from events.aims import CampaignStarted, PitchRevised

    said: dict[tuple[str, str], Pitch] = {}
    latest: dict[str, Pitch] = {}
    for entry in history.by_occurred:
        event = entry.event
        if not isinstance(event, CampaignStarted | PitchRevised) or not (event.who_i_am or event.what_i_want):
            continue
        key = folded(event.name if isinstance(event, CampaignStarted) else event.campaign)
        before, day = latest.get(key), day_of(entry).isoformat()
        who = event.who_i_am or (before and before.who_i_am)
        want = event.what_i_want or (before and before.what_i_want)
        latest[key] = said[key, day] = Pitch(key, day, who, want)
    yield from said.values()


def known_campaigns(db: sqlite3.Connection, on: date) -> list[Document]:
    """All that had begun by the day, with what was said in them: those that run first, then the newest."""
    versions: dict[str, list[Document]] = {}
    day = {"on": on.isoformat()}
    for campaign, since, who, want in db.execute(_PITCHES, day):
        said = {"since": since, "who_i_am": who, "what_i_want": want}
        versions.setdefault(campaign, []).append(said)
    return [
        {
            "aim": name,
            "kind": kind,
            "horizon_months": months,
            "state": state,
            "since": since,
            "outcome": outcome,
            "via": {"id": via, "name": via_name} if via else None,
            "why": why,
            "pitches": versions.get(key, []),
        }
        for key, name, kind, months, state, since, outcome, via, via_name, why in db.execute(_CAMPAIGNS, day)
    ]


_PITCHES: Final = """
    SELECT campaign, since, who_i_am, what_i_want FROM pitches
    WHERE since <= :on ORDER BY campaign, since"""
_CAMPAIGNS: Final = """
    SELECT c.folded, c.name, c.kind, horizon_months, state, since, outcome,
        coalesce(i.representative, c.via), p.name, why
    FROM campaigns c
    LEFT JOIN identities i ON i.subject = c.via
    LEFT JOIN people p ON p.subject = coalesce(i.representative, c.via)
    WHERE since <= :on AND (until IS NULL OR until > :on)
    ORDER BY state <> 'running', state <> 'paused', since DESC, c.name"""

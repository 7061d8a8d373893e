"""Which projections exist? The one list. A new view is one new file and one word here."""

from __future__ import annotations

from typing import Final

from projections.approaches import approaches
from projections.campaigns import campaigns, pitches
from projections.conversations import conversations, preparations
from projections.exchange import exchange
from projections.follow_ups import follow_ups
from projections.gatherings import gatherings, groups
from projections.inbound import inbound
from projections.introductions import introductions, permissions, reports
from projections.organisations import organisations, targets
from projections.people import names, people
from projections.sectors import sectors
from projections.spreadsheets import spreadsheets
from projections.stages import climbs, stages
from projections.standing import standings
from projections.texts import texts
from projections.timeline import timeline

PROJECTIONS: Final = (
    *(people, organisations, targets, sectors, standings, stages, climbs, approaches, follow_ups, timeline),
    *(conversations, preparations, exchange, introductions, permissions, reports, texts, names, inbound),
    *(spreadsheets, campaigns, pitches, groups, gatherings),
)

"""Whom does a row of a file mean, and what of it is new?"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from events.people import DetailRecorded, JobChanged, Met, PersonAdded
from netlog.importers.changed import Changes, changes
from netlog.importers.matching import Known, is_disguised
from netlog.importers.profiles import mail_key, phone_key, profile_key
from projections.engine import catch_up
from tests.projections.probes import cold
from tests.projections.world import Log, Writer, organisation, person

if TYPE_CHECKING:
    from collections.abc import Sequence

    from events.envelope import Envelope
    from projections.history import History

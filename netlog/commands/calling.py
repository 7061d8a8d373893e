"""What surrounds a call: where this device's state is, who is there to be asked, which day is meant?"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

from netlog.errors import Usage

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    from netlog.app import App
    from netlog.config import Config
    from netlog.dates import Prefer
    from netlog.device import Surroundings

_ZONES: Final = timedelta(days=1)
"""Somewhere on earth it is tomorrow already."""


class Call:
    """What surrounds one call, and what was said of it before or behind the verb."""

    def __init__(
        self, *, as_json: bool = False, home_typed: str | None = None, on_typed: str | None = None
    ) -> None:
        self.as_json, self.home_typed, self.on_typed = as_json, home_typed, on_typed
        self.started = datetime.now().astimezone()

    @cached_property
    def home(self) -> Path:
        from pathlib import Path

        from netlog.device import default_home

        return Path(self.home_typed).expanduser() if self.home_typed else default_home()

    @cached_property
    def config(self) -> Config:
        from netlog import config

        return config.read(self.home)

    @cached_property
    def surroundings(self) -> Surroundings:
        from netlog.device import Surroundings

        return Surroundings(
            home=self.home,
            now=lambda: datetime.now().astimezone(),
            interactive=self.somebody_there,
            passphrase_command=os.environ.get("NETLOG_PASSPHRASE_COMMAND") or None,
        )

    @property
    def somebody_there(self) -> bool:
        """Whether a question would be seen and answered."""
        return sys.stdin is not None and sys.stdin.isatty()

    @property
    def may_ask(self) -> bool:
        """Whoever wants JSON gets an error to act on, not a question."""
        return self.somebody_there and not self.as_json

    @contextmanager
    def opened(self) -> Iterator[App]:
        from netlog.app import App

        with App.open(self.surroundings) as app:
            yield app

    @property
    def today(self) -> date:
        return self.started.date()

    def when(self, typed: str, *, prefer: Prefer, seen_from: date | None = None) -> str:
        """A date as people type it, in the form of the log. Raises: UnclearDate."""
        from netlog.dates import parse_when

        config = self.config
        today = seen_from or self.today
        now = self.started if today == self.today else datetime.combine(today, self.started.timetz())
        return parse_when(
            typed, today=today, now=now, prefer=prefer, languages=config.languages,
            date_order=config.date_order, week_start=config.week_start,
        )  # fmt: skip

    @cached_property
    def occurred(self) -> str:
        """When what is recorded happened: as `--on` says, else today.

        Raises: Usage for a day that is still to come.
        """
        return self.today.isoformat() if self.on_typed is None else self.past(self.on_typed)

    def past(self, typed: str) -> str:
        """When something happened. Raises: UnclearDate; Usage for a day that is still to come."""
        from netlog.dates import first_day, spoken

        when = self.when(typed, prefer="past")
        if first_day(when) > self.today + _ZONES:
            raise Usage(
                f"that day is still to come: {spoken(when)}",
                hint=f'until it has happened: netlog todo "…" --by-date {first_day(when)}',
            )
        return when

    @cached_property
    def occurred_day(self) -> date:
        from netlog.dates import first_day

        return first_day(self.occurred)

    def asked_day(self, *, prefer: Prefer = "past") -> date:
        """The day for which a question is asked: as `--on` says, else today."""
        if self.on_typed is None:
            return self.today
        from netlog.dates import first_day

        return first_day(self.when(self.on_typed, prefer=prefer))

    def tables(self, app: App, day: date) -> sqlite3.Connection:
        """Where a day can be asked for: the hot rows know of nothing that was closed before today."""
        return app.hot if day >= self.today else app.cold

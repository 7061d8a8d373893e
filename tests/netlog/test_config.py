"""Whose word counts: the environment's, the file's, or what netlog assumes; and what a file may hold."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from netlog import config
from netlog.config import Chosen, Config
from netlog.errors import Usage

if TYPE_CHECKING:
    from pathlib import Path

    from tests.netlog.program import Program


def test_the_environment_wins_over_the_file_which_wins_over_what_is_assumed(tmp_path: Path) -> None:
    (tmp_path / config.NAME).write_text('languages = ["de"]\ndate_order = "DMY"\n')
    environment = {"NETLOG_DATE_ORDER": "mdy"}
    assert config.read(tmp_path, environment) == Config(("de",), "MDY")
    assert config.chosen(tmp_path, environment) == [
        Chosen("languages", "de", "config.toml"),
        Chosen("date_order", "MDY", "environment"),
        Chosen("week_start", "monday", "netlog"),
        Chosen("complete_names", "true", "netlog"),
        Chosen("inbox", None, "netlog"),
    ]


def test_writing_one_setting_leaves_the_rest_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / config.NAME
    path.write_text('# mine\nlanguages = ["de"]  # and no other\nweek_start = "sunday"')
    config.write(tmp_path, "week_start", "Monday")
    config.write(tmp_path, "complete_names", "no")
    assert path.read_text() == (
        'complete_names = false\nweek_start = "monday"\n# mine\nlanguages = ["de"]  # and no other\n'
    )
    config.write(tmp_path, "languages", None)
    assert config.read(tmp_path, {}) == Config(complete_names=False)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_cannot_be_changed_line_by_line_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / config.NAME
    before = 'languages = [\n  "de",\n]\n'
    path.write_text(before)
    with pytest.raises(Usage):
        config.write(tmp_path, "languages", "en")
    assert path.read_text() == before


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("languages", "deutsch"),
        ("date_order", "DDM"),
        ("week_start", "t"),
        ("complete_names", "maybe"),
        ("inbox", "Notes"),
    ],
)
def test_what_is_no_value_is_refused_with_an_example(tmp_path: Path, key: str, typed: str) -> None:
    with pytest.raises(Usage) as refused:
        config.write(tmp_path, key, typed)
    assert refused.value.hint == f"netlog config {config.SETTINGS[key].example}"
    assert not (tmp_path / config.NAME).exists()


def test_a_variable_that_is_no_value_is_named(tmp_path: Path) -> None:
    with pytest.raises(Usage, match="NETLOG_WEEK_START"):
        config.read(tmp_path, {"NETLOG_WEEK_START": "someday"})


def test_settings_are_set_shown_and_unset(own: Program) -> None:
    assert own.ok("config", "languages", "en", "de").out.splitlines()[1].split()[:4] == [
        "languages",
        "en",
        "de",
        "config.toml",
    ]
    assert own.json("config", "date_order") == [
        {"key": "date_order", "value": None, "origin": "netlog"},
    ]
    own.ok("config", "languages", "--unset")
    assert own.json("config", "languages") == [{"key": "languages", "value": "en", "origin": "netlog"}]
    assert own.run("config", "--unset").code == 2
    assert own.run("config", "week_start", "someday").code == 2


def test_working_days_and_holidays_are_events_that_undo_takes_back(own: Program) -> None:
    before = own.json("status")["state"]
    recorded = own.json("calendar", "--working", "sun-thu", "--holiday", "2026-12-24..2026-12-26")
    assert recorded["event"] == "working-days-set"
    days = ["2026-12-24", "2026-12-25", "2026-12-26"]
    week = ["mon", "tue", "wed", "thu", "sun"]
    assert own.json("calendar") == {"working_days": week, "holidays": days}
    own.ok("calendar", "--no-holiday", "2026-12-25")
    assert own.json("calendar")["holidays"] == [days[0], days[2]]
    own.ok("undo")
    assert own.json("calendar")["holidays"] == days
    own.ok("undo")
    assert own.json("status")["state"] == before


@pytest.mark.parametrize(
    "wrong",
    [
        ["--working", "someday"],
        ["--holiday", "2026-12-26..2026-12-24"],
        ["--holiday", "2026-01-01..2029-01-01"],
        ["--why", "closed"],
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused(vault: Program, wrong: list[str]) -> None:
    assert vault.run("calendar", *wrong).code == 2

"""The session at the top of README.md is what the program says, letter by letter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.netlog.days import Days
from tests.netlog.program import ROOT

if TYPE_CHECKING:
    from tests.netlog.program import Program

NUDGE = re.compile(r"^( {4})[0-9a-z]{8}(?=  netlog )", re.MULTILINE)
"""Hangs on the random part of an entry's id."""


def session() -> str:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return text.split("```console\n", 1)[1].split("```", 1)[0]


def masked(page: str) -> str:
    return NUDGE.sub(r"\1xxxxxxxx", page)


def test_the_session_of_the_readme_is_what_the_program_says(own: Program) -> None:
    days = Days(own, "2026-11-22T10:00")
    typed = [line.removeprefix("$ ") for line in session().splitlines() if line.startswith("$ ")]
    said = "".join(f"$ {line}\n{days.screen(line)}" for line in typed)
    assert masked(said) == masked(session())

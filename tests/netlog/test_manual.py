"""The manual page says what the program can do now, and a formatter of manual pages understands it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from netlog.cli import VERBS
from netlog.manual import manual

PAGE = Path(__file__).parents[2] / "docs" / "netlog.1"


def test_the_page_that_is_delivered_is_the_one_that_would_be_made_now() -> None:
    assert PAGE.read_text("utf-8").splitlines() == list(manual()), "python -m netlog.manual > docs/netlog.1"


def test_every_command_has_its_place() -> None:
    lines = PAGE.read_text("utf-8").splitlines()
    for name in VERBS:
        title = f".SS netlog {name}".replace("-", r"\-")
        assert any(line.startswith(title) for line in lines), name


@pytest.mark.skipif(shutil.which("groff") is None, reason="there is no groff here")
def test_a_formatter_has_no_complaints() -> None:
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-k", str(PAGE)], capture_output=True, check=True, text=True
    )
    assert done.stderr == ""
    assert 'netlog add "Dana Wu"' in done.stdout

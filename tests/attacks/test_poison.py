"""Row D16: a validly sealed event that cannot be folded never stops a rebuild: it is kept, counted, shown."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from events.envelope import Draft
from events.ids import SubjectId
from sync import session
from sync.log import Log
from tests.netlog.program import Places, Program

if TYPE_CHECKING:
    from collections.abc import Iterator

PERSON = '"people":["%s"]'
POISON: dict[str, tuple[str, int, str, bytes]] = {
    "a-number-beyond-64-bits": ("meeting-held", 1, "2026-11-10", b'{"minutes":9223372036854775808,PEOPLE}'),
    "a-number-that-no-field-allows": ("meeting-held", 1, "2026-11-10", b'{"minutes":-1,PEOPLE}'),
    "a-lone-surrogate": ("insight-noted", 1, "2026-11-10", b'{PEOPLE,"text":"\\ud800"}'),
    "a-lone-surrogate-raw": ("insight-noted", 1, "2026-11-10", b'{PEOPLE,"text":"\xed\xa0\x80"}'),
    "not-a-number": ("meeting-held", 1, "2026-11-10", b'{"minutes":NaN,PEOPLE}'),
    "deep": (
        "insight-noted",
        1,
        "2026-11-10",
        b'{PEOPLE,"text":"x","zz":' + b"[" * 9000 + b"]" * 9000 + b"}",
    ),
    "no-json": ("insight-noted", 1, "2026-11-10", b"\x00\xff"),
    "no-such-day": ("insight-noted", 1, "2026-02-30", b'{PEOPLE,"text":"x"}'),
    "an-unknown-type": ("planet-discovered", 1, "2026-11-10", b'{"moons":2}'),
    "a-later-version": ("meeting-held", 9, "2026-11-10", b"{PEOPLE}"),
}
FINE = ("insight-noted", 1, "2026-11-10", '{PEOPLE,"text":"a\\u0000b\u202ec"}'.encode())
"""NUL and bidi characters are letters like others: kept, folded, shown escaped."""


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Program, str]]:
    places = Places(tmp_path_factory.mktemp("poison"))
    program = places.program("vault")
    program.init()
    dana = program.add("Dana Wu", "--at", "Acme")
    program.ok("met", "Dana", "--on", "2026-11-10")
    with patch.dict(os.environ, program.environment()):
        key = session.load(program.home)
    assert key is not None
    with Log.open(program.home, wrapping_key=key) as log:
        for name, version, occurred, data in (*POISON.values(), FINE):
            said = data.replace(b"PEOPLE", PERSON.replace("%s", dana).encode())
            log.record([Draft(name, version, (SubjectId(dana),), occurred, said)])
    yield program, dana
    places.clear()


def test_everything_else_is_folded_and_the_poison_counted(poisoned: tuple[Program, str]) -> None:
    program, _ = poisoned
    status = program.json("status")
    assert status["unknown"] == len(POISON)
    page = program.json("show", "Dana")
    assert page["person"]["name"] == "Dana Wu"
    assert any("a\0b" in f"{entry['line']}{entry['text']}" for entry in page["timeline"])
    assert program.json("next", "--on", "2026-11-11")[0]["rule"] == "R02"


def test_a_rebuild_ends_and_gives_the_same_state(poisoned: tuple[Program, str]) -> None:
    program, _ = poisoned
    before = program.json("status")["state"]
    program.ok("rebuild")
    assert program.json("status")["state"] == before


def test_the_doctor_names_what_is_not_understood(poisoned: tuple[Program, str]) -> None:
    program, _ = poisoned
    told = program.run("doctor").out
    assert "planet-discovered" in told
    assert "insight-noted" in told


def test_what_steers_a_terminal_is_shown_escaped(poisoned: tuple[Program, str]) -> None:
    program, _ = poisoned
    shown = program.ok("show", "Dana").out
    assert "a<U+0000>b<U+202E>c" in shown
    assert "\0" not in shown


def test_verify_finds_nothing_altered(poisoned: tuple[Program, str]) -> None:
    program, _ = poisoned
    assert program.json("verify")["bad"] == []
    assert "2026-02-30" in program.ok("log").out
    assert len(program.ok("export", "jsonl").lines) == 1 + 3 + len(POISON) + 1

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("eventsourcing", reason="the peer is only installed where one works on netlog")

from benchmarks import __main__ as program
from benchmarks.measure import ROOT, Failed, Row, Timed, against_bare, child, in_turns
from benchmarks.notebooks import LAST, Notebook

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("events", [10, 200, 3_000])
def test_a_notebook_has_exactly_as_many_events_as_asked_for(events: int) -> None:
    told = [draft for _, week in Notebook(events).drafts() for draft in week]
    assert len(told) == events
    assert sum(draft.name == "person-added" for draft in told) == pytest.approx(events / 10, rel=0.25, abs=2)


def test_a_notebook_is_the_same_every_time_and_never_of_the_future() -> None:
    weeks = list(Notebook(1_000).drafts())
    assert weeks == list(Notebook(1_000).drafts())
    assert [day for day, _ in weeks] == sorted({day for day, _ in weeks})
    for day, week in weeks:
        assert all(date.fromisoformat(draft.occurred) <= day for draft in week)
    assert weeks[-1][0] <= LAST


def test_a_notebook_mixes_what_happens_like_a_real_one() -> None:
    kinds = Counter(draft.name for _, week in Notebook(5_000).drafts() for draft in week)
    for name in ("meeting-held", "thanks-sent", "value-given", "approach-sent", "touch-logged"):
        assert 0.05 < kinds[name] / 5_000 < 0.35, name


@pytest.mark.parametrize(
    ("row", "met"),
    [
        (Row("t", "w", 2.0, "×", 2.0), True),
        (Row("t", "w", 2.1, "×", 2.0), False),
        (Row("t", "w", 2.0, "/s", 2.0, least=True), True),
        (Row("t", "w", 1.9, "/s", 2.0, least=True), False),
        (Row("t", "w", 1.9, "/s"), None),
    ],
)
def test_a_row_knows_whether_it_meets_its_bound(row: Row, *, met: bool | None) -> None:
    assert row.met is met


def test_a_child_counts_its_own_time_and_memory() -> None:
    # Measured from a small process, as the benchmarks do.
    program = (
        "import sys; from benchmarks.measure import child;"
        "idle = child([sys.executable, '-c', 'print(1)']);"
        "busy = child([sys.executable, '-c', 'x = bytearray(80_000_000); sum(range(2_000_000))']);"
        "print(idle.output == '1\\n', busy.processor > idle.processor, busy.peak > idle.peak + 60_000_000)"
    )
    assert child([sys.executable, "-c", program]).output == "True True True\n"


def test_a_child_that_fails_is_not_measured() -> None:
    with pytest.raises(Failed, match="no such thing"):
        child([sys.executable, "-c", "raise SystemExit('no such thing')"])


def test_a_bare_python_takes_about_as_long_as_a_bare_python() -> None:
    times = against_bare({"bare": Timed([sys.executable, "-c", "pass"])}, 5)
    assert len(times["bare"]) == 5
    assert 0.3 < sorted(times["bare"])[2] < 3


def test_work_is_done_in_turns() -> None:
    done: list[str] = []
    taken = in_turns({"one": lambda: done.append("one"), "two": lambda: done.append("two")}, 4)
    assert done[:4] == ["one", "two", "one", "two"]
    assert all(clock >= 0 for clock, _ in taken.values())


def test_the_document_names_no_machine() -> None:
    document = program.document([Row("answers", "netlog next", 6.5, "× bare Python", 8.0)])
    assert document["rows"][0]["met"] is True
    assert set(document["machine"]) == {"cores", "cpu", "system", "python", "sqlite", "load"}
    assert os.uname().nodename not in json.dumps(document["machine"])


@pytest.mark.slow
def test_all_benchmarks_run_on_tiny_sizes(tmp_path: Path) -> None:
    written = tmp_path / "figures.json"
    command = [sys.executable, "-m", "benchmarks", "--quick", "--json", str(written), "--dir", str(tmp_path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    rows = json.loads(written.read_text())["rows"]
    assert {row["topic"] for row in rows} == {*program.TOPICS, "size"}
    assert all(row["measured"] > 0 for row in rows)
    assert all(row["what"] in ran.stdout for row in rows)
    assert [path.name for path in tmp_path.iterdir()] == ["figures.json"]


def test_a_topic_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        program.main(["--only", "nothing"])
    assert "answers" in capsys.readouterr().err

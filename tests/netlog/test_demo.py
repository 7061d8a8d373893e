from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import pytest

from events import clock
from events.envelope import Envelope, stamped
from events.ids import DeviceId, EventId, SubjectId
from events.registry import read, vocabulary
from netlog.app import App
from netlog.demo import play, run
from netlog.demo.script import script
from netlog.device import Surroundings
from projections.catalogue import PROJECTIONS
from projections.engine import catch_up
from projections.funnel import funnel
from projections.queue import queue
from projections.tables import Tables
from sync import session
from sync.log import Log

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

    from events.envelope import Draft

NOW = datetime(2026, 11, 19, 18, 0, tzinfo=UTC)
DEVICE = DeviceId("0" * 26)


def counted(key: str = "") -> Callable[[int], bytes]:
    """Entropy that is the same every time."""
    drawn = iter(range(1_000_000_000))
    return lambda size: hashlib.shake_128(f"{key}{next(drawn)}".encode()).digest(size)


class Told(NamedTuple):
    """A log in memory."""

    events: list[Envelope]

    def position(self) -> int:
        return len(self.events)

    def dirty_since(self, position: int) -> set[SubjectId]:
        return {subject for event in self.events[position:] for subject in event.subjects}

    def envelopes(self, subjects: Collection[SubjectId]) -> Iterator[Envelope]:
        return (event for event in self.events if not set(subjects).isdisjoint(event.subjects))

    def expect(self, subjects: Iterable[SubjectId]) -> None:
        """Nothing to prepare."""


def told(now: datetime = NOW, *, seed: int = play.SEED, key: str = "") -> Told:
    log, entropy, last = Told([]), counted(key), clock.ZERO

    def record(drafts: list[Draft], at: datetime) -> list[Envelope]:
        nonlocal last
        recorded, part_of, envelopes = int(at.timestamp() * 1000), None, list[Envelope]()
        for draft in drafts:
            last = clock.tick(last, recorded)
            blind = entropy(16)
            envelopes.append(
                stamped(draft, device=DEVICE, stamp=last, recorded=recorded, part_of=part_of, blind=blind)
            )
            part_of = part_of or envelopes[0].id
        log.events.extend(envelopes)
        return envelopes

    play.build(record, now=now, seed=seed)
    return log


@pytest.fixture(scope="module")
def year() -> Told:
    return told()


def folded(log: Told) -> Tables:
    tables = Tables.empty(PROJECTIONS, part="cold")
    catch_up(log, tables, strict=True)
    return tables


@pytest.fixture(scope="module")
def tables(year: Told) -> Tables:
    return folded(year)


def without_ids(log: Told) -> list[tuple[object, ...]]:
    """Contents alone: entries by their place instead of their id."""
    places = {event.id: place for place, event in enumerate(log.events)}
    known = re.compile(r'"(for_event|target|nudge|by_event|plan|promise|question|ask)":"([0-9a-z]{26})"')

    def plain(match: re.Match[str]) -> str:
        return f'"{match[1]}":{places.get(EventId(match[2]), "nudge")}'

    return [
        (event.name, event.recorded, event.occurred, event.subjects, known.sub(plain, event.data.decode()))
        for event in log.events
    ]


def test_the_year_has_about_a_thousand_events_of_every_kind_there_is(year: Told) -> None:
    kinds = Counter(event.name for event in year.events)
    assert 900 <= len(year.events) <= 1100
    assert set(kinds) == set(vocabulary())


def test_every_event_of_the_year_is_readable(year: Told) -> None:
    assert len([read(event) for event in year.events]) == len(year.events)


def test_there_are_about_120_people_in_30_organisations(tables: Tables) -> None:
    (people,) = tables.db.execute("SELECT count(*) FROM people").fetchone()
    (organisations,) = tables.db.execute("SELECT count(*) FROM organisations").fetchone()
    assert 115 <= people <= 130
    assert organisations == 30


def test_everybody_in_the_texts_appears(year: Told, tables: Tables) -> None:
    names = {name for (name,) in tables.db.execute("SELECT name FROM people")}
    missing = set(script().cast) - names
    assert missing == {"Ximena D."}  # turned out to be Ximena Duarte
    assert not tables.db.execute("SELECT * FROM unknown").fetchall()
    assert year.events[0].recorded < year.events[-1].recorded


def test_the_same_seed_and_day_tell_the_same_year(year: Told) -> None:
    again = told(key="other blinds")
    assert without_ids(again) == without_ids(year)
    assert {event.id for event in again.events}.isdisjoint({event.id for event in year.events})


def test_with_the_same_entropy_every_id_is_the_same(year: Told) -> None:
    assert told().events == year.events


def test_another_seed_tells_of_other_subjects(year: Told) -> None:
    other = told(seed=8)
    assert Counter(event.name for event in other.events) == Counter(event.name for event in year.events)
    assert {event.subjects for event in other.events} != {event.subjects for event in year.events}


def test_nothing_is_written_down_before_it_happened_or_after_now(year: Told) -> None:
    for event in year.events:
        occurred = read(event).occurred
        day = datetime.fromtimestamp(event.recorded / 1000, UTC).date()
        assert event.recorded <= NOW.timestamp() * 1000
        assert occurred is None or occurred.day <= day


def test_some_of_it_was_written_down_later(year: Told) -> None:
    late = [
        event
        for event in year.events
        if event.occurred
        and event.occurred[:10] < datetime.fromtimestamp(event.recorded / 1000, UTC).date().isoformat()
    ]
    assert len(late) >= 3


def test_stamps_only_grow(year: Told) -> None:
    stamps = [event.stamp for event in year.events]
    assert stamps == sorted(set(stamps))


@pytest.mark.parametrize("ahead", range(7))
def test_on_every_day_of_the_week_there_is_something_to_do(ahead: int) -> None:
    now = NOW + timedelta(days=ahead)
    today = queue(folded(told(now)).db, now.date(), everything=True)
    rules = {item["rule"] for item in [*today.now, *today.later]}
    assert len(today.now) == 7
    assert 2 <= len(today.later) <= 8
    assert {"R01", "R02", "R03", "R05", "R09"} <= rules
    assert today.snoozed
    assert "todo" in {item["rule"] for item in today.upcoming}
    assert any(item["person"] and item["person"]["name"] == play.HERO for item in today.now)


def test_nothing_old_was_forgotten(tables: Tables) -> None:
    """Whoever opens the demo is not greeted by a year of red."""
    open_now = queue(tables.db, NOW.date(), everything=True)
    for item in [*open_now.now, *open_now.later]:
        assert item["overdue_days"] <= 14, item


def test_there_are_people_in_each_stage_and_to_each_side(tables: Tables) -> None:
    shown = funnel(tables.db, NOW.date())
    assert all(stage["people"] for stage in shown["stages"])
    assert all(shown["side"][name] for name in ("no-answer", "declined", "dormant"))


def test_the_notebook_looked_different_half_a_year_ago(tables: Tables) -> None:
    then = funnel(tables.db, date(2026, 5, 19))
    now = funnel(tables.db, NOW.date())
    assert 0 < then["n"] < now["n"]
    assert queue(tables.db, date(2026, 5, 19)).now


def test_the_hero_has_become_an_advocate(tables: Tables) -> None:
    (stage,) = tables.db.execute(
        "SELECT s.stage FROM stages s JOIN people p USING (subject) WHERE p.name = ? ORDER BY s.entered DESC",
        [play.HERO],
    ).fetchone()
    assert stage == 8


def test_every_address_belongs_to_nobody() -> None:
    """Only names that are kept free for examples, and telephone numbers that are kept free for stories."""
    text = b"\n".join(event.data for event in told().events).decode()
    hosts = set(re.findall(r"@([a-z0-9.-]+)", text)) | set(re.findall(r"https?://([^/\"]+)", text))
    assert all(host.endswith("example.org") or host == "www.linkedin.com" for host in hosts)
    assert all(slug.endswith("-example") for slug in re.findall(r"linkedin\.com/in/([^\"]+)", text))
    assert all(number.startswith("20 7946 0") for number in re.findall(r"\+44 ([0-9 ]+)", text))
    assert len(hosts) > 20


@pytest.fixture
def surroundings(tmp_path: Path) -> Surroundings:
    return Surroundings(home=tmp_path / "nowhere", now=lambda: NOW)


def test_the_sample_vault_is_a_real_one(tmp_path: Path, surroundings: Surroundings, year: Told) -> None:
    steps: list[int] = []
    demo = run.make(tmp_path, surroundings, advance=steps.append)
    try:
        with Log.open(demo.home, wrapping_key=session.load(demo.home) or b"") as log:
            assert log.verify().bad == []
            assert log.count().events == demo.story.events == len(year.events)
            assert log.count().outbox == 0
        with App.open(Surroundings(home=demo.home, now=lambda: NOW)) as app:
            assert len(queue(app.hot, NOW.date()).now) == 7
        assert sum(steps) == play.commands()
    finally:
        session.end(demo.home)


def test_run_says_where_the_vault_is(
    surroundings: Surroundings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    run.run(surroundings, as_json=True)
    document = json.loads(capsys.readouterr().out)
    assert document["person"]["name"] == play.HERO
    assert document["events"] > 850
    demo_home = next(tmp_path.glob("netlog-demo-*")) / "home"
    assert document["home"] == str(demo_home)
    assert session.load(demo_home) is not None
    session.end(demo_home)


def test_a_demo_that_fails_leaves_nothing_behind(
    surroundings: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(play, "build", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run.run(surroundings)
    assert list(tmp_path.glob("netlog-demo-*")) == []

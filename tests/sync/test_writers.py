"""Several processes of one device at once: every event exactly once, every number once."""

from collections.abc import Callable
from typing import Any

import pytest

from sync.log import Created, Log


def test_eight_processes_record_at_once_and_every_event_is_there_once(
    vault: Created, writer: Callable[..., Any], reopen: Callable[[], Log]
) -> None:
    programs = [writer() for _ in range(8)]
    for each in programs:
        each.ask(50)
    acknowledged = [identity for each in programs for identity in each.acknowledged()]
    assert [each.process.returncode for each in programs] == [0] * 8
    log = reopen()
    events = list(log.everything())
    assert sorted(each.id for each in events) == sorted(acknowledged)
    assert len(set(acknowledged)) == 400
    assert len({each.stamp for each in events}) == 400
    assert [head.n for head in log.heads()] == [400]
    assert (log.count().events, log.count().outbox) == (400, 0)
    report = log.verify()
    assert (report.bad, report.missing, report.waiting) == ([], [], [])


@pytest.mark.slow
def test_some_of_eight_processes_are_killed_while_the_others_record_on(
    vault: Created, writer: Callable[..., Any], reopen: Callable[[], Log]
) -> None:
    import random
    import time

    chance = random.Random(7)
    programs = [writer() for _ in range(8)]
    for each in programs:
        each.ask(100)
    victims = programs[:4]
    for each in victims:
        time.sleep(chance.uniform(0, 0.3))
        each.kill()
    acknowledged = {identity for each in programs for identity in each.acknowledged()}
    assert [each.process.returncode for each in programs[4:]] == [0] * 4
    log = reopen()
    events = [each.id for each in log.everything()]
    assert acknowledged <= set(events)
    assert len(events) == len(set(events)) <= len(acknowledged) + 4
    assert log.publish().trouble is None
    report = log.verify()
    assert (report.bad, report.missing, report.waiting) == ([], [], [])

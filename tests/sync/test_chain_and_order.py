"""Does every segment hang on the one before, and is a name on the disk before it counts as published?"""

import os
import stat

import pytest

from sync.home import flush as real_flush
from sync.log import Log
from tests.sync.drafts import about, person


def test_a_segment_that_names_another_predecessor_is_found(log: Log) -> None:
    log.record([about(person())])
    with log._archive.writing():
        recording = log._recording(None)
        recording._tip = b"another file's hash ............"
        recording.record(about(person()))
        recording.finish()
    log.publish()
    (bad,) = [each for each in log.verify().bad if "predecessor" in each.why]
    assert "s-0000000002-" in bad.path


def test_the_directory_is_flushed_after_the_names_in_it_appeared(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    real_link, take_out = os.link, type(log._archive).take_out

    def flush(descriptor: int) -> None:
        steps.append("directory" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        real_flush(descriptor)

    def link(*args: object, **options: object) -> None:
        steps.append("name")
        real_link(*args, **options)  # type: ignore[arg-type]

    def clear(archive: object, batch: object) -> None:
        steps.append("outbox")
        take_out(archive, batch)  # type: ignore[arg-type]

    log.record([about(person())])  # the directories are there now
    monkeypatch.setattr("sync.appearing.flush", flush)
    monkeypatch.setattr(os, "link", link)
    monkeypatch.setattr(type(log._archive), "take_out", clear)
    log.record([about(person())])
    table, segment = ["file", "name", "directory", "outbox"], ["file", "name", "directory", "outbox"]
    assert steps == [*table, *segment]

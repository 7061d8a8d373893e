from datetime import UTC, datetime

import pytest

from tests.netlog.program import Program


@pytest.fixture(scope="module")
def written(vault: Program) -> Program:
    vault.ok("add", "Dana Wu", "--at", "Contoso", "--on", "2026-01-05")
    vault.ok("met", "Dana", "--named", "Lee Park", "--on", "2026-01-08 15:00")
    vault.ok("todo", "renew the cards")
    vault.ok("note", "Lee", "hello")
    return vault


def test_the_trail_has_every_entry_with_who_when_what(written: Program) -> None:
    lines = written.ok("log", "--json").lines
    assert len(lines) == written.json("status")["events"]
    fields = [
        "id",
        "device",
        "device_name",
        "recorded",
        "occurred",
        "name",
        "version",
        "subjects",
        "people",
        "part_of",
        "relayed",
        "corrected_by",
        "withdrawn_by",
        "line",
    ]
    assert all(list(line) == fields for line in lines)
    meeting = next(line for line in lines if line["name"] == "meeting-held")
    assert (meeting["occurred"], meeting["device_name"], meeting["relayed"]) == (
        "2026-01-08T15:00",
        "device 1",
        False,
    )
    assert [person["name"] for person in meeting["people"]] == ["Dana Wu"]
    named = next(line for line in lines if line["name"] == "name-given")
    assert named["part_of"] == meeting["id"]
    assert named["line"] == "pointed me to Lee Park"
    recorded = datetime.fromisoformat(meeting["recorded"])
    assert abs((datetime.now(UTC) - recorded).total_seconds()) < 600


def test_the_trail_of_one_person(written: Program) -> None:
    lines = written.ok("log", "--person", "Lee", "--json").lines
    assert [line["name"] for line in lines] == ["person-added", "name-given", "note-written"]


def test_the_trail_between_two_days_of_recording(written: Program) -> None:
    everything = len(written.ok("log", "--json").lines)
    assert len(written.ok("log", "--since", "yesterday", "--json").lines) == everything
    assert written.ok("log", "--until", "2026-01-08", "--json").lines == []
    assert written.ok("log", "--since", "2090-01-01", "--json").out == ""


def test_the_trail_of_one_device(written: Program) -> None:
    device = written.json("status")["device"]
    everything = written.ok("log", "--json").lines
    assert written.ok("log", "--device", "device 1", "--json").lines == everything
    assert written.ok("log", "--device", device[:6], "--json").lines == everything
    assert written.run("log", "--device", "phone").code == 17


def test_people_read_a_line_an_entry(written: Program) -> None:
    page = written.ok("log").out
    assert len(page.splitlines()) == written.json("status")["events"]
    assert "Thu 8 Jan 2026 15:00  met · Dana Wu  [recorded " in page
    assert "to do: renew the cards" in page

"""Does a whole archive of LinkedIn come in, with every row counted, and again without a trace?"""

from __future__ import annotations

import csv
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.netlog import linkedin_archive as sent

if TYPE_CHECKING:
    from tests.netlog.program import Program


def bring(own: Program, files: dict[str, str], *options: str, name: str = "archive") -> Any:
    return own.json("import", "linkedin", str(sent.unpacked(own.place / name, files)), *options)


def story(own: Program, who: str) -> list[tuple[str, str]]:
    """(day, name of the entry) of what happened with somebody."""
    lines = own.ok("log", "--person", who, "--json").lines
    return sorted((each["occurred"], each["name"]) for each in lines if each["part_of"])


def test_every_row_of_every_file_is_counted_once_and_twice_changes_nothing(own: Program) -> None:
    file = str(sent.zipped(own.place / "Basic_LinkedInDataExport_02-15-2026.zip", sent.TODAY))
    dry = own.json("import", "linkedin", file, "--dry-run")
    assert own.json("status")["events"] == 0
    first = own.json("import", "linkedin", file)
    lines = {
        "Connections.csv": 3,
        "messages.csv": 9,
        "Invitations.csv": 4,
        "Company Follows.csv": 2,
        "Notes.csv": 2,
        "Recommendations_Received.csv": 2,
        "Recommendations_Given.csv": 2,
    }
    for counts in (dry, first):
        assert {each["file"]: each["rows"] for each in counts["files"]} == lines
        for each in (counts, *counts["files"]):
            assert each["rows"] == each["created"] + each["matched"] + each["skipped"] + each["errors"]
    assert (first["people"], first["not_taken"]) == (3, ["Positions.csv"])
    assert first["reasons"] == {
        "draft": 1,
        "hidden-member": 1,
        "name-only": 2,
        "not-in-notebook": 4,
        "not-shown": 1,
        "spam": 1,
        "sponsored": 1,
        "unreadable": 1,
    }
    events = own.json("status")["events"]
    again = own.json("import", "linkedin", file)
    assert (again["events"], again["created"], again["updated"], again["import"]) == (0, 0, 0, None)
    assert own.json("status")["events"] == events == first["events"]
    assert own.json("next", "--on", "2026-02-20", "--all") == []


def test_a_folder_is_the_same_archive_as_its_zip(own: Program) -> None:
    own.ok("import", "linkedin", str(sent.zipped(own.place / "a.zip", sent.TODAY)))
    assert bring(own, sent.TODAY)["events"] == 0


def test_contacts_come_in_by_day_and_direction_without_their_words(own: Program) -> None:
    bring(own, sent.TODAY)
    dana = own.json("show", "Dana")["person"]["id"]
    recorded = own.ok("export", "jsonl").lines[1:]
    logged = [each for each in recorded if each["name"] == "touch-logged" and dana in each["subjects"]]
    touches = {each["occurred"]: each["data"] for each in logged}
    assert {day: each["direction"] for day, each in touches.items()} == {
        "2026-02-09": "both",
        "2026-02-10": "out",
        "2026-02-12": "out",
    }
    assert not any("summary" in each for each in touches.values())
    assert own.json("search", "secret") == []
    assert ("2026-02-01", "invitation-sent") in story(own, "Dana")
    assert ("2026-02-08", "invitation-accepted") in story(own, "Dana")
    assert ("2026-01-05", "touch-logged") in story(own, "Lee")
    assert story(own, "Ana Bell")[-1] == ("2026-01-29", "person-added")


def test_words_come_in_when_they_are_asked_for_and_stay(own: Program) -> None:
    bring(own, sent.TODAY)
    counts = bring(own, sent.TODAY, "--words")
    assert (counts["created"], counts["updated"]) == (0, 5)
    assert len(own.json("search", "secret")) == 1
    assert bring(own, sent.TODAY)["events"] == 0
    assert bring(own, sent.TODAY, "--words")["events"] == 0
    own.ok("undo")
    assert own.json("search", "secret") == []


def test_a_day_that_went_on_after_the_export_is_completed(own: Program) -> None:
    first = "\n".join(sent.MESSAGES.splitlines()[:3]) + "\n"
    bring(own, {**sent.TODAY, "messages.csv": first})
    counts = bring(own, sent.TODAY)
    messages = next(each for each in counts["files"] if each["file"] == "messages.csv")
    assert (messages["matched"], messages["updated"], messages["created"]) == (2, 2, 2)
    assert story(own, "Dana").count(("2026-02-09", "touch-logged")) == 1
    assert bring(own, sent.TODAY)["events"] == 0


def test_nothing_of_an_archive_is_overdue_and_one_undo_takes_all_of_it_back(own: Program) -> None:
    before = own.json("status")["state"]
    bring(own, sent.TODAY)
    assert own.json("next", "--on", "2027-02-20", "--all") == []
    own.ok("undo")
    assert own.json("who") == []
    assert own.json("org") == []
    assert own.json("status")["state"] == before
    assert bring(own, sent.TODAY)["people"] == 3


@pytest.mark.parametrize("name", ["messages.csv", "Messages (1).csv", "some file.csv"])
def test_a_loose_file_is_known_by_its_headings(name: str, own: Program) -> None:
    own.ok("add", "Dana Wu", "--url", "https://www.linkedin.com/in/dana-wu")
    (own.place / name).write_text(sent.MESSAGES, encoding="utf-8")
    counts = own.json("import", "linkedin", name)
    assert (counts["rows"], counts["created"]) == (9, 4)


def test_messages_that_do_not_tell_who_i_am_say_how_to_tell(own: Program) -> None:
    own.ok("add", "Dana Wu", "--url", "https://www.linkedin.com/in/dana-wu")
    (own.place / "messages.csv").write_text("\n".join(sent.OLD_MESSAGES.splitlines()[:2]) + "\n")
    unclear = own.ok("import", "linkedin", "messages.csv")
    assert "--me URL" in unclear.err
    counts = own.json("import", "linkedin", "messages.csv", "--me", "https://linkedin.com/in/me-myself/")
    assert counts["created"] == 1
    assert own.run("import", "linkedin", "messages.csv", "--me", "a/b").code == 2


def test_an_old_archive_comes_in_too(own: Program) -> None:
    files = {
        "Connections.csv": sent.CONNECTIONS,
        "Messages.csv": sent.OLD_MESSAGES,
        "Invitations.csv": sent.OLD_INVITATIONS,
    }
    counts = bring(own, files)
    assert (counts["people"], counts["reasons"]) == (2, {"hidden-member": 1, "name-only": 1})
    assert ("2021-02-10", "touch-logged") in story(own, "Lee")


def test_a_recommendation_is_taken_for_whom_the_user_says_and_not_asked_again(own: Program) -> None:
    path = str(sent.unpacked(own.place / "archive", sent.TODAY))
    code, seen = own.on_a_terminal(
        "import",
        "linkedin",
        path,
        answers=[("recommended you. Is it", "y\n"), ("You recommended", "n\n"), ("bring in 3 people", "y\n")],
    )
    assert code == 0, seen
    assert [each["snippet"] for each in own.json("search", "pleasure")] != []
    counts = own.json("import", "linkedin", path)
    received = next(each for each in counts["files"] if each["file"] == "Recommendations_Received.csv")
    assert (received["matched"], counts["events"]) == (1, 0)
    assert own.json("next", "--on", "2027-02-20", "--all") == []


def test_a_note_that_was_edited_since_is_edited_here_but_not_over_the_users_own_words(own: Program) -> None:
    bring(own, sent.TODAY)
    edited = {**sent.TODAY, "Notes.csv": sent.NOTES.replace("likes grids", "likes trains")}
    assert bring(own, edited)["updated"] == 1
    assert own.json("search", "grids") == []
    assert len(own.json("search", "trains")) == 1


def test_what_was_corrected_by_hand_stands_against_a_newer_archive(own: Program) -> None:
    bring(own, sent.TODAY)
    lines = own.ok("log", "--person", "Dana", "--json").lines
    note = next(each["id"] for each in lines if each["name"] == "note-written")
    own.ok("correct", note, "text=my own words")
    edited = {**sent.TODAY, "Notes.csv": sent.NOTES.replace("likes grids", "likes trains")}
    counts = bring(own, edited)
    assert (counts["updated"], counts["kept"], counts["events"]) == (0, 1, 0)
    assert len(own.json("search", "words")) == 1


def test_left_out_rows_are_written_privately_with_their_file(own: Program) -> None:
    bring(own, sent.TODAY, "--dry-run", "--errors", "left.csv")
    path = own.place / "left.csv"
    assert path.stat().st_mode & 0o777 == 0o600
    with path.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert ("messages.csv", "11", "unreadable") in [
        (each["file"], each["line"], each["why"]) for each in rows
    ]
    assert bring(own, sent.TODAY)["skipped"] + 1 == len(rows)
    refused = own.run("import", "linkedin", "archive", "--errors", "no/such/left.csv", "--json")
    assert refused.code == 1


@pytest.mark.parametrize("after", [0.3, 0.8, 1.4])
def test_an_import_that_was_killed_is_whole_or_not_there_and_can_be_run_again(
    after: float, own: Program
) -> None:
    rows = "".join(f"P{n},Last,https://linkedin.com/in/p{n},,C{n % 50},R,08 Feb 2026\n" for n in range(3000))
    file = own.place / "Connections.csv"
    file.write_text("First Name,Last Name,URL,Email Address,Company,Position,Connected On\n" + rows)
    running = subprocess.Popen(
        [sys.executable, "-m", "netlog", "import", "linkedin", str(file), "--yes"],
        env=own.environment(),
        cwd=own.place,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(after)
    running.send_signal(signal.SIGKILL)
    running.wait()
    there = own.json("status")["events"]
    counts = own.json("import", "linkedin", str(file))
    assert (there, counts["people"]) in {(0, 3000), (3052, 0)}
    assert own.json("status")["events"] == 3052

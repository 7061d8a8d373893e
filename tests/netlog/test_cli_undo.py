import pytest

from tests.netlog.program import Program

CONNECTIONS = """First Name,Last Name,URL,Email Address,Company,Position,Connected On
Uma,Patel,https://www.linkedin.com/in/umapatel,,Stark,Engineer,08 Feb 2026
Vic,Stone,https://www.linkedin.com/in/vicstone,,Stark,Analyst,09 Feb 2026
"""


def names(program: Program) -> list[str]:
    return [one["name"] for one in program.json("who")]


def test_undo_takes_back_one_command_after_another_and_never_itself(own: Program) -> None:
    own.ok("add", "Ada Byron", "--at", "Engines", "--tag", "maths")
    own.ok("add", "Bo Chen")
    own.ok("note", "Ada", "likes looms")
    assert "noted" in own.ok("undo").out
    assert [line["name"] for line in own.json("show", "Ada")["timeline"]] == ["person-added", "person-tagged"]
    own.ok("undo")
    assert names(own) == ["Ada Byron"]
    taken = own.json("undo")
    assert len(taken["undone"]) == len(taken["events"]) == 3
    assert names(own) == []
    done = own.run("undo", "--json")
    assert (done.code, done.failure["error"]) == (1, "there is nothing to take back on this device")


def test_undoing_an_undo_brings_everything_back(own: Program) -> None:
    own.ok("add", "Ada Byron", "--tag", "maths")
    before = own.json("status")["state"]
    taken = own.json("undo")
    assert names(own) == []
    own.ok("undo", taken["id"])
    assert names(own) == ["Ada Byron"]
    assert own.json("status")["state"] == before
    again = own.run("undo", taken["id"], "--json")
    assert again.code == 1
    assert "already" in again.failure["error"]
    own.ok("undo")
    assert names(own) == []


@pytest.mark.parametrize("length", [4, 26])
def test_one_entry_is_taken_back_by_the_beginning_of_its_id(length: int, own: Program) -> None:
    own.ok("add", "Ada Byron")
    meeting = own.json("met", "Ada", "--learned", "one", "--learned", "two")
    own.ok("undo", meeting["events"][1][:length])
    lines = [line["line"] for line in own.json("show", "Ada")["timeline"]]
    assert lines == ["added", "met", "learned: two"]


def test_the_first_entry_of_a_command_takes_back_the_command(own: Program) -> None:
    own.ok("add", "Ada Byron")
    meeting = own.json("met", "Ada", "--learned", "one", "--named", "Lee Park @ Initech")
    own.ok("note", "Ada", "later")
    own.ok("undo", meeting["id"])
    assert names(own) == ["Ada Byron"]
    assert [line["line"] for line in own.json("show", "Ada")["timeline"]] == ["added", "noted: later"]


def test_what_is_too_short_or_unknown_is_no_entry(own: Program) -> None:
    assert own.run("undo", "abc", "--json").code == 2
    assert own.run("undo", "zzzzzzzz", "--json").code == 17


def test_a_whole_import_is_taken_back_and_can_be_done_again(own: Program) -> None:
    file = own.place / "Connections.csv"
    file.write_text(CONNECTIONS)
    own.ok("add", "Ada Byron")
    first = own.json("import", "linkedin", str(file))
    assert (first["created"], names(own)) == (2, ["Ada Byron", "Uma Patel", "Vic Stone"])
    taken = own.json("undo")
    assert len(taken["undone"]) == first["events"]
    assert names(own) == ["Ada Byron"]
    assert own.json("import", "linkedin", str(file))["created"] == 2


def test_whoever_the_user_wrote_about_since_outlives_the_import(own: Program) -> None:
    file = own.place / "Connections.csv"
    file.write_text(CONNECTIONS)
    own.ok("add", "Ada Byron", "--at", "Engines")
    imported = own.json("import", "linkedin", str(file))
    own.ok("note", "Uma", "likes looms")
    own.ok("note", "Vic", "a slip")
    own.ok("undo")
    taken = own.ok("undo", imported["import"][:8]).out
    assert "one stays, because more was recorded about them since: Uma Patel" in taken
    assert names(own) == ["Ada Byron", "Uma Patel"]
    shown = own.json("show", "Uma")
    assert (shown["organisation"]["name"], shown["timeline"][-1]["line"]) == ("Stark", "noted: likes looms")
    again = own.json("import", "linkedin", str(file))
    assert (again["created"], again["matched"]) == (1, 1)


def test_the_audit_trail_says_what_took_an_entry_back(own: Program) -> None:
    added = own.json("add", "Ada Byron")
    taken = own.json("undo")
    lines = {line["id"]: line for line in own.ok("log", "--json").lines}
    assert lines[added["id"]]["withdrawn_by"] == taken["id"]
    assert lines[taken["id"]]["withdrawn_by"] is None
    own.ok("undo", taken["id"])
    lines = {line["id"]: line for line in own.ok("log", "--json").lines}
    assert lines[added["id"]]["withdrawn_by"] is None
    assert lines[taken["id"]]["withdrawn_by"] is not None

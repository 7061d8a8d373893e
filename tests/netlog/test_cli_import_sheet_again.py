"""What does a spreadsheet do that comes a second time, changed or not, whole or after an interruption?"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.netlog.program import Program
from tests.netlog.test_cli_import_sheet import counted

HEADER = "Name,E-mail,Company,Title,Phone,Last contact,Tags,Notes,Tier\n"
DANA = "Dana Wu,dana@example.com,Acme,analyst,030 123456,2026-03-02,mentor,likes tea,\n"


def sheet(program: Program, *rows: str, name: str = "contacts.csv") -> str:
    file = program.place / name
    file.write_text(HEADER + "".join(rows))
    return str(file)


def test_a_changed_row_changes_only_what_the_user_has_not_written(own: Program) -> None:
    both = "Lee Park,lee@example.com,Acme,clerk,,,,,\n"
    own.ok("import", "csv", sheet(own, DANA, both))
    own.ok("set", "Dana", "role=head of data")
    own.ok("tag", "Lee", "climber")
    changed = sheet(
        own,
        "Dana Wu,dana@example.com,Contoso,director,030 123456,2026-05-06,mentor;sailor,likes tea,\n",
        "Lee Park-Smith,lee@example.com,Acme,director,,,,,\n",
    )
    counts = own.json("import", "csv", changed)
    assert counted(counts) == (0, 2, 0, 0)
    assert (counts["updated"], counts["kept"]) == (2, 1)
    dana, lee = own.json("show", "Dana"), own.json("show", "Lee")
    assert (dana["role"], dana["organisation"]["name"]) == ("head of data", "Contoso")
    assert (dana["tags"], dana["last_touch"]) == (["mentor", "sailor"], "2026-05-06")
    assert (lee["person"]["name"], lee["role"], lee["tags"]) == ("Lee Park-Smith", "director", ["climber"])
    assert [each["text"] for each in dana["timeline"]].count("likes tea") == 1
    assert own.json("import", "csv", changed)["events"] == 0


def test_what_the_user_took_away_is_not_brought_back(own: Program) -> None:
    file = sheet(own, DANA)
    own.ok("import", "csv", file)
    note = next(line["id"] for line in own.ok("log", "--json").lines if line["name"] == "note-written")
    own.ok("undo", note)
    own.ok("tag", "Dana", "--remove", "mentor")
    assert own.json("import", "csv", file)["events"] == 0
    assert own.json("show", "Dana")["tags"] == []


def test_an_import_that_was_taken_back_can_be_made_again(own: Program) -> None:
    file = sheet(own, DANA)
    first = own.json("import", "csv", file)
    own.ok("undo", first["import"])
    again = own.json("import", "csv", file)
    assert (counted(again), again["events"]) == ((1, 0, 0, 0), first["events"])
    assert len(own.json("who", "Dana")) == 1
    assert own.json("show", "Dana")["tags"] == ["mentor"]


def test_people_who_share_an_address_stay_apart(own: Program) -> None:
    office = "Dana Wu,office@example.com,Acme,,,,,,\n", "Lee Park,office@example.com,Acme,,,,,,\n"
    file = sheet(own, *office)
    assert counted(own.json("import", "csv", file)) == (2, 0, 0, 0)
    for name in ("Dana", "Lee"):
        assert own.json("show", name)["channels"] == [{"kind": "email", "value": "office@example.com"}]
    again = own.json("import", "csv", file)
    assert (counted(again), again["events"]) == ((0, 2, 0, 0), 0)


def test_two_rows_about_one_person_are_both_told(own: Program) -> None:
    file = sheet(own, DANA, "Dana M. Wu,dana@example.com,Acme,,,2026-04-05,mentor;sailor,knows Lee,\n")
    counts = own.json("import", "csv", file)
    assert counted(counts) == (1, 1, 0, 0)
    page = own.json("show", "Dana")
    assert (page["tags"], page["last_touch"]) == (["mentor", "sailor"], "2026-04-05")
    assert {"likes tea", "knows Lee"} <= {each["text"] for each in page["timeline"]}
    assert own.json("import", "csv", file)["events"] == 0


def test_a_tier_is_taken_at_its_word(own: Program) -> None:
    said = own.ok("import", "csv", sheet(own, DANA.replace(",\n", ",B\n"), "Lee Park,,,,,,,,never\n"))
    assert "one person is tracked" in said.out
    assert own.json("show", "Dana")["cadence_days"] is not None
    own.ok("cadence", "Dana", "A")
    days = own.json("show", "Dana")["cadence_days"]
    own.ok("import", "csv", sheet(own, DANA.replace(",\n", ",C\n")))
    assert own.json("show", "Dana")["cadence_days"] == days


def test_a_known_organisation_keeps_its_sector_and_says_so(own: Program) -> None:
    own.ok("org", "Acme", "--sector", "water")
    file = own.place / "sectors.csv"
    file.write_text("Name,Company,Sector\nDana Wu,Acme,energy\nLee Park,Contoso,energy\nUma Ray,,rail\n")
    assert own.json("import", "csv", str(file))["problems"] == {"sector-kept": 1}
    assert [own.json("org", each)["sector"] for each in ("Acme", "Contoso")] == ["water", "energy"]
    assert own.json("show", "Uma")["tags"] == ["rail"]


def test_an_import_that_was_killed_is_made_whole_by_the_same_command(own: Program) -> None:
    rows = [f"P{n} Wu,p{n}@example.com,Org {n % 50},,,2026-03-02,t,note {n},\n" for n in range(1500)]
    file = sheet(own, *rows)
    for patience in (0.6, 1.2, 1.8):
        command = [sys.executable, "-m", "netlog", "import", "csv", file, "--yes"]
        begun = subprocess.Popen(
            command,
            env=own.environment(),
            cwd=own.place,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(patience)
        if begun.poll() is None:
            os.kill(begun.pid, signal.SIGKILL)
        begun.wait()
        assert len(own.json("who")) in {0, 1500}, "all of it or nothing"
    counts = own.json("import", "csv", file)
    assert counts["created"] + counts["matched"] == counts["rows"] == 1500
    assert len(own.json("who")) == 1500
    again = own.json("import", "csv", file)
    assert (counted(again), again["events"]) == ((0, 1500, 0, 0), 0)
    assert not list(Path(own.place).glob("*.part"))

"""What does an exported address book become in the notebook, by the real program?"""

from pathlib import Path
from typing import Any

import pytest

from tests.netlog.program import ROOT, Program

GOOGLE = (
    "First Name,Middle Name,Last Name,Nickname,File As,Organization Name,Organization Title,Birthday,Notes,"
    "Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,"
    "Phone 1 - Value,Website 1 - Label,Website 1 - Value\n"
)
GOOGLE_BEFORE_2024 = (
    "Name,Given Name,Additional Name,Family Name,Yomi Name,Birthday,Notes,Group Membership,E-mail 1 - Type,"
    "E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Organization 1 - Type,Organization 1 - Name,"
    "Organization 1 - Title\n"
)
OUTLOOK = (
    "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Phone,Mobile Phone,"
    "Birthday,Categories,E-mail Address,E-mail Type,E-mail Display Name,E-mail 2 Address,E-mail 2 Type,"
    "E-mail 2 Display Name,Notes,Referred By,Web Page\n"
)
CARDS = """\
BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;Hans;;;
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Hans M=C3=BCller
TEL;CELL:+49 170 1234567
END:VCARD
BEGIN:VCARD
VERSION:3.0
PRODID:-//Apple Inc.//macOS 14//EN
N:Wu;Dana;;;
FN:Dana Wu
ORG:Acme;Energy
TITLE:data lead
item1.EMAIL;type=INTERNET;type=pref:dana@example.com
item1.X-ABLabel:_$!<Work>!$_
X-SOCIALPROFILE;type=linkedin:https://www.linkedin.com/in/danawu
BDAY:--0412
NOTE:met at\\nthe fair\\, twice
CATEGORIES:Robotics,myContacts
UID:abc-1
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ
 SkZJRgABAQ
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Mentors
N:Mentors;;;;
X-ADDRESSBOOKSERVER-KIND:GROUP
X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:abc-1
UID:g-1
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:Lee Park
TEL;VALUE=uri;TYPE="HOME,VOICE":tel:+33-1-22-33-44-55
UID:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Cut Off
EMAIL:cut@exam
"""


def placed(program: Program, name: str, text: str, encoding: str = "utf-8") -> str:
    file = program.place / name
    file.write_bytes(text.encode(encoding))
    return str(file)


def counted(counts: dict[str, Any]) -> tuple[int, int, int, int]:
    assert counts["rows"] == counts["created"] + counts["matched"] + counts["skipped"] + counts["errors"]
    assert sum(counts["reasons"].values()) == counts["skipped"] + counts["errors"]
    return counts["created"], counts["matched"], counts["skipped"], counts["errors"]


def ways(page: dict[str, Any]) -> set[str]:
    return {each["value"] for each in page["channels"]}


def test_google_contacts_of_today(own: Program) -> None:
    file = placed(
        own,
        "contacts.csv",
        GOOGLE
        + 'Dana,,Wu,Danny,,Acme,data lead, --04-01,"met at\nthe fair",Friends ::: Robotics ::: * starred,'
        "* Work,dana@example.com ::: dana@old.example,,dw@home.example,Mobile,+1 555 010 9999,"
        "Profile,https://www.linkedin.com/in/danawu\n"
        ",,,Bo,,,,,,* myContacts,,bo@example.com,,,,,,\n"
        ",,,,,Only a company,,,,* myContacts,,,,,,,,\n",
    )
    dry = own.json("import", "google", file, "--dry-run")
    assert (counted(dry), dry["events"], dry["not_taken"]) == ((2, 0, 1, 0), 0, {"Birthday": 1})
    assert counted(own.json("import", "google", file)) == (2, 0, 1, 0)
    page = own.json("show", "Dana Wu")
    assert (page["organisation"]["name"], page["role"], page["tags"]) == (
        "Acme",
        "data lead",
        ["Friends", "Robotics"],
    )
    assert ways(page) == {
        "dana@example.com",
        "dana@old.example",
        "dw@home.example",
        "+1 555 010 9999",
        "https://www.linkedin.com/in/danawu",
    }
    assert "met at\nthe fair" in {each["text"] for each in page["timeline"]}
    assert own.json("show", "Bo")["tags"] == []
    again = own.json("import", "google", file)
    assert (counted(again), again["events"]) == ((0, 2, 1, 0), 0)


def test_google_contacts_of_before_2024(own: Program) -> None:
    row = "Dana Wu,Dana,,Wu,,1960-04-01,,* myContacts ::: Friends,* Work,dana@example.com,,,,Acme,data lead\n"
    file = placed(own, "contacts.csv", GOOGLE_BEFORE_2024 + row)
    assert counted(own.json("import", "google", file)) == (1, 0, 0, 0)
    page = own.json("show", "Dana Wu")
    assert (page["organisation"]["name"], page["tags"], ways(page)) == (
        "Acme",
        ["Friends"],
        {"dana@example.com"},
    )


def test_outlook_says_who_referred_and_hides_no_mailbox_behind_an_inner_address(own: Program) -> None:
    file = placed(
        own,
        "contacts.csv",
        OUTLOOK + "Dr.,Jürgen,,Groß,,Acme,,buyer,+49 30 1234567,,0/0/00,Fair;Energy,/o=Ex/cn=jg,EX,"
        "Jürgen Groß (jg@example.com),/o=Ex/cn=x,EX,somebody,,Lee Park,\n",
        "cp1252",
    )
    counts = own.json("import", "outlook", file)
    assert (counted(counts), counts["not_taken"]) == ((1, 0, 0, 0), {"Title": 1})
    page = own.json("show", "Jürgen")
    assert (page["person"]["name"], page["role"], page["tags"]) == (
        "Jürgen Groß",
        "buyer",
        ["Energy", "Fair"],
    )
    assert ways(page) == {"jg@example.com", "+49 30 1234567"}
    assert "through: Lee Park" in {each["text"] for each in page["timeline"]}


def test_cards_of_every_version_stand_each_for_itself(own: Program) -> None:
    file = placed(own, "people.vcf", CARDS)
    counts = own.json("import", "vcard", file)
    assert (counted(counts), counts["reasons"]) == ((3, 0, 1, 1), {"group": 1, "unreadable": 1})
    assert counts["not_taken"] == {"bday": 1, "photo": 1}
    page = own.json("show", "Dana Wu")
    assert (page["organisation"]["name"], page["role"], page["tags"]) == (
        "Acme",
        "data lead",
        ["Mentors", "Robotics"],
    )
    assert ways(page) == {"dana@example.com", "https://www.linkedin.com/in/danawu"}
    assert "met at\nthe fair, twice" in {each["text"] for each in page["timeline"]}
    assert ways(own.json("show", "Hans Müller")) == {"+49 170 1234567"}
    assert ways(own.json("show", "Lee Park")) == {"+33-1-22-33-44-55"}
    again = own.json("import", "vcard", file)
    assert (counted(again), again["events"]) == ((0, 3, 1, 1), 0)


def test_a_card_that_changed_brings_its_person_up_to_date(own: Program) -> None:
    own.ok("import", "vcard", placed(own, "people.vcf", CARDS))
    later = CARDS.replace("TITLE:data lead", "TITLE:head of data").replace(
        "dana@example.com", "dw@example.com"
    )
    counts = own.json("import", "vcard", placed(own, "people.vcf", later))
    assert (counted(counts), counts["updated"]) == ((0, 3, 1, 1), 1)
    page = own.json("show", "Dana Wu")
    assert page["role"] == "head of data"
    assert {"dana@example.com", "dw@example.com"} <= ways(page)


@pytest.mark.parametrize(
    ("source", "text", "hint"),
    [
        ("outlook", GOOGLE, "netlog import google FILE"),
        ("google", OUTLOOK, "netlog import outlook FILE"),
        ("google", "Name,Company\nDana,Acme\n", "netlog import csv FILE"),
        ("google", CARDS, "netlog import vcard FILE"),
        ("vcard", GOOGLE, "netlog import csv FILE"),
    ],
)
def test_a_file_of_another_kind_is_named_with_what_reads_it(
    source: str, text: str, hint: str, vault: Program
) -> None:
    refused = vault.run("import", source, placed(vault, "file", text), "--json")
    assert refused.code == 1
    assert hint in refused.failure["hint"]


def test_without_the_package_that_reads_cards_the_hint_says_what_to_install(
    tmp_path: Path, vault: Program
) -> None:
    (tmp_path / "vobject.py").write_text("raise ImportError\n")
    file = placed(vault, "people.vcf", CARDS)
    refused = vault.run("import", "vcard", file, "--json", PYTHONPATH=f"{tmp_path}:{ROOT}")
    assert refused.code == 1
    assert "vobject" in refused.failure["hint"]

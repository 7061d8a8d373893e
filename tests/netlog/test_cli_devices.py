"""`join`, `devices`, `compare`, `sync`, `folder`: two homes of one vault, by the real program."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from netlog.six_words import six_words
from sync.log import Created
from tests.netlog.program import Places, Program


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Places]:
    places = Places(tmp_path)
    yield places
    places.clear()


@pytest.fixture
def laptop(places: Places) -> tuple[Program, Created]:
    program = places.program("laptop")
    return program, program.init()


@pytest.fixture
def pair(laptop: tuple[Program, Created], places: Places) -> tuple[Program, Program]:
    """A laptop with one person, and a phone that has joined."""
    first, made = laptop
    first.ok("add", "Dana Wu", "--at", "Contoso")
    second = places.program("phone")
    second.ok(*joining(second, first, made))
    return first, second


def joining(second: Program, first: Program, made: Created, *further: str) -> list[str]:
    code = second.place / "code.txt"
    code.write_text(made.recovery_code.text.lower().replace("-", " "))
    return ["join", str(first.folder), "--recovery-code-file", str(code), *further]


def test_join_brings_everything_and_says_what_to_compare(
    laptop: tuple[Program, Created], places: Places
) -> None:
    first, made = laptop
    first.ok("add", "Dana Wu", "--at", "Contoso")
    second = places.program("phone")
    document = second.json(*joining(second, first, made, "--device-name", "phone"))
    status = first.json("status")
    assert list(document) == ["vault", "device", "words", "events", "waiting"]
    assert document["vault"] == status["vault"]
    assert document["device"] != status["device"]
    assert (document["events"], document["waiting"]) == (status["events"], 0)
    assert document["words"] == second.json("compare")["words"] == first.json("compare")["words"]
    assert len(document["words"].split()) == 6
    assert second.alone().json("who", "dana")[0]["name"] == "Dana Wu"


def test_what_one_device_records_the_other_shows_without_being_asked(pair: tuple[Program, Program]) -> None:
    first, second = pair
    second.ok("met", "Dana", "--on", "yesterday")
    shown = (first.ok("next").out for _ in range(5))  # each call takes in what it can in a moment
    assert any("met Dana Wu" in screen for screen in shown)
    first.ok("thank", "Dana")
    assert "no thanks yet" not in second.ok("next").out
    assert first.json("status")["state"] == second.json("status")["state"]


def test_devices_lists_both_on_both(pair: tuple[Program, Program]) -> None:
    first, second = pair
    second.ok("note", "Dana", "from the phone")
    ours, theirs = first.json("devices")["devices"], second.json("devices")["devices"]
    assert [each["name"] for each in ours] == ["device 1", "another device"]
    assert {each["device"] for each in ours} == {each["device"] for each in theirs}
    assert [each["events"] for each in ours] == [2, 1]
    assert [each["missing"] for each in ours] == [0, 0]
    assert "another device" in first.ok("devices").out


def test_sync_says_how_much_came(pair: tuple[Program, Program]) -> None:
    first, second = pair
    folder = first.folder
    folder.rename(folder.with_name("unplugged"))
    assert "waits for the folder" in second.ok("note", "Dana", "in a tunnel").err
    folder.with_name("unplugged").rename(folder)
    assert second.json("sync")["outbox"] == 0
    assert first.json("sync")["events"] == 3


def test_a_torn_file_is_waiting_and_said_so(pair: tuple[Program, Program]) -> None:
    first, second = pair
    second.ok("note", "Dana", "one")
    theirs = second.json("status")["device"][:16]
    path = next((first.folder / "log" / theirs).glob("*.nls"))
    path.write_bytes(path.read_bytes()[:300])
    document = first.json("sync")
    assert (document["waiting"], document["quarantined"]) == (1, 0)
    said = first.ok("status").out
    assert "1 file cannot be used yet; it is looked at again" in said
    assert f"{path.relative_to(first.folder)}: only its beginning has arrived" in said


def test_an_altered_file_makes_sync_13(pair: tuple[Program, Program]) -> None:
    first, second = pair
    second.ok("note", "Dana", "one")
    theirs = second.json("status")["device"][:16]
    path = next((first.folder / "log" / theirs).glob("*.nls"))
    body = bytearray(path.read_bytes())
    body[200] ^= 1
    path.write_bytes(body)
    done = first.run("sync")
    assert done.code == 13
    assert path.name in done.err
    assert first.run("next").code == 0


@pytest.mark.parametrize("typed", ["", "not a code", "0000-" * 8 + "0000"])
def test_a_mistyped_code_is_12_and_leaves_no_home(
    laptop: tuple[Program, Created], places: Places, typed: str
) -> None:
    first, made = laptop
    second = places.program("phone")
    call = joining(second, first, made)
    (second.place / "code.txt").write_text(typed)
    assert second.run(*call).code == 12
    assert not second.home.exists()


def test_a_code_of_another_vault_is_12(laptop: tuple[Program, Created], places: Places) -> None:
    first, _ = laptop
    other = places.program("other").init()
    second = places.program("phone")
    assert second.run(*joining(second, first, other)).code == 12


def test_a_folder_without_a_vault_is_15(laptop: tuple[Program, Created], places: Places) -> None:
    first, made = laptop
    second = places.program("phone")
    call = joining(second, first, made)
    call[1] = str(second.place)
    assert second.run(*call).code == 15


def test_an_altered_genesis_is_13(laptop: tuple[Program, Created], places: Places) -> None:
    first, made = laptop
    genesis = next(first.folder.glob("vault-*"))
    body = bytearray(genesis.read_bytes())
    body[100] ^= 1
    genesis.write_bytes(body)
    second = places.program("phone")
    assert second.run(*joining(second, first, made)).code == 13


def test_a_home_with_a_vault_does_not_join_another(pair: tuple[Program, Program]) -> None:
    first, second = pair
    done = second.run("join", str(first.folder), "--recovery-code-file", str(second.place / "code.txt"))
    assert done.code == 2


def test_nobody_there_and_no_code_is_11(laptop: tuple[Program, Created], places: Places) -> None:
    first, _ = laptop
    assert places.program("phone").run("join", str(first.folder)).code == 11


def test_the_code_is_asked_for_at_a_terminal(laptop: tuple[Program, Created], places: Places) -> None:
    first, made = laptop
    second = places.program("phone")
    code, seen = second.on_a_terminal(
        "join", str(first.folder), answers=[("recovery code", f"{made.recovery_code.text}\n")]
    )
    assert code == 0
    assert "This device has joined" in seen


def test_folder_follows_the_vault_and_no_other(pair: tuple[Program, Program], places: Places) -> None:
    first, second = pair
    moved = first.folder.with_name("moved")
    first.folder.rename(moved)
    second.ok("folder", str(moved))
    assert second.json("folder") == {"folder": str(moved)}
    other = places.program("other")
    other.init()
    assert second.run("folder", str(other.folder)).code == 15
    assert second.json("folder") == {"folder": str(moved)}


def test_two_devices_that_see_different_folders_show_different_words(
    pair: tuple[Program, Program],
) -> None:
    first, second = pair
    split = first.folder.with_name("split")
    shutil.copytree(first.folder, split)
    second.ok("folder", str(split))
    second.ok("note", "Dana", "only here")
    assert first.json("compare")["words"] != second.json("compare")["words"]


def test_six_words_are_the_first_66_bits() -> None:
    assert six_words(bytes(32)) == " ".join(["abandon"] * 6)
    assert six_words(bytes([255] * 32)) == " ".join(["zoo"] * 6)
    assert six_words(bytes([0] * 8 + [0b0100_0000] + [0] * 23)) == " ".join(["abandon"] * 5 + ["ability"])


def test_a_removed_device_reads_what_it_holds_and_records_no_more(pair: tuple[Program, Program]) -> None:
    laptop, phone = pair
    phone.ok("met", "Dana")
    laptop.ok("sync")
    other = laptop.json("devices")["devices"][1]
    assert laptop.run("devices", "remove", other["device"][:9], "--json").code == 2, (
        "nobody is there to agree"
    )
    done = laptop.json("devices", "remove", other["device"][:9], "--yes")
    assert (done["standing"], done["review"]) == ("removed", 0)
    assert [each["name"] for each in laptop.json("show", "Dana")["timeline"]].count("meeting-held") == 1
    phone.ok("sync")
    refused = phone.run("note", "Dana", "late", "--json")
    assert (refused.code, "removed from the vault" in refused.failure["error"]) == (1, True)
    assert "join FOLDER" in refused.failure["hint"]
    assert phone.json("show", "Dana")["person"]["name"] == "Dana Wu"


def test_what_a_removed_device_still_recorded_waits_for_review(pair: tuple[Program, Program]) -> None:
    laptop, phone = pair
    other = laptop.json("devices")["devices"][1]["device"]
    away = laptop.folder.rename(laptop.folder.with_name("away"))
    phone.ok("note", "Dana", "written on a plane")
    away.rename(laptop.folder)
    laptop.ok("devices", "remove", other, "--yes")
    phone.run("sync")
    laptop.ok("sync")
    assert "plane" not in str(laptop.json("show", "Dana"))
    assert laptop.json("devices")["devices"][1]["review"] == 1
    late = laptop.json("devices", "review", other)
    assert ([each["name"] for each in late["entries"]], late["accepted"]) == (["note-written"], 0)
    assert laptop.json("devices", "review", other, "--accept")["accepted"] == 1
    assert "plane" in str(laptop.json("show", "Dana"))
    assert laptop.json("devices")["devices"][1]["review"] == 0


def test_a_new_recovery_code_takes_the_place_of_the_old_one(
    laptop: tuple[Program, Created], places: Places
) -> None:
    first, made = laptop
    old = first.place / "old.txt"
    old.write_text(made.recovery_code.text)
    new = first.json("recovery", "new", "--recovery-code-file", str(old))
    assert new["replaces"]
    (first.place / "new.txt").write_text(new["recovery_code"])
    assert first.json("recovery", "test", "--recovery-code-file", "new.txt") == {
        "opens": True,
        "in_force": True,
    }
    assert first.run("recovery", "test", "--recovery-code-file", str(old)).code == 12
    third = places.program("third")
    refused = third.run("join", str(first.folder), "--recovery-code-file", str(old), "--json")
    assert (refused.code, "another took its place" in refused.failure["error"]) == (12, True)
    third.ok("join", str(first.folder), "--recovery-code-file", str(first.place / "new.txt"))


def test_a_recovery_code_made_without_the_old_one_decides_nothing(laptop: tuple[Program, Created]) -> None:
    first, made = laptop
    new = first.json("recovery", "new", "--without-old")
    assert not new["replaces"]
    (first.place / "new.txt").write_text(new["recovery_code"])
    (first.place / "old.txt").write_text(made.recovery_code.text)
    found = [
        first.json("recovery", "test", "--recovery-code-file", each)["in_force"]
        for each in ("new.txt", "old.txt")
    ]
    assert found == [False, True]


def test_a_recovery_code_made_without_the_old_one_is_an_alarm_on_the_other_devices(
    pair: tuple[Program, Program],
) -> None:
    laptop, phone = pair
    laptop.ok("recovery", "new", "--without-old")
    told = laptop.json("sync")
    assert (told["alarms"], [each["kind"] for each in told["notices"]]) == ([], ["recovery-code"])
    done = phone.run("sync", "--json")
    (alarm,) = done.document["alarms"]
    assert (done.code, alarm["kind"], alarm["device"]["id"]) == (13, "recovery-code", told["device"])
    assert f"netlog devices remove {told['device'][:9]}" in alarm["hint"]
    phone.ok("devices", "remove", told["device"], "--yes")
    assert phone.json("sync")["alarms"] == []


def test_devices_that_remove_each_other_are_an_alarm_until_the_recovery_code_decides(
    pair: tuple[Program, Program],
) -> None:
    laptop, phone = pair
    here, there = (each.json("status")["device"] for each in pair)
    laptop.ok("sync")
    split = laptop.folder.with_name("split")
    shutil.copytree(laptop.folder, split)
    phone.ok("folder", str(split))
    laptop.ok("devices", "remove", there, "--yes")
    phone.ok("devices", "remove", here, "--yes")
    shutil.copytree(split, laptop.folder, dirs_exist_ok=True)
    phone.ok("folder", str(laptop.folder))
    for each in pair:
        done = each.run("sync", "--json")
        (alarm,) = [one for one in done.document["alarms"] if one["kind"] == "dispute"]
        assert (done.code, set(alarm["witnesses"][0])) == (13, {"id", "name"})
        assert {one["id"] for one in alarm["witnesses"]} == {here, there}
        refused = each.run("note", "Dana", "during the dispute", "--json")
        assert (refused.code, "recovery code" in refused.failure["hint"]) == (1, True)
    code = str(phone.place / "code.txt")
    laptop.ok("devices", "remove", there, "--yes", "--recovery-code-file", code)
    assert laptop.json("sync")["alarms"] == []
    laptop.ok("note", "Dana", "decided")


def test_the_only_device_is_not_removed(laptop: tuple[Program, Created]) -> None:
    first, _ = laptop
    refused = first.run("devices", "remove", first.json("status")["device"], "--yes", "--json")
    assert (refused.code, "only device" in refused.failure["error"]) == (2, True)


def test_a_device_that_joins_before_the_keys_have_arrived_waits_for_them(
    laptop: tuple[Program, Created], places: Places
) -> None:
    first, made = laptop
    first.ok("add", "Dana Wu")
    members = first.folder / "members"
    members.rename(first.folder.parent / "members")
    members.mkdir()
    second = places.program("phone")
    document = second.json(*joining(second, first, made))
    assert document["waiting"] > 0
    assert second.run("note", "Dana", "hello").code != 0
    for each in (first.folder.parent / "members").iterdir():
        shutil.copy(each, members)
    second.ok("sync")
    first.ok("sync")
    second.ok("sync")
    assert second.json("who", "dana")[0]["name"] == "Dana Wu"
    second.ok("note", "Dana", "hello")


def spoil(first: Program, second: Program) -> Path:
    """Something of the second device is changed before the first has seen it."""
    second.ok("note", "Dana", "one")
    shard = first.folder / "log" / second.json("status")["device"][:16]
    path: Path = max(shard.glob("*.nls"))
    body = bytearray(path.read_bytes())
    body[200] ^= 1
    path.write_bytes(body)
    return path


def test_sync_tells_an_alarm_once_and_status_until_it_is_settled(pair: tuple[Program, Program]) -> None:
    first, second = pair
    path = spoil(first, second)
    told = first.run("sync", "--json")
    assert told.code == 13
    assert path.name in told.failure["error"]
    (alarm,) = told.document["alarms"]
    assert (alarm["kind"], alarm["device"]["name"], alarm["new"]) == ("altered", "another device", True)
    again = first.ok("sync", "--json").document
    assert [(each["id"], each["new"]) for each in again["alarms"]] == [(alarm["id"], False)]
    assert "ALARM" in first.ok("status").out
    assert first.run("compare").code == 13
    body = bytearray(path.read_bytes())
    body[200] ^= 1
    path.write_bytes(body)
    assert first.ok("sync", "--json").document["alarms"] == []
    assert "Everything is in the folder." in first.ok("status").out


def test_a_new_alarm_beside_a_told_one_makes_sync_13_again(pair: tuple[Program, Program]) -> None:
    first, second = pair
    for _ in range(2):
        spoil(first, second)
        assert first.run("sync").code == 13
        assert first.run("sync").code == 0


def test_an_alarm_that_the_user_knows_of_is_shown_no_more(pair: tuple[Program, Program]) -> None:
    first, second = pair
    spoil(first, second)
    (alarm,) = first.run("sync", "--json").document["alarms"]
    assert first.run("status", "--known", "0000").code == 17
    said = first.ok("status", "--known", alarm["id"][:4]).out
    assert "ALARM" not in said
    assert "that you know of" in said
    assert first.run("compare").code == 0
    assert first.json("status")["alarms"][0]["known"] is True
    spoil(first, second)
    assert first.run("sync").code == 13
    assert "ALARM" in first.ok("status").out


def test_what_has_not_arrived_is_said_with_who_has_seen_it(
    pair: tuple[Program, Program], places: Places, laptop: tuple[Program, Created]
) -> None:
    first, second = pair
    third = places.program("tablet")
    third.ok(*joining(third, first, laptop[1], "--device-name", "tablet"))
    second.ok("note", "Dana", "one")
    shard = first.folder / "log" / second.json("status")["device"][:16]
    path = max(shard.glob("*.nls"))
    first.ok("note", "Dana", "I have seen that")
    path.rename(first.place / path.name)
    document = third.json("sync")
    missed = next(each for each in document["devices"] if each["name"] == "another device")
    assert (missed["missing"], missed["seen_by"]) == (1, [first.json("status")["device"]])
    assert document["alarms"] == []
    said = "1 file of another device has not arrived; device 1 has seen it"
    assert said in third.ok("status").out
    assert said in third.ok("devices").out
    assert said in third.run("doctor").out


def test_a_folder_that_went_back_makes_sync_13(pair: tuple[Program, Program]) -> None:
    first, second = pair
    old = shutil.copytree(first.folder, first.place / "old")
    second.ok("note", "Dana", "one")
    first.ok("sync")
    shutil.rmtree(first.folder)
    shutil.copytree(old, first.folder)
    done = first.run("sync")
    assert done.code == 13
    assert "the folder went back: the last file of another device is gone from it" in done.err
    assert first.json("status")["events"] == 3


def test_who_carries_the_folder_is_told_where_it_is_chosen(pair: tuple[Program, Program]) -> None:
    first, _ = pair
    (first.folder / ".stfolder").mkdir()
    said = first.ok("folder")
    assert said.out == f"{first.folder}\n"
    assert "Syncthing carries the folder" in said.err
    assert "(?d).nltmp-*" in said.err
    assert first.json("status")["carrier"] == {"name": "Syncthing", "managed": False}
    assert "(carried by Syncthing)" in first.ok("status").out
    assert "(?d).nltmp-*" in first.run("doctor").out

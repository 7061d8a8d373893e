"""Groups, evenings and what one does of one's own accord, by the real program."""

from tests.netlog.program import Program


def test_a_group_is_joined_described_and_left(own: Program) -> None:
    assert own.ok("group", "Data for Water").out.startswith("belonging to Data for Water")
    own.ok("group", "data for water", "--kind", "interest")
    assert [(one["group"], one["kind"]) for one in own.json("group")] == [("Data for Water", "interest")]
    assert own.ok("group", "Data for Water", "--leave").out.startswith("left Data for Water")
    assert own.ok("group").out == "You belong to no group: netlog group NAME\n"


def test_what_makes_no_sense_about_a_group_is_refused(own: Program) -> None:
    own.ok("group", "Club")
    for typed, told in (
        (["Club"], "you belong to this group already: Club"),
        (["Other", "--leave"], "you belong to no such group: Other"),
        (["Club", "--why", "so"], "--why says why you left"),
        (["Club", "--leave", "--kind", "online"], "--kind is for a group that you belong to"),
        (["--leave"], "no group was named"),
    ):
        refused = own.run("group", *typed)
        assert (refused.code, told in refused.err) == (2, True), refused


def test_an_evening_without_a_goal_is_asked_about_the_day_before(own: Program) -> None:
    warned = own.run("going", "Grid fair", "2030-05-08 18:00")
    assert warned.code == 0
    assert "no goal noted for Grid fair" in warned.err
    (item,) = own.json("next", "--on", "2030-05-07")
    assert (item["rule"], item["why"]) == ("R19", "Grid fair is tomorrow at 18:00; what do you go there for?")
    assert item["suggest"] == 'netlog going "Grid fair" 2030-05-08T18:00 --goal TEXT'
    own.ok("going", "Grid fair", "2030-05-08T18:00", "--goal", "two names")
    assert own.json("next", "--on", "2030-05-07") == []


def test_evenings_and_asks_stand_side_by_side(own: Program) -> None:
    own.ok("add", "Dana Wu", "--on", "2026-03-01")
    own.ok("group", "Club", "--on", "2026-03-01")
    own.ok(
        *("attended", "Grid fair", "--with", "Dana", "--minutes", "90", "--cost", "15", "--group", "club"),
        *("--goal", "two names", "--goal-met", "no", "--on", "2026-03-03"),
    )
    own.ok("met", "Dana", "--on", "2026-03-05")
    page = own.ok("activity", "--on", "2026-03-06").out
    assert "the last 14 days: 0 asks beside 1 evening and 1 talk without a purpose" in page
    assert "one clear ask is more" in page
    assert "not reached: two names" in page
    own.ok("ask", "Dana", "advice", "how?", "--on", "2026-03-05")
    page = own.ok("activity", "--on", "2026-03-06").out
    assert "you last asked for something on Thu 5 Mar 2026" in page
    assert "talks without a purpose: 0 of 1" in page


def test_an_evening_of_a_group_that_nobody_joined_is_refused(own: Program) -> None:
    refused = own.run("attended", "Grid fair", "--group", "Club")
    assert refused.code == 2
    assert 'netlog group "Club"' in refused.err


def test_no_activity_says_how_to_begin(own: Program) -> None:
    assert own.ok("activity").out.startswith("Nothing in the last twelve weeks: netlog ask")

"""Runs, gaps and forks out of nothing but a set of segments."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.format.common import NO_HASH, file_hash
from sync.format.segment import SeenRun, SegmentContent, parse_content
from sync.seen import (
    Link,
    Missing,
    Since,
    aged,
    covers,
    forks_at,
    joined,
    lacking,
    missing,
    own_gaps,
    seen_vector,
)

PHONE, LAPTOP = b"phone" + bytes(11), b"laptop" + bytes(10)


def chain(device: bytes, length: int, *, branch: bytes = b"", below: Link | None = None) -> list[Link]:
    """Segments that follow one another, from n = 1 or above another one."""
    links: list[Link] = []
    first = below.n + 1 if below else 1
    previous = below.hash if below else NO_HASH
    for n in range(first, first + length):
        links.append(Link(device, n, file_hash(device + branch + bytes([n])), previous))
        previous = links[-1].hash
    return links


def tip(link: Link) -> bytes:
    return link.hash[:16]


def test_a_whole_chain_is_one_run() -> None:
    links = chain(PHONE, 5)
    assert seen_vector(links) == {PHONE: (SeenRun(1, 5, tip(links[4])),)}
    assert own_gaps(links) == []


def test_a_gap_splits_a_run_in_two() -> None:
    links = chain(PHONE, 6)
    held = links[:2] + links[4:]
    assert seen_vector(held) == {PHONE: (SeenRun(1, 2, tip(links[1])), SeenRun(5, 6, tip(links[5])))}
    assert own_gaps(held) == [Missing(PHONE, 3, 4)]


def test_a_fork_gives_two_runs_that_overlap() -> None:
    links = chain(PHONE, 5)
    other = chain(PHONE, 2, branch=b"other", below=links[2])
    assert set(seen_vector(links + other)[PHONE]) == {
        SeenRun(1, 5, tip(links[4])),
        SeenRun(1, 5, tip(other[1])),
    }
    assert own_gaps(links + other) == []


def test_a_gap_on_one_branch_is_seen_though_the_other_branch_has_that_number() -> None:
    links = chain(PHONE, 5)
    other = chain(PHONE, 2, branch=b"other", below=links[2])
    claimed = seen_vector(links + other)
    assert missing(claimed, links + other) == []
    assert missing(claimed, links + other[1:]) == [Missing(PHONE, 4, 4)]
    assert missing(claimed, links) == [Missing(PHONE, 5, 5)]


def test_what_a_witness_saw_and_we_lack_is_named() -> None:
    phone, laptop = chain(PHONE, 9), chain(LAPTOP, 3)
    claimed = seen_vector(phone + laptop)
    assert missing(claimed, phone[:4]) == [Missing(LAPTOP, 1, 3), Missing(PHONE, 5, 9)]
    assert missing(claimed, phone + laptop) == []
    assert missing(seen_vector(phone[6:]), phone[6:]) == [Missing(PHONE, 1, 6)]


def test_holding_more_than_the_witness_is_missing_nothing() -> None:
    phone = chain(PHONE, 9)
    assert missing(seen_vector(phone[:3]), phone) == []
    assert missing({}, phone) == []
    assert own_gaps([]) == []


@st.composite
def forests(draw: st.DrawFn) -> list[Link]:
    """Chains of a few devices, each with a few branches."""
    links: list[Link] = []
    for device in (PHONE, LAPTOP):
        mine = chain(device, draw(st.integers(0, 8)))
        for number in range(draw(st.integers(0, 2)) if mine else 0):
            mine += chain(
                device, draw(st.integers(1, 4)), branch=bytes([number]), below=draw(st.sampled_from(mine))
            )
        links += mine
    return links


@given(forests(), st.data())
@settings(max_examples=200, deadline=None)
def test_runs_depend_on_the_set_alone_and_cover_it_exactly(links: list[Link], data: st.DataObject) -> None:
    held = [link for link in links if data.draw(st.booleans())]
    vector = seen_vector(held)
    assert seen_vector(data.draw(st.permutations(held)) + held) == vector
    covered = {
        (device, n) for device, runs in vector.items() for run in runs for n in range(run.first, run.last + 1)
    }
    assert covered == {(link.device, link.n) for link in held}
    for device, runs in vector.items():
        assert list(runs) == sorted(runs, key=lambda run: (run.first, run.last, run.tip))
        tips = {(link.n, tip(link)) for link in held if link.device == device}
        assert {(run.last, run.tip) for run in runs} <= tips


@given(forests(), st.data())
@settings(max_examples=200, deadline=None)
def test_nothing_is_missing_from_what_is_held_but_real_gaps(links: list[Link], data: st.DataObject) -> None:
    held = [link for link in links if data.draw(st.booleans())]
    gaps = {(gap.device, n) for gap in own_gaps(held) for n in range(gap.first, gap.last + 1)}
    highest: dict[bytes, int] = {}
    for link in held:
        highest[link.device] = max(highest.get(link.device, 0), link.n)
    numbers = {(link.device, link.n) for link in held}
    places = {(link.device, link.n, link.hash) for link in held}
    never_held = {
        (device, n) for device, last in highest.items() for n in range(1, last) if (device, n) not in numbers
    }
    named_but_not_held = {
        (link.device, link.n - 1)
        for link in held
        if link.n > 1 and (link.device, link.n - 1, link.previous) not in places
    }
    assert gaps == never_held | named_but_not_held


@given(forests(), st.data())
@settings(max_examples=200, deadline=None)
def test_whoever_lacks_a_witnessed_segment_is_told_of_its_number(
    links: list[Link], data: st.DataObject
) -> None:
    """Without forks exactly; on a branch at least the tip."""
    ours = [link for link in links if data.draw(st.booleans())]
    told = {
        (gap.device, n) for gap in missing(seen_vector(links), ours) for n in range(gap.first, gap.last + 1)
    }
    named = {(link.device, link.n - 1, link.previous) for link in links}
    tips = [link for link in links if (link.device, link.n, link.hash) not in named]
    assert {(link.device, link.n) for link in tips if link not in ours} <= told
    if len(tips) == len({link.device for link in links}):
        assert told == {(link.device, link.n) for link in links if link not in ours}


@given(forests())
@settings(max_examples=100, deadline=None)
def test_a_vector_survives_the_way_through_a_segment(links: list[Link]) -> None:
    vector = seen_vector(links)
    assert parse_content(SegmentContent(1, 2, vector, ()).encode()).seen == vector


@given(forests(), forests(), st.data())
@settings(max_examples=300, deadline=None)
def test_what_is_lacking_is_told_from_runs_alone(
    ours: list[Link], theirs: list[Link], data: st.DataObject
) -> None:
    """As `missing` tells it from every link."""
    held = [link for link in ours if data.draw(st.booleans())]
    claimed = seen_vector([link for link in theirs if data.draw(st.booleans())])
    gaps = {(gap.device, n) for gap in [*own_gaps(held), *missing(claimed, held)] for n in numbers(gap[1:])}
    for device in (PHONE, LAPTOP):
        places = {(link.n, tip(link)) for link in held if link.device == device}
        unheld = [run.last for run in claimed.get(device, ()) if (run.last, run.tip) not in places]
        found = lacking(seen_vector(held).get(device, ()), unheld)
        assert [(device, n) for gap in found for n in numbers(gap)] == sorted(
            gap for gap in gaps if gap[0] == device
        )


def numbers(gap: tuple[int, int]) -> range:
    return range(gap[0], gap[1] + 1)


@given(forests(), st.data())
@settings(max_examples=300, deadline=None)
def test_runs_grow_by_what_is_around_the_newcomers(links: list[Link], data: st.DataObject) -> None:
    mine = [link for link in links if link.device == PHONE]
    waiting = data.draw(st.permutations(mine))
    held: list[Link] = []
    runs: tuple[SeenRun, ...] = ()
    while waiting:
        count = data.draw(st.integers(1, 3))
        batch, waiting = waiting[:count], waiting[count:]
        held += batch
        low, high = min(link.n for link in batch) - 1, max(link.n for link in batch) + 1
        grown = joined(runs, [link for link in held if low <= link.n <= high])
        whole = seen_vector(held)[PHONE]
        assert grown in (None, whole)
        if len({link.n for link in mine}) == len(mine):
            assert grown == whole
        runs = whole


@given(forests(), st.data())
@settings(max_examples=300, deadline=None)
def test_a_fork_is_told_from_runs_as_soon_as_both_sides_are_there(
    links: list[Link], data: st.DataObject
) -> None:
    held = [link for link in links if data.draw(st.booleans()) and link.device == PHONE]
    hashes: dict[int, set[bytes]] = {}
    for link in held:
        hashes.setdefault(link.n, set()).add(link.hash)
        if link.n > 1 and any(other.n == link.n - 1 for other in held):
            hashes.setdefault(link.n - 1, set()).add(link.previous)
    forked = any(len(known) > 1 for known in hashes.values())
    assert (forks_at(seen_vector(held).get(PHONE, ())) is not None) == forked


@given(forests(), st.data())
@settings(max_examples=200, deadline=None)
def test_who_holds_more_covers_what_was_held(links: list[Link], data: st.DataObject) -> None:
    before = [link for link in links if data.draw(st.booleans())]
    now = before + [link for link in links if data.draw(st.booleans())]
    assert covers(seen_vector(now).get(PHONE, ()), seen_vector(before).get(PHONE, ()))


def test_who_says_less_or_something_else_than_before_does_not_cover_it() -> None:
    links = chain(PHONE, 6)
    other = chain(PHONE, 6, branch=b"other")

    def runs(held: list[Link]) -> tuple[SeenRun, ...]:
        return seen_vector(held).get(PHONE, ())

    assert not covers(runs(links[:4]), runs(links))
    assert not covers(runs(links[:2] + links[3:]), runs(links))
    assert not covers((), runs(links[:1]))
    assert not covers(runs(other), runs(links))
    assert covers(runs(links + other), runs(links))


def test_a_gap_keeps_the_time_since_when_it_is_there() -> None:
    first = aged([], [(3, 5)], 100)
    assert first == [Since(3, 5, 100)]
    assert aged(first, [(3, 9)], 200) == [Since(3, 5, 100), Since(6, 9, 200)]
    assert aged(first, [(1, 1), (4, 4)], 300) == [Since(1, 1, 300), Since(4, 4, 100)]
    assert aged([Since(3, 3, 100), Since(7, 7, 50)], [(1, 9)], 400) == [
        Since(1, 2, 400), Since(3, 3, 100), Since(4, 6, 400), Since(7, 7, 50), Since(8, 9, 400),
    ]  # fmt: skip
    assert aged(first, [], 500) == []

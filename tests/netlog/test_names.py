import random
import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netlog.names import Candidate, Tier, find, fold, mixes_scripts, words_of

PEOPLE = [
    Candidate("7f3k9x2m4n5p6q8r", "Dana Wu", ("Dana Lee",), "Contoso"),
    Candidate("7f3k9xaaaaaaaaaa", "Danah Boyd", (), "Data & Society"),
    Candidate("2b4d6f8h0j2k4m6n", "John Paul O'Brien", ("JP",), "Northwind"),
    Candidate("3c5e7g9j1k3m5n7p", "Søren Łukasz-Ørsted", (), None),
    Candidate("4d6f8h0j2k4m6n8p", "Amara Okafor", (), "Fabrikam"),
    Candidate("5e7g9j1k3m5n7p9q", "Amara Nwosu, PhD", (), "Tailspin"),
    Candidate("6f8h0j2k4m6n8p0r", "Maria Müller", (), "Contoso"),
    Candidate("7g9j1k3m5n7p9q1s", "Ana Maria da Silva", (), "Wingtip"),
    Candidate("8h0j2k4m6n8p0r2t", "田中 花子", ("Hanako Tanaka",), "Fabrikam KK"),
]


def found(query: str) -> list[str]:
    return [match.candidate.name for match in find(query, PEOPLE)]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("Dana Wu", ["Dana Wu"]),
        ("DANA  WU", ["Dana Wu"]),
        ("dana lee", ["Dana Wu"]),
        ("wu dana", ["Dana Wu"]),
        ("Wu, Dana", ["Dana Wu"]),
        ("dana", ["Dana Wu"]),
        ("dan", ["Dana Wu", "Danah Boyd"]),
        ("da wu", ["Dana Wu"]),
        ("wu d", ["Dana Wu"]),
        ("dw", ["Dana Wu"]),
        ("jp", ["John Paul O'Brien"]),
        ("jp obrien", ["John Paul O'Brien"]),
        ("j.p. o'brien", ["John Paul O'Brien"]),
        ("obrien", ["John Paul O'Brien"]),
        ("soren lukasz orsted", ["Søren Łukasz-Ørsted"]),
        ("lukaszorsted", ["Søren Łukasz-Ørsted"]),
        ("amara nwosu", ["Amara Nwosu, PhD"]),
        ("an", ["Ana Maria da Silva"]),
        ("amara", ["Amara Nwosu, PhD", "Amara Okafor"]),
        ("amara fabrikam", ["Amara Okafor"]),
        ("amara tails", ["Amara Nwosu, PhD"]),
        ("muller", ["Maria Müller"]),
        ("mueller", ["Maria Müller"]),
        ("ams", ["Ana Maria da Silva"]),
        ("silva", ["Ana Maria da Silva"]),
        ("ilv", ["Ana Maria da Silva"]),
        ("花子", ["田中 花子"]),
        ("tanaka", ["田中 花子"]),
        ("dnaa wu", ["Dana Wu"]),
        ("okfor", ["Amara Okafor"]),
        ("contoso", []),
        ("xyz", []),
        ("wa", []),
        ("", []),
        ("...", []),
        ("🚀", []),
        ("a b c d e f g h i j", []),
    ],
)
def test_people_are_found_as_people_type_them(query: str, names: list[str]) -> None:
    assert found(query) == names


@pytest.mark.parametrize(
    ("query", "tier"),
    [
        ("7f3k9x2m4n5p6q8r", Tier.ID),
        ("7F3K9X2", Tier.ID),
        ("dana wu", Tier.NAME),
        ("wu dana", Tier.OTHER_ORDER),
        ("dana", Tier.WHOLE_WORDS),
        ("da wu", Tier.BEGINNINGS),
        ("amara fabrikam", Tier.ORGANISATION),
        ("dw", Tier.INITIALS),
        ("ilv", Tier.INSIDE),
        ("okfor", Tier.TYPO),
    ],
)
def test_the_best_tier_alone_wins(query: str, tier: Tier) -> None:
    assert {match.tier for match in find(query, PEOPLE)} == {tier}


def test_a_beginning_of_an_id_that_fits_two_is_no_id() -> None:
    assert find("7f3k9x", PEOPLE) == []


def test_a_short_beginning_of_an_id_is_no_id() -> None:
    assert find("7f3k9", [PEOPLE[0]]) == []


def test_two_who_are_nearly_as_close_are_both_returned() -> None:
    people = [Candidate("1", "Jon Miler"), Candidate("2", "Jon Mixer"), Candidate("3", "Eve Adams")]
    assert {match.candidate.id for match in find("jon milxr", people)} == {"1", "2"}


def test_two_of_the_same_name_are_both_returned() -> None:
    people = [Candidate("1", "Kim Lee"), Candidate("2", "Kim Lee")]
    assert len(find("kim lee", people)) == 2


def test_a_person_is_returned_once_however_many_names_fit() -> None:
    assert len(find("kim", [Candidate("1", "Kim Lee", ("Kim Park", "Kimmy"))])) == 1


def test_a_short_name_is_never_a_typo_of_another() -> None:
    assert find("tom", [Candidate("1", "Tim Cook")]) == []


LOOKS_LIKE_DANA = "D\u0430na Wu"  # with a Cyrillic letter


def test_letters_that_only_look_alike_are_not_the_same_name() -> None:
    people = [Candidate("1", LOOKS_LIKE_DANA), Candidate("2", "Dana Wu")]
    assert [match.candidate.id for match in find("dana wu", people)] == ["2"]
    assert find("dana wu", people[:1]) == []
    assert find("dena wu", people[:1]) == []


def test_a_name_of_mixed_scripts_is_noticed() -> None:
    assert mixes_scripts(LOOKS_LIKE_DANA)
    assert not mixes_scripts("Dana Wu")
    assert not mixes_scripts("Zoë Müller 🚀")
    assert not mixes_scripts("Дана Ву")
    assert not mixes_scripts("田中 Hanako")


def test_folding_takes_off_accents_and_case() -> None:
    assert fold("Straße ÆØÅ Łódź Þór İstanbul ﬁ") == "strasse aeoa lodz thor istanbul fi"
    assert words_of("O’Brien-Smith, J.P. 🚀") == "obrien smith jp"


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert words_of(words_of(text)) == words_of(text)


@given(st.text(max_size=30), st.lists(st.text(max_size=20), max_size=5))
def test_no_text_makes_the_search_fall_over(query: str, names: list[str]) -> None:
    people = [Candidate(str(n), name) for n, name in enumerate(names)]
    assert {match.candidate for match in find(query, people)} <= set(people)


ONSETS = [*"bdfghjklmnprstvwz", "ch", "sh", "th", "br", "kr", "st"]
VOWELS = ["a", "e", "i", "o", "u", "ai", "ea", "io"]
ENDS = ["", "n", "r", "s", "l", ""]


def some_people(count: int) -> list[Candidate]:
    dice = random.Random(7)

    def word(syllables: int) -> str:
        body = "".join(dice.choice(ONSETS) + dice.choice(VOWELS) for _ in range(syllables))
        return (body + dice.choice(ENDS)).title()

    firsts = [word(dice.choice([1, 2, 2, 3])) for _ in range(400)]
    lasts = [word(dice.choice([2, 2, 3])) for _ in range(3_000)]
    names: dict[str, None] = {}
    while len(names) < count:
        middle = dice.choice(["", "", "", dice.choice(firsts) + " "])
        names[f"{dice.choice(firsts)} {middle}{dice.choice(lasts)}"] = None
    return [Candidate(f"{n:016x}", name) for n, name in enumerate(names)]


def with_typo(name: str, dice: random.Random) -> str:
    at, letter = dice.randrange(len(name) - 1), dice.choice(string.ascii_lowercase)
    return dice.choice(
        [
            name[:at] + name[at + 1 :],
            name[:at] + letter + name[at:],
            name[:at] + letter + name[at + 1 :],
            name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        ]
    )


def test_a_name_with_one_typo_is_found_first_among_five_thousand() -> None:
    people, dice = some_people(5_000), random.Random(8)
    first = alone = alone_and_wrong = 0
    for meant in dice.sample(people, 200):
        matches = find(with_typo(meant.name.lower(), dice), people)
        first += bool(matches) and matches[0].candidate == meant
        alone += len(matches) == 1
        alone_and_wrong += len(matches) == 1 and matches[0].candidate != meant
    assert first >= 190
    assert alone >= 180
    assert alone_and_wrong <= 1


def test_the_cost_of_a_typo_grows_no_faster_than_the_names() -> None:
    def cost(count: int) -> float:
        people = some_people(count)
        queries = ("xq" + people[777].name.lower()[2:], people[2000].name[:-1] + "zz", "zzqx wuuv")
        began = time.process_time()
        for query in queries:
            find(query, people)
        return time.process_time() - began

    assert cost(30_000) < 25 * cost(3_000)

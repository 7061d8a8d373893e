"""What is said of what was asked, given and received?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netlog.capture.understood import Kind, Part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netlog.capture.arguments import Arguments
    from netlog.capture.understood import Mention

_ME: Final = frozenset({"me", "us", "mir", "uns"})
_WEB: Final = ("http://", "https://", "www.")


def read_asked(it: Arguments) -> Part:
    """Asked for time it is an approach; what was asked is kept in full."""
    people, at = _whom(it, it.clause.inside, lower=False)
    end, when = it.trailing_date(at)
    start = it.past(at, it.words.reason | {"to", "um", "nach"})
    text = it.slice(start, end)
    minutes = next(filter(None, (it.times.minutes_at(n, end) for n in range(start, end))), None)
    kind = kind_of(it.words_between(start, end), it.words.asks)
    if (minutes and kind in {None, "advice", "favour"}) or it.meaning_at(
        it.past(start, it.words.articles), it.words.means
    ):
        return Part(Kind.APPROACHED, (), people, (), when, text, None, minutes and minutes[0])
    return Part(Kind.ASKED, (), people, (), when, text, kind or "favour")


def kind_of(said: list[str], table: Mapping[str, str]) -> str | None:
    """The meaning of the word that stands first in the table: its order is one of weight."""
    present = {
        table[word.rstrip("s?")] if word not in table else table[word]
        for word in said
        if word in table or word.rstrip("s?") in table
    }
    return next((each for each in table.values() if each in present), None)


def _whom(it: Arguments, at: int, *, lower: bool) -> tuple[tuple[Mention, ...], int]:
    """Who stands directly behind the verb, else who was spoken of."""
    meant = it.object_at(at)
    if meant is not None and (it.folded(at) not in it.words.articles or not _is_thing(it, at + 1)):
        return meant, at + 1
    names, behind = it.names.several(at, it.clause.end, lower=lower)
    return (tuple(names), behind) if names else (it.assumed(), at)


def _is_thing(it: Arguments, at: int) -> bool:
    """Whether "her" is followed by what is hers: then a second object must come, and none does."""
    return it.is_word(at) and it.folded(at) in it.words.papers


def read_gave(it: Arguments) -> Part:
    people, at = _whom(it, it.clause.inside, lower=False)
    end, when = it.trailing_date(at)
    if it.clause.verb.word == "introduction":
        return Part(Kind.GAVE, (), people, (), when, it.slice(at, end), "introduction")
    end_of_thing = end
    if at == it.clause.inside:
        people, end_of_thing = _towards(it, people, at, end)
    said = it.words_between(at, end_of_thing)
    text = it.slice(at, end_of_thing)
    if it.words.thanks.intersection(said):
        return Part(Kind.THANKED, (), people, (), when, _unless_plain(it, text, said))
    if it.words.papers.intersection(said):
        return Part(Kind.WROTE, (), people, (), when, it.slice(it.clause.phrase, end))
    letter = kind_of(said, it.words.letters)
    kind = kind_of(said, it.words.gives)
    if letter and not kind:
        return Part(Kind.WROTE, (), people, (), when, _unless_plain(it, text, said), letter)
    url = next((each.text for each in it.tokens[at:end] if each.folded.startswith(_WEB)), None)
    return Part(Kind.GAVE, (), people, (), when, text, kind or ("link" if url else "favour"), url=url)


def _towards(
    it: Arguments, people: tuple[Mention, ...], at: int, end: int
) -> tuple[tuple[Mention, ...], int]:
    """The link to Dana: who it went to stands behind."""
    for n in range(at, end):
        if it.folded(n) in it.words.target:
            meant = it.object_at(n + 1)
            names, behind = it.names.several(n + 1, end)
            if meant is not None and not it.is_word(n + 2):
                return meant, n
            if names and behind >= end - 1:
                return tuple(names), n
    return people, end


def _unless_plain(it: Arguments, text: str | None, said: list[str]) -> str | None:
    """A thank-you note alone needs no words; what it was about does."""
    plain = it.words.fillers | it.words.articles | it.words.thanks | it.words.letters.keys() | {"you", "note"}
    return None if all(each in plain for each in said) else text


def read_got(it: Arguments) -> Part:
    """They gave, or I got from them."""
    at = it.past(it.clause.inside, _ME)
    end, when = it.trailing_date(at)
    people, end_of_thing = it.assumed(), end
    if it.folded(at) in it.words.sender and (named := it.names.at(at + 1, end)):
        people, at = (named.mention,), named.end
    for n in range(at, end):
        if it.folded(n) in it.words.sender:
            meant = it.object_at(n + 1)
            names, behind = it.names.several(n + 1, end, lower=True)
            if meant is not None:
                people, end_of_thing = meant, n
            elif names and behind >= end - 1:
                people, end_of_thing = tuple(names), n
            break
    said = it.words_between(at, end_of_thing)
    text = it.slice(at, end_of_thing)
    letter = kind_of(said, it.words.letters)
    kind = kind_of(said, it.words.gets)
    if letter and not kind:
        return Part(Kind.HEARD, (), people, (), when, text, letter)
    minutes = next(
        filter(None, (it.times.minutes_at(n, end_of_thing) for n in range(at, end_of_thing))), None
    )
    return Part(Kind.GOT, (), people, (), when, text, kind or "information", minutes and minutes[0])

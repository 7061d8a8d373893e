"""What is said of what others said: names, answers, things learned; and of notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netlog.capture.understood import Kind, Part

if TYPE_CHECKING:
    from netlog.capture.arguments import Arguments
    from netlog.capture.understood import Mention

INTRODUCTION: Final = "introduction"
"""The word of names that came with an introduction."""
_FROM: Final = "from"
_ME: Final = frozenset({"me", "us", "mir", "uns", "to"})
_BEHIND_A_NAME: Final = frozenset(
    {"as", "for", "because", "who", "since", "when", "in", "on", "about", "weil", "fur", "als"}
)


def read_named(it: Arguments) -> Part:
    """Somebody was named; where no name follows that ends like one, something was learned."""
    at = it.past(it.past(it.clause.inside, it.words.that | _ME), it.words.articles)
    is_from = it.clause.verb.word == _FROM
    by, stop = _from_whom(it, at) if is_from else (it.assumed(), it.clause.end)
    names, behind = it.names.several(at, stop, lower=it.clause.verb.otherwise is None)
    if not names or not _ends_like_a_name(it, behind):
        return _learned(it, it.clause.phrase if it.clause.verb.otherwise else it.clause.inside)
    end, when = it.trailing_date(behind)
    word = None if is_from else it.clause.verb.word
    return Part(Kind.NAMED, (), by, tuple(names), when, it.slice(behind, min(end, stop)), word)


def _from_whom(it: Arguments, at: int) -> tuple[tuple[Mention, ...], int]:
    """Who gave the name, if that is said last, and where it begins to be said."""
    for n in range(at + 1, it.clause.end):
        if it.folded(n) in it.words.sender and (named := it.names.at(n + 1, it.clause.end, lower=True)):
            return (named.mention,), n
    return it.assumed(), it.clause.end


def _ends_like_a_name(it: Arguments, at: int) -> bool:
    return (
        not it.is_word(at)
        or it.folded(at) in _BEHIND_A_NAME | it.words.thanking | it.words.sender
        or it.times.date_at(at, it.clause.end, "past") is not None
    )


def read_learned(it: Arguments) -> Part:
    at = it.clause.inside
    if it.folded(at) in it.words.sender and (named := it.names.at(at + 1, it.clause.end, lower=True)):
        return _learned(it, named.end)._replace(people=(named.mention,))
    return _learned(it, at)


def _learned(it: Arguments, at: int) -> Part:
    start = at if at == it.clause.phrase else it.past(at, it.words.that)
    return Part(
        Kind.LEARNED, (), it.subject() or it.spoken_of, when=it.when(), text=it.slice(start, it.clause.end)
    )


def read_answered(it: Arguments) -> Part:
    """They said yes, no or later; else something was heard. Without them as subject I wrote to somebody."""
    verb, at = it.clause.verb, it.clause.inside
    while at < it.clause.end and not it.is_word(at):
        at += 1
    answer = it.meaning_at(it.past(at, it.words.that), it.words.answers)
    if verb.word:
        end, when = it.trailing_date(at)
        return Part(Kind.ANSWERED, (), it.assumed(), (), when, it.slice(at, end), verb.word)
    if answer is not None:
        end, when = it.trailing_date(answer[1])
        return Part(Kind.ANSWERED, (), it.assumed(), (), when, it.slice(answer[1], end), answer[0])
    if verb.otherwise == Kind.LEARNED:
        return _learned(it, at)
    if not it.clause.subject.is_other:
        start = it.past(at, it.words.target)
        named = it.names.at(start, it.clause.end)
        people = (named.mention,) if named else it.object_at(start)
        if people is not None:
            behind = named.end if named else start + 1
            end, when = it.trailing_date(behind)
            return Part(Kind.WROTE, (), people, (), when, it.slice(behind, end))
    end, when = it.trailing_date(at)
    return Part(Kind.HEARD, (), it.assumed(), (), when, it.slice(at, end))


def read_note(it: Arguments) -> Part:
    """Words to keep. What somebody else did and nothing records is kept whole, with who did it."""
    clause = it.clause
    if clause.verb.kind != Kind.NOTE:
        people = it.subject() or it.spoken_of[:1]
        return Part(Kind.NOTE, (), people, when=it.when(), text=it.slice(_from_subject(it), clause.end))
    at, people = clause.inside, clause.subject.people or it.spoken_of[:1]
    if it.folded(at) in it.words.subject | it.words.reason | it.words.target:
        named = it.names.at(at + 1, clause.end, lower=it.folded(at) not in it.words.that)
        meant = it.object_at(at + 1)
        if named:
            at, people = named.end, (named.mention,)
        elif meant is not None:
            at, people = at + 2, meant
    if not people and (named := it.names.at(it.past(at, it.words.that), clause.end)):
        people = (named.mention._replace(sure=False),)
    return Part(Kind.NOTE, (), people, when=it.when(), text=it.slice(it.past(at, it.words.that), clause.end))


def _from_subject(it: Arguments) -> int:
    """The first word of the clause that is no connection."""
    return it.past(it.clause.start, it.words.connecting)

"""What is said of what is still to be done: what, for whom, by when?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netlog.capture.understood import Kind, Part

if TYPE_CHECKING:
    from netlog.capture.arguments import Arguments
    from netlog.capture.understood import Mention

THANKS: Final = "thanks"
"""The word of a todo that says nothing but to thank somebody."""
PROMISE: Final = "promise"
"""The word of a todo that was promised to somebody."""
_LONG_ENOUGH: Final = 3  # letters of a word that may point to somebody named before


def read_todo(it: Arguments) -> Part:
    clause = it.clause
    start = clause.phrase if clause.order else clause.inside
    people: tuple[Mention, ...] = ()
    if clause.verb.word == PROMISE:
        people, start = _promised(it, start)
    first, last, when = _due(it, start)
    start = it.past(start, it.words.that) if not clause.order else start
    if first <= start and last > start:
        start = it.past(last, it.words.that)
        text = it.slice(start, clause.end)
    else:
        text = " ".join(filter(None, (it.slice(start, first), it.slice(last, clause.end)))) or None
    people = people or _whom(it, start)
    word = THANKS if clause.order and _only_thanks(it, start, first, last) else clause.verb.word
    return Part(Kind.TODO, (), people, when=when, text=text, word=word)


def _promised(it: Arguments, at: int) -> tuple[tuple[Mention, ...], int]:
    """Promised Dana to …, promised her a link; promised to …: who was spoken of."""
    meant = it.object_at(at)
    if meant is not None:
        return meant, at + 1
    names, behind = it.names.several(at, it.clause.end)
    return (tuple(names), behind) if names else (it.spoken_of[:1], at)


def _due(it: Arguments, at: int) -> tuple[int, int, str | None]:
    """Where the date stands, with "by" before it, and the day: at the end, in front, else anywhere."""
    end, when = it.trailing_date(at, "future")
    if end < it.clause.end:
        return _with_deadline(it, at, end), it.clause.end, when
    for n in range(at, it.clause.end):
        found = it.times.date_at(n, it.clause.end, "future")
        if found is not None:
            return _with_deadline(it, at, n), found.end, found.when
    return it.clause.end, it.clause.end, when


def _with_deadline(it: Arguments, at: int, first: int) -> int:
    return first - 1 if first > at and it.folded(first - 1) in it.words.deadline else first


def _whom(it: Arguments, at: int) -> tuple[Mention, ...]:
    """Whom it concerns: one of those named before, her or him, or who stands behind the order."""
    said = set(it.words_between(at, it.clause.end))
    for mention in reversed(it.mentions):
        if any(len(part) >= _LONG_ENOUGH and part.lower() in said for part in mention.name.split()):
            return (mention,)
    for n in range(at, it.clause.end):
        if (meant := it.object_at(n)) is not None:
            return meant
    behind = _behind_order(it, at)
    named = it.names.at(it.past(behind, it.words.target), it.clause.end)
    return (named.mention._replace(sure=False),) if named else ()


def _behind_order(it: Arguments, at: int) -> int:
    found = it.meaning_at(at, dict.fromkeys(it.words.orders, ""))
    return found[1] if found else at


def _only_thanks(it: Arguments, start: int, first: int, last: int) -> bool:
    said = it.words_between(start, min(first, it.clause.end)) + it.words_between(last, it.clause.end)
    if not said or said[0] not in it.words.thanking:
        return False
    named = {part for mention in it.mentions for part in mention.name.lower().split()}
    small = it.words.objects | it.words.objects_several | it.words.fillers | named
    return all(each in small for each in said[1:])

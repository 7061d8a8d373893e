"""Where does the verb of a German clause stand, once its end is put where English has it?

"Habe gestern mit Dana telefoniert" is read as "habe telefoniert gestern mit Dana". Each token keeps its place
in the text.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from netlog.capture.tokens import Token
    from netlog.capture.vocabulary import Vocabulary


def verbs_first(tokens: Sequence[Token], words: Vocabulary) -> list[Token]:
    """The same tokens. A language without such verbs changes nothing."""
    if not words.closing:
        return list(tokens)
    return [token for clause in _between_marks(tokens) for token in _reordered(clause, words)]


def _between_marks(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Words up to the next mark, brackets included; then the mark alone."""
    clause: list[Token] = []
    for token in tokens:
        if token.is_word or token.text in "()[]@&":
            clause.append(token)
            continue
        yield clause
        yield [token]
        clause = []
    yield clause


def _reordered(clause: list[Token], words: Vocabulary) -> list[Token]:
    """Each part that a verb ends, with a connection or what else can follow an end behind it."""
    behind_a_verb = words.connecting | words.subject | words.reason | words.deadline | words.that
    ends = [
        n
        for n in range(1, len(clause))
        if clause[n - 1].folded in words.closers and clause[n].folded in behind_a_verb
    ]
    return [
        token
        for first, last in pairwise([0, *ends, len(clause)])
        for token in _with_verb_first(clause[first:last], words)
    ]


def _with_verb_first(clause: list[Token], words: Vocabulary) -> list[Token]:
    if not clause or clause[-1].folded not in words.closers:
        return clause
    *before, verb = clause
    for at, token in enumerate(before):
        if verb.folded in words.closing.get(token.folded, frozenset()):
            return [*before[: at + 1], verb, *before[at + 1 :]]
    if verb.folded not in words.alone_at_the_end or any(each.folded in words.modal for each in before):
        return clause
    start = next((n for n, token in enumerate(before) if token.folded not in words.connecting), len(before))
    return [*before[:start], verb, *before[start:]]

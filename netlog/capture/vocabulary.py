"""Which words does a language have for what netlog records? The shape of the tables, and their union.

Rule: a language is a table of words; no rule of reading knows a language.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from netlog.capture.understood import Kind

Words = frozenset[str]


class Verb(NamedTuple):
    """What a phrase says that happened. `otherwise`: what it means if nothing fitting follows.

    `own_day`: it need not have happened in the conversation that the sentence is about. `may_be_ahead`: with
    a day to come it is a plan.
    """

    kind: Kind
    word: str | None = None
    otherwise: Kind | None = None
    own_day: bool = False
    may_be_ahead: bool = False


class Vocabulary(NamedTuple):
    """All folded. Phrases are words with one space between."""

    verbs: Mapping[str, Verb]
    orders: Words  # verbs of what is still to be done, at the beginning of a clause
    thanking: Words  # orders to thank
    me: Words
    third: Words  # she, he
    third_several: Words
    objects: Words  # her, him
    objects_several: Words
    connecting: Words  # between clauses
    being: Words  # a verb behind these was done to somebody
    adverbs: Words  # between subject and verb
    joining: Words  # between names
    company: Words  # with
    place: Words  # before an organisation
    sender: Words  # from
    target: Words  # to
    subject: Words  # about
    reason: Words  # for
    means_before: Words  # by, via, over
    deadline: Words  # by, until
    that: Words
    articles: Words
    fillers: Words  # alone they say nothing
    means: Mapping[str, str]
    honorifics: Words
    particles: Words  # small words inside names
    no_names: Words  # capital letters that begin no name
    answers: Mapping[str, str]
    asks: Mapping[str, str]
    gives: Mapping[str, str]
    gets: Mapping[str, str]
    letters: Mapping[str, str]  # what is sent and is a message itself
    thanks: Words
    papers: Words  # what is sent and has no value of its own
    numbers: Mapping[str, float]
    minutes: Words
    hours: Words
    half: Words
    day_words: Mapping[str, str]  # of dates, in English
    ago: Words  # before a distance: vor 3 Tagen
    clock: Words  # at 3 pm
    closing: Mapping[str, Words] = MappingProxyType(
        {}
    )  # what may end a clause that this word begins: hat … gesprochen
    modal: Words = frozenset()  # in a clause with these the last verb stays where it is
    alone_at_the_end: Words = frozenset()  # what ends a clause without such a beginning: Dana getroffen

    @property
    def closers(self) -> Words:
        return self.alone_at_the_end.union(*self.closing.values())


@cache
def vocabulary(languages: tuple[str, ...]) -> Vocabulary:
    """English and all of these that there is a table for; what one word means in several, the first says."""
    tables: list[Vocabulary] = [
        importlib.import_module(f"netlog.capture.{_TABLES[each]}").WORDS
        for each in dict.fromkeys(("en", *languages))
        if each in _TABLES
    ]
    first, *others = tables
    for other in others:
        first = Vocabulary._make(map(_both, first, other))
    return first


_TABLES: Final = {"en": "english", "de": "german"}


def _both(first: object, second: object) -> object:
    if isinstance(first, frozenset) and isinstance(second, frozenset):
        return first | second
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        return {**first, **second, **first}
    return first


def phrases(*several: str) -> Words:
    """Each a list of words, or of phrases with commas between."""
    parts = (part for text in several for part in (text.split(",") if "," in text else text.split()))
    return frozenset(phrase for part in parts if (phrase := " ".join(part.split())))


def meaning(**words: str) -> dict[str, str]:
    """What each of several words stands for, written the other way round: `coffee="coffee cappuccino"`."""
    return {
        phrase: each.replace("_", "-").strip("-") for each, text in words.items() for phrase in phrases(text)
    }

"""Whom does the user mean by a few letters, a former name, initials or a typo?

Rule: nobody is chosen by a guess that another person fits as well: all who fit are returned, and the caller
asks. Letters of different scripts that look alike are never taken for each other, not even as a typo.
"""

from __future__ import annotations

import re
from collections import Counter
from enum import IntEnum
from heapq import nsmallest
from typing import TYPE_CHECKING, Final, NamedTuple
from unicodedata import combining, name, normalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_SPELT_OUT: Final = str.maketrans(
    dict(zip("øłđðħ\u0131ŋŧ", "olddhint", strict=True)) | {"æ": "ae", "œ": "oe", "þ": "th"}
)
_SILENT: Final = re.compile("['`.\u00b4\u02bc\u2018\u2019]")  # O'Brien is typed obrien, J.P. is typed jp
_BETWEEN: Final = re.compile(r"[\W_]+")
_ID_PREFIX: Final = 6  # letters from which on a unique beginning of an id is an id
_CREDENTIALS: Final = re.compile(
    r",\s*(?:[A-Z][A-Za-z]{0,2}[A-Z.][A-Za-z.]*|[JS]r)\b.*$", re.DOTALL
)  # Wu, PhD
_INITIALS: Final = range(2, 5)
_GRAM: Final = 3  # letters of a piece
_SHORT: Final = 5  # letters up to which smaller pieces are compared, or one typo would leave none
_LOOKED_AT: Final = 150  # names compared letter by letter
_ALIKE: Final = 0.72  # one wrong letter of four is a typo, one of three is another name
_NEARLY: Final = 0.05
_LEFT_OVER: Final = 0.005
_MOST_WORDS: Final = 8  # of a query; names have fewer
_LONGEST: Final = 100  # characters of a query


class Candidate(NamedTuple):
    """Somebody who can be meant. `also` holds former names and nicknames."""

    id: str
    name: str
    also: tuple[str, ...] = ()
    organisation: str | None = None


class Tier(IntEnum):
    """How a query fits; a lower tier is looked at only if nobody fits a higher one."""

    ID = 1
    NAME = 2
    OTHER_ORDER = 3
    WHOLE_WORDS = 4
    BEGINNINGS = 5
    ORGANISATION = 6
    INITIALS = 7
    INSIDE = 8
    TYPO = 9


class Match(NamedTuple):
    candidate: Candidate
    tier: Tier
    score: float  # 0 to 1, comparable within a tier


def fold(text: str) -> str:
    """Lower case without accents, for comparing within a script; never for showing or storing."""
    if text.isascii():
        return text.lower()
    apart = normalize("NFKD", text.casefold()).translate(_SPELT_OUT)
    return normalize("NFC", "".join(c for c in apart if not combining(c))).casefold()


def words_of(text: str) -> str:
    """The folded words, one space between them, without punctuation and emoji."""
    folded = fold(text)
    if folded.isascii() and folded.replace(" ", "").isalnum():
        return " ".join(folded.split())
    return _BETWEEN.sub(" ", _SILENT.sub("", folded)).strip()


def mixes_scripts(text: str) -> bool:
    """Whether letters of scripts that look alike stand together, as in a name made to pass for another."""
    if text.isascii():
        return False
    scripts = {name(c, "").partition(" ")[0] for c in text if c.isalpha()}
    return len(scripts & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"}) > 1


def find(query: str, candidates: Iterable[Candidate]) -> list[Match]:
    """Everybody who fits in the best tier that anybody fits, best first. None fits: an empty list."""
    pool = list(candidates)
    if by_id := _by_id(query.strip().casefold(), pool):
        return [Match(candidate, Tier.ID, 1.0) for candidate in by_id]
    typed = words_of(query[:_LONGEST])
    if not typed or len(typed.split()) > _MOST_WORDS:
        return []
    called = _Called([], [])
    for candidate in pool:
        for each in (candidate.name, *candidate.also):
            called.add(candidate, each)
    surname_first = words_of(" ".join(reversed(query[:_LONGEST].split(",", 1))))
    return (
        _by_beginnings(typed, surname_first, called)
        or _ranked(Tier.ORGANISATION, _with_organisation(typed.split(), called))
        or _ranked(Tier.INITIALS, _by_initials(typed.split(), called))
        or _ranked(Tier.INSIDE, _inside(typed, called))
        or _ranked(Tier.TYPO, _with_typo(typed, called))
    )


def fitting_name(query: str, match: Match) -> str:
    """Which of the person's names it was; the one that is shown, if that fits as well."""
    meant = match.candidate
    for each in meant.also:
        (shown, other) = (find(query, [Candidate(meant.id, name)]) for name in (meant.name, each))
        if shown and shown[0].tier == match.tier:
            break
        if other and other[0].tier == match.tier:
            return each
    return meant.name


class _Called(NamedTuple):
    """All names of all candidates, side by side: passes over a plain list of texts are fast in Python."""

    who: list[Candidate]
    texts: list[str]  # folded words with one space before and behind each

    def add(self, candidate: Candidate, name: str) -> None:
        self.who.append(candidate)
        self.texts.append(f" {words_of(name)} ")
        if "," in name and (plain := _CREDENTIALS.sub("", name)) != name:
            self.add(candidate, plain)

    def holding(self, part: str, among: Iterable[int] | None = None) -> list[int]:
        texts = self.texts
        if among is None:
            return [n for n, text in enumerate(texts) if part in text]
        return [n for n in among if part in texts[n]]

    def scored(self, numbers: Iterable[int], length: int) -> Iterator[tuple[Candidate, float]]:
        """The more of a name was typed, the better."""
        return ((self.who[n], length / len(self.texts[n])) for n in numbers)


def _by_id(typed: str, pool: Sequence[Candidate]) -> list[Candidate]:
    beginning = (
        [candidate for candidate in pool if candidate.id.casefold().startswith(typed)] if typed else []
    )
    exact = [candidate for candidate in beginning if candidate.id.casefold() == typed]
    return exact or (beginning if len(beginning) == 1 and len(typed) >= _ID_PREFIX else [])


def _ranked(tier: Tier, fitting: Iterable[tuple[Candidate, float]]) -> list[Match]:
    """One match a person, with the best score of all the person's names, best first."""
    best: dict[str, Match] = {}
    for candidate, score in fitting:
        if candidate.id not in best or best[candidate.id].score < score:
            best[candidate.id] = Match(candidate, tier, score)
    return sorted(best.values(), key=lambda m: (-m.score, fold(m.candidate.name), m.candidate.id))


def _by_beginnings(typed: str, surname_first: str, called: _Called) -> list[Match]:
    parts = typed.split()
    fitting: list[int] | None = None
    for part in parts:
        fitting = called.holding(" " + part, fitting)
    numbers, texts = fitting or [], called.texts
    whole, turned, wanted = f" {typed} ", f" {surname_first} ", Counter(parts)
    for tier, fits in (
        (Tier.NAME, [n for n in numbers if texts[n] in (whole, turned)]),
        (
            Tier.OTHER_ORDER,
            [n for n in numbers if len(texts[n]) == len(whole) and wanted == _counted(texts[n])],
        ),
        (Tier.WHOLE_WORDS, [n for n in numbers if wanted <= _counted(texts[n])]),
        (Tier.BEGINNINGS, [n for n in numbers if _begin_words(parts, texts[n].split())]),
    ):
        if fits:
            return _ranked(tier, called.scored(fits, len(typed)))
    return []


def _counted(text: str) -> Counter[str]:
    return Counter(text.split())


def _begin_words(parts: Iterable[str], words: Sequence[str]) -> bool:
    """Whether every part begins a word of its own. Longest first: a shorter part fits whatever is left."""
    left = list(words)
    for part in sorted(parts, key=len, reverse=True):
        taken = next((word for word in left if word.startswith(part)), None)
        if taken is None:
            return False
        left.remove(taken)
    return True


def _with_organisation(parts: Sequence[str], called: _Called) -> Iterator[tuple[Candidate, float]]:
    """As in "dana contoso": some parts begin words of the name, all others words of the organisation."""
    if len(parts) < 2:  # noqa: PLR2004 (an organisation alone is no person)
        return
    for number in {n for part in parts for n in called.holding(" " + part)}:
        candidate, text = called.who[number], called.texts[number]
        if candidate.organisation is None:
            continue
        named = [part for part in parts if " " + part in text]
        others = [part for part in parts if part not in named]
        of = words_of(candidate.organisation).split()
        if _begin_words(named, text.split()) and _begin_words(others, of):
            yield candidate, sum(map(len, named)) / len(text)


def _by_initials(parts: Sequence[str], called: _Called) -> Iterator[tuple[Candidate, float]]:
    beginning = " " + parts[0][0]
    for number, text in enumerate(called.texts):
        if text.startswith(beginning) and _abbreviates(parts, text.split()):
            yield called.who[number], sum(map(len, parts)) / len(text)


def _abbreviates(parts: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the parts in order are beginnings of words or initials of several, up to the last word.

    Names in the middle may be left out: "dw" is Dana Maria Wu.
    """
    if not parts:
        return not words
    part, rest = parts[0], parts[1:]
    if len(words) < len(parts):
        return False
    if any(
        words[n].startswith(part) and _abbreviates(rest, words[n + 1 :]) for n in (0, 1) if n < len(words)
    ):
        return True
    if len(part) not in _INITIALS:
        return False
    if not rest and len(words) > 1 and _skips_middle(part, "".join(word[0] for word in words)):
        return True
    initials = "".join(word[0] for word in words[: len(part)])
    return initials == part and _abbreviates(rest, words[len(part) :])


def _skips_middle(part: str, initials: str) -> bool:
    """First and last initial, and between them some of the others in order."""
    others = iter(initials[1:-1])
    return part[0] + part[-1] == initials[0] + initials[-1] and all(each in others for each in part[1:-1])


def _inside(typed: str, called: _Called) -> Iterator[tuple[Candidate, float]]:
    """Also across words: "obrien" in Aoife O Brien, "jeanpierre" in Jean-Pierre."""
    squeezed = typed.replace(" ", "")
    if len(squeezed) < _GRAM:
        return iter(())
    fits = called.holding(typed) or [
        n for n, text in enumerate(called.texts) if squeezed in text.replace(" ", "")
    ]
    return called.scored(fits, len(squeezed))


def _with_typo(typed: str, called: _Called) -> list[tuple[Candidate, float]]:
    """The most alike among those that share most short pieces, and all that are nearly as alike."""
    scored = [(called.who[n], _alike(typed, called.texts[n])) for n in _sharing_pieces(typed, called)]
    best = max((score for _, score in scored), default=0.0)
    return [each for each in scored if each[1] >= max(_ALIKE, best - _NEARLY)]


def _sharing_pieces(typed: str, called: _Called) -> list[int]:
    text = f" {typed} "
    size = _GRAM if len(typed) > _SHORT else _GRAM - 1
    shared: Counter[int] = Counter()
    for piece in {text[n : n + size] for n in range(len(text) - size + 1)}:
        shared.update(called.holding(piece))
    texts, ascii_only = called.texts, typed.isascii()
    near = ((n, count) for n, count in shared.items() if texts[n].isascii() == ascii_only)
    wanted = len(text)
    closest = nsmallest(_LOOKED_AT, near, key=lambda at: (-at[1], abs(len(texts[at[0]]) - wanted), at[0]))
    return [n for n, _ in closest]


def _alike(typed: str, text: str) -> float:
    """Word by word in any order, or as a whole; 1 is the same. Words left over cost a little."""
    from difflib import SequenceMatcher

    words, parts = text.split(), typed.split()
    matcher = SequenceMatcher(autojunk=False)
    total = 0.0
    for part in parts:
        matcher.set_seq2(part)
        best = 0.0
        for word in words:
            matcher.set_seq1(word)
            if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best:
                best = max(best, matcher.ratio())
        total += best * len(part)
    matcher.set_seqs(text.strip(), typed)
    by_words = total / sum(map(len, parts))
    return max(by_words, matcher.ratio()) - _LEFT_OVER * abs(len(words) - len(parts))

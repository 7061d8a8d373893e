"""What is read in a sentence: tables of sentences, and what holds for every text."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from netlog.capture.reading import understand
from netlog.capture.times import Calendar
from tests.netlog.capture_table import shown

if TYPE_CHECKING:
    from netlog.capture.understood import Mention, Part, Sentence

NOW = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
TABLES = Path(__file__).parent / "capture"
LANGUAGES = {"english": ("en",), "german": ("de",)}
SENTENCES = [
    pytest.param(case, LANGUAGES[table.stem], id=case["text"])
    for table in sorted(TABLES.glob("*.toml"))
    for case in tomllib.loads(table.read_text("utf-8"))["sentence"]
]


def reading(text: str, languages: tuple[str, ...] = ("en", "de")) -> Sentence:
    return understand(text, calendar=Calendar(NOW.date(), NOW), languages=languages)


@pytest.mark.parametrize(("case", "languages"), SENTENCES)
def test_a_sentence_is_read_as_its_table_says(case: dict[str, Any], languages: tuple[str, ...]) -> None:
    read = reading(case["text"], languages)
    assert [shown(each) for each in read.parts] == case["entries"]
    assert [case["text"][each.start : each.end] for each in read.rest] == case.get("note", [])


def test_the_tables_hold_sixty_sentences_or_more() -> None:
    assert len(SENTENCES) >= 60


def test_a_date_that_can_be_read_in_two_ways_is_not_guessed() -> None:
    read = reading("met Dana on 03/04/2026")
    assert read.parts == ()
    assert read.unclear is not None


WORDS = (
    *("met", "Dana", "Wu", "and", "she", "named", "Ravi", "(", "Acme", ")", ",", ".", ";", ":", "\n", "@"),
    *("thank", "her", "tomorrow", "asked", "for", "a", "referral", "by", "friday", "30", "min", "told", "me"),
    *("sent", "promised", "to", "call", "with", "next", "week", "note", "habe", "mit", "getroffen", "hat"),
    *("vorgestellt", "ihr", "danken", "morgen", "about", "on", "from", "got", "said", "yes", "was", "in"),
    *("2026-11-20", "15:00", "1h30", "an", "hour", "half", "who", "they", "them", "-", "“", "”", "&", "/"),
)
SENTENCE = st.lists(st.sampled_from(WORDS) | st.text(min_size=1, max_size=8), max_size=30).map(" ".join)


@given(SENTENCE | st.text(max_size=300))
@example("met ")
@example("note:")
@example("by by friday")
@example("(Dana")
@example("@ @ @")
@example("hat habe getroffen und getroffen")
def test_no_text_makes_it_fail_and_every_word_is_accounted_for(text: str) -> None:
    read = reading(text)
    accounted = {n for span in read.spans() for n in range(span.start, span.end)}
    lost = [text[n] for n in range(len(text)) if text[n].isalnum() and n not in accounted]
    assert lost == []


@given(st.lists(st.sampled_from(WORDS) | st.from_regex(r"q[bcdfg]{4,7}", fullmatch=True), max_size=30))
def test_a_word_that_no_table_knows_is_found_in_an_entry_or_in_the_note(words: list[str]) -> None:
    text = " ".join(words)
    read = reading(text)
    kept = " ".join([*(_all_of(each) for each in read.parts), *(text[a:b] for a, b in read.rest)])
    kept += " ".join(_of_nobody(text, each) for each in read.parts)
    unknown = {each for each in words if re.fullmatch(r"q[bcdfg]{4,7}", each)}
    assert {each for each in unknown if each not in kept} == set()


def _all_of(part: Part) -> str:
    named = [word for each in (*part.people, *part.named) for word in _words_of(each)]
    return " ".join([*named, part.text or "", part.word or "", part.url or ""])


def _words_of(mention: Mention) -> tuple[str, ...]:
    return mention.name, mention.organisation or "", mention.role or ""


def _of_nobody(text: str, part: Part) -> str:
    """A part about nobody, or perhaps about nobody, is kept as it was typed."""
    if part.people and all(each.sure for each in part.people):
        return ""
    return text[min(each.start for each in part.spans) : max(each.end for each in part.spans)]

"""Drafts to record in tests. What they say does not matter here: this package never reads data."""

import itertools
import os

from events.envelope import Draft, canonical_json
from events.ids import SubjectId, new_subject

_NUMBERS = itertools.count(1)


def person() -> SubjectId:
    return new_subject("p", os.urandom(16))


def about(*subjects: SubjectId, text: str = "") -> Draft:
    data = canonical_json({"number": next(_NUMBERS), "text": text})
    return Draft("note-taken", 1, tuple(sorted(subjects)), "2026-11-10", data)

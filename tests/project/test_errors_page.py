import re

import pytest

from tests.project.errors_page import PAGE, Said, page, sayings

SAYINGS = sayings()
IDS = [f"{said.message} ({said.hint})" for said in SAYINGS]
COLD = re.compile(
    r"\b(invalid|illegal|failed|failure|error|exception|fatal|null|parse|abort|bad|wrong)\b",
    re.IGNORECASE,
)
"""Words that blame, or that only programmers say."""


def test_the_page_that_is_delivered_is_the_one_that_would_be_made_now() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m tests.project.errors_page > docs/errors.md"


@pytest.mark.parametrize("said", SAYINGS, ids=IDS)
def test_every_error_says_what_to_do_next(said: Said) -> None:
    assert said.hint
    assert not said.hint.endswith(".")


@pytest.mark.parametrize("said", SAYINGS, ids=IDS)
def test_every_error_is_a_plain_sentence_without_blame(said: Said) -> None:
    words = re.sub(r"\b[A-Z_]{2,}\b", "", said.message)
    assert not COLD.search(words)
    assert not said.message.endswith((".", "!"))
    assert re.match(r"[a-z]|--|[A-Z_]{2,}\b", said.message)

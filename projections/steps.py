"""How are the steps of a relationship called: its stages, its side states, those of an approach and
of a preparation?

Apart from the folds, because questions need the names and load no fold.
"""

from __future__ import annotations

from typing import Final

STAGES: Final = (
    "identified",
    "findable",
    "approached",
    "answered",
    "talked",
    "followed through",
    "ongoing",
    "advocate",
)
BY_HAND: Final = ("ruled-out", "do-not-contact", "just-nice")
SIDES: Final = ("no-answer", "declined", "dormant", *BY_HAND)
"""In the order in which the funnel shows them."""

SECOND_PERSON: Final = "1"
REMIND: Final = "2"
"""The places of the nudges of one approach: a second person at the organisation, then one reminder."""

LAYERS: Final = ("big-picture", "organisation-and-role", "individual")
RESEARCH: Final = ("organisation", "profile", "industry")
"""What a conversation is prepared by: questions in three layers, research on three things (000:L19)."""

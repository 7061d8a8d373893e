"""What should I know, ask, say and offer when I next talk with somebody? The preparation sheet, as a document
of the cold tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from projections.conversations import open_plans, prepared
from projections.exchange import ledger
from projections.introductions import brought_by
from projections.reasons import missing
from projections.rules import PREPARE
from projections.steps import LAYERS, RESEARCH

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    from projections.conversations import Prepared

Document = dict[str, Any]


def briefing(db: sqlite3.Connection, person: str, on: date) -> Document | None:
    """The sheet for the next conversation with a person; None if there is no such person."""
    row = db.execute(_PERSON, {"person": person, "on": on.isoformat()}).fetchone()
    if row is None:
        return None
    name, role, organisation, talked_on, context = row
    noted = prepared(db, person, on)
    plans = open_plans(db, person, on)
    return {
        "person": {"id": person, "name": name},
        "role": role,
        "organisation": organisation,
        "plan": plans[0] if plans else None,
        "research": [_researched(item, noted) for item in RESEARCH],
        "questions": _questions(noted),
        "closing": next((each.text for each in reversed(noted) if each.kind == "closing"), None),
        "missing": _missing(noted, on),
        "introduced_by": brought_by(db, person, on),
        "offers": [each.text for each in noted if each.kind == "offer"],
        "needs": [each.text for each in noted if each.kind == "need"],
        "learned": [text for (text,) in db.execute(_LEARNED, {"person": person, "on": on.isoformat()})],
        "last": {"on": talked_on, "line": context} if talked_on else None,
        "exchange": ledger(db, person, on),
    }


def _researched(item: str, noted: list[Prepared]) -> Document:
    found = [each for each in noted if each.kind == "research" and each.part == item]
    notes = [each.text for each in found if each.text]
    return {"item": item, "done": bool(found), "notes": notes}


def _questions(noted: list[Prepared]) -> Document:
    questions = [each for each in noted if each.kind == "question"]
    return {
        "count": len(questions),
        "least": PREPARE.parameters["questions"],
        "most": PREPARE.parameters["most_questions"],
        "layers": [
            {
                "layer": layer,
                "questions": [
                    {"entry": each.entry, "text": each.text} for each in questions if each.part == layer
                ],
            }
            for layer in LAYERS
        ],
    }


def _missing(noted: list[Prepared], on: date) -> str | None:
    facts = {
        "research": list({each.part: each.day for each in noted if each.kind == "research"}.values()),
        "questions": {
            layer: [each.day for each in noted if each.kind == "question" and each.part == layer]
            for layer in LAYERS
        },
        "closing": [each.day for each in noted if each.kind == "closing"],
    }
    return missing(facts, on)


_PERSON: Final = """
    SELECT p.name, role, o.name, iif(talked_on <= :on, talked_on, NULL), context
    FROM people p LEFT JOIN organisations o ON o.subject = p.organisation WHERE p.subject = :person"""
_LEARNED: Final = """
    SELECT text FROM timeline
    WHERE subject = :person AND name = 'insight-noted' AND day <= :on ORDER BY position DESC LIMIT 3"""

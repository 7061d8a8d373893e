"""How is a part of a sentence written in the tables of sentences?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netlog.capture.understood import Mention, Part


def shown(part: Part) -> str:
    """As in "met Dana Wu (Acme), on=2026-11-25, as=coffee"."""
    who = " + ".join(map(_mention, part.people)) or "nobody"
    named = " -> " + " + ".join(map(_mention, part.named)) if part.named else ""
    details = {"on": part.when, "as": part.word, "min": part.minutes, "url": part.url, "text": part.text}
    said = "".join(f", {name}={value}" for name, value in details.items() if value is not None)
    return f"{part.kind} {who}{named}{said}"


def _mention(mention: Mention) -> str:
    inside = ", ".join(filter(None, (mention.role, mention.organisation)))
    return mention.name + (f" ({inside})" if inside else "") + ("" if mention.sure else "?")

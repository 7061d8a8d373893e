"""Which ways to reach somebody name one person alone, however they are spelt?

Each becomes a key: the same text for the same profile, address or telephone, in every file and every year.
"""

from __future__ import annotations

import re
from typing import Final
from unicodedata import normalize
from urllib.parse import unquote

from netlog.names import words_of

_SLUG: Final = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)*linkedin\.com/(?:[a-z]+/)?in/([^/?#\s]+)", re.IGNORECASE | re.ASCII
)
_LONGEST: Final = 400  # characters of a line of the vocabulary
_DIGITS: Final = range(7, 16)  # of a number with its country code
_NOT_DIALLED: Final = str.maketrans("", "", " \u00a0-./()\u2011\u2013")
PROFILE: Final = "https://www.linkedin.com/in/"


def slug(url: str) -> str | None:
    """The part of a profile's address that names the member, in lower case and readable."""
    match = _SLUG.match(url[:_LONGEST])
    if match is None:
        return None
    raw = match[1]
    if "%" in raw:
        readable = normalize("NFC", unquote(raw))
        raw = readable if readable.isprintable() and "\ufffd" not in readable and "/" not in readable else raw
    return raw.lower()


def profile_key(url: str) -> str | None:
    found = slug(url)
    return f"in:{found}" if found else None


def mail_key(address: str) -> str | None:
    return f"mail:{address.strip().casefold()}" if "@" in address else None


def phone_key(number: str) -> str | None:
    """Only of a number with its country code: without it, the same digits ring at somebody else's."""
    dialled = number.strip().replace("(0)", "").translate(_NOT_DIALLED)
    if dialled.startswith("00"):
        dialled = "+" + dialled[2:]
    digits = dialled[1:]
    if not (dialled.startswith("+") and digits.isascii() and digits.isdecimal() and len(digits) in _DIGITS):
        return None
    return f"tel:{dialled}"


def key_of(kind: str, value: str) -> str | None:
    """The key of a channel of the vocabulary, if it is one that names somebody."""
    if kind == "email":
        return mail_key(value)
    if kind == "phone":
        return phone_key(value)
    return profile_key(value)


def day_key(name: str, day: str) -> str | None:
    """Of a name and the day of connecting. Exports of before 2023 have nothing better for most people; so a
    later one finds them again, with a profile or a new place of work.
    """
    folded = words_of(name)
    return f"day:{day}:{folded}" if folded else None

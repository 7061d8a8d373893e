"""What does each column of somebody's spreadsheet mean?

Rule: every column gets an answer, taken or not and why, and the user can change each.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NamedTuple
from unicodedata import combining, normalize

from netlog.errors import Usage
from netlog.importers.cells import one_line, unguarded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

IGNORED: Final = "-"
"""Stands in place of a field for a column that is not to be taken."""


class Meaning(NamedTuple):
    """`becomes` is said in the preview; `several` columns may have the field; `labels` are headers that mean
    it, as `label` folds them.
    """

    becomes: str
    labels: str
    several: bool = False


FIELDS: Final[Mapping[str, Meaning]] = {
    "name": Meaning(
        "the name",
        "name|full name|fullname|contact|contact name|person|display name|who"
        "|vollstandiger name|kontakt|ansprechpartner|ansprechpartnerin|anzeigename",
    ),
    "first": Meaning(
        "the name, first part",
        "first|first name|firstname|given|given name|forename|vorname|rufname",
    ),
    "last": Meaning(
        "the name, last part",
        "last|last name|lastname|surname|family|family name|nachname|familienname|zuname",
    ),
    "email": Meaning(
        "a way to reach them",
        "email|e mail|mail|email address|e mail address|mail address|email adresse|e mail adresse|mailadresse"
        "|work email|personal email|private email|business email|email work|email home|e mail value",
        several=True,
    ),
    "phone": Meaning(
        "a way to reach them",
        "phone|mobile|tel|telephone|cell|cell phone|cellphone|phone number|mobile phone|mobile number"
        "|work phone|home phone|business phone|telefon|telefonnummer|handy|handynummer|mobil|mobiltelefon"
        "|rufnummer|phone value",
        several=True,
    ),
    "url": Meaning(
        "a way to reach them",
        "linkedin|linkedin url|linkedin profile|profile url|profile|url|website|web|web page|homepage|link"
        "|linkedin profil|profil|webseite|internet",
        several=True,
    ),
    "company": Meaning(
        "where they are",
        "company|company name|organisation|organization|organisation name|organization name|employer|org"
        "|firm|workplace|account|current company|firma|unternehmen|arbeitgeber|betrieb",
    ),
    "role": Meaning(
        "the role",
        "title|position|role|job title|jobtitle|job|function|occupation|current position|organization title"
        "|funktion|rolle|beruf|stelle|stellenbezeichnung|berufsbezeichnung|tatigkeit",
    ),
    "sector": Meaning(
        "the sector of the organisation, else a tag",
        "sector|industry|branche|sektor|wirtschaftszweig|industrie",
    ),
    "met": Meaning(
        "a note: how you met",
        "met|how we met|how met|where we met|where met|source|how i know them|how do i know them|context"
        "|kennengelernt|wie kennengelernt|woher|quelle|herkunft|bekannt durch",
    ),
    "via": Meaning(
        "a note: through whom",
        "referred by|via|referral|introduced by|intro by|introduction by|referrer"
        "|empfohlen von|vermittelt durch|vermittelt von|uber|durch",
    ),
    "last-contact": Meaning(
        "a contact of that day (a “touch”)",
        "last contact|last contacted|date contacted|last touch|last contact date|date of last contact"
        "|last touched|last spoke|last conversation|last interaction|last contact on|contacted on|last met"
        "|letzter kontakt|letzter kontakt am|zuletzt kontaktiert|kontaktiert am|letztes gesprach"
        "|zuletzt gesprochen|letztes treffen|kontaktdatum",
    ),
    "next": Meaning(
        "a todo, with its day",
        "next|follow up|followup|follow up date|due|due date|next contact|next contact date|next follow up"
        "|next step|next steps|next action|todo|to do|reminder|remind me|next touch|contact again"
        "|wiedervorlage|nachster schritt|nachste schritte|nachster kontakt|nachfassen|fallig|fallig am"
        "|falligkeit|erinnerung|aufgabe",
        several=True,
    ),
    "status": Meaning(
        "a tag; the stage follows from what happened",
        "status|stage|phase|stand|stufe|pipeline",
    ),
    "tier": Meaning(
        "how often to be in touch: A, B, C, D or a number of days; else a tag",
        "tier|cadence|kontaktstufe|takt",
    ),
    "priority": Meaning(
        "a tag",
        "priority|rank|prio|importance|prioritat|rang|wichtigkeit",
    ),
    "tags": Meaning(
        "tags",
        "tags|tag|labels|label|category|categories|group|groups|keywords"
        "|schlagworte|schlagworter|schlagwort|kategorie|kategorien|gruppe|gruppen|stichworte",
        several=True,
    ),
    "notes": Meaning(
        "a note",
        "notes|note|comments|comment|remarks|remark|description|memo|details"
        "|notizen|notiz|kommentar|kommentare|bemerkung|bemerkungen|anmerkung|anmerkungen|beschreibung",
        several=True,
    ),
    "id": Meaning("whom of your notebook it means, if it comes from there", "netlog id"),
}  # fmt: skip
NAMING: Final = frozenset({"name", "first", "last"})
DATED: Final = frozenset({"last-contact", "next"})
_DERIVED: Final = frozenset(
    {"stage reached", "side state", "next due", "brought by", "how it began", "added on"}
)
"""What `netlog export csv` writes of people though nobody ever said it."""

_FIELD_OF: Final = {name: field for field, one in FIELDS.items() for name in one.labels.split("|")}
_BETWEEN_WORDS: Final = re.compile(r"[^\w]+|_")
_NUMBERED: Final = re.compile(r" ?\d{1,2}( value)?$", re.ASCII)
_LONGEST: Final = 60  # characters of a header that can be one of ours


class Column(NamedTuple):
    """`field` is None for one that is not taken, and `why` says why."""

    at: int
    header: str
    field: str | None
    why: str | None = None


def label(header: str) -> str:
    """As headers are compared: lower case, without accents and punctuation."""
    plain = normalize("NFKD", header[: _LONGEST * 4].casefold())
    plain = "".join(c for c in plain if not combining(c))
    return " ".join(_BETWEEN_WORDS.sub(" ", plain).split())


def field_of(header: str) -> str | None:
    """What a header means by itself; a numbered one like `Email 2` as well."""
    folded = label(header)
    if len(folded) > _LONGEST:
        return None
    if folded in _FIELD_OF:
        return _FIELD_OF[folded]
    field = _FIELD_OF.get(_NUMBERED.sub(r"\1", folded))
    return field if field and FIELDS[field].several else None


def headers_hash(headers: Iterable[str]) -> str:
    """The same for two files with the same columns in the same order."""
    return sha256("\0".join(label(header) for header in headers).encode()).hexdigest()


def weight(headers: Sequence[str], wanted: Mapping[str, str]) -> int:
    """How much a row looks like a header: the different fields it names. One word among others may be
    anything, unless it is about a name.
    """
    found = {wanted.get(label(one)) or field_of(one) for one in headers} - {None}
    alone = len(found) == 1 and found.isdisjoint(NAMING) and sum(map(bool, headers)) > 1
    return 0 if alone else len(found)


def understood(headers: Sequence[str], wanted: Mapping[str, str]) -> list[Column]:
    """Every column that has a header, in order. `wanted`: fields by folded header, before our own idea."""
    columns: list[Column] = []
    taken: dict[str, str] = {}
    ranked = sorted(range(len(headers)), key=lambda at: (label(headers[at]) not in wanted, at))
    for at in ranked:
        header = one_line(unguarded(headers[at]))
        asked = wanted.get(label(header))
        field = asked or field_of(header)
        if not label(header) and not asked:
            columns.append(Column(at, header, None, "it has no header"))
        elif field is None and label(header) in _DERIVED:
            columns.append(Column(at, header, None, "it follows from what happened"))
        elif field is None:
            columns.append(Column(at, header, None, "it is not known what it means"))
        elif field == IGNORED:
            columns.append(Column(at, header, None, "as you asked"))
        elif field in taken and not FIELDS[field].several:
            columns.append(Column(at, header, None, f"“{taken[field]}” is taken for this"))
        else:
            taken[field] = header
            columns.append(Column(at, header, field))
    return sorted(columns)


def read_choice(typed: str, headers: Sequence[str]) -> tuple[str, str]:
    """(folded header, field) of `Header=field`. Raises: Usage."""
    header, equals, field = typed.rpartition("=")
    header, field = header.strip(), field.strip().casefold().replace(" ", "-").replace("_", "-")
    if not equals or not header:
        raise Usage(f"this is no Header=field: {typed}", hint='like so: --map "Known since=notes"')
    if field in {"", "skip", "none"}:
        field = IGNORED
    if field not in FIELDS and field != IGNORED:
        possible = ", ".join(FIELDS)
        raise Usage(
            f"there is no such field: {field}", hint=f"one of {possible}; or - to leave the column out"
        )
    folded = label(header)
    if headers and folded not in {label(each) for each in headers}:
        raise Usage(
            f"no column is called {header}", hint="netlog import csv FILE --dry-run   (shows the columns)"
        )
    return folded, field

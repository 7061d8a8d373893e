"""The words of German, used where `languages` in config.toml holds "de"."""

from __future__ import annotations

from typing import Final

from netlog.capture.understood import Kind
from netlog.capture.vocabulary import Verb, Vocabulary, meaning, phrases

_VERBS: Final[tuple[tuple[str, Verb], ...]] = (
    (
        """
        traf, getroffen, habe getroffen, sprach mit, sprach, gesprochen, gesprochen mit, gesprach mit,
        termin mit, treffen mit, unterhielt mich mit
        """,
        Verb(Kind.MET),
    ),
    ("kaffee mit", Verb(Kind.MET, "coffee")),
    ("mittagessen mit, zu mittag mit", Verb(Kind.MET, "lunch")),
    ("abendessen mit", Verb(Kind.MET, "dinner")),
    (
        "rief an, angerufen, telefonierte mit, telefoniert mit, telefonat mit, anruf mit",
        Verb(Kind.MET, "call"),
    ),
    ("schrieb, schrieb an, geschrieben", Verb(Kind.WROTE, own_day=True)),
    ("mailte, mail an, schrieb eine mail an", Verb(Kind.WROTE, "email", own_day=True)),
    ("kontaktierte, sprach an, angesprochen", Verb(Kind.APPROACHED, own_day=True)),
    ("horte von, nachricht von", Verb(Kind.HEARD, own_day=True)),
    ("antwortete, schrieb zuruck, meldete sich", Verb(Kind.ANSWERED, otherwise=Kind.HEARD, own_day=True)),
    ("sagte", Verb(Kind.ANSWERED, otherwise=Kind.LEARNED)),
    ("sagte ab", Verb(Kind.ANSWERED, "no", own_day=True)),
    ("sagte zu", Verb(Kind.ANSWERED, "yes", own_day=True)),
    (
        """
        nannte, nannte mir, erwahnte, empfahl, empfahl mir, schlug vor, erzahlte von, erzahlte mir von,
        stellte mir vor, stellte mich vor, verwies mich an
        """,
        Verb(Kind.NAMED, otherwise=Kind.LEARNED),
    ),
    ("lernte, erfuhr, gelernt, erfahren, erzahlte, erzahlte mir, erklarte", Verb(Kind.LEARNED)),
    ("bat um, fragte, fragte nach, gefragt", Verb(Kind.ASKED)),
    ("gab", Verb(Kind.GAVE)),
    ("schickte, sandte, leitete weiter", Verb(Kind.GAVE, own_day=True)),
    ("bekam, erhielt, bekommen", Verb(Kind.GOT)),
    ("dankte, bedankte mich bei", Verb(Kind.THANKED, own_day=True)),
    ("versprach, ich versprach", Verb(Kind.TODO, "promise", own_day=True)),
    (
        "ich werde, werde, muss, ich muss, soll, will, ich will, erinnere mich, nicht vergessen",
        Verb(Kind.TODO, own_day=True),
    ),
    ("notiz, anmerkung", Verb(Kind.NOTE)),
)

WORDS: Final = Vocabulary(
    verbs={phrase: verb for text, verb in _VERBS for phrase in phrases(text + ",")},
    orders=phrases("danke danken schicke schreibe anrufen frage nachfassen"),
    thanking=phrases("danke danken"),
    me=phrases("ich wir"),
    third=phrases("er"),
    third_several=phrases("sie beide"),
    objects=phrases("ihr ihm ihn"),
    objects_several=phrases("ihnen"),
    connecting=phrases("und dann aber auch danach spater"),
    adverbs=phrases("habe hat haben auch dann schon gerade kurz"),
    joining=phrases("und"),
    company=phrases("mit"),
    place=phrases("bei von"),
    sender=phrases("von"),
    target=phrases("an"),
    subject=phrases("uber wegen"),
    reason=phrases("fur"),
    means_before=phrases("auf per beim zum am zu uber"),
    deadline=phrases("bis am"),
    that=phrases("dass das um"),
    articles=phrases("ein eine einen einem einer der die das den dem"),
    fillers=phrases(
        "und dann auch mit fur in an am zu von bei der die das den dem ein eine einen mir mich ich wir"
    ),
    means=meaning(
        coffee="kaffee",
        lunch="mittagessen",
        dinner="abendessen",
        breakfast="fruhstuck",
        walk="spaziergang",
        drinks="bier wein",
        call="anruf",
        phone="telefon",
        letter="brief",
        email="mail",
        message="nachricht",
    ),
    honorifics=phrases("herr frau"),
    particles=phrases("vom zum"),
    no_names=phrases(
        """
        ich heute gestern morgen vorgestern ubermorgen montag dienstag mittwoch donnerstag freitag
        samstag sonntag letzten nachsten am im er sie wir kaffee mittagessen termin
        """
    ),
    answers=meaning(yes="ja gerne", no="nein", later="spater"),
    asks=meaning(
        advice="rat tipp ob wie was warum",
        referral="empfehlung kontakt vorstellung",
        favour="gefallen hilfe",
        job="stelle",
        document_critique="lebenslauf anschreiben",
    ),
    gives=meaning(link="artikel beitrag buch", advice="rat tipp", introduction="kontakt vorstellung"),
    gets=meaning(
        name="namen", advice="rat tipp", introduction="kontakt vorstellung", information="artikel buch"
    ),
    letters=meaning(email="mail", message="nachricht", letter="brief karte"),
    thanks=phrases("dank dankeskarte"),
    papers=phrases("lebenslauf bewerbung"),
    numbers={"eine": 1, "einer": 1, "ein": 1, "zwei": 2, "drei": 3, "halbe": 0.5},
    minutes=phrases("minute minuten"),
    hours=phrases("stunde stunden std"),
    half=phrases("halbe"),
    day_words={
        "heute": "today",
        "gestern": "yesterday",
        "morgen": "tomorrow",
        "vorgestern": "day before yesterday",
        "ubermorgen": "day after tomorrow",
        "montag": "monday",
        "dienstag": "tuesday",
        "mittwoch": "wednesday",
        "donnerstag": "thursday",
        "freitag": "friday",
        "samstag": "saturday",
        "sonnabend": "saturday",
        "sonntag": "sunday",
        "letzten": "last",
        "letzte": "last",
        "letzter": "last",
        "nachsten": "next",
        "nachste": "next",
        "kommenden": "next",
        "diesen": "this",
        "woche": "week",
        "monat": "month",
        "tag": "day",
        "tage": "days",
        "tagen": "days",
        "wochen": "weeks",
        "monaten": "months",
        "am": "on",
        "im": "in",
        "einer": "one",
        "einem": "one",
        "zwei": "two",
        "drei": "three",
        "januar": "january",
        "februar": "february",
        "marz": "march",
        "mai": "may",
        "juni": "june",
        "juli": "july",
        "oktober": "october",
        "dezember": "december",
    },
    ago=phrases("vor"),
    clock=phrases("um"),
)

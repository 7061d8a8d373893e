"""The words of German, used where `languages` in config.toml holds "de"."""

from __future__ import annotations

from typing import Final

from netlog.capture.understood import Kind
from netlog.capture.vocabulary import Verb, Vocabulary, meaning, phrases

_VERBS: Final[tuple[tuple[str, Verb], ...]] = (
    (
        """
        traf, traf mich mit, trafen, trafen uns mit, getroffen, getroffen mit, getroffen habe, sprach mit,
        sprach, gesprochen, gesprochen mit, unterhielt mich mit,
        unterhalten, unterhalten mit, geredet, geredet mit, redete mit
        """,
        Verb(Kind.MET),
    ),
    ("gesprach mit, termin mit, treffen mit", Verb(Kind.MET, may_be_ahead=True)),
    ("trank kaffee mit", Verb(Kind.MET, "coffee")),
    ("kaffee mit, auf einen kaffee mit", Verb(Kind.MET, "coffee", may_be_ahead=True)),
    ("mittagessen mit, zu mittag mit, mittag mit", Verb(Kind.MET, "lunch", may_be_ahead=True)),
    ("abendessen mit", Verb(Kind.MET, "dinner", may_be_ahead=True)),
    ("fruhstuck mit", Verb(Kind.MET, "breakfast", may_be_ahead=True)),
    ("spaziergang mit", Verb(Kind.MET, "walk", may_be_ahead=True)),
    (
        """
        rief an, angerufen, telefonierte, telefonierte mit, telefoniert, telefoniert mit
        """,
        Verb(Kind.MET, "call"),
    ),
    ("telefonat mit, anruf mit", Verb(Kind.MET, "call", may_be_ahead=True)),
    ("videoanruf mit, video mit", Verb(Kind.MET, "video", may_be_ahead=True)),
    ("schrieb, schrieb an, geschrieben, geschrieben an", Verb(Kind.WROTE, own_day=True)),
    ("mailte, gemailt, mail an, schrieb eine mail an", Verb(Kind.WROTE, "email", own_day=True)),
    ("kontaktierte, kontaktiert, sprach an, angesprochen", Verb(Kind.APPROACHED, own_day=True)),
    ("horte von, gehort von, nachricht von, mail von", Verb(Kind.HEARD, own_day=True)),
    (
        "antwortete, geantwortet, schrieb zuruck, zuruckgeschrieben, meldete sich, gemeldet",
        Verb(Kind.ANSWERED, otherwise=Kind.HEARD, own_day=True),
    ),
    ("sagte, gesagt, meinte", Verb(Kind.ANSWERED, otherwise=Kind.LEARNED)),
    ("sagte ab, abgesagt", Verb(Kind.ANSWERED, "no", own_day=True)),
    ("sagte zu, zugesagt", Verb(Kind.ANSWERED, "yes", own_day=True)),
    ("nannte, nannte mir, genannt, verwies mich an, verwiesen an", Verb(Kind.NAMED)),
    (
        """
        erwahnte, erwahnt, empfahl, empfahl mir, empfohlen, schlug vor, vorgeschlagen, erzahlte von,
        erzahlte mir von, erzahlt von
        """,
        Verb(Kind.NAMED, otherwise=Kind.LEARNED),
    ),
    ("stellte vor, stellte mir vor, stellte mich vor, vorgestellt", Verb(Kind.NAMED, "introduction")),
    (
        """
        lernte, erfuhr, gelernt, erfahren, erzahlte, erzahlte mir, erzahlt, erklarte, erklart
        """,
        Verb(Kind.LEARNED),
    ),
    ("bat um, gebeten, bat, fragte, fragte nach, gefragt", Verb(Kind.ASKED)),
    ("gab, gegeben", Verb(Kind.GAVE)),
    ("schickte, geschickt, sandte, gesandt, leitete weiter, weitergeleitet", Verb(Kind.GAVE, own_day=True)),
    ("bekam, erhielt, bekommen, erhalten", Verb(Kind.GOT)),
    (
        "dankte, gedankt, bedankte mich bei, bedankt, bedankt bei",
        Verb(Kind.THANKED, own_day=True),
    ),
    (
        "versprach, ich versprach, versprochen, ich versprochen, zugesichert",
        Verb(Kind.TODO, "promise", own_day=True),
    ),
    (
        """
        ich werde, werde, muss, ich muss, soll, ich soll, will, ich will, sollte, ich sollte,
        erinnere mich, erinnere mich an, nicht vergessen, todo, zu erledigen
        """,
        Verb(Kind.TODO, own_day=True),
    ),
    ("notiz, anmerkung", Verb(Kind.NOTE)),
)

_PARTICIPLES: Final = phrases(
    """
    getroffen gesprochen unterhalten geredet angerufen telefoniert geschrieben gemailt kontaktiert
    angesprochen geantwortet zuruckgeschrieben gemeldet gesagt abgesagt zugesagt genannt erwahnt empfohlen
    vorgeschlagen vorgestellt gelernt erfahren erzahlt erklart gebeten gefragt gegeben geschickt gesandt
    weitergeleitet bekommen erhalten gedankt bedankt versprochen
    """
)
_INFINITIVES: Final = phrases(
    """
    danken anrufen schreiben schicken senden fragen nachfassen einladen treffen vorbereiten lesen
    vorstellen weiterleiten besorgen kaufen melden antworten buchen
    """
)

WORDS: Final = Vocabulary(
    verbs={phrase: verb for text, verb in _VERBS for phrase in phrases(text + ",")},
    orders=_INFINITIVES | phrases("danke schicke schreibe frage sende", "lade ein, denk an, danke schreiben"),
    thanking=phrases("danke danken", "danke schreiben,"),
    me=phrases("ich wir"),
    third=phrases("er sie"),
    third_several=phrases("beide"),
    objects=phrases("ihr ihm ihn sie"),
    objects_several=phrases("ihnen"),
    connecting=phrases("und dann aber auch danach spater"),
    being=phrases("ist sind war waren wird wurde wurden worden"),
    adverbs=phrases("habe hab hat haben auch dann schon gerade kurz mir mich uns"),
    joining=phrases("und"),
    company=phrases("mit"),
    place=phrases("bei von"),
    sender=phrases("von"),
    target=phrases("an bei"),
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
    closing=dict.fromkeys(phrases("habe hab hat haben"), _PARTICIPLES)
    | {
        "rief": phrases("an"),
        "sprach": phrases("an"),
        "schlug": phrases("vor"),
        "stellte": phrases("vor"),
        "sagte": phrases("ab zu"),
        "leitete": phrases("weiter"),
        "schrieb": phrases("zuruck"),
    },
    modal=phrases("werde muss soll sollte will wollen mussen werden"),
    alone_at_the_end=_PARTICIPLES | _INFINITIVES,
)

"""The words of English."""

from __future__ import annotations

from typing import Final

from netlog.capture.understood import Kind
from netlog.capture.vocabulary import Verb, Vocabulary, meaning, phrases

_VERBS: Final[tuple[tuple[str, Verb], ...]] = (
    (
        """
        met, met with, met up with, met up, met for, saw, talked, talked to, talked with, spoke,
        spoke to, spoke with, chatted with, chatted to, caught up with, sat down with,
        had a meeting with, had a chat with, had a conversation with, bumped into, ran into
        """,
        Verb(Kind.MET),
    ),
    ("meeting with, interview with, chat with, conversation with", Verb(Kind.MET, may_be_ahead=True)),
    ("had coffee with, had a coffee with, grabbed coffee with", Verb(Kind.MET, "coffee")),
    ("coffee with", Verb(Kind.MET, "coffee", may_be_ahead=True)),
    ("had lunch with", Verb(Kind.MET, "lunch")),
    ("lunch with", Verb(Kind.MET, "lunch", may_be_ahead=True)),
    ("had dinner with", Verb(Kind.MET, "dinner")),
    ("dinner with", Verb(Kind.MET, "dinner", may_be_ahead=True)),
    ("had breakfast with", Verb(Kind.MET, "breakfast")),
    ("breakfast with", Verb(Kind.MET, "breakfast", may_be_ahead=True)),
    ("had drinks with, had a beer with", Verb(Kind.MET, "drinks")),
    ("drinks with, beer with", Verb(Kind.MET, "drinks", may_be_ahead=True)),
    ("went for a walk with", Verb(Kind.MET, "walk")),
    ("walk with", Verb(Kind.MET, "walk", may_be_ahead=True)),
    (
        """
        called, phoned, rang, had a call with, had a phone call with, was on the phone with,
        on the phone with
        """,
        Verb(Kind.MET, "call"),
    ),
    ("call with, phone call with", Verb(Kind.MET, "call", may_be_ahead=True)),
    ("zoomed with, had a video call with, facetimed", Verb(Kind.MET, "video")),
    (
        "zoom with, video call with, zoom call with, teams call with",
        Verb(Kind.MET, "video", may_be_ahead=True),
    ),
    ("wrote, wrote to, dropped a line to, followed up with", Verb(Kind.WROTE, own_day=True)),
    (
        "emailed, e-mailed, mailed, sent an email to, sent an e-mail to",
        Verb(Kind.WROTE, "email", own_day=True),
    ),
    (
        "messaged, dmed, dm'd, pinged, sent a message to, left a message for",
        Verb(Kind.WROTE, "message", own_day=True),
    ),
    ("texted, whatsapped", Verb(Kind.WROTE, "text message", own_day=True)),
    (
        "approached, reached out to, reached out, contacted, cold emailed, cold-emailed",
        Verb(Kind.APPROACHED, own_day=True),
    ),
    (
        """
        heard from, heard back from, got a reply from, got an email from, email from, message from,
        letter from, call from
        """,
        Verb(Kind.HEARD, own_day=True),
    ),
    (
        "replied, answered, responded, wrote back, got back to me, came back to me",
        Verb(Kind.ANSWERED, otherwise=Kind.HEARD, own_day=True),
    ),
    ("said", Verb(Kind.ANSWERED, otherwise=Kind.LEARNED)),
    ("declined, turned me down", Verb(Kind.ANSWERED, "no", own_day=True)),
    ("accepted, agreed", Verb(Kind.ANSWERED, "yes", own_day=True)),
    (
        """
        introduced me to, introduced us to, put me in touch with, connected me with, connected me to
        """,
        Verb(Kind.NAMED, "introduction"),
    ),
    ("named, gave me the name of, referred me to, pointed me to", Verb(Kind.NAMED)),
    ("got an intro to, got an introduction to, got the name of", Verb(Kind.NAMED, "from")),
    (
        """
        mentioned, suggested, recommended, told me about, told me of, suggested i talk to,
        suggested i meet, suggested that i talk to, suggested talking to, suggested meeting,
        suggested i speak to, recommended i talk to, recommended talking to, said i should talk to,
        said to talk to, said talk to
        """,
        Verb(Kind.NAMED, otherwise=Kind.LEARNED),
    ),
    (
        """
        learned, learnt, found out, heard, told me, told us, explained, it turns out, turns out,
        discovered
        """,
        Verb(Kind.LEARNED),
    ),
    ("asked, asked for, requested", Verb(Kind.ASKED)),
    ("gave, shared, offered", Verb(Kind.GAVE)),
    ("sent, forwarded, passed on", Verb(Kind.GAVE, own_day=True)),
    ("introduced, connected", Verb(Kind.GAVE, "introduction", own_day=True)),
    ("got, received", Verb(Kind.GOT)),
    (
        """
        thanked, said thanks to, said thanks, said thank you to, said thank you, sent thanks to,
        sent thanks, sent a thank-you to, sent a thank you to, sent a thank-you note to,
        sent a thank you note to, wrote a thank-you to, sent a thank-you card to
        """,
        Verb(Kind.THANKED, own_day=True),
    ),
    ("promised, promised to, i promised, i promised to", Verb(Kind.TODO, "promise", own_day=True)),
    (
        """
        i will, i'll, will, we will, we'll, need to, i need to, have to, i have to, must, i must,
        should, i should, want to, i want to, going to, i'm going to, gotta, remind me, remember to,
        don't forget to, to do, todo, to-do
        """,
        Verb(Kind.TODO, own_day=True),
    ),
    ("note, note that, nb, n.b., ps, p.s., fyi, remark", Verb(Kind.NOTE)),
)

WORDS: Final = Vocabulary(
    verbs={phrase: verb for text, verb in _VERBS for phrase in phrases(text + ",")},
    orders=phrases(
        """
        thank, send, write, write to, email, mail, call, phone, ring, text, message, ping, ask,
        follow up, follow up with, get back to, introduce, meet, meet with, book, schedule, prepare,
        read, check, invite, reach out to, remember, give, share, forward, research, look up, buy,
        apply, reply to, answer
        """
    ),
    thanking=phrases("thank"),
    me=phrases("i we i've we've i'd we'd"),
    third=phrases("who she he she's he's she'd he'd"),
    third_several=phrases("they they've they'd both"),
    objects=phrases("her, him"),
    objects_several=phrases("them"),
    connecting=phrases("and then but also so & + plus afterwards later next"),
    being=phrases("is are was were be been being get gets"),
    adverbs=phrases(
        "has have had just also then already kindly really finally quickly even only later again did"
    ),
    joining=phrases("and & +"),
    company=phrases("with"),
    place=phrases("at from of @"),
    sender=phrases("from"),
    target=phrases("to with for"),
    subject=phrases("about re regarding on asking saying concerning"),
    reason=phrases("for"),
    means_before=phrases("for over on by via at in through"),
    deadline=phrases("by until till before on due"),
    that=phrases("that : to of about"),
    articles=phrases("a an the my our his her their some quick short long brief"),
    fillers=phrases(
        """
        a an the and then so also again just with for in on at to of by who which that me i we it was
        had have us up please pls
        """
    ),
    means=meaning(
        coffee="coffee, a cup of coffee",
        tea="tea",
        lunch="lunch",
        dinner="dinner",
        breakfast="breakfast",
        walk="walk",
        drinks="drinks beer beers drink",
        call="call",
        phone="phone telephone",
        video="video",
        zoom="zoom",
        teams="teams",
        email="email e-mail mail",
        linkedin="linkedin",
        letter="letter",
        sms="sms",
        text="text",
        whatsapp="whatsapp",
        slack="slack",
        signal="signal",
        chat="chat",
        message="message, dm",
    )
    | {"in person": "in person"},
    honorifics=phrases("dr dr. mr mr. mrs mrs. ms ms. prof prof. professor"),
    particles=phrases("van von de der den del della di da la le du dos al bin ibn el zu zur ten ter y"),
    no_names=phrases(
        """
        i i'm i'll i've today yesterday tomorrow monday tuesday wednesday thursday friday saturday
        sunday mon tue wed thu fri sat sun last next this on in at the a an it she he they we my our
        ceo cto cfo coo vp hr phd md dm cv
        """
    ),
    answers=meaning(
        yes="yes, yeah, yep, ok, okay, sure, of course, positively",
        no="no, nope, not interested",
        later="later, not now, maybe later, not yet",
        redirected="redirected",
    ),
    asks=meaning(
        job="job position vacancy opening role",
        document_critique="cv resume cover-letter letter critique feedback",
        list_review="list",
        company_pointers="companies company firms",
        referral="referral introduce intro introduction referrals introductions connect recommendation",
        expertise_referral="who whom expert experts",
        favour="favour favor help",
        advice="advice tip tips opinion view how what why whether which if about guidance",
    ),
    gives=meaning(
        link="link article paper post video book podcast url report blog",
        analysis="analysis numbers spreadsheet model",
        news="news newsletter",
        introduction="intro introduction",
        review="review feedback comments",
        advice="advice tip tips",
        time="time hour",
        favour="favour favor help",
    ),
    gets=meaning(
        introduction="intro introduction",
        name="name names contact",
        advice="advice tip tips",
        feedback="feedback comments critique",
        referral="referral recommendation",
        time="time hour tour",
        information="link article paper report information info news book list numbers",
        favour="favour favor help",
    ),
    letters=meaning(
        email="email e-mail mail", message="message note dm", letter="letter card", text="text sms"
    )
    | {"text": "text message", "sms": "text message", "linkedin message": "linkedin"},
    thanks=phrases("thanks thank-you thank"),
    papers=phrases("resume cv application"),
    numbers={"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "half": 0.5, "couple": 2},
    minutes=phrases("min mins minute minutes m min."),
    hours=phrases("h hr hrs hour hours h."),
    half=phrases("half"),
    day_words={},
    ago=frozenset(),
    clock=phrases("at around"),
)

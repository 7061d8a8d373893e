"""Do the primitives do what FORMAT.md says, and refuse what it refuses?"""

import os
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.clock import Stamp
from events.envelope import Draft, clear_part, plaintext, stamped
from events.ids import USER, DeviceId, base32, unbase32
from sync import keys, seal
from sync.errors import Altered, MissingKey, Newer, Waiting, WrongPassphrase, WrongRecoveryCode
from sync.format.common import MAX_SEGMENT, NO_HASH, SEGMENT_MAGIC, TABLE_MAGIC, Plain
from sync.format.device import LOWEST_COST, Argon2Cost, parse_device_key
from sync.format.sealed import (
    Header,
    SealedFile,
    encode_table,
    pad,
    padded_size,
    parse_sealed,
    parse_table,
    unpad,
)
from sync.format.segment import SeenRun, SegmentContent, parse_content, parse_record
from sync.keys import DeviceKeys, RecoveryCode
from sync.seal import Writer

DEVICE = DeviceKeys.generate(os.urandom)
PUBLIC = DEVICE.pairs.identity()[:32]
WRITER = Writer(DEVICE.pairs.signing_seed, DEVICE.nonce_key, b"e" * 16, b"k" * 32)


def test_hkdf_gives_the_vectors_of_the_rfc() -> None:
    secret, salt, context = b"\x0b" * 22, bytes(range(13)), bytes(range(0xF0, 0xFA))
    assert seal.hkdf(secret, salt, context, 42).hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )
    assert seal.hkdf(secret, b"", b"", 42).hex() == (
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    )


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80))
def test_expand_is_the_second_half_of_hkdf(key: bytes, context: bytes) -> None:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

    assert seal.expand(key, context) == HKDFExpand(SHA256(), 32, context).derive(key)


def test_a_recovery_code_is_read_as_people_type_it() -> None:
    code = RecoveryCode(bytes.fromhex("00" * 10 + "21" * 10))
    typed = code.text.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert RecoveryCode.parse(typed) == code
    assert RecoveryCode.parse(code.text.replace("-", "")) == code


def test_every_single_mistyped_letter_is_noticed() -> None:
    text = RecoveryCode.generate(os.urandom).text
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    missed = 0
    for at, letter in enumerate(text):
        for other in alphabet if letter != "-" else "":
            if other == letter:
                continue
            try:
                RecoveryCode.parse(text[:at] + other + text[at + 1 :])
                missed += 1
            except WrongRecoveryCode:
                pass
    assert missed <= 1  # 36 × 31 tries at 2**-20 each


@pytest.mark.parametrize("text", ["", "7", "u" * 36, "0" * 35, "0" * 37, "é" * 36, "-" * 36, "0" * 10_000])
def test_what_is_no_recovery_code_is_refused(text: str) -> None:
    with pytest.raises(WrongRecoveryCode):
        RecoveryCode.parse(text)


def test_secrets_do_not_show_in_a_repr() -> None:
    code = RecoveryCode.generate(os.urandom)
    for secret in (code, code.keys(), DEVICE):
        assert code.secret.hex() not in repr(secret)
        assert "b'" not in repr(secret)


PASSPHRASE = "correct horse"


def device_key(passphrase: str = PASSPHRASE) -> bytes:
    file, _ = keys.write_device_key(
        DEVICE, passphrase, vault=b"v" * 16, device=b"d" * 16, cost=LOWEST_COST, entropy=os.urandom
    )
    return file


def test_the_device_key_file_opens_with_its_passphrase_alone() -> None:
    file = device_key()
    parsed = parse_device_key(file)
    assert keys.read_device_key(file, keys.derive_wrapping_key("correct horse", parsed)) == DEVICE
    with pytest.raises(WrongPassphrase):
        keys.read_device_key(file, keys.derive_wrapping_key("correct horsf", parsed))


def test_a_passphrase_typed_on_another_keyboard_is_the_same() -> None:
    file = device_key("caf\u00e9")
    assert (
        keys.read_device_key(file, keys.derive_wrapping_key("cafe\u0301", parse_device_key(file))) == DEVICE
    )


def test_no_wrapping_key_is_used_twice() -> None:
    assert device_key() != device_key()


@pytest.mark.parametrize(
    "cost",
    [
        (65_535, 1, 1),
        (8, 1, 1),
        (2**32 - 1, 1, 1),
        (4_194_305, 1, 1),
        (65_536, 0, 1),
        (65_536, 65, 1),
        (65_536, 2**32 - 1, 1),
        (65_536, 1, 0),
        (65_536, 1, 65),
    ],
)
def test_a_cost_outside_the_bounds_is_refused_before_anything_is_derived(cost: tuple[int, int, int]) -> None:
    file = device_key()
    changed = file[:12] + b"".join(value.to_bytes(4, "big") for value in cost) + file[24:]
    with pytest.raises(Altered):
        parse_device_key(changed)


def test_every_changed_byte_of_the_device_key_file_is_refused() -> None:
    file = device_key()
    key = keys.derive_wrapping_key("correct horse", parse_device_key(file))
    for at in range(len(file)):
        if 12 <= at < 24:
            continue  # the cost: judged above
        with pytest.raises((Altered, Newer, WrongPassphrase)):
            keys.read_device_key(file[:at] + bytes([file[at] ^ 1]) + file[at + 1 :], key)


def test_the_program_writes_its_own_cost() -> None:
    assert Argon2Cost(262_144, 3, 4) == keys.COST


@given(st.integers(1, 2_000_000))
def test_the_padded_size_is_never_too_small_and_at_most_an_eighth_too_large(length: int) -> None:
    size = padded_size(length)
    assert size >= length
    assert padded_size(size) == size
    assert length <= 4096 or size <= length * 1.125


def test_sixty_four_kilobytes_have_few_sizes() -> None:
    assert len({padded_size(length) for length in range(1, 65_537)}) <= 68


@given(st.binary(max_size=6000))
def test_padding_comes_off_again(content: bytes) -> None:
    assert unpad(pad(Plain(content))) == content


@pytest.mark.parametrize(
    "padded",
    [b"", b"\0\0\0", (600).to_bytes(4, "big").ljust(512, b"\0"), (4).to_bytes(4, "big").ljust(1024, b"\0"),
     b"\0\0\0\x04abcd".ljust(511, b"\0") + b"\1", b"\0\0\0\x04abcd"],
    ids=range(6),
)  # fmt: skip
def test_wrong_padding_is_refused(padded: bytes) -> None:
    with pytest.raises(Altered):
        unpad(Plain(padded))


def header(magic: bytes = SEGMENT_MAGIC, **changes: object) -> Header:
    fields = {
        "vault": b"v" * 16,
        "device": b"d" * 16,
        "n": 2,
        "previous": b"p" * 32,
        "epoch": b"",
        "salt": b"",
        "length": 0,
    }
    if magic == TABLE_MAGIC:
        fields["previous"] = NO_HASH
    return Header(magic, **{**fields, **changes})  # type: ignore[arg-type]


CONTENT = SegmentContent(
    5, 3, {b"a" * 16: (SeenRun(1, 9, b"t" * 16), SeenRun(12, 12, b"u" * 16))}, (b"one", b"twotwo")
)


def sealed(magic: bytes = SEGMENT_MAGIC, content: Plain | None = None, **changes: object) -> SealedFile:
    return seal.seal(header(magic, **changes), content or CONTENT.encode(), WRITER, os.urandom)


def test_a_segment_opens_to_what_was_sealed() -> None:
    whole = parse_sealed(sealed().body, SEGMENT_MAGIC)
    seal.verify_signature(whole, PUBLIC)
    assert parse_content(seal.unseal(whole, WRITER.epoch_key)) == CONTENT


def test_every_flipped_bit_of_a_segment_is_noticed() -> None:
    body = sealed().body
    for bit in range(8 * len(body)):
        flipped = bytearray(body)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises((Altered, Waiting, Newer)):
            seal.verify_signature(parse_sealed(bytes(flipped), SEGMENT_MAGIC), PUBLIC)


def test_a_flipped_bit_is_noticed_without_the_signature_too() -> None:
    body = sealed().body
    for at in range(0, len(body) - 64, 5):
        flipped = body[:at] + bytes([body[at] ^ 0x80]) + body[at + 1 :]
        with pytest.raises((Altered, Waiting, Newer)):
            seal.unseal(parse_sealed(flipped, SEGMENT_MAGIC), WRITER.epoch_key)


def test_a_segment_is_waiting_at_every_shorter_length_and_altered_when_longer() -> None:
    body = sealed().body
    for length in range(len(body)):
        with pytest.raises(Waiting):
            parse_sealed(body[:length], SEGMENT_MAGIC)
    for more in (b"\0", b"\0" * 1000):
        with pytest.raises(Altered):
            parse_sealed(body + more, SEGMENT_MAGIC)


def test_a_segment_is_no_key_table_and_a_key_table_no_segment() -> None:
    segment, table = (
        sealed(n=1, previous=NO_HASH),
        sealed(TABLE_MAGIC, encode_table([(b"p" * 16, b"k" * 32)]), n=1),
    )
    for one, magic in ((segment, TABLE_MAGIC), (table, SEGMENT_MAGIC)):
        with pytest.raises(Altered):
            parse_sealed(one.body, magic)
        disguised = parse_sealed(magic + one.body[8:], magic)
        with pytest.raises(Altered):
            seal.verify_signature(disguised, PUBLIC)
        with pytest.raises(Altered):
            seal.unseal(disguised, WRITER.epoch_key)


def test_a_repeated_random_number_repeats_a_key_only_for_the_same_message() -> None:
    def constant(size: int) -> bytes:
        return bytes(size)

    one = seal.seal(header(), CONTENT.encode(), WRITER, constant)
    assert seal.seal(header(), CONTENT.encode(), WRITER, constant) == one
    others = [
        seal.seal(header(n=3), CONTENT.encode(), WRITER, constant),
        seal.seal(header(), Plain(CONTENT.encode() + b"x"), WRITER, constant),
        seal.seal(
            header(),
            CONTENT.encode(),
            Writer(WRITER.signing_seed, b"n" * 32, WRITER.epoch, WRITER.epoch_key),
            constant,
        ),
    ]
    assert len({one.header.salt, *(other.header.salt for other in others)}) == 4


def test_a_newer_flag_is_told_apart_from_an_altered_file() -> None:
    whole = sealed()
    flagged = parse_sealed(whole.body[:9] + b"\1" + whole.body[10:], SEGMENT_MAGIC)
    with pytest.raises(Newer):
        seal.unseal(flagged, WRITER.epoch_key)
    with pytest.raises(Newer):
        parse_sealed(whole.body[:8] + b"\2" + whole.body[9:], SEGMENT_MAGIC)


def test_a_size_beyond_the_limit_is_refused_from_the_header_alone() -> None:
    whole = sealed().body
    for length in (MAX_SEGMENT, 2**40, 2**63, 2**64 - 1):
        with pytest.raises(Altered):
            parse_sealed(whole[:136] + length.to_bytes(8, "big") + whole[144:], SEGMENT_MAGIC)


@given(st.binary(max_size=300))
@settings(max_examples=300)
def test_no_content_crashes_the_parser(raw: bytes) -> None:
    for parse in (parse_content, parse_table):
        try:
            parse(Plain(raw))
        except Altered:
            continue


def test_a_table_reads_back_in_order_and_refuses_repeats() -> None:
    rows = [(b"b" * 16, b"2" * 32), (b"a" * 16, b"1" * 32)]
    assert parse_table(encode_table(rows)) == sorted(rows)
    with pytest.raises(Altered):
        parse_table(encode_table([rows[0], rows[0]]))


ENVELOPE = stamped(
    Draft("note-written", 1, (USER,), "2026-11-10", b'{"text":"hello"}'),
    device=DeviceId(base32(b"d" * 16)), stamp=Stamp(7), recorded=9, part_of=None, blind=b"b" * 16,
)  # fmt: skip
IDENTITY = unbase32(ENVELOPE.id)
PEOPLE = [(seal.person_key_id(bytes([n]) * 16, bytes([n]) * 32), bytes([n]) * 32) for n in range(1, 4)]


def record(people: list[tuple[bytes, bytes]]) -> bytes:
    return seal.seal_event(
        ENVELOPE,
        IDENTITY,
        b"",
        clear_part(ENVELOPE),
        plaintext(ENVELOPE),
        people,
        writer=WRITER,
        entropy=os.urandom,
    ).encode()


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_an_event_opens_with_the_key_of_each_person_it_concerns(count: int) -> None:
    parsed = parse_record(record(PEOPLE[:count]))
    assert len(parsed.recipients) == count
    for holder in PEOPLE[:count] or [(b"", b"")]:
        opened = seal.open_event(parsed, 1, "note-written", WRITER.epoch_key, dict([holder]).get)
        assert opened == plaintext(ENVELOPE)


def test_an_event_does_not_open_without_the_key_of_a_person_it_concerns() -> None:
    parsed = parse_record(record(PEOPLE[:2]))
    with pytest.raises(MissingKey):
        seal.open_event(parsed, 1, "note-written", WRITER.epoch_key, dict(PEOPLE[2:]).get)


def test_another_name_or_version_does_not_open_an_event() -> None:
    parsed = parse_record(record(PEOPLE[:1]))
    for version, name in ((2, "note-written"), (1, "note-writtem")):
        with pytest.raises(Altered):
            seal.open_event(parsed, version, name, WRITER.epoch_key, dict(PEOPLE).get)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_torn_record_is_refused(count: int) -> None:
    whole = record(PEOPLE[:count])
    for length in range(len(whole)):
        try:
            parsed = parse_record(whole[:length])
        except Altered:
            continue
        with pytest.raises(Altered):
            seal.open_event(parsed, 1, "note-written", WRITER.epoch_key, dict(PEOPLE).get)


def test_a_local_secret_opens_only_under_its_own_name() -> None:
    blob = seal.seal_local(b"l" * 32, b"hot", b"rows", os.urandom)
    assert seal.unseal_local(b"l" * 32, b"hot", blob) == b"rows"
    for key, context, changed in (
        (b"m" * 32, b"hot", blob),
        (b"l" * 32, b"cold", blob),
        (b"l" * 32, b"hot", blob[:-1]),
    ):
        with pytest.raises(Altered):
            seal.unseal_local(key, context, changed)


@pytest.mark.parametrize("size", [0, 1, seal.PIECE - 1, seal.PIECE, seal.PIECE + 1, 3 * seal.PIECE])
def test_something_large_is_sealed_in_pieces_that_stay_in_their_places(size: int) -> None:
    content = os.urandom(size)
    pieces = list(seal.seal_pieces(b"l" * 32, b"cold", content, os.urandom))
    assert opened(pieces) == content
    wrong = [pieces[:-1], [*pieces, pieces[-1]], [pieces[0], *reversed(pieces[1:]), b"x"]]
    for altered in wrong:
        with pytest.raises(Altered):
            opened(altered)
    with pytest.raises(Altered):
        opened(pieces, context=b"hot")


def opened(pieces: list[bytes], *, context: bytes = b"cold") -> bytes:
    sealed = b"".join(pieces)
    return bytes(seal.unseal_pieces(b"l" * 32, context, BytesIO(sealed), len(sealed)))

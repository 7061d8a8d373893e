"""Is a trap refused, whatever it pretends to be, and is nothing read without a bound?"""

from __future__ import annotations

import os
import struct
import time
import tracemalloc
from typing import TYPE_CHECKING
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netlog.errors import UnfitFile
from netlog.importers import archive, linkedin_events, linkedin_files
from netlog.importers.linkedin_files import Days, File
from netlog.importers.rows import Skipped
from tests.netlog import linkedin_archive as sent

if TYPE_CHECKING:
    from pathlib import Path

    from netlog.importers.archive import Archive


def opened(path: Path) -> Archive:
    return archive.opened(path, linkedin_files.wanted)


def refused(path: Path) -> str:
    with pytest.raises(UnfitFile) as caught:
        opened(path)
    assert caught.value.hint
    return caught.value.message


def zipped(path: Path, *members: tuple[str, bytes], method: int = ZIP_DEFLATED) -> Path:
    with ZipFile(path, "w", method) as made:
        for name, content in members:
            made.writestr(name, content)
    return path


def test_names_are_compared_without_case_spaces_and_folders(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("export/CONNECTIONS.CSV", b"x"), ("Company_Follows.csv", b"y"))
    assert [each.data for each in opened(path).members] == [b"x", b"y"]


def test_what_a_mac_puts_beside_each_file_is_none(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("Connections.csv", b"x"), ("__MACOSX/._Connections.csv", b"y"))
    assert [each.data for each in opened(path).members] == [b"x"]


def test_the_day_is_in_the_name_or_in_the_members(tmp_path: Path) -> None:
    named = zipped(tmp_path / "Basic_LinkedInDataExport_02-10-2026 (1).zip", ("Connections.csv", b"x"))
    assert opened(named).as_of == "2026-02-10"
    odd = zipped(tmp_path / "Basic_LinkedInDataExport_31-31-2026.zip", ("Connections.csv", b"x"))
    assert opened(odd).as_of != "2026-31-31"


def test_the_same_file_twice_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("a/Connections.csv", b"x"), ("b/connections.csv", b"y"))
    assert "twice" in refused(path)


@pytest.mark.parametrize("name", ["../Connections.csv", "/Connections.csv", "a/../../b.csv", "C:/b.csv"])
def test_a_name_that_leads_out_is_refused(name: str, tmp_path: Path) -> None:
    assert "lead out" in refused(zipped(tmp_path / "a.zip", ("Connections.csv", b"x"), (name, b"x")))


@pytest.mark.parametrize("name", ["..\\Connections.csv", "Connections.csv\0.exe"])
def test_a_name_that_only_some_readers_cut_is_refused(name: str, tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("Connections.csv", b"x"), ("n" * len(name), b"x"))
    path.write_bytes(path.read_bytes().replace(b"n" * len(name), name.encode()))
    assert "lead out" in refused(path)


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("Connections.csv", b"x"))
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert "encrypted" in refused(path)


def test_a_bomb_is_refused_before_anything_of_it_is_unpacked(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("Connections.csv", bytes(200 << 20)))
    tracemalloc.start()
    began = time.perf_counter()
    assert "bomb" in refused(path)
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
    tracemalloc.stop()
    assert time.perf_counter() - began < 60


def test_a_member_that_lies_about_its_size_is_damaged(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("Connections.csv", bytes(50 << 20)))
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 1000)
    path.write_bytes(data)
    assert "damaged" in refused(path)


def test_members_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("Connections.csv", os.urandom(5000)), ("messages.csv", b"y"))
    data = bytearray(path.read_bytes())
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    data[second + 42 : second + 46] = struct.pack("<I", 100)
    path.write_bytes(data)
    assert "overlap" in refused(path)


def test_many_members_are_refused_before_they_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(bytes(9 << 20) + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 9, 9, 9 << 20, 0, 0))
    assert "more than" in refused(path)


def test_a_way_of_packing_that_no_export_uses_is_refused(tmp_path: Path) -> None:
    assert "no export uses" in refused(
        zipped(tmp_path / "a.zip", ("Connections.csv", b"x" * 99), method=ZIP_BZIP2)
    )


@pytest.mark.parametrize("cut", [4, 30, 60, -1, -22, -40])
def test_a_torn_download_is_damaged_or_empty_but_never_a_fault(cut: int, tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("Connections.csv", b"First Name,Connected On\n" * 50))
    path.write_bytes(path.read_bytes()[:cut])
    assert refused(path)


def test_a_pipe_is_refused_and_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "not a regular file" in refused(tmp_path / "pipe")


def test_a_million_columns_are_refused(tmp_path: Path) -> None:
    row = b"First Name,Connected On" + b",x" * 1_000_000 + b"\n"
    path = zipped(tmp_path / "a.zip", ("Connections.csv", row), method=ZIP_STORED)
    with pytest.raises(UnfitFile, match="columns"):
        linkedin_events.read(path, order=None)


def test_an_archive_without_anything_for_netlog_says_what_it_needs(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("Positions.csv", b"x"), ("Profile.csv", sent.PROFILE.encode()))
    with pytest.raises(UnfitFile, match="nothing in it"):
        linkedin_events.read(path, order=None)


@pytest.mark.parametrize(
    ("cells", "day"),
    [
        (["1/29/26, 2:37 PM"], "2026-01-29"),
        (["1/5/26, 2:37\u202fPM"], "2026-01-05"),
        (["2025-06-01 14:03:22 UTC"], "2025-06-01"),
        (["Tue Mar 05 14:22:11 UTC 2024"], "2024-03-05"),
        (["11/03/25, 09:15 AM"], "2025-11-03"),
        (["05/01/2026", "29/01/2026"], "2026-01-05"),
        (["08 Feb 2026"], "2026-02-08"),
        (["no day"], None),
        ([""], None),
    ],
)
def test_moments_of_every_form_are_read_as_days(cells: list[str], day: str | None) -> None:
    assert Days(iter(cells))(cells[0]) == day


CELL = st.text(st.characters(codec="utf-8"), max_size=30)
MESS = st.one_of(
    st.binary(max_size=300),
    st.lists(st.lists(CELL, max_size=12).map(",".join), max_size=12).map(
        lambda rows: "\n".join(rows).encode()
    ),
)


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(sorted(set(sent.TODAY) - {"Positions.csv"})), MESS, st.integers(0, 400))
def test_no_mess_in_a_file_breaks_the_reader_or_loses_a_row(name: str, mess: bytes, at: int) -> None:
    whole = sent.TODAY[name].encode()
    data = whole[:at] + mess + whole[at:]
    member = archive.Member(name, data)
    try:
        kind = linkedin_files.kind_of(member)
        if kind is None:
            return
        file = File(member, kind)
        rows = list(file)
    except UnfitFile as refusal:
        assert refusal.hint  # noqa: PT017 - refused or read, both are right
        return
    assert len(rows) == file.rows == len(list(file))
    assert all(row.reason for row in rows if isinstance(row, Skipped))


@settings(deadline=None, max_examples=300)
@given(place=st.integers(0, 3000), byte=st.integers(0, 255), more=st.binary(max_size=20))
def test_no_changed_byte_of_a_zip_breaks_the_reader(
    place: int, byte: int, more: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = sent.zipped(tmp_path_factory.getbasetemp() / "changed.zip", sent.TODAY)
    data = bytearray(path.read_bytes())
    data[place % len(data)] = byte
    path.write_bytes(bytes(data) + more)
    try:
        found = opened(path)
    except UnfitFile as refusal:
        assert refusal.hint  # noqa: PT017 - as above
        return
    assert len(found.sha256) == 64

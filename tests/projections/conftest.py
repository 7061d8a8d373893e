"""Two devices that write, and three people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.projections.world import LAPTOP, PHONE, Writer, person

if TYPE_CHECKING:
    from events.ids import SubjectId


@pytest.fixture
def laptop() -> Writer:
    return Writer(LAPTOP)


@pytest.fixture
def phone() -> Writer:
    """Its clock is a day behind the laptop's."""
    return Writer(PHONE, start_ms=1_771_900_000_000)


@pytest.fixture
def dana() -> SubjectId:
    return person(1)


@pytest.fixture
def omar() -> SubjectId:
    return person(2)


@pytest.fixture
def rita() -> SubjectId:
    return person(3)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.netlog.program import Places, Program

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    found = Places(tmp_path_factory.mktemp("places"))
    yield found
    found.clear()


@pytest.fixture(scope="module")
def vault(places: Places) -> Program:
    """A vault that the tests of one module share, unlocked."""
    program = places.program("shared")
    program.init()
    return program


@pytest.fixture(scope="module")
def nowhere(places: Places) -> Program:
    """A home without a vault."""
    return places.program("nowhere")


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A vault of this test alone."""
    places = Places(tmp_path_factory.mktemp("own"))
    program = places.program("vault")
    program.init()
    yield program
    places.clear()

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.clients.git import Git
from tests.clients.rclone import RcloneBisync, RcloneCopy
from tests.clients.rsync import Rsync
from tests.clients.syncthing import Syncthing
from tests.clients.trio import Trio
from tests.clients.unison import Unison
from tests.netlog.program import Places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.clients.carrier import Carrier

CARRIERS: dict[str, Callable[[Path], Carrier]] = {
    "syncthing": Syncthing,
    "rclone copy": RcloneCopy,
    "rclone bisync": RcloneBisync,
    "unison": Unison,
    "git": Git,
    "rsync -u": lambda place: Rsync(place, "-u"),
    "rsync --ignore-existing": lambda place: Rsync(place, "--ignore-existing"),
}


@pytest.fixture(scope="module", params=CARRIERS)
def trio(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trio]:
    """One vault for all tests with one client: each leaves it whole."""
    directory = tmp_path_factory.mktemp("clients")
    places = Places(directory)
    (directory / "carrier").mkdir()
    carrier = CARRIERS[request.param](directory / "carrier")
    try:
        yield Trio([places.program(name) for name in ("laptop", "phone", "tablet")], carrier)
    finally:
        carrier.stop()
        places.clear()

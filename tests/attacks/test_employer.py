"""Who owns the account that carries the folder?"""

from pathlib import Path

import pytest

from netlog.carriers import carrier_of

MANAGED = (
    "C:/Users/dana/OneDrive - Contoso/netlog",
    "Users/dana/Library/CloudStorage/OneDrive-Contoso/netlog",
    "Users/dana/Library/CloudStorage/OneDrive-SharedLibraries-Contoso/Team - Documents/netlog",
    "C:/Users/dana/Contoso/Team - Dokumente/netlog",
    "Users/dana/Library/CloudStorage/GoogleDrive-dana@contoso.com/My Drive/netlog",
    "G:/Shared drives/Sales/netlog",
    "G:/Geteilte Ablagen/Vertrieb/netlog",
    "home/dana/Dropbox (Contoso)/netlog",
    "home/dana/Contoso Dropbox/Dana Wu/netlog",
    "C:/Users/dana/Work Folders/netlog",
)
OWN = (
    "C:/Users/dana/OneDrive/netlog",
    "C:/Users/dana/OneDrive - Personal/netlog",
    "Users/dana/Library/CloudStorage/OneDrive-Personal/netlog",
    "Users/dana/Library/CloudStorage/GoogleDrive-dana@gmail.com/My Drive/netlog",
    "home/dana/Dropbox (Personal)/netlog",
    "home/dana/Personal Dropbox/netlog",
    "home/dana/Nextcloud/netlog",
    "home/dana/Sync/netlog",
)


@pytest.mark.parametrize("path", MANAGED)
def test_f41_an_account_that_an_employer_owns_is_recognised(path: str, tmp_path: Path) -> None:
    found = carrier_of(tmp_path / path)
    assert found is not None
    assert found.managed


@pytest.mark.parametrize("path", OWN)
def test_f41_an_account_of_ones_own_is_not_suspected(path: str, tmp_path: Path) -> None:
    found = carrier_of(tmp_path / path)
    assert found is None or not found.managed

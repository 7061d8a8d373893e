"""Which file-sync service carries a folder, and does an employer own the account?

Guessed from the path and from the marks that clients leave; nothing is opened. Whoever runs the account of an
employer can see when and how much you write, and keeps the folder when you leave.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path


class Carrier(NamedTuple):
    """`managed`: the path looks like an account that an employer or a school owns."""

    name: str
    managed: bool = False


_BUSINESS: Final = re.compile(r"OneDrive ?+[-–] ?+(?!Personal$).+", re.IGNORECASE)  # "OneDrive - Contoso"
_BY_NAME: Final = (
    (_BUSINESS, Carrier("OneDrive", managed=True)),
    (
        re.compile(r"OneDrive-(?!Personal$).+", re.IGNORECASE),
        Carrier("OneDrive", managed=True),
    ),  # macOS, CloudStorage
    (
        re.compile(r".+ - (SharePoint|Documents)|SharePoint", re.IGNORECASE),
        Carrier("SharePoint", managed=True),
    ),
    (re.compile(r"Shared drives|Team ?Drives?", re.IGNORECASE), Carrier("Google Drive", managed=True)),
    (re.compile(r"Dropbox \((?!Personal\)$).+\)", re.IGNORECASE), Carrier("Dropbox", managed=True)),
    (re.compile(r"Box|Box-Box|Box Sync"), Carrier("Box")),
    (re.compile(r"OneDrive(-Personal| ?[-–] ?Personal)?", re.IGNORECASE), Carrier("OneDrive")),
    (re.compile(r"Google ?Drive.*|My Drive", re.IGNORECASE), Carrier("Google Drive")),
    (re.compile(r"Dropbox.*", re.IGNORECASE), Carrier("Dropbox")),
    (
        re.compile(r"iCloud ?Drive|Mobile Documents|com~apple~CloudDocs", re.IGNORECASE),
        Carrier("iCloud Drive"),
    ),
    (re.compile(r"Nextcloud.*", re.IGNORECASE), Carrier("Nextcloud")),
    (re.compile(r"Syncthing", re.IGNORECASE), Carrier("Syncthing")),
)
_BY_MARK: Final = (
    (".stfolder", Carrier("Syncthing")),
    (".dropbox", Carrier("Dropbox")),
    (".dropbox.cache", Carrier("Dropbox")),
    (".git", Carrier("git")),
    (".owncloudsync.log", Carrier("ownCloud")),
    (".nextcloudsync.log", Carrier("Nextcloud")),
    (".SynologyWorkingDirectory", Carrier("Synology Drive")),
)


def carrier_of(folder: Path) -> Carrier | None:
    """None: nothing tells."""
    by_name = [
        carrier
        for part in folder.parts
        for pattern, carrier in _BY_NAME
        if pattern.fullmatch(part) is not None
    ]
    if by_name:
        return next((each for each in by_name if each.managed), by_name[0])
    for place in (folder, *folder.parents):
        for mark, carrier in _BY_MARK:
            if (place / mark).exists():
                return carrier
    return None

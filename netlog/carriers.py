"""Which file-sync service carries a folder, does an employer own the account, and what should be set there?

Guessed from the path and from the marks that clients leave; nothing is opened. Whoever runs the account of an
employer can see when and how much you write, can hold files back or delete them, and keeps the folder when
you leave.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Carrier(NamedTuple):
    """`managed`: the path looks like an account that an employer or a school owns."""

    name: str
    managed: bool = False

    @property
    def advice(self) -> Sequence[str]:
        """What to set there, each in a line; nothing for most."""
        return _ADVICE.get(self.name, ())


def _named(pattern: str, name: str, *, managed: bool = False) -> tuple[re.Pattern[str], Carrier]:
    return re.compile(pattern, re.IGNORECASE), Carrier(name, managed)


_BY_NAME: Final = (
    _named(r"OneDrive ?+[-–] ?+(?!Personal$).+", "OneDrive", managed=True),  # "OneDrive - Contoso"
    _named(r".+ - (SharePoint|Documents|Dokumente|Documentos)|SharePoint", "SharePoint", managed=True),
    _named(
        r"Shared drives|Team ?Drives?|Geteilte Ablagen|Drive partagés|Unidades compartidas",
        "Google Drive", managed=True,
    ),
    _named(r"GoogleDrive-.+@(?!gmail\.com$|googlemail\.com$).+", "Google Drive", managed=True),
    _named(r"Dropbox \((?!Personal\)$).+\)|(?!Personal ).+ Dropbox", "Dropbox", managed=True),
    _named(r"Work Folders|Egnyte.*|ShareFile.*|Citrix Files", "a service of a company", managed=True),
    _named(r"Box|Box-Box|Box Sync", "Box"),
    _named(r"OneDrive(-Personal| ?[-–] ?Personal)?", "OneDrive"),
    _named(r"Google ?Drive.*|My Drive", "Google Drive"),
    _named(r"Dropbox.*|Personal Dropbox", "Dropbox"),
    _named(r"iCloud ?Drive.*|Mobile Documents|com~apple~CloudDocs", "iCloud Drive"),
    _named(r"Nextcloud.*", "Nextcloud"),
    _named(r"ownCloud.*|OpenCloud.*", "ownCloud"),
    _named(r"Proton ?Drive.*", "Proton Drive"),
    _named(r"pCloud ?Drive.*|pCloud ?Sync", "pCloud"),
    _named(r"MEGA|MEGAsync.*", "MEGA"),
    _named(r"Seafile.*", "Seafile"),
    _named(r"Resilio Sync.*|BTSync", "Resilio Sync"),
    _named(r"SynologyDrive|Synology Drive.*", "Synology Drive"),
    _named(r"Tresorit.*", "Tresorit"),
    _named(r"Syncthing", "Syncthing"),
)  # fmt: skip
_BY_MARK: Final = (
    (".stfolder", Carrier("Syncthing")),
    (".dropbox", Carrier("Dropbox")),
    (".dropbox.cache", Carrier("Dropbox")),
    (".tmp.drivedownload", Carrier("Google Drive")),
    (".tmp.driveupload", Carrier("Google Drive")),
    (".owncloudsync.log", Carrier("ownCloud")),
    (".nextcloudsync.log", Carrier("Nextcloud")),
    (".SynologyWorkingDirectory", Carrier("Synology Drive")),
    (".sync/ID", Carrier("Resilio Sync")),
    (".debris", Carrier("MEGA")),
    (".boxsync", Carrier("Box")),
    (".tresorit", Carrier("Tresorit")),
    ("RCLONE_TEST", Carrier("rclone")),
    (".git", Carrier("git")),
)
_BY_DATABASE: Final = re.compile(r"\._?sync_[0-9a-f]{12}\.db")
"""How Nextcloud and its relatives mark the top of what they sync."""

_KEEP: Final = "so that netlog can read it without the network"
_ADVICE: Final = {
    "Syncthing": (
        "ignore patterns of the folder: (?d).nltmp-*   (unfinished files of netlog)",
        "file versioning is not needed for it: netlog changes no file, and keeps its own copy of each",
    ),
    "Dropbox": (f"right-click the folder: make available offline, {_KEEP}",),
    "OneDrive": (f"right-click the folder: always keep on this device, {_KEEP}",),
    "SharePoint": (f"right-click the folder: always keep on this device, {_KEEP}",),
    "iCloud Drive": (f"right-click the folder: keep downloaded, {_KEEP}",),
    "Google Drive": (f"right-click the folder: available offline, or mirror your files, {_KEEP}",),
    "Box": (f"right-click the folder: make available offline, {_KEEP}",),
    "Nextcloud": (f"right-click the folder: make always available locally, {_KEEP}",),
    "ownCloud": (f"right-click the folder: make always available locally, {_KEEP}",),
    "Proton Drive": (f"right-click the folder: always keep on this device, {_KEEP}",),
    "pCloud": (f"sync the folder to this computer instead of using the virtual drive, {_KEEP}",),
    "Synology Drive": (f"right-click the folder: always keep on this device, {_KEEP}",),
    "Resilio Sync": ("selective sync: off for this folder", "never delete a .Conflict file by hand there"),
    "MEGA": ("if it says that it is stalled, keep both files: netlog sorts them out by their content",),
    "git": (
        "one line in .gitattributes: * -text -merge   (git must not touch what is in the files)",
        "pull before you push, and never rewrite what was pushed",
    ),
    "rclone": ("rclone 1.65 or later: older ones leave half-written files under their final names",),
}


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
        if _has_database(place):
            return Carrier("Nextcloud")
    return None


def _has_database(place: Path) -> bool:
    try:
        return any(_BY_DATABASE.fullmatch(path.name) for path in place.glob(".*sync_*.db"))
    except OSError:
        return False

"""Does the recovery code that the user wrote down open this vault?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.errors import WrongRecoveryCode
from sync.keys import recovery_id
from sync.membership import judge

if TYPE_CHECKING:
    from sync.archive import Archive
    from sync.keys import RecoveryCode
    from sync.membership import Membership


def prove(code: RecoveryCode, archive: Archive, membership: Membership) -> None:
    """Opens with the code what a device that knows nothing else would open. Raises: WrongRecoveryCode."""
    pairs = code.keys()
    identity = recovery_id(pairs.identity())
    if identity != membership.recovery:
        raise WrongRecoveryCode("this is the recovery code of another vault")
    records = archive.records()
    genesis = records.pop(archive.meta("genesis") or b"", b"")
    if membership.epoch not in judge(genesis, records.values(), pairs, identity).epochs:
        raise WrongRecoveryCode("the recovery code does not open what was recorded last")

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


def prove(code: RecoveryCode, archive: Archive, membership: Membership) -> bool:
    """Opens with the code what a device that knows nothing else would open. Returns whether it is the one in
    force, which decides disputes. Raises: WrongRecoveryCode, ReplacedRecoveryCode.
    """
    pairs = code.keys()
    identity = recovery_id(pairs.identity())
    membership.refuse_replaced(identity)
    records = archive.records()
    genesis = records.pop(archive.meta("genesis") or b"", b"")
    if membership.epoch not in judge(genesis, records.values(), pairs, identity).epochs:
        raise WrongRecoveryCode("the recovery code does not open what was recorded last")
    return identity == membership.recovery

"""Records one event for each line on standard input and prints its id, or that it was refused: something to
kill.
"""

import os
import sys
from pathlib import Path

from sync.errors import WriteFailed
from sync.log import Log
from tests.sync.drafts import about, person

if __name__ == "__main__":
    log = Log.open(Path(sys.argv[1]), wrapping_key=bytes.fromhex(sys.argv[2]))
    sys.stdout.write(f"{os.getpid()}\n")
    sys.stdout.flush()
    for _ in sys.stdin:
        try:
            said = str(log.record([about(person())])[0].id)
        except WriteFailed:
            said = "refused"
        sys.stdout.write(f"{said}\n")
        sys.stdout.flush()
    log.close()

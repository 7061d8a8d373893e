"""What holds for every test: machines are shared, runs may be in the background, CI repeats itself."""

import os
import signal

from hypothesis import settings

# A run in the background ignores interrupts, and so would every program that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

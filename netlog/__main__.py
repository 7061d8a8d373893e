"""`python -m netlog` is the same program as `netlog`."""

from __future__ import annotations

from netlog.cli import main

main()

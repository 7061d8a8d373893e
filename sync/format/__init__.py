"""Which bytes stand where? Parsing and printing of every file of the vault, without cryptography and without
I/O.

Whatever a parser returns prints to the same bytes again. Limits are checked before anything is allocated.
Source: sync/FORMAT.md.
"""

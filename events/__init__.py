"""What can happen: the vocabulary, the envelope around it and the clock that orders it. Pure: no I/O, no
wall clock, no randomness.

Importing this package loads no pydantic-core: commands that only answer never need the models.
`events.registry` does.
"""

"""Vaults of several devices, as the tests of `sync` make them."""

from tests.sync.conftest import join, make_vault, vault

__all__ = ["join", "make_vault", "vault"]

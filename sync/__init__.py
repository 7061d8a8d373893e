"""How do events become files that any sync service may carry? The vault: bytes, keys, archive, folder."""

"""Which of the things opened last may stay in memory? A bounded number of bytes of them."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Recent(Generic[Value]):
    def __init__(self, limit: int) -> None:
        self._limit, self._size = limit, 0
        self._kept: OrderedDict[int, tuple[Value, int]] = OrderedDict()

    def get(self, key: int) -> Value | None:
        kept = self._kept.get(key)
        if kept is None:
            return None
        self._kept.move_to_end(key)
        return kept[0]

    def forget(self) -> None:
        self._kept.clear()
        self._size = 0

    def keep(self, key: int, value: Value, size: int) -> None:
        """Forgets what was not asked for longest; the newest stays even if it alone is too large."""
        if key in self._kept:
            self._size -= self._kept.pop(key)[1]
        self._kept[key] = value, size
        self._size += size
        while self._size > self._limit and len(self._kept) > 1:
            self._size -= self._kept.popitem(last=False)[1][1]

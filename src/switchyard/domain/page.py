"""A page of a list."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page[T]:
    items: tuple[T, ...]
    cursor: str = ""

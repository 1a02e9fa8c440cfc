"""The cells of a roster row; hours and time zones are read by `people.shift_text`.

Every function raises ValueError, saying what would be right.
"""

import re
from collections.abc import Container
from datetime import date

from switchyard.domain.employee import MAX_CAPACITY, Absence

_SKILL = re.compile(r"([A-Za-z0-9][A-Za-z0-9_.-]{0,63})\s*:\s*([1-5])")
_LANGUAGE = re.compile(r"[a-z]{2}")
_FORMULA = re.compile(r"\s*[=+@-]")


def split_cell(cell: str) -> list[str]:
    """What stands between semicolons."""
    return [part.strip() for part in cell.split(";") if part.strip()]


def check_harmless(cell: str) -> str:
    """A spreadsheet that opens an export of the roster would run the cell."""
    if _FORMULA.match(cell):
        raise ValueError(f"starts with {cell.strip()[0]}, as a formula does; write a text")
    return cell.strip()


def read_departments(cell: str, known: Container[str]) -> tuple[str, ...]:
    """Such as card-delivery;fraud."""
    department_ids = tuple(dict.fromkeys(split_cell(cell)))
    unknown = [name for name in department_ids if name not in known]
    if unknown:
        raise ValueError(f"there is no department {unknown[0]} on this desk")
    if not department_ids:
        raise ValueError("is empty; everybody works in a department at least")
    return department_ids


def read_skills(cell: str) -> dict[str, int]:
    """Such as card-delivery:4;fraud:2, with levels from 1 to 5."""
    levels = {}
    for part in split_cell(cell):
        match = _SKILL.fullmatch(part)
        if match is None:
            raise ValueError(f"{part} should be a skill and its level 1 to 5, such as fraud:2")
        levels[match[1]] = int(match[2])
    return levels


def read_languages(cell: str) -> tuple[str, ...]:
    """ISO 639-1 codes such as en;zh. Nothing means English."""
    codes = tuple(dict.fromkeys(part.lower() for part in split_cell(cell)))
    for code in codes:
        if not _LANGUAGE.fullmatch(code):
            raise ValueError(f"{code} should be a language code of two letters, such as en;zh")
    return codes or ("en",)


def read_absences(cell: str) -> tuple[Absence, ...]:
    """Such as 2026-12-24..2027-01-02; 2027-02-01: both days are included."""
    return tuple(_read_absence(part) for part in split_cell(cell))


def _read_absence(part: str) -> Absence:
    first, _, last = part.partition("..")
    try:
        absence = Absence(
            first=date.fromisoformat(first.strip()),
            last=date.fromisoformat((last or first).strip()),
        )
    except ValueError as error:
        reason = "should be a day or two, such as 2026-12-24..2027-01-02"
        raise ValueError(f"{part} {reason}") from error
    if absence.last < absence.first:
        raise ValueError(f"{part} ends before it starts")
    return absence


def read_capacity(cell: str) -> int:
    """Points of effort."""
    if not re.fullmatch(r"[0-9]{1,4}", cell.strip()) or int(cell) > MAX_CAPACITY:
        raise ValueError(f"should be a whole number of points from 0 to {MAX_CAPACITY}")
    return int(cell)

"""A roster of any length, the same every time, that reads like a real one."""

import csv
import io
import random
from collections.abc import Sequence

COLUMNS = (
    "employee_id",
    "name",
    "email",
    "title",
    "departments",
    "skills",
    "languages",
    "time_zone",
    "shifts",
    "absences",
    "capacity",
    "profile",
)
PROFILE_WORDS = 30
WORDS = """
account activation address agreement balance bank bill branch business card cash chargeback
charge client compliance contactless courier credit currency customer debit declined delivery
deposit dispute document exchange fraud identity insurance interest invoice late limit loan lost
merchant mobile mortgage passcode patient payment phone refund replacement review salary
security statement stolen terminal top-up transfer travel trusted verification virtual wallet
""".split()


def make_roster(rows: int, departments: Sequence[str]) -> bytes:
    """A CSV file of so many employees."""
    drawn = random.Random(rows)  # noqa: S311
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(_make_row(number, departments, drawn) for number in range(rows))
    return text.getvalue().encode()


def _make_row(number: int, departments: Sequence[str], drawn: random.Random) -> tuple[str, ...]:
    first, second, title, *skills = drawn.sample(WORDS, 5)
    return (
        f"E-{number:06}",
        f"{first.title()} {second.title()}",
        f"employee.{number}@example.com",
        f"{title.title()} agent",
        drawn.choice(departments),
        ";".join(f"{skill}:{drawn.randint(1, 5)}" for skill in skills),
        "en;de",
        "Europe/Berlin",
        "mon-fri 08:00-17:00",
        "",
        "20",
        f"Helps with {' '.join(drawn.choices(WORDS, k=PROFILE_WORDS))}.",
    )

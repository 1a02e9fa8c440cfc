"""Draws this folder's tickets and labelled examples from BANKING77: seeded, so always the same.

python examples/bank/make.py FOLDER, where FOLDER holds the data set's train.csv and test.csv
(see ../README.md). Tickets come from its test texts only, examples from its train texts only.
"""

import argparse
import csv
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
SEED = 77
EXAMPLES_EACH = 30
TOUR_DOORS = ("https",) * 40 + ("file",) * 120 + ("sqs",) * 40
FILE_ROWS = 40
PEOPLE = (
    *("Ana", "Ben", "Chen", "Dora", "Elif", "Finn", "Gita", "Hugo", "Ines", "Jamal", "Kim"),
    *("Lars", "Mona", "Nils", "Olga", "Piet", "Rosa", "Sami", "Tara", "Uwe", "Vera", "Yara"),
)
DOMAINS = ("example.com", "mail.example.com", "post.example.com")
TITLES = (*[""] * 6, "Question", "Please help")


@dataclass(frozen=True)
class Labelled:
    text: str
    category: str


def main() -> None:
    """Writes tickets.csv, tickets.jsonl, tour.jsonl, labels.csv and examples.csv."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    chance = random.Random(SEED)  # noqa: S311
    train = read(folder / "train.csv")
    write_examples(train, chance)
    known = {one.text.casefold() for one in train}
    unseen = [one for one in read(folder / "test.csv") if one.text.casefold() not in known]
    drawn = round_robin(unseen, chance)
    tour, rest = drawn[: len(TOUR_DOORS)], drawn[len(TOUR_DOORS) :]
    rows, lines = rest[:FILE_ROWS], rest[FILE_ROWS : 2 * FILE_ROWS]
    write_tour(tour, chance)
    write_rows([ticket(f"CSV-{n:03}", one, chance) for n, one in numbered(rows)])
    write_lines("tickets.jsonl", [ticket(f"JL-{n:03}", one, chance) for n, one in numbered(lines)])
    names = {"TOUR": tour, "CSV": rows, "JL": lines}
    labels = [
        (f"{name}-{n:03}", one.category) for name in names for n, one in numbered(names[name])
    ]
    write_csv("labels.csv", ("external_id", "category"), labels)


def numbered(rows: Sequence[Labelled]) -> Iterable[tuple[int, Labelled]]:
    return enumerate(rows, 1)


def read(file: Path) -> list[Labelled]:
    with file.open(encoding="utf-8", newline="") as rows:
        return [Labelled(" ".join(r["text"].split()), r["category"]) for r in csv.DictReader(rows)]


def by_category(texts: Sequence[Labelled], chance: random.Random) -> dict[str, list[Labelled]]:
    """Without doubles, in random order."""
    found: dict[str, list[Labelled]] = defaultdict(list)
    for one in dict.fromkeys(texts):
        found[one.category].append(one)
    for name in sorted(found):
        chance.shuffle(found[name])
    return found


def round_robin(texts: Sequence[Labelled], chance: random.Random) -> list[Labelled]:
    """One of each category, in random order, again and again: every category has its share."""
    found = by_category(texts, chance)
    drawn = []
    while found:
        for name in chance.sample(sorted(found), len(found)):
            drawn.append(found[name].pop())
            if not found[name]:
                del found[name]
    return drawn


def ticket(external_id: str, one: Labelled, chance: random.Random) -> dict[str, object]:
    name = chance.choice(PEOPLE)
    email = f"{name.lower()}.{chance.randrange(100, 1000)}@{chance.choice(DOMAINS)}"
    title = chance.choice(TITLES)
    return {
        "external_id": external_id,
        **({"title": title} if title else {}),
        "description": one.text,
        "requester": {"email": email, "name": name},
    }


def write_tour(texts: Sequence[Labelled], chance: random.Random) -> None:
    doors = chance.sample(TOUR_DOORS, len(TOUR_DOORS))
    tickets = [ticket(f"TOUR-{n:03}", one, chance) for n, one in numbered(texts)]
    write_lines(
        "tour.jsonl", [{**one, "door": door} for one, door in zip(tickets, doors, strict=True)]
    )


def write_examples(texts: Sequence[Labelled], chance: random.Random) -> None:
    found = by_category(texts, chance)
    chosen = [
        (one.text, one.category) for name in sorted(found) for one in found[name][:EXAMPLES_EACH]
    ]
    write_csv("examples.csv", ("text", "category"), chosen)


def write_rows(tickets: Sequence[dict[str, object]]) -> None:
    header = ("external_id", "title", "description", "requester_email", "requester_name")
    rows = []
    for one in tickets:
        requester = one["requester"]
        assert isinstance(requester, dict)  # noqa: S101
        words = (str(one["external_id"]), str(one.get("title", "")), str(one["description"]))
        rows.append((*words, str(requester["email"]), str(requester["name"])))
    write_csv("tickets.csv", header, rows)


def write_csv(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_lines(name: str, lines: Iterable[dict[str, object]]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (HERE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

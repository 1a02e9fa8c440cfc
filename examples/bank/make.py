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
TOUR_CHANNELS = ("https",) * 40 + ("file",) * 120 + ("sqs",) * 40
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
    train = read_texts(folder / "train.csv")
    write_examples(train, chance)
    known = {labelled_text.text.casefold() for labelled_text in train}
    unseen = [
        labelled_text
        for labelled_text in read_texts(folder / "test.csv")
        if labelled_text.text.casefold() not in known
    ]
    drawn = take_in_turns(unseen, chance)
    tour, rest = drawn[: len(TOUR_CHANNELS)], drawn[len(TOUR_CHANNELS) :]
    rows, lines = rest[:FILE_ROWS], rest[FILE_ROWS : 2 * FILE_ROWS]
    write_tour(tour, chance)
    write_rows(
        [
            make_ticket(f"CSV-{n:03}", labelled_text, chance)
            for n, labelled_text in number_rows(rows)
        ]
    )
    write_lines(
        "tickets.jsonl",
        [
            make_ticket(f"JL-{n:03}", labelled_text, chance)
            for n, labelled_text in number_rows(lines)
        ],
    )
    names = {"TOUR": tour, "CSV": rows, "JL": lines}
    labels = [
        (f"{name}-{n:03}", labelled_text.category)
        for name in names
        for n, labelled_text in number_rows(names[name])
    ]
    write_csv("labels.csv", ("external_id", "category"), labels)


def number_rows(rows: Sequence[Labelled]) -> Iterable[tuple[int, Labelled]]:
    return enumerate(rows, 1)


def read_texts(file: Path) -> list[Labelled]:
    with file.open(encoding="utf-8", newline="") as rows:
        return [Labelled(" ".join(r["text"].split()), r["category"]) for r in csv.DictReader(rows)]


def group_by_category(
    texts: Sequence[Labelled], chance: random.Random
) -> dict[str, list[Labelled]]:
    """Without doubles, in random order."""
    texts_by_category: dict[str, list[Labelled]] = defaultdict(list)
    for labelled_text in dict.fromkeys(texts):
        texts_by_category[labelled_text.category].append(labelled_text)
    for name in sorted(texts_by_category):
        chance.shuffle(texts_by_category[name])
    return texts_by_category


def take_in_turns(texts: Sequence[Labelled], chance: random.Random) -> list[Labelled]:
    """One of each category, in random order, again and again: every category has its share."""
    texts_by_category = group_by_category(texts, chance)
    drawn = []
    while texts_by_category:
        for name in chance.sample(sorted(texts_by_category), len(texts_by_category)):
            drawn.append(texts_by_category[name].pop())
            if not texts_by_category[name]:
                del texts_by_category[name]
    return drawn


def make_ticket(
    external_id: str, labelled_text: Labelled, chance: random.Random
) -> dict[str, object]:
    name = chance.choice(PEOPLE)
    email = f"{name.lower()}.{chance.randrange(100, 1000)}@{chance.choice(DOMAINS)}"
    title = chance.choice(TITLES)
    return {
        "external_id": external_id,
        **({"title": title} if title else {}),
        "description": labelled_text.text,
        "requester": {"email": email, "name": name},
    }


def write_tour(texts: Sequence[Labelled], chance: random.Random) -> None:
    channels = chance.sample(TOUR_CHANNELS, len(TOUR_CHANNELS))
    tickets = [
        make_ticket(f"TOUR-{n:03}", labelled_text, chance)
        for n, labelled_text in number_rows(texts)
    ]
    write_lines(
        "tour.jsonl",
        [{**ticket, "channel": channel} for ticket, channel in zip(tickets, channels, strict=True)],
    )


def write_examples(texts: Sequence[Labelled], chance: random.Random) -> None:
    texts_by_category = group_by_category(texts, chance)
    chosen = [
        (labelled_text.text, labelled_text.category)
        for name in sorted(texts_by_category)
        for labelled_text in texts_by_category[name][:EXAMPLES_EACH]
    ]
    write_csv("examples.csv", ("text", "category"), chosen)


def write_rows(tickets: Sequence[dict[str, object]]) -> None:
    header = ("external_id", "title", "description", "requester_email", "requester_name")
    rows = []
    for ticket in tickets:
        requester = ticket["requester"]
        assert isinstance(requester, dict)  # noqa: S101
        words = (
            str(ticket["external_id"]),
            str(ticket.get("title", "")),
            str(ticket["description"]),
        )
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

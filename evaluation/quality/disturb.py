"""The same ticket as people send it: mistyped, shouted, wrapped in courtesies, quoted, doubled."""

import random
import re
from collections.abc import Callable, Sequence

GREETINGS = (
    "Hello,\n\n",
    "Good morning,\n\nI hope you are well.\n\n",
    "Hi team,\n\n",
    "Dear Sir or Madam,\n\n",
)
SIGNATURES = (
    "\n\nThanks in advance,\nAnn Lee\nSent from my phone",
    "\n\nKind regards,\n\nTom Baker\nOffice Manager, Baker & Sons\nTel. +44 20 7946 0000",
    "\n\nBest wishes\nMaria",
    "\n\nMany thanks and have a nice day!\n-- \nJ. Okoye\nPlease consider the environment before "
    "printing this e-mail.",
)
REPLIES = (
    "Thank you for your message. We have received it and will answer within two working days.",
    "Sorry for the delay, one of my colleagues is looking into it.",
    "Could you tell us a little more, please? A screenshot would help.",
)
LEAD_INS = ("Quick question: ", "I was wondering: ", "So, ", "Same thing again: ", "As I said, ")
SYNONYMS = {
    "help": "assist",
    "problem": "issue",
    "wrong": "incorrect",
    "money": "funds",
    "get": "receive",
    "got": "received",
    "need": "require",
    "buy": "purchase",
    "bought": "purchased",
    "show": "appear",
    "showing": "appearing",
    "declined": "refused",
    "why": "for what reason",
    "phone": "mobile",
    "charged": "billed",
    "fee": "charge",
    "lost": "misplaced",
    "want": "would like",
    "still": "even now",
    "how": "in what way",
    "start": "begin",
    "stop": "end",
    "quickly": "fast",
    "transfer": "payment",
}
"""Plain words for plain words, written without looking at test texts."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"

type Disturbance = Callable[[str, random.Random], str]


def add_one_typo(text: str, chance: random.Random) -> str:
    """One letter dropped, doubled, swapped with the next, or another in its place."""
    places = [place for place, letter in enumerate(text[:-1]) if letter.isalpha()]
    if not places:
        return text
    at = chance.choice(places)
    letter = text[at]
    instead = chance.choice(
        ("", letter * 2, chance.choice(LETTERS), text[at + 1] + letter),
    )
    skipped = 2 if len(instead) == 2 and instead != letter * 2 else 1
    return text[:at] + instead + text[at + skipped :]


def add_three_typos(text: str, chance: random.Random) -> str:
    for _ in range(3):
        text = add_one_typo(text, chance)
    return text


def write_in_upper_case(text: str, _: random.Random) -> str:
    return text.upper()


def add_greeting(text: str, chance: random.Random) -> str:
    """A greeting before and a signature after."""
    return chance.choice(GREETINGS) + text + chance.choice(SIGNATURES)


def add_reply_chain(text: str, chance: random.Random) -> str:
    """Above the reply chain that a mail program puts below."""
    first, second = chance.sample(REPLIES, 2)
    return (
        f"{text}\n\nOn Mon, 5 Jan 2026 at 09:12, Customer Desk <desk@example.com> wrote:\n"
        f"> {first}\n>\n> On Fri, 2 Jan 2026 at 17:40, Ann Lee <ann@example.com> wrote:\n"
        f">> Hello, I wrote to you last week and have had no answer.\n>> {second}"
    )


def reword_text(text: str, chance: random.Random) -> str:
    """Led in, some words for others that mean the same, and sentences in another order."""
    sentences = re.split(r"(?<=[.?!])\s+", text)
    turned = " ".join([*sentences[1:], sentences[0]])
    reworded = re.sub(r"[a-zA-Z]+", lambda word: SYNONYMS.get(word[0].lower(), word[0]), turned)
    return chance.choice(LEAD_INS) + reworded


DISTURBANCES: dict[str, Disturbance] = {
    "typos_1": add_one_typo,
    "typos_3": add_three_typos,
    "upper_case": write_in_upper_case,
    "greeting_and_signature": add_greeting,
    "quoted_reply_chain": add_reply_chain,
}


def disturb_texts(texts: Sequence[str], how: Disturbance, seed: int) -> list[str]:
    """Always the same for a seed."""
    chance = random.Random(seed)  # noqa: S311
    return [how(text, chance) for text in texts]


def join_issues(first: str, second: str) -> str:
    """Two issues in one ticket."""
    return f"{first}\n\nAnd another thing: {second}"

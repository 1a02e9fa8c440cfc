"""Made-up personal data, planted in made-up tickets. Nobody in here exists.

The names are from many parts of the world; what surrounds them is how people write to a help desk,
with capitals and without.
"""

from collections.abc import Callable
from random import Random
from typing import NamedTuple

FIRST = """
Anna James Oluwaseun Chidinma Amina Kwame Thandiwe Fatima Mohammed Yusuf Layla Omar Noor Reza
Shirin Aylin Mehmet Priya Rahul Ananya Arjun Lakshmi Harpreet Nguyen Thuy Minh Linh Wei Xiaoling
Jing Haruki Yumi Ji-woo Min-jun Siti Budi Maria José Lucía Mateo Thiago Inês João Giulia Lorenzo
Chiara Élodie Thérèse François Jürgen Käthe Søren Åsa Björn Siobhán Niamh Padraig Rhys Eilidh
Zoltán Ágnes Katarzyna Łukasz Jiří Věra Nikos Eleni Ioana Răzvan Dragan Milica Oksana Dmytro
Anastasia Sergei Tamar Levan Ariel Miriam Makoa Leilani Aroha Tane Ethan Chloe Grace Jack
"""
LAST = """
Smith Okafor Adeyemi Nkosi Mensah Abdullah Al-Farsi Haddad Hosseini Yılmaz Öztürk Sharma Patel
Iyer Singh Chatterjee Nguyen Tran Pham Wang Zhang Li Chen Tanaka Watanabe Kim Park Wijaya Rahman
García Fernández Hernández Silva Gonçalves Rossi Esposito Dubois Lefèvre Müller Schröder Groß
Sørensen Ångström Lindqvist O'Brien O’Connell MacDonald McCarthy Llewellyn Kovács Nagy Kowalski
Wiśniewska Novák Dvořáková Papadopoulos Popescu Ionescu Petrović Kovalenko Shevchenko Ivanov
Beridze Cohen Levi Kahananui Ngata Johnson Taylor Fitzgerald Brown-Jones Baker Young
"""
DOUBLE = ("van der Berg", "de la Cruz", "bin Salman", "von Arnim", "dos Santos", "Di Marco")
OTHER_SCRIPTS = (
    "Иван Петров",
    "王伟",
    "田中太郎",
    "محمد علي",
    "Ελένη Παπά",
    "김민준",
    "प्रिया शर्मा",
)
DOMAINS = ("example.com", "mail.example.org", "my-firm.example", "example.co.uk", "büro.example")

NAME_IN = (
    "Hi {name},\nmy card still has not arrived. Can you help?",
    "Hello {name}, thanks for the quick reply. The refund is still pending.",
    "Dear {name}\nI would like to dispute a payment.",
    "my name is {name} and i cannot log in",
    "My name is {name}. I was charged twice at the cash machine.",
    "Name: {name}\nProblem: the transfer failed",
    "The top up did not work.\n\nKind regards,\n{name}",
    "Why was I charged a fee?\nThanks\n{name}\nSenior Accountant",
    "Please close my account. Regards, {name}",
    "It happened again yesterday.\n\nBest,\n{name}\nSent from my phone",
    "I spoke to {name} on Monday and nothing has changed since.",
    "Your colleague {name} told me to write to you about my PIN.",
    "The card belongs to my wife {name}, who is abroad.",
    "I sent money to {name} but it was never received.",
    "the transfer to {name} is still pending, what is going on?",
    "{name} told me that the limit is 500 a day. Is that right?",
    "Hello, this is {name} from the Berlin office. The printer is broken.",
    "The account is in the name of {name}, my late father.",
    "Please add {name} to the shared mailbox, and remove the old user.",
    "Mr {name} was overcharged on his last invoice.",
    "Could Dr. {name} get access to the lab system?",
    "As agreed with {name}, I send you the documents.",
    "I lost my phone (it is registered to {name}).",
    "on behalf of {name}: the direct debit is wrong",
    "Could someone from your side ring {name} back this afternoon?",
    "{name} here, I ordered a card two weeks ago.",
    "We hired a new colleague, {name}, who starts on Monday and needs a laptop.",
    "Hey team, {name} can't open the shared drive.",
    "I'm {name} and I want to delete my account",
    "The invoice was signed by {name} and sent to the wrong address.",
    "Payment from {name} shows up twice on my statement",
    "Forwarded message\nFrom: {name}\nTo: support\nSubject: VPN\n\nIt still fails.",
    "On Tue, 3 Nov 2026 at 10:12, {name} wrote:\n> please reset it",
    "please call me back. {name}",
    "Customer {name} complains about the fee.",
    "User: {name}, department: sales",
    "cc {name} and the whole finance group",
    "Thank you so much!\n\n{name} | Account Manager | Example Ltd",
    "Sincerely,\n\n{name}\nHead of Treasury",
    "ask for {name} when you arrive",
    "It was {name} who changed the settings, not me.",
    "my boss is {name}",
    "The beneficiary should be {name}, not my own name.",
    "Can you unlock {name}'s user? She is on leave until Friday.",
    "Best wishes from {name}",
    "Signed: {name}",
    "- {name}",
    "Hi,\nthis is about the card of my son {name}.\nThanks!",
    "Good morning {name}! Where is my money?",
    "Tried calling {name} twice. No answer.",
    "{name} from accounting says the scanner jams.",
    "Is {name} still working in your team? He was very helpful.",
    "I was told by {name} that I would get my money back within 5 days",
    "Problem with the account of {name} (customer no. A-55).",
    "Hello Support,\n\nwe need a parking card for {name} starting tomorrow.\n\nThanks in advance",
    "Approver: {name}",
    "Send the letter to {name}, 12 Main Street",
    "Thx {name}!",
    "br,\n{name}",
    "Can't reach {name}. Please forward this.",
    "My daughter's name is {name}, she is 12 and wants a card",
    "Re: access for {name}",
    "Hi, I'm {name}. I lost my badge.",
    "Regards\n\n{name}\n+49 170 1234567",
    "Meeting room display shows {name} instead of my calendar.",
    "I am writing for {name} who cannot write himself.",
    "{name} and I share one account. How do we split it?",
    "Who is {name}? This person appears in my contacts list.",
    "Yours faithfully,\n{name}",
    "Hi {name}, hi all, the build server is down again.",
    "the cardholder, {name}, is my grandmother",
    "@{name} could you look into this?",
    "Attached is the contract that {name} signed.",
    "Ticket raised for {name} via phone",
    "PS: {name} has the same problem.",
    "{name} left the company, please take the laptop back.",
    "No one answers; {name} is out of office.",
    "Forgot to say: {name} should be copied.",
    "The parcel was accepted by {name} at the reception.",
    "Since {name} moved to Oslo, his shift is wrong.",
    "Payee = {name}",
    "Can {name} be made admin of the site?",
    "Wrong person! It should be {name}.",
    "Ask {name}. He knows.",
    "Hi there,\n\n{name} again. Any news?",
    "After the call with {name}, the ticket was closed without a fix.",
    "Please find the form of {name} attached",
    "We, {name} and her husband, want a joint account.",
    "The name on the card reads {name} but should be different",
    "thanks a lot {name}, that worked!",
    "Sent to the wrong {name}, can I cancel?",
    "Reported by {name}",
    "1) {name} 2) the new intern",
    '"{name}" is shown as the sender',
    "Transfer of 200 EUR to {name} failed",
    "Good news: {name} found the card in a drawer.",
    "The manager of the branch, a certain {name}, was rude.",
    "We have not heard from {name} for a week",
    "Yesterday {name} tried to pay and it was declined.",
    "{name} needs a new badge",
    "For {name}: please reset MFA.",
    "Somebody named {name} keeps calling me",
    "Old owner {name}, new owner unknown.",
    "I live with {name}; she has no passport.",
    "Attention {name}",
    "Subject: laptop for {name}",
    "Could you tell {name} that I'm waiting?",
    "Both {name} and my sister use the app.",
    "The bank wrote to {name} instead of me",
    "It's {name} again, still no refund",
    "Best,\n{name} (Payroll)",
    "Kind regards from Munich\n{name}",
    "Talk soon\n{name}",
    "Account holder: {name}\nAccount type: savings",
    "I'd like {name}, my accountant, to see my statements.",
)
FULL_NAME_IN = (
    "{name} has not received the new laptop yet.",
    "{name}'s account is locked after three attempts.",
    "Cannot log in.\n{name}",
)
LOWER_CASE_IN = (
    "hi {name},\nmy card still has not arrived",
    "my name is {name} and i cannot log in",
    "why was i charged a fee?\nthanks,\n{name}",
    "hello, this is {name} from accounting",
    "mrs {name} needs a new pin",
    "the app crashes. regards, {name}",
)
VALUE_IN = (
    "My details: {value}. Please check.",
    "please use {value} from now on",
    "I already gave {value} last week, why do you ask again?",
    "It is {value}",
    "{value}\nis what I entered, and it was refused.",
    "Is this right: {value}? Somebody else said ({value}).",
    "ref={value};done",
)
COUNTRIES = {"DE": 18, "GB": 18, "FR": 23, "NL": 14, "NO": 11, "MT": 27, "PL": 24, "CH": 17}


class Planted(NamedTuple):
    """`parts` are what must not be left: none of them may stand in the masked text."""

    kind: str
    text: str
    parts: tuple[str, ...]


def make_planted(random: Random, kind: str, count: int) -> list[Planted]:
    """So many tickets with something of that kind in them."""
    return [_MAKERS[kind](random) for _ in range(count)]


def _make_name(random: Random) -> Planted:
    drawn = random.random()
    first, last = random.choice(FIRST.split()), random.choice(LAST.split())
    if drawn < 0.05:
        name = random.choice(OTHER_SCRIPTS)
        return _make_planted_in("name", random.choice(NAME_IN), name)
    if drawn < 0.15:
        name = f"{first} {last}".lower()
        return _make_planted_in("name", random.choice(LOWER_CASE_IN), name)
    if drawn < 0.35:
        return _make_planted_in("name", random.choice(NAME_IN), first)
    if drawn < 0.45:
        last = random.choice(DOUBLE)
    elif drawn < 0.5:
        first = f"{first[0]}."
    elif drawn < 0.55:
        first = f"{first} {random.choice(FIRST.split())}"
    elif drawn < 0.6:
        return _make_planted_in("name", random.choice(NAME_IN), f"{first} {last}".upper())
    return _make_planted_in("name", random.choice(NAME_IN + FULL_NAME_IN), f"{first} {last}")


def _make_planted_in(kind: str, template: str, name: str) -> Planted:
    parts = tuple(part for part in name.split() if len(part.strip(".")) > 1 and part[0].isupper())
    return Planted(kind, template.format(name=name), parts or tuple(name.split()))


def _make_planted_value(kind: str, value: str, random: Random) -> Planted:
    return Planted(kind, random.choice(VALUE_IN).format(value=value), (value,))


def _make_email(random: Random) -> Planted:
    first, last = random.choice(FIRST.split()).lower(), random.choice(LAST.split()).lower()
    number = random.randrange(100)
    local = random.choice(
        (f"{first}.{last}", f"{first[0]}{last}", f"{first}_{number}", f"{last}+x")
    )
    address = f"{local}@{random.choice(DOMAINS)}"
    return _make_planted_value("email", random.choice((address, address.upper(), address)), random)


def _make_phone(random: Random) -> Planted:
    digits = "".join(str(random.randrange(10)) for _ in range(10))
    styles: tuple[Callable[[str], str], ...] = (
        lambda d: f"+49 {d[:3]} {d[3:]}",
        lambda d: f"+1 ({d[:3]}) {d[3:6]}-{d[6:]}",
        lambda d: f"0{d[:4]} {d[4:7]} {d[7:]}",
        lambda d: f"+44 (0) {d[:4]}-{d[4:]}",
        lambda d: f"{d[:3]}.{d[3:6]}.{d[6:]}",
        lambda d: f"0049{d}",
        lambda d: f"({d[:3]}) {d[3:6]} {d[6:]}",
        lambda d: f"+33 {d[0]} {d[1:3]} {d[3:5]} {d[5:7]} {d[7:9]}",
        lambda d: f"{d[:3]}-{d[3:7]}",
    )
    return _make_planted_value("phone", random.choice(styles)(digits), random)


def _make_card(random: Random) -> Planted:
    start, length = random.choice((("4", 16), ("51", 16), ("37", 15), ("6011", 16), ("4", 13)))
    body = start + "".join(str(random.randrange(10)) for _ in range(length - len(start) - 1))
    total = sum(sum(divmod(2 * int(text), 10)) for text in body[::-2])
    total += sum(int(text) for text in body[-2::-2])
    number = body + str(-total % 10)
    between = random.choice(("", " ", "-", "\u00a0", "."))
    return _make_planted_value(
        "card", between.join(number[at : at + 4] for at in range(0, length, 4)), random
    )


def _make_iban(random: Random) -> Planted:
    country = random.choice(list(COUNTRIES))
    letters = country in ("GB", "NL")
    bank = "".join(random.choice("BCDKNW") for _ in range(4)) if letters else ""
    digits = COUNTRIES[country] - len(bank)
    account = bank + "".join(str(random.randrange(10)) for _ in range(digits))
    numbers = "".join(str(int(text, 36)) for text in f"{account}{country}00")
    whole = f"{country}{98 - int(numbers) % 97:02}{account}"
    shown = random.choice((whole, " ".join(whole[at : at + 4] for at in range(0, len(whole), 4))))
    return _make_planted_value("iban", random.choice((shown, shown.lower(), shown)), random)


_MAKERS = {
    "name": _make_name,
    "email": _make_email,
    "phone": _make_phone,
    "card": _make_card,
    "iban": _make_iban,
}
KINDS = tuple(_MAKERS)

"""What happens on each desk, as data: steps in order. Nothing here imports anything of the product.

A step is a dict with a `do`: `drop`, `tour`, `send`, `act`, `link`, `wait`, `sweep`, `ask`.
In `act`, `pick` names the ticket: conditions on the first ticket that fits and was not picked
before, or the `name` under which one was picked earlier. `who` is who acts: the ticket's holder,
its requester, its lead, a colleague, a stranger (an employee of another department), or an admin.
Words in braces in bodies and paths are filled in: see `player.Player`.
"""

from typing import Any

Step = dict[str, Any]

START = "2026-12-01T09:00:00+00:00"
BATCH = 10
MINUTES_BETWEEN_BATCHES = 4

INSERTED = "assignment:\n  acknowledge_within: {urgent: 60, high: 120, medium: 240, low: 480}\n"
"""Into the desk file, in place of its line `assignment:`, so that the sweep has more to see."""
APPENDED = "\nfairness: {persons: true}\n"


def make_act(deed: str, pick: object, who: str, method: str, path: str, **more: Any) -> Step:
    return {
        "do": "act",
        "act": deed,
        "pick": pick,
        "who": who,
        "method": method,
        "path": path,
        **more,
    }


def make_status_change(name: str, pick: object, who: str, wanted: str) -> Step:
    return make_act(name, pick, who, "PATCH", "/tickets/{ticket}/status", query={"status": wanted})


ASSIGNED = {"status": "assigned"}
REVIEW = {"status": "manual_review"}
WAIT_A_LITTLE: Step = {"do": "wait", "minutes": 2}

PASSING: list[Step] = [
    make_act(
        "acknowledge", ASSIGNED, "holder", "POST", "/tickets/{ticket}/acknowledgement", name="a"
    ),
    make_act("acknowledge again", "a", "holder", "POST", "/tickets/{ticket}/acknowledgement"),
    make_act(
        "acknowledge a stranger's",
        ASSIGNED,
        "stranger",
        "POST",
        "/tickets/{ticket}/acknowledgement",
    ),
    {"do": "link", "pick": ASSIGNED, "name": "linked"},
    make_act(
        "decline",
        ASSIGNED,
        "holder",
        "POST",
        "/tickets/{ticket}/decline",
        name="d",
        body={"reason": "I am on my way to a customer."},
    ),
    make_act(
        "decline again",
        "d",
        "holder",
        "POST",
        "/tickets/{ticket}/decline",
        body={"reason": "Nor for me."},
    ),
    make_act(
        "decline a third time",
        "d",
        "holder",
        "POST",
        "/tickets/{ticket}/decline",
        body={"reason": "Nor for me, either."},
    ),
    make_act(
        "hand over",
        ASSIGNED,
        "holder",
        "POST",
        "/tickets/{ticket}/handover",
        body={"reason": "My shift ends."},
    ),
    make_act(
        "hand over to a colleague",
        ASSIGNED,
        "holder",
        "POST",
        "/tickets/{ticket}/handover",
        body={"reason": "They know this case.", "to": "{colleague}"},
    ),
    make_act(
        "hand over to a stranger",
        ASSIGNED,
        "holder",
        "POST",
        "/tickets/{ticket}/handover",
        body={"reason": "They know this case.", "to": "{stranger}"},
    ),
    make_act(
        "wrong department",
        ASSIGNED,
        "holder",
        "POST",
        "/tickets/{ticket}/wrong-department",
        body={"reason": "This is about something else."},
        name="w",
    ),
    make_act(
        "wrong department again",
        "w",
        "holder",
        "POST",
        "/tickets/{ticket}/wrong-department",
        body={},
    ),
    make_act(
        "appoint",
        ASSIGNED,
        "lead",
        "PUT",
        "/tickets/{ticket}/assignee",
        body={"employee_id": "{colleague}"},
    ),
    make_act(
        "appoint a stranger",
        ASSIGNED,
        "lead",
        "PUT",
        "/tickets/{ticket}/assignee",
        name="p",
        body={"employee_id": "{stranger}"},
    ),
    make_act(
        "appoint by an agent",
        ASSIGNED,
        "colleague",
        "PUT",
        "/tickets/{ticket}/assignee",
        body={"employee_id": "{colleague}"},
    ),
    WAIT_A_LITTLE,
]


def make_corrections(category: str, department: str) -> list[Step]:
    to = "/tickets/{ticket}/corrections"
    return [
        make_act("correct", ASSIGNED, "holder", "POST", to, body={"category": category}, name="c"),
        make_act(
            "correct the department", ASSIGNED, "lead", "POST", to, body={"department": department}
        ),
        make_act("correct one in review", REVIEW, "lead", "POST", to, body={"category": category}),
        make_act(
            "correct one in review by its department",
            REVIEW,
            "admin",
            "POST",
            to,
            body={"department": department},
        ),
        make_act("correct to nowhere", ASSIGNED, "admin", "POST", to, body={"category": "nowhere"}),
        make_act(
            "correct one's own", ASSIGNED, "requester", "POST", to, body={"category": category}
        ),
        make_act(
            "edit",
            ASSIGNED,
            "holder",
            "PATCH",
            "/tickets/{ticket}",
            body={"priority": "urgent", "tags": ["golden"]},
        ),
        make_act(
            "edit tier and language",
            ASSIGNED,
            "lead",
            "PATCH",
            "/tickets/{ticket}",
            body={"tier": 3, "language": "de"},
        ),
        make_act(
            "edit an old version",
            ASSIGNED,
            "holder",
            "PATCH",
            "/tickets/{ticket}",
            body={"priority": "low"},
            headers={"if-match": '"1"'},
        ),
        WAIT_A_LITTLE,
    ]


COMMENTING: list[Step] = [
    make_act(
        "comment by the requester",
        ASSIGNED,
        "requester",
        "POST",
        "/tickets/{ticket}/comments",
        body={"text": "Is there any news?"},
        key="c1",
        name="h",
    ),
    make_act(
        "reply",
        "h",
        "holder",
        "POST",
        "/tickets/{ticket}/comments",
        body={"text": "We are looking into it."},
        key="c2",
    ),
    make_act(
        "note",
        "h",
        "holder",
        "POST",
        "/tickets/{ticket}/comments",
        body={"text": "The courier lost it.", "public": False},
        key="c3",
    ),
    make_status_change("hold", "h", "holder", "on_hold"),
    {"do": "wait", "minutes": 45},
    make_act(
        "comment on one that is on hold",
        "h",
        "requester",
        "POST",
        "/tickets/{ticket}/comments",
        body={"text": "Here is what you asked for."},
        key="c4",
    ),
    make_act("read comments", "h", "requester", "GET", "/tickets/{ticket}/comments"),
    make_status_change("hold another", ASSIGNED, "holder", "on_hold") | {"name": "o"},
    {"do": "wait", "minutes": 30},
    make_status_change("resume", "o", "holder", "in_progress"),
    make_status_change("resolve", "o", "holder", "resolved"),
    make_status_change("reopen", "o", "requester", "routed"),
    make_status_change("begin", ASSIGNED, "holder", "in_progress") | {"name": "b"},
    make_status_change("resolve another", "b", "holder", "resolved"),
    make_status_change("close", "b", "requester", "closed"),
    make_act(
        "comment on one that is closed",
        "b",
        "requester",
        "POST",
        "/tickets/{ticket}/comments",
        body={"text": "It happens again."},
        key="c5",
    ),
    make_status_change("close by the requester", ASSIGNED, "requester", "closed") | {"name": "f"},
    make_status_change("take a finished one", "f", "lead", "assigned"),
    WAIT_A_LITTLE,
]

LINKING: list[Step] = [
    make_act(
        "link by hand",
        ASSIGNED,
        "admin",
        "PUT",
        "/tickets/{ticket}/link",
        body={"parent": "{another}"},
        name="l",
    ),
    make_act("unlink by hand", "l", "lead", "DELETE", "/tickets/{ticket}/link"),
    make_act(
        "link to itself",
        ASSIGNED,
        "admin",
        "PUT",
        "/tickets/{ticket}/link",
        body={"parent": "{ticket}"},
    ),
    make_act(
        "link by an agent",
        ASSIGNED,
        "holder",
        "PUT",
        "/tickets/{ticket}/link",
        body={"parent": "{another}"},
    ),
    WAIT_A_LITTLE,
]

LEAVING: list[Step] = [
    make_act("say one pauses", ASSIGNED, "holder", "PATCH", "/employees/me", body={"paused": True}),
    make_act(
        "say one carries less", ASSIGNED, "holder", "PATCH", "/employees/me", body={"capacity": 1}
    ),
    make_act("say nothing", ASSIGNED, "holder", "PATCH", "/employees/me", body={}),
    make_act(
        "go on leave",
        ASSIGNED,
        "holder",
        "POST",
        "/employees/me/handover",
        body={"until": "2026-12-14T08:00:00+01:00"},
    ),
    make_act(
        "hand over for one who is ill",
        ASSIGNED,
        "lead",
        "POST",
        "/employees/{holder}/handover",
        body={"until": "2026-12-03T08:00:00+01:00"},
    ),
    WAIT_A_LITTLE,
]

SWEEPING: list[Step] = [
    {"do": "sweep"},
    *({"do": "wait", "minutes": minutes, "sweep": True} for minutes in (65, 120, 300, 1500)),
]


def make_submissions(name: str, channel: str, texts: dict[str, str], **fields: object) -> Step:
    """Tickets of these requesters with these words."""
    rows = [
        {
            "external_id": f"{name.replace(' ', '-')}-{number}",
            "description": text,
            "requester": {"email": email.partition("#")[0]},
            **fields,
        }
        for number, (email, text) in enumerate(texts.items(), 1)
    ]
    return {"do": "send", "send": name, "by": channel, "rows": rows}


def make_incident(
    openings: tuple[str, ...], endings: tuple[str, ...], department: str
) -> list[Step]:
    words = [f"{opening} {ending}" for opening in openings for ending in endings]
    texts = {f"crowd{number}@example.com": text for number, text in enumerate(words)}
    parent = {"incident": True}
    return [
        make_submissions("incident", "sqs", texts),
        {"do": "wait", "minutes": 3},
        make_act(
            "sort the incident",
            {**parent, **REVIEW},
            "admin",
            "POST",
            "/tickets/{ticket}/corrections",
            body={"department": department},
            name="i",
        ),
        make_act(
            "children",
            parent,
            "admin",
            "GET",
            "/tickets/{ticket}/children",
            query={"limit": "100"},
            name="i",
        ),
        make_act(
            "say something on the incident",
            "i",
            "holder",
            "POST",
            "/tickets/{ticket}/comments",
            body={"text": "We know of it and are at work."},
            key="c6",
        ),
        make_status_change("resolve the incident", "i", "holder", "resolved"),
        WAIT_A_LITTLE,
    ]


def make_duplicates(text: str) -> list[Step]:
    return [
        make_submissions("duplicate", "https", {"twice@example.com#1": text}),
        WAIT_A_LITTLE,
        make_submissions("duplicate again", "https", {"twice@example.com#2": text}),
        WAIT_A_LITTLE,
        make_status_change(
            "close the first", {"requester": "twice@example.com"}, "requester", "closed"
        ),
        WAIT_A_LITTLE,
    ]


REFUSED: list[Step] = [
    {"do": "send", "send": "not JSON", "by": "raw", "body": "this is no ticket"},
    {
        "do": "send",
        "send": "no address",
        "by": "sqs",
        "rows": [
            {"external_id": "bad-1", "description": "Hello", "requester": {"email": "nobody"}},
            {"external_id": "bad-2", "requester": {"email": "ann@example.com"}},
            {
                "external_id": "bad-3",
                "description": "Hello",
                "requester": {"email": "ann@example.com"},
                "department": "nowhere",
                "priority": "highest",
            },
        ],
    },
    {
        "do": "send",
        "send": "no address over HTTPS",
        "by": "https",
        "rows": [
            {"external_id": "bad-4", "description": "Hello", "requester": {"email": "nobody"}},
            {
                "external_id": "bad-5",
                "description": "Hi",
                "requester": {"email": "ann@example.com"},
                "tier": 9,
            },
        ],
    },
    {"do": "drop", "key": "tickets/broken.csv", "text": "a,b\n1,2\n"},
    {"do": "drop", "key": "desk/broken.yaml", "text": "version: 1\nid: broken\n"},
    {"do": "drop", "key": "elsewhere/file.csv", "text": "a,b\n1,2\n"},
]

ASKING: list[Step] = [
    {"do": "ask", "path": path}
    for path in (
        "/triage/classifiers",
        "/triage/operating-points",
        "/triage/drift",
        "/proposals",
        "/fairness",
        "/fairness.csv",
        "/departments",
        "/health",
    )
]


def make_roster_drops(department: str) -> list[Step]:
    """One who is new, one who is wrong, and then the desk's own roster again without its first."""
    text = (
        "employee_id,name,email,departments,skills,languages,capacity,profile\n"
        f'G-1,Gus Glover,gus.glover@example.com,{department},,en,5,"Knows it all"\n'
        "G-2,Nobody,nobody,nowhere,,en,5,\n"
    )
    return [
        {"do": "drop", "key": "roster/more.csv", "text": text},
        {"do": "drop", "key": "roster/fewer.csv", "file": "roster.csv", "without_line": 3},
        WAIT_A_LITTLE,
    ]


OPENING: list[Step] = [
    {"do": "drop", "key": "desk/desk.yaml", "file": "desk.yaml", "insert": True},
    {"do": "drop", "key": "roster/roster.csv", "file": "roster.csv"},
    {"do": "drop", "key": "examples/examples.csv", "file": "examples.csv"},
    *ASKING[:2],
    {"do": "ask", "path": "/employees", "query": {"limit": "100"}},
]
CSV = "external_id,title,description,requester_email,requester_name\n"

BANK: list[Step] = [
    *OPENING,
    {"do": "tour", "most": 120},
    *PASSING,
    *make_corrections("card_arrival", "fraud"),
    *COMMENTING,
    *LINKING,
    {"do": "drop", "key": "tickets/tickets.csv", "file": "tickets.csv"},
    make_submissions(
        "by queue",
        "sqs",
        {
            "ann@cards.example.net": "We report a chargeback: this card is compromised.",
            "bob@example.com": "My card was stolen, block it!",
            "eve@example.com": "What about FRD-123456?",
            "fay@example.com": "Wo bleibt meine neue Karte? Ich warte seit zwei Wochen.",
            "gil@example.com": "Asdf.",
        },
    ),
    make_submissions(
        "with wishes",
        "https",
        {
            "vip@example.com": "I ordered a new card two weeks ago and it has still not come.",
        },
        priority="high",
        tier=2,
        department="card-delivery",
        tags=["vip"],
    ),
    WAIT_A_LITTLE,
    *make_duplicates("How can I top up my account at 3 pm with 250 pounds by cheque?"),
    *make_incident(
        (
            "The app is down:",
            "Since this morning the app does not open.",
            "Is there an outage?",
            "Hello, your app stopped working.",
            "Nobody can use the app any more,",
        ),
        (
            "I cannot sign in to the app.",
            "the app shows an error after the passcode.",
            "the app crashes when I sign in.",
            "the app says that the server is not available.",
        ),
        "app-access",
    ),
    *REFUSED,
    *LEAVING,
    *SWEEPING,
    *make_roster_drops("fraud"),
    *ASKING,
]

IT: list[Step] = [
    *OPENING,
    {"do": "tour", "most": 20},
    {
        "do": "drop",
        "key": "tickets/more.csv",
        "text": CSV
        + "".join(
            f'M-{number},,"{text}",m{number}@example.com,M{number}\n'
            for number, text in enumerate(
                (
                    "The fan of my laptop is very loud.",
                    "I need a licence for the drawing program.",
                    "The Wi-Fi in room 4 drops every hour.",
                    "My password has expired.",
                    "I got an e-mail with a strange link and clicked it.",
                    "When do I get my pay slip?",
                    "A new colleague starts on Monday and needs a contract.",
                    "The VPN does not connect from my hotel.",
                    "Excel crashes when I open a big file.",
                    "The shared drive is gone.",
                    "Please order a docking station for me.",
                    "My screen is broken.",
                    "How many days of leave do I have?",
                    "Hello?",
                    "My account is locked.",
                    "The database client shows an error.",
                    "Our files are encrypted and they want us to pay in bitcoin.",
                    "The phone does not charge.",
                    "Outlook freezes at every start.",
                    "The internet is slow in the whole building.",
                    "I want to go on parental leave.",
                    "My second factor was lost with my old phone.",
                    "The printer eats paper.",
                    "Please install the new version of the editor.",
                    "My expenses were not paid.",
                )
            )
        )
        + "M-99,,,nobody,\n",
    },
    {"do": "wait", "minutes": 2},
    *PASSING,
    *make_corrections("software_failure", "network"),
    *COMMENTING,
    *LINKING,
    make_submissions(
        "by queue",
        "sqs",
        {
            "ann@example.com": "The scanner says Trojan.Win32 on my laptop.",
            "bob@example.com": "Ransomware! Everything is locked.",
            "fay@example.com": "Mein Bildschirm flackert seit heute Morgen.",
            "gil@example.com": "Asdf.",
        },
    ),
    make_submissions(
        "with wishes",
        "https",
        {
            "vip@example.com": "I cannot reach the shared drive of my team.",
        },
        priority="urgent",
        tier=2,
        department="network",
        tags=["vip"],
    ),
    WAIT_A_LITTLE,
    *make_duplicates("My new keyboard arrived with a broken key, please send me another one."),
    *make_incident(
        (
            "Our e-mail is down:",
            "Since this morning the e-mail does not work.",
            "Is there an e-mail outage?",
            "Hello, my e-mail stopped working.",
            "The mail server seems to be down.",
        ),
        (
            "I can neither send nor receive messages.",
            "Outlook cannot reach the mail server.",
            "no new messages come in, and sending fails.",
            "Outlook says that the server is not available.",
        ),
        "software",
    ),
    *REFUSED,
    *LEAVING,
    *SWEEPING,
    *make_roster_drops("hardware"),
    *ASKING,
]

SCENARIOS: dict[str, list[Step]] = {"bank": BANK, "it": IT}

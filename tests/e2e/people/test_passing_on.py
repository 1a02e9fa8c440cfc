"""A ticket that somebody does not take goes to others, then to the lead, whose word stands."""

import json
import secrets
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import yaml

from local.tour.rows import Json
from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import encode_value
from tests.fixtures.way import DESK, DeskStack, build_row, make_requester, read_department

pytestmark = pytest.mark.slow

FOR_BOTH = "The pallet jack squeaks"
FOR_THE_ANNEX = "The stamp album is full"
ROSTER = "employee_id,name,email,departments,capacity\n" + "".join(
    f"{text},Name of {text},{text.lower()}@example.com,{place},{capacity}\n"
    for text, place, capacity in (
        ("E-D1", "depot", 9),
        ("E-D2", "depot", 9),
        ("E-D3", "depot", 9),
        ("E-A1", "annex", 1),
    )
)
type Clients = dict[str, httpx.Client]


@pytest.fixture(scope="module")
def clients(desk_stack: DeskStack) -> Clients:
    """Everybody's own, over a desk with a depot of three people and an annex of one."""
    drops = {"desk/more.yaml": build_desk(), "roster/more.csv": ROSTER}
    for key, content in drops.items():
        report = desk_stack.read_report(key, content.encode())
        assert report["refused"] == 0, report
    people = dict.fromkeys(("e-d1", "e-d2", "e-d3", "e-a1"), "agent")
    leads = {"lea.depot": "lead", "lea.annex": "lead"}
    return {name: sign_in(desk_stack, name, group) for name, group in (people | leads).items()}


def build_desk() -> str:
    """Two departments get tickets by rules with the same words; people have an hour to answer."""
    desk = yaml.safe_load((DESK / "desk.yaml").read_text(encoding="utf-8"))
    for place in ("depot", "annex"):
        address = f"{place}@example.com"
        lead = {"name": f"Lea {place.title()}", "email": f"lea.{address}"}
        words = ["pallet jack"] if place == "depot" else ["pallet jack", "stamp album"]
        department = {"id": place, "name": place.title(), "description": f"The {place}."}
        desk["departments"].append({**department, "lead": lead, "mailbox": address})
        desk["categories"].append(
            {
                "id": f"in_the_{place}",
                "path": ["House", place.title(), f"Something in the {place}"],
                "description": f"Something in the {place} wants a look.",
                "department": place,
            }
        )
        desk.setdefault("rules", []).append(
            {
                "name": f"the {place}",
                "when": {"any_words": words},
                "set": {"category": f"in_the_{place}"},
            }
        )
    desk["assignment"] = {"acknowledge_within": {"medium": 60}, "max_passes": 3}
    return str(yaml.safe_dump(desk, sort_keys=False))


def sign_in(stack: DeskStack, name: str, group: str) -> httpx.Client:
    email, password = f"{name}@example.com", f"Aa1!{secrets.token_urlsafe(12)}"
    stack.deployment.create_user(email, group, password)
    return stack.deployment.open_http(stack.deployment.sign_in(email, password))


def send(stack: DeskStack, words: str) -> str:
    return stack.channels.send_by_https(build_row(words, make_requester()), secrets.token_hex(8))


def wait_for_assignee(stack: DeskStack, ticket_id: str, but: str = "") -> str:
    """Who has it, once that is somebody else."""

    def find_assignee() -> str:
        ticket = stack.get(f"/tickets/{ticket_id}")
        given = ticket["status"] == "assigned" and ticket["assignee"] != but
        return str(ticket["assignee"]) if given else ""

    return stack.wait_for(find_assignee, f"somebody else than {but or 'nobody'} for {ticket_id}")


def wait_for_status(stack: DeskStack, ticket_id: str, status: str) -> Json:
    def find_ticket() -> Json | None:
        ticket = stack.get(f"/tickets/{ticket_id}")
        return ticket if ticket["status"] == status else None

    return stack.wait_for(find_ticket, f"{ticket_id} in {status}")


def let_hour_pass(stack: DeskStack, ticket_id: str) -> None:
    """As if whoever has it had been silent for so long, when the sweep comes by."""
    stack.aws.client("dynamodb").update_item(
        TableName=stack.deployment.outputs["DeskTableName"],
        Key=keys.build_ticket_key(ticket_id),
        UpdateExpression="SET acknowledge_by = :past, due_at = :past",
        ConditionExpression="attribute_exists(acknowledge_by)",
        ExpressionAttributeValues={":past": encode_value(datetime.now(UTC) - timedelta(minutes=1))},
    )
    functions = stack.aws.client("lambda")
    names = [entry["FunctionName"] for entry in functions.list_functions()["Functions"]]
    functions.invoke(FunctionName=next(name for name in names if "weep" in name), Payload=b"{}")


def is_notified(stack: DeskStack, ticket_id: str, name: str) -> bool:
    return f"{name}@example.com" in {mail.to for mail in stack.list_mails(ticket_id)}


def test_a_declined_ticket_goes_to_somebody_else(desk_stack: DeskStack, clients: Clients) -> None:
    stack = desk_stack
    ticket_id = send(stack, FOR_BOTH)
    first = wait_for_assignee(stack, ticket_id)
    for _ in range(2):
        clients[first.lower()].post(
            f"/tickets/{ticket_id}/decline", json={"reason": "I have no key."}
        ).raise_for_status()
    second = wait_for_assignee(stack, ticket_id, but=first)
    stack.wait_for(
        lambda: is_notified(stack, ticket_id, second.lower()), "the mail to the next one"
    )
    explanation = stack.get(f"/tickets/{ticket_id}/explanation")
    answer = json.dumps(explanation["assignment"])
    assert f'"employee_id": "{first}", "reason": "declined"' in answer
    assert "I have no key." in json.dumps(explanation["history"])

    taken = clients[second.lower()].post(f"/tickets/{ticket_id}/acknowledgement")
    assert taken.json()["acknowledged_at"]
    stack.wait_for(
        lambda: (
            {"ticket_returned", "ticket_acknowledged"} <= set(stack.heard.group_by_name(ticket_id))
        ),
        "both events",
    )


def test_a_ticket_that_nobody_takes_up_goes_round_and_then_to_the_lead(
    desk_stack: DeskStack, clients: Clients
) -> None:
    stack = desk_stack
    ticket_id = send(stack, FOR_BOTH)
    had: list[str] = []
    for _ in range(3):
        had.append(wait_for_assignee(stack, ticket_id, but=had[-1] if had else ""))
        let_hour_pass(stack, ticket_id)
    ticket = wait_for_status(stack, ticket_id, "manual_review")
    assert sorted(had) == ["E-D1", "E-D2", "E-D3"]
    assert ticket["reason"] == (
        "Nobody keeps it: 3 did not answer in time. The department's lead decides."
    )
    stack.wait_for(lambda: is_notified(stack, ticket_id, "lea.depot"), "the mail to the lead")

    word = clients["lea.depot"].put(f"/tickets/{ticket_id}/assignee", json={"employee_id": had[0]})
    assert [entry["reason"] for entry in word.raise_for_status().json()["warnings"]] == [
        "timed_out"
    ]
    assert stack.get(f"/tickets/{ticket_id}")["assignee"] == had[0]


def test_a_ticket_that_no_department_wants_goes_to_the_second_ones_lead(
    desk_stack: DeskStack, clients: Clients
) -> None:
    stack = desk_stack
    ticket_id = send(stack, FOR_BOTH)
    first = wait_for_assignee(stack, ticket_id)
    clients[first.lower()].post(
        f"/tickets/{ticket_id}/wrong-department", json={}
    ).raise_for_status()

    assert wait_for_assignee(stack, ticket_id, but=first) == "E-A1"
    ticket = stack.get(f"/tickets/{ticket_id}")
    assert read_department(ticket) == "annex"
    assert ticket["reason"] == "Not for Depot, as was said there. Rule “the annex”."
    clients["e-a1"].post(f"/tickets/{ticket_id}/wrong-department", json={}).raise_for_status()

    ticket = wait_for_status(stack, ticket_id, "manual_review")
    assert (read_department(ticket), ticket["assignee"]) == ("annex", "")
    assert ticket["reason"] == "Neither Depot nor Annex says that it belongs there."
    stack.wait_for(lambda: is_notified(stack, ticket_id, "lea.annex"), "the mail to the lead")


def test_a_leads_word_goes_over_the_limit_and_stands(
    desk_stack: DeskStack, clients: Clients
) -> None:
    stack = desk_stack
    held = send(stack, FOR_THE_ANNEX)
    assert wait_for_assignee(stack, held) == "E-A1"
    waits = send(stack, FOR_THE_ANNEX)
    wait_for_status(stack, waits, "waiting")

    word = clients["lea.annex"].put(f"/tickets/{waits}/assignee", json={"employee_id": "E-A1"})
    result = word.raise_for_status().json()
    assert [entry["reason"] for entry in result["warnings"]] == ["at_capacity"]
    assert (result["ticket"]["assignee"], result["ticket"]["pinned"]) == ("E-A1", True)
    assert result["ticket"]["acknowledge_by"] is None
    (annex,) = stack.list_items("/employees", department="annex")
    assert (annex["load"], annex["capacity"]) == (2, 1)
    stack.wait_for(lambda: is_notified(stack, waits, "e-a1"), "the mail")

    let_hour_pass(stack, held)
    wait_for_status(stack, held, "waiting")
    stack.wait_until_quiet()
    assert stack.get(f"/tickets/{waits}")["assignee"] == "E-A1"

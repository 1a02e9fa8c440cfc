"""What the functions log names tickets, and never their words, their people's or a token."""

import secrets

from local.tour.rows import Json
from tests.fixtures.way import DeskStack, build_row, make_requester

SECRET = "zanzibarquartz"


def test_no_word_of_a_ticket_and_no_token_reaches_a_log(desk_stack: DeskStack) -> None:
    requester = make_requester()
    words = f"My {SECRET} does not start"
    line: Json = {**build_row(words, requester), "external_id": requester}
    bad: Json = {**build_row(words, SECRET), "external_id": requester}

    ticket_id = desk_stack.channels.send_by_https(build_row(words, requester), secrets.token_hex(8))
    desk_stack.channels.send_by_sqs({requester: build_row(words, requester)})
    desk_stack.channels.drop_tickets(f"tickets/{requester}.jsonl", [line, bad])
    desk_stack.sign_in("admin").post("/tickets", json=build_row(words, SECRET))
    desk_stack.sqs.send_message(
        QueueUrl=desk_stack.deployment.submissions_url, MessageBody=f'{{"{SECRET}": "{SECRET}"}}'
    )
    desk_stack.wait_for_ended_tickets(requester, 3)
    desk_stack.wait_until_quiet()

    log = desk_stack.log.read_text(encoding="utf-8", errors="replace")
    assert ticket_id in log
    assert SECRET not in log
    for role in ("admin", "requester"):
        assert desk_stack.sign_in(role).headers["Authorization"].split()[1] not in log

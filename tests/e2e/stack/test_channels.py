"""A ticket through each channel reaches its end, once, with its e-mail."""

import json
import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from local.tour.rows import ENDED, count_due_mails
from switchyard.domain.values import Channel
from tests.fixtures.functions import read_sample
from tests.fixtures.way import DeskStack, build_row, make_requester, read_department, read_origin

WORDS = "My laptop's screen stays black when I press the power button."
TIMES, AT_ONCE = 10, 4


@pytest.mark.parametrize("channel", list(Channel))
def test_a_ticket_through_each_channel_reaches_its_end_and_somebody_hears_of_it(
    desk_stack: DeskStack, channel: Channel
) -> None:
    requester = make_requester()

    send(desk_stack, channel, requester)

    (ticket,) = desk_stack.wait_for_ended_tickets(requester)
    assert ticket["status"] in ENDED
    assert ticket["channel"] == channel
    assert len(desk_stack.list_mails(str(ticket["ticket_id"]))) == count_due_mails(ticket)


@pytest.mark.parametrize("channel", list(Channel))
def test_what_is_delivered_ten_times_at_once_is_one_ticket_and_one_mail(
    desk_stack: DeskStack, channel: Channel
) -> None:
    requester = make_requester()

    if channel is Channel.FILE:
        send_file_once_and_its_message_often(desk_stack, requester)
    else:
        with ThreadPoolExecutor(AT_ONCE) as many:
            for sent in [many.submit(send, desk_stack, channel, requester) for _ in range(TIMES)]:
                sent.result()

    (ticket,) = desk_stack.wait_for_ended_tickets(requester)
    desk_stack.wait_until_quiet()
    assert len(desk_stack.list_tickets(requester)) == 1
    mails = desk_stack.list_mails(str(ticket["ticket_id"]))
    assert len(mails) == count_due_mails(ticket), [mail.subject for mail in mails]


def test_messages_in_any_order_and_again_later_are_one_ticket_each(desk_stack: DeskStack) -> None:
    requester = make_requester()
    keys = [f"{requester}-{number}" for number in range(5)]
    deliveries = keys * 3
    random.Random(7).shuffle(deliveries)

    for key in deliveries:
        desk_stack.channels.send_by_sqs(
            {key: build_row(f"{WORDS} Card {key[-1]} of 5.", requester)}
        )

    tickets = desk_stack.wait_for_ended_tickets(requester, len(keys))
    desk_stack.wait_until_quiet()
    assert len(desk_stack.list_tickets(requester)) == len(keys)
    assert sorted(str(read_origin(ticket)["external_id"]) for ticket in tickets) == keys


def test_a_ticket_that_a_rule_knows_goes_where_the_rule_says(desk_stack: DeskStack) -> None:
    requester = make_requester()

    ticket_id = desk_stack.channels.send_by_https(
        build_row("The glove box leaks", requester), requester
    )

    (ticket,) = desk_stack.wait_for_ended_tickets(requester)
    assert read_department(ticket) == "lab"
    triage = desk_stack.get(f"/tickets/{ticket_id}/explanation")["triage"]
    assert isinstance(triage, dict)
    assert "the glove box" in str(triage["reason"])


def send(stack: DeskStack, channel: Channel, requester: str) -> None:
    """The same ticket each time, under the same name."""
    ticket = build_row(WORDS, requester)
    match channel:
        case Channel.HTTPS:
            stack.channels.send_by_https(ticket, requester)
        case Channel.SQS:
            stack.channels.send_by_sqs({requester: ticket})
        case Channel.FILE:
            stack.channels.drop_tickets(f"tickets/{requester}.jsonl", [build_line(requester)])


def build_line(requester: str) -> dict[str, object]:
    return {**build_row(WORDS, requester), "external_id": requester}


def send_file_once_and_its_message_often(stack: DeskStack, requester: str) -> None:
    key = f"tickets/{requester}.jsonl"
    content = json.dumps(build_line(requester)).encode()
    put = stack.aws.client("s3").put_object(Bucket=stack.deployment.bucket, Key=key, Body=content)
    message = json.loads(read_sample("ingest", "file-tickets-jsonl")["Records"][0]["body"])
    s3 = message["Records"][0]["s3"]
    s3["bucket"]["name"] = stack.deployment.bucket
    s3["object"] |= {
        "key": key,
        "size": len(content),
        "eTag": put["ETag"].strip('"'),
        "versionId": put["VersionId"],
    }
    for _ in range(TIMES - 1):
        stack.sqs.send_message(QueueUrl=stack.queue_urls["files"], MessageBody=json.dumps(message))

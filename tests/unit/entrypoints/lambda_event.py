"""Events and contexts as Lambda gives them, and what an entry point needs beside them."""

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel


class Context(LambdaContext):
    """What Powertools wants to know of an invocation."""

    _function_name = "test"
    _memory_limit_in_mb = 512
    _invoked_function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:test"
    _aws_request_id = "request-1"

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 30_000


def make_sqs_event(*bodies: BaseModel | str) -> dict[str, object]:
    """Message ids are m0, m1, …"""
    return {
        "Records": [
            {
                "messageId": f"m{number}",
                "receiptHandle": "r",
                "body": body if isinstance(body, str) else body.model_dump_json(),
                "attributes": {"ApproximateReceiveCount": "1"},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:queue",
                "awsRegion": "eu-west-1",
            }
            for number, body in enumerate(bodies)
        ]
    }


def read_failures(response: object) -> list[str]:
    """The messages that come again."""
    assert isinstance(response, dict)
    return [failure["itemIdentifier"] for failure in response["batchItemFailures"]]


def make_factory(service: object) -> Callable[[], Any]:
    """What `bootstrap` gives an entry point: here it makes a stand-in."""
    return lambda: service

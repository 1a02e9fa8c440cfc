"""SQS events as Lambda gets them."""

from dataclasses import dataclass
from importlib import import_module
from types import ModuleType, SimpleNamespace

import pytest
from pydantic import BaseModel

import switchyard


@dataclass
class Context:
    """What Powertools wants to know of an invocation."""

    function_name: str = "test"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:eu-west-1:123456789012:function:test"
    aws_request_id: str = "request-1"

    def get_remaining_time_in_millis(self) -> int:
        return 30_000


def sqs_event(*bodies: BaseModel | str) -> dict[str, object]:
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


def failures(response: object) -> list[str]:
    """The messages that come again."""
    assert isinstance(response, dict)
    return [one["itemIdentifier"] for one in response["batchItemFailures"]]


def load_handler(name: str, monkeypatch: pytest.MonkeyPatch, **use_cases: object) -> ModuleType:
    """A function's handler with `bootstrap` making these use cases."""
    made = {case: (lambda service=service: service) for case, service in use_cases.items()}
    bootstrap = SimpleNamespace(**made)
    monkeypatch.setattr(switchyard, "bootstrap", bootstrap, raising=False)
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Switchyard-test")
    module = import_module(f"functions.{name}.handler")
    monkeypatch.setattr(module, "bootstrap", bootstrap)
    return module

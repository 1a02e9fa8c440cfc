"""Every function: what it is for, its size, and all that it may do.

A grant names actions and what they are allowed on. Targets are names: a table (`desk`), an index
of it (`desk/index/due`), keys of the bucket (`bucket/reports/*`), a queue (`queue/triage`), the
event bus (`bus`), the mail identities and configuration (`mail`, `mail-redirect`,
`mail-configuration`), the SMTP password (`smtp-secret`), the language model's key
(`language-model-secret`), the search domain (`search/*`). Logs,
traces and reading from its queue are added where a function is built.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from infra_cdk.queues import FED_BY_PUBLISH

LAYERS_OF_FUNCTIONS = Path("layers/functions.json")

type Setting = Literal["queues", "mail", "language-model"]
type When = Literal["always", "opensearch", "ses", "ses-redirected", "smtp", "language-model-key"]

READ = ("dynamodb:GetItem", "dynamodb:BatchGetItem")
QUERY = ("dynamodb:Query",)
WRITE = (
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "dynamodb:ConditionCheckItem",
)
# A message that brings its own headers is sent by the first and allowed by the second.
SEND_MAIL = ("ses:SendEmail", "ses:SendRawEmail")
SEARCH = ("es:ESHttpGet", "es:ESHttpPost")


@dataclass(frozen=True, slots=True)
class Grant:
    """`actions` on `targets`; `when` says under which template parameters.

    Of a table, `rows` are the only partition keys that it holds for, `*` standing for any end.
    """

    actions: tuple[str, ...]
    targets: tuple[str, ...]
    when: When = "always"
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionSpec:
    """`memory` in MB (1,769 is one whole core on Lambda), `timeout` in seconds.

    `variant` says which of its lines in layers/functions.json holds, where there are several.
    """

    name: str
    purpose: str
    memory: int
    timeout: int
    grants: tuple[Grant, ...]
    settings: tuple[Setting, ...] = ()
    variant: str = ""

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of the layers it runs with."""
        return tuple(json.loads(LAYERS_OF_FUNCTIONS.read_text())[self.name + self.variant])


# Without it S3 says "forbidden" of a file that is not there.
NOT_FOUND = Grant(("s3:ListBucket",), ("bucket",))
DESK_FILES = Grant(("s3:GetObject",), ("bucket/desks/*",))
MODEL_CARDS = Grant(("s3:GetObject",), ("bucket/classifiers/*.card.json",))
DROPS = ("bucket/roster/*", "bucket/tickets/*", "bucket/examples/*", "bucket/desk/*")
VECTORS = Grant(QUERY, ("content", "content/index/changes"))
# Who was given a ticket, and who passed it on, is counted in the same transaction.
COUNTS = Grant(("dynamodb:UpdateItem",), ("ops",), rows=("FAIRNESS#*",))
# Made by whichever of its two readers comes first.
LINK_KEY = Grant(("dynamodb:GetItem", "dynamodb:PutItem"), ("ops",), rows=("LINKS",))

FUNCTIONS: tuple[FunctionSpec, ...] = (
    FunctionSpec(
        name="api",
        purpose="The HTTPS channel: tickets in, answers out.",
        memory=1024,
        timeout=15,
        grants=(
            Grant((*READ, *QUERY, *WRITE), ("desk",)),
            Grant(
                QUERY,
                (
                    "desk/index/by_department",
                    "desk/index/by_department_status",
                    "desk/index/by_assignee",
                    "desk/index/by_requester",
                    "desk/index/listing",
                ),
            ),
            Grant((*READ, *QUERY, *WRITE), ("content",)),
            # A presigned form can do no more than the role that signed it.
            Grant(("s3:PutObject",), DROPS),
            DESK_FILES,
            MODEL_CARDS,
            Grant(QUERY, ("ops",), rows=("DRIFT", "FAIRNESS#*")),
            COUNTS,
            LINK_KEY,
        ),
    ),
    FunctionSpec(
        name="ingest",
        purpose="Reads dropped files and the submissions queue.",
        memory=1769,
        timeout=120,
        grants=(
            Grant((*READ, *QUERY, *WRITE), ("desk",)),
            Grant(QUERY, ("desk/index/listing", "desk/index/by_assignee")),
            Grant((*READ, *WRITE), ("content",)),
            VECTORS,
            Grant(("s3:GetObject", "s3:GetObjectVersion"), DROPS),
            Grant(("s3:PutObject",), ("bucket/reports/*", "bucket/desks/*")),
            NOT_FOUND,
            DESK_FILES,
        ),
    ),
    FunctionSpec(
        name="publish",
        purpose="Forwards what was committed to the desk table, and nothing else.",
        memory=512,
        timeout=30,
        settings=("queues",),
        grants=(
            Grant(
                ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"),
                ("desk-stream",),
            ),
            # Lambda asks for it, and it knows no resources.
            Grant(("dynamodb:ListStreams",), ("anything",)),
            Grant(
                ("sqs:SendMessage",),
                (*(f"queue/{name}" for name in FED_BY_PUBLISH), "queue/publish-dlq"),
            ),
            Grant(("events:PutEvents",), ("bus",)),
        ),
    ),
    FunctionSpec(
        name="triage",
        purpose="Decides category, department, priority and tier.",
        memory=1769,
        timeout=30,
        grants=(
            Grant((*READ, *WRITE), ("desk",)),
            Grant(QUERY, ("desk/index/by_requester",)),
            Grant((*READ, *QUERY, *WRITE), ("content",)),
            # What came of late: whether a ticket is one of a burst.
            Grant((*QUERY, "dynamodb:PutItem"), ("ops",), rows=("RECENT#*",)),
            VECTORS,
            Grant(("s3:GetObject",), ("bucket/desks/*", "bucket/classifiers/*")),
            NOT_FOUND,
            Grant(SEARCH, ("search/*",), when="opensearch"),
        ),
    ),
    FunctionSpec(
        name="assign",
        purpose="Finds the right person and claims a slot.",
        memory=1024,
        timeout=30,
        grants=(
            Grant((*READ, *WRITE), ("desk",)),
            Grant(
                QUERY,
                (
                    "desk/index/waiting",
                    "desk/index/listing",
                    "desk/index/by_requester",
                    "desk/index/by_assignee",
                ),
            ),
            Grant((*READ, *QUERY, *WRITE), ("content",)),
            COUNTS,
            VECTORS,
            DESK_FILES,
            Grant(SEARCH, ("search/*",), when="opensearch"),
        ),
    ),
    FunctionSpec(
        name="notify",
        purpose="Sends the e-mails that are due.",
        memory=512,
        timeout=30,
        settings=("mail",),
        grants=(
            Grant((*READ, "dynamodb:UpdateItem"), ("desk",)),
            Grant(READ, ("content",)),
            DESK_FILES,
            LINK_KEY,
            Grant(SEND_MAIL, ("mail", "mail-configuration"), when="ses"),
            Grant(SEND_MAIL, ("mail-redirect",), when="ses-redirected"),
            Grant(("secretsmanager:GetSecretValue",), ("smtp-secret",), when="smtp"),
        ),
    ),
    FunctionSpec(
        name="index",
        purpose="Tells OpenSearch what changed.",
        memory=512,
        timeout=60,
        grants=(
            VECTORS,
            Grant((*READ, "dynamodb:PutItem", "dynamodb:UpdateItem"), ("ops",), rows=("INDEX#*",)),
            Grant(
                (*SEARCH, "es:ESHttpPut", "es:ESHttpHead", "es:ESHttpDelete"),
                ("search/*",),
                when="opensearch",
            ),
        ),
    ),
    FunctionSpec(
        name="learn",
        purpose="Trains the classifier from confirmed tickets.",
        memory=4096,
        timeout=900,
        grants=(
            Grant((*READ, "dynamodb:PutItem", "dynamodb:UpdateItem"), ("desk",)),
            Grant(
                QUERY,
                (
                    "desk/index/by_department",
                    "desk/index/by_department_status",
                    "desk/index/listing",
                ),
            ),
            # What a lead decided about a proposed category: its tickets are corrected.
            Grant((*READ, *WRITE), ("content",)),
            Grant((*QUERY, "dynamodb:PutItem"), ("ops",), rows=("DRIFT",)),
            VECTORS,
            Grant(("s3:GetObject",), ("bucket/desks/*", "bucket/classifiers/*")),
            NOT_FOUND,
            Grant(("s3:PutObject",), ("bucket/desks/*", "bucket/classifiers/*")),
        ),
    ),
    FunctionSpec(
        name="sweep",
        purpose="Puts every step that got stuck back in.",
        memory=512,
        timeout=60,
        grants=(
            Grant((*READ, *WRITE), ("desk",)),
            Grant(QUERY, ("desk/index/due",)),
            Grant((*READ, *QUERY, *WRITE), ("content",)),
            COUNTS,
            DESK_FILES,
        ),
    ),
)


ASKING = ("triage", "assign")
"""Functions that ask a language model, where there is one."""
WITH_LANGUAGE_MODEL = (
    Grant(("dynamodb:UpdateItem",), ("ops",), rows=("LANGUAGE_MODEL#*",)),
    Grant(
        ("secretsmanager:GetSecretValue",), ("language-model-secret",), when="language-model-key"
    ),
)


def list_functions(*, language_model: bool) -> tuple[FunctionSpec, ...]:
    """All of them. With a language model, those that ask it have its library, count calls and read
    its key.
    """
    return tuple(
        replace(
            spec,
            variant="+language_model",
            settings=(*spec.settings, "language-model"),
            grants=(*spec.grants, *WITH_LANGUAGE_MODEL),
        )
        if language_model and spec.name in ASKING
        else spec
        for spec in FUNCTIONS
    )


def get_function_spec(name: str) -> FunctionSpec:
    """The function of that name."""
    return next(spec for spec in FUNCTIONS if spec.name == name)

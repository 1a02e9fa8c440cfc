"""What this process asks of others: the index, the embedding model, a mailer, a language model.

Which of each, the settings say. Imports stand inside: see `switchyard.bootstrap`.
"""

from __future__ import annotations

import time
from functools import cache, partial
from random import SystemRandom
from typing import TYPE_CHECKING

from switchyard.bootstrap import stores
from switchyard.bootstrap.settings import SettingsError
from switchyard.domain.values import now_utc

if TYPE_CHECKING:
    from collections.abc import Callable

    from switchyard.adapters.opensearch import OpenSearchIndex
    from switchyard.ml.language_model.asking import Asker
    from switchyard.ports.embedding import Embedder
    from switchyard.ports.language_model import LanguageModel
    from switchyard.ports.mail import Mailer
    from switchyard.ports.search import VectorIndex
    from switchyard.usecases.assignment.service import OpinionsOf

# Writers' clocks differ, and a write lands after it is stamped: readers look back this far.
OVERLAP_MS = 10_000
# A correction must steer the next ticket; this is the longest that one goes unseen.
RECHECK_MS = 500


def vector_index() -> VectorIndex:
    return opensearch() if stores.settings().search == "opensearch" else _exact_index()


@cache
def _exact_index() -> VectorIndex:
    from switchyard.adapters.exact_index import ExactIndex

    return ExactIndex(stores.vectors(), now_utc, RECHECK_MS, OVERLAP_MS)


@cache
def opensearch() -> OpenSearchIndex:
    from switchyard.adapters.client import aws_credentials
    from switchyard.adapters.opensearch import OpenSearchIndex, connect

    region, credentials = aws_credentials()
    endpoint = stores.settings().opensearch_endpoint
    if endpoint is None:
        raise SettingsError("SWITCHYARD_OPENSEARCH_ENDPOINT: needed where search is opensearch")
    client = connect(endpoint, region, credentials)
    return OpenSearchIndex(client, "switchyard", stores.backoff())


def embedder() -> Embedder:
    from switchyard.ml.embedding.loading import loading

    return loading().result()


def mailer() -> Mailer:
    return _smtp() if stores.settings().mail == "smtp" else _ses()


@cache
def _ses() -> Mailer:
    from switchyard.adapters.client import aws_client
    from switchyard.adapters.ses import SesMailer

    known = stores.settings()
    return SesMailer(aws_client("sesv2"), known.mail_from, known.redirect_all_mail_to or "")


@cache
def _smtp() -> Mailer:
    from switchyard.adapters.client import aws_client
    from switchyard.adapters.smtp import SmtpMailer, read_credentials

    known = stores.settings()
    host, secret = known.smtp_host, known.smtp_secret
    if host is None or secret is None:
        raise SettingsError("SWITCHYARD_SMTP_HOST and SWITCHYARD_SMTP_SECRET: needed for smtp")
    secrets = aws_client("secretsmanager")
    return SmtpMailer(
        host=host,
        port=known.smtp_port,
        sender=known.mail_from,
        credentials=lambda: read_credentials(secrets, secret),
        redirect_to=known.redirect_all_mail_to or "",
    )


def asker() -> Asker | None:
    from switchyard.ml.language_model.asking import Asker

    known = stores.settings()
    model = _language_model()
    if model is None:
        return None
    from switchyard.adapters.dynamodb.budget import DynamoBudget

    return Asker(
        model=model,
        budget=DynamoBudget(stores.database(), known.ops_table),
        clock=now_utc,
        timer=time.monotonic,
        sleep=time.sleep,
        random=SystemRandom(),
        seconds=known.language_model_seconds,
        daily_calls=known.language_model_daily_calls,
    )


def opinions_of() -> OpinionsOf | None:
    asking = asker()
    if asking is None:
        return None
    from switchyard.usecases.assignment.rerank import Opinions

    return partial(Opinions, asking)


def _language_model() -> LanguageModel | None:
    """None where none is set. Each adapter imports its own library."""
    known = stores.settings()
    if known.language_model == "none":
        return None
    endpoint, name = known.language_model_endpoint, known.language_model_name
    if endpoint is None or name is None:
        raise SettingsError(
            "SWITCHYARD_LANGUAGE_MODEL_ENDPOINT and SWITCHYARD_LANGUAGE_MODEL_NAME: "
            f"needed where the language model is {known.language_model}"
        )
    key = _language_model_key()
    if known.language_model == "openai":
        from switchyard.adapters.openai_compatible import OpenAiCompatible

        return OpenAiCompatible(endpoint, name, key)
    if key is None:
        raise SettingsError("SWITCHYARD_LANGUAGE_MODEL_SECRET: needed for gemini")
    from switchyard.adapters.gemini import Gemini

    return Gemini(endpoint, name, key)


def _language_model_key() -> Callable[[], str] | None:
    from switchyard.adapters.client import aws_client
    from switchyard.adapters.language_model import read_key

    secret = stores.settings().language_model_secret
    if secret is None:
        return None
    secrets = aws_client("secretsmanager")
    return lambda: read_key(secrets, secret)

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
from switchyard.domain.values import read_utc_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from switchyard.adapters.opensearch import OpenSearchIndex
    from switchyard.ml.language_model.asking import ModelAsker
    from switchyard.ports.embedding import Embedder
    from switchyard.ports.language_model import LanguageModel
    from switchyard.ports.mail import Mailer
    from switchyard.ports.search import VectorIndex
    from switchyard.usecases.assignment.service import RerankerFactory

# Writers' clocks differ, and a write lands after it is stamped: readers look back this far.
CLOCK_OVERLAP_MS = 10_000
# A correction must steer the next ticket; this is the longest that one goes unseen.
INDEX_RECHECK_MS = 500


def make_vector_index() -> VectorIndex:
    return (
        make_opensearch_index()
        if stores.read_settings().search == "opensearch"
        else _make_exact_index()
    )


@cache
def _make_exact_index() -> VectorIndex:
    from switchyard.adapters.exact_index import ExactIndex

    return ExactIndex(
        stores.make_vector_store(), read_utc_clock, INDEX_RECHECK_MS, CLOCK_OVERLAP_MS
    )


@cache
def make_opensearch_index() -> OpenSearchIndex:
    from switchyard.adapters.client import read_aws_credentials
    from switchyard.adapters.opensearch import OpenSearchIndex, connect_opensearch

    region, credentials = read_aws_credentials()
    endpoint = stores.read_settings().opensearch_endpoint
    if endpoint is None:
        raise SettingsError("SWITCHYARD_OPENSEARCH_ENDPOINT: needed where search is opensearch")
    client = connect_opensearch(endpoint, region, credentials)
    return OpenSearchIndex(client, "switchyard", stores.make_backoff())


def make_embedder() -> Embedder:
    from switchyard.ml.embedding.loading import start_loading

    return start_loading().result()


def make_mailer() -> Mailer:
    return _make_smtp_mailer() if stores.read_settings().mail == "smtp" else _make_ses_mailer()


@cache
def _make_ses_mailer() -> Mailer:
    from switchyard.adapters.client import create_aws_client
    from switchyard.adapters.ses import SesMailer

    settings = stores.read_settings()
    return SesMailer(
        create_aws_client("sesv2"), settings.mail_from, settings.redirect_all_mail_to or ""
    )


@cache
def _make_smtp_mailer() -> Mailer:
    from switchyard.adapters.client import create_aws_client
    from switchyard.adapters.smtp import SmtpMailer, read_credentials

    settings = stores.read_settings()
    host, secret = settings.smtp_host, settings.smtp_secret
    if host is None or secret is None:
        raise SettingsError("SWITCHYARD_SMTP_HOST and SWITCHYARD_SMTP_SECRET: needed for smtp")
    secrets = create_aws_client("secretsmanager")
    return SmtpMailer(
        host=host,
        port=settings.smtp_port,
        sender=settings.mail_from,
        read_credentials=lambda: read_credentials(secrets, secret),
        redirect_to=settings.redirect_all_mail_to or "",
    )


def make_asker() -> ModelAsker | None:
    from switchyard.ml.language_model.asking import ModelAsker

    settings = stores.read_settings()
    model = _make_language_model()
    if model is None:
        return None
    from switchyard.adapters.dynamodb.budget import DynamoCallBudget

    return ModelAsker(
        model=model,
        budget=DynamoCallBudget(stores.make_database(), settings.ops_table),
        clock=read_utc_clock,
        timer=time.monotonic,
        sleep=time.sleep,
        random=SystemRandom(),
        seconds=settings.language_model_seconds,
        daily_calls=settings.language_model_daily_calls,
    )


def make_reranker_factory() -> RerankerFactory | None:
    asker = make_asker()
    if asker is None:
        return None
    from switchyard.usecases.assignment.rerank import CandidateReranker

    return partial(CandidateReranker, asker)


def _make_language_model() -> LanguageModel | None:
    """None where none is set. Each adapter imports its own library."""
    settings = stores.read_settings()
    if settings.language_model == "none":
        return None
    endpoint, name = settings.language_model_endpoint, settings.language_model_name
    if endpoint is None or name is None:
        raise SettingsError(
            "SWITCHYARD_LANGUAGE_MODEL_ENDPOINT and SWITCHYARD_LANGUAGE_MODEL_NAME: "
            f"needed where the language model is {settings.language_model}"
        )
    key = _make_key_reader()
    if settings.language_model == "openai":
        from switchyard.adapters.openai_compatible import OpenAiCompatibleModel

        return OpenAiCompatibleModel(endpoint, name, key)
    if key is None:
        raise SettingsError("SWITCHYARD_LANGUAGE_MODEL_SECRET: needed for gemini")
    from switchyard.adapters.gemini import GeminiModel

    return GeminiModel(endpoint, name, key)


def _make_key_reader() -> Callable[[], str] | None:
    from switchyard.adapters.client import create_aws_client
    from switchyard.adapters.language_model import read_key

    secret = stores.read_settings().language_model_secret
    if secret is None:
        return None
    secrets = create_aws_client("secretsmanager")
    return lambda: read_key(secrets, secret)

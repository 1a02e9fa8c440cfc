"""The environment of each function: SWITCHYARD_* as `switchyard.bootstrap.settings` reads them."""

from collections.abc import Mapping

from infra_cdk.functions import FunctionSpec
from infra_cdk.parameters import Parameters


def build_mail_settings(parameters: Parameters, public_url: str) -> dict[str, str]:
    """What `notify` needs. A setting that was not given is left out, never empty."""
    only_if = parameters.choose_if
    smtp = parameters.with_smtp
    return {
        "SWITCHYARD_MAIL": parameters.mail,
        "SWITCHYARD_MAIL_FROM": parameters.mail_from,
        "SWITCHYARD_REDIRECT_ALL_MAIL_TO": only_if(
            parameters.redirected, parameters.redirect_all_mail_to
        ),
        "SWITCHYARD_SMTP_HOST": only_if(smtp, parameters.smtp_host),
        "SWITCHYARD_SMTP_PORT": only_if(smtp, parameters.smtp_port),
        "SWITCHYARD_SMTP_SECRET": only_if(smtp, parameters.smtp_secret),
        "SWITCHYARD_PUBLIC_URL": only_if(
            parameters.with_public_url, parameters.public_url, public_url
        ),
    }


def build_search_settings(parameters: Parameters) -> dict[str, str]:
    """Which search adapter is on, and where its server is."""
    return {
        "SWITCHYARD_SEARCH": parameters.search,
        "SWITCHYARD_OPENSEARCH_ENDPOINT": parameters.choose_if(
            parameters.with_opensearch, parameters.opensearch_endpoint
        ),
    }


def build_environment(
    spec: FunctionSpec,
    common: Mapping[str, str],
    special: Mapping[str, Mapping[str, str]],
) -> dict[str, str]:
    """What all functions are told, and what this one asks for."""
    settings = dict(common)
    for setting in spec.settings:
        settings |= special[setting]
    return settings

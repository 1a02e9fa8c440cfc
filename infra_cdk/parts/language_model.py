"""A language model for close calls: where it is, and the key that those who ask may read."""

from aws_cdk import Aws, CfnCondition, CfnParameter, Fn, Stack, Token

NONE = "none"
"""What the context `language_model` is where there is none."""
ENDPOINT = r"^https://[^\s/?#@]+(/[^\s?#]*)?$"


class LanguageModelParameters:
    """Template parameters that are there only where a language model is.

    The endpoint decides the region that tickets are read in, so it has no default.
    """

    def __init__(self, stack: Stack, kind: str) -> None:
        self.kind = kind
        endpoint = CfnParameter(
            stack,
            "LanguageModelEndpoint",
            allowed_pattern=ENDPOINT,
            constraint_description="must be https://… without a query",
            description="The API's address; it decides the region that tickets are read in.",
        )
        name = CfnParameter(
            stack,
            "LanguageModelName",
            min_length=1,
            description="The model, as its provider calls it.",
        )
        secret = CfnParameter(
            stack,
            "LanguageModelSecret",
            default=None if kind == "gemini" else "",
            min_length=1 if kind == "gemini" else 0,
            description="Name of the Secrets Manager secret that is the key and nothing else.",
        )
        calls = CfnParameter(
            stack,
            "LanguageModelDailyCalls",
            type="Number",
            default=1000,
            min_value=1,
            description="Questions a day, in UTC; close calls beyond are decided without.",
        )
        self.endpoint, self.name = endpoint.value_as_string, name.value_as_string
        self.secret, self.daily_calls = secret.value_as_string, calls.value_as_string
        self.with_key = CfnCondition(
            stack,
            "WithLanguageModelKey",
            expression=Fn.condition_not(Fn.condition_equals(self.secret, "")),
        )

    def build_settings(self) -> dict[str, str]:
        """What functions that ask are told, as switchyard.bootstrap.settings reads it."""
        return {
            "SWITCHYARD_LANGUAGE_MODEL": self.kind,
            "SWITCHYARD_LANGUAGE_MODEL_ENDPOINT": self.endpoint,
            "SWITCHYARD_LANGUAGE_MODEL_NAME": self.name,
            "SWITCHYARD_LANGUAGE_MODEL_SECRET": Token.as_string(
                Fn.condition_if(self.with_key.logical_id, self.secret, Aws.NO_VALUE)
            ),
            "SWITCHYARD_LANGUAGE_MODEL_DAILY_CALLS": self.daily_calls,
        }

"""Gemini, through google-genai."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from google import genai
from google.genai import errors, types

from switchyard.adapters.language_model import TOO_MANY, ask, busy
from switchyard.domain.errors import Unavailable
from switchyard.ports.language_model import Prompt, Refused

_REFUSALS = frozenset(
    {
        types.FinishReason.SAFETY,
        types.FinishReason.BLOCKLIST,
        types.FinishReason.PROHIBITED_CONTENT,
        types.FinishReason.SPII,
        types.FinishReason.RECITATION,
    }
)


@dataclass(frozen=True, slots=True)
class Gemini:
    """`LanguageModel`. `endpoint` is the API's address, such as that of the Gemini API.

    `key` is asked at every call, so that a new one holds at once.
    """

    endpoint: str
    name: str
    key: Callable[[], str] = field(repr=False)

    def complete(self, prompt: Prompt, seconds: float) -> str:
        """See `LanguageModel.complete`."""
        return ask(self.name, seconds, lambda: self._complete(prompt, seconds))

    def _complete(self, prompt: Prompt, seconds: float) -> str:
        try:
            response = _client(self.endpoint, self.key()).models.generate_content(
                model=self.name, contents=prompt.data, config=_config(prompt, seconds)
            )
        except errors.APIError as error:
            if error.code == TOO_MANY:
                raise busy(self.name, _retry_after(error)) from error
            raise Unavailable(f"language model {self.name}: status {error.code}") from error
        return self._words(response)

    def _words(self, response: types.GenerateContentResponse) -> str:
        blocked = response.prompt_feedback and response.prompt_feedback.block_reason
        first = response.candidates[0] if response.candidates else None
        if blocked or (first and first.finish_reason in _REFUSALS):
            raise Refused(f"language model {self.name} declined")
        return response.text or ""


@lru_cache(maxsize=1)
def _client(endpoint: str, key: str) -> genai.Client:
    """Made once a key. A redirect could lead to another region, so none is followed."""
    options = types.HttpOptions(base_url=endpoint, client_args={"follow_redirects": False})
    return genai.Client(api_key=key, vertexai=False, http_options=options)


def _config(prompt: Prompt, seconds: float) -> types.GenerateContentConfig:
    return types.GenerateContentConfig(
        system_instruction=prompt.system,
        response_mime_type="application/json",
        response_json_schema=dict(prompt.schema),
        http_options=types.HttpOptions(timeout=max(1, int(seconds * 1000))),
    )


def _retry_after(error: errors.APIError) -> str | None:
    headers = getattr(error.response, "headers", None) or {}
    return headers.get("Retry-After")

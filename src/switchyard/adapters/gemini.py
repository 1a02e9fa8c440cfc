"""Gemini, through google-genai."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from google import genai
from google.genai import errors, types

from switchyard.adapters.language_model import TOO_MANY_REQUESTS, ask_within, build_busy_error
from switchyard.domain.errors import Unavailable
from switchyard.ports.language_model import ModelRefused, Prompt

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
class GeminiModel:
    """`LanguageModel`. `endpoint` is the API's address, such as that of the Gemini API.

    `read_key` is asked at every call, so that a new one holds at once.
    """

    endpoint: str
    name: str
    read_key: Callable[[], str] = field(repr=False)

    def complete_prompt(self, prompt: Prompt, seconds: float) -> str:
        """See `LanguageModel.complete`."""
        return ask_within(self.name, seconds, lambda: self._request_answer(prompt, seconds))

    def _request_answer(self, prompt: Prompt, seconds: float) -> str:
        try:
            response = _create_client(self.endpoint, self.read_key()).models.generate_content(
                model=self.name, contents=prompt.data, config=_build_config(prompt, seconds)
            )
        except errors.APIError as error:
            if error.code == TOO_MANY_REQUESTS:
                raise build_busy_error(self.name, _read_retry_after(error)) from error
            raise Unavailable(f"language model {self.name}: status {error.code}") from error
        return self._read_answer(response)

    def _read_answer(self, response: types.GenerateContentResponse) -> str:
        blocked = response.prompt_feedback and response.prompt_feedback.block_reason
        first = response.candidates[0] if response.candidates else None
        if blocked or (first and first.finish_reason in _REFUSALS):
            raise ModelRefused(f"language model {self.name} declined")
        return response.text or ""


@lru_cache(maxsize=1)
def _create_client(endpoint: str, key: str) -> genai.Client:
    """Made once a key. A redirect could lead to another region, so none is followed."""
    options = types.HttpOptions(base_url=endpoint, client_args={"follow_redirects": False})
    return genai.Client(api_key=key, vertexai=False, http_options=options)


def _build_config(prompt: Prompt, seconds: float) -> types.GenerateContentConfig:
    return types.GenerateContentConfig(
        system_instruction=prompt.system,
        response_mime_type="application/json",
        response_json_schema=dict(prompt.schema),
        http_options=types.HttpOptions(timeout=max(1, int(seconds * 1000))),
    )


def _read_retry_after(error: errors.APIError) -> str | None:
    headers = getattr(error.response, "headers", None) or {}
    return headers.get("Retry-After")

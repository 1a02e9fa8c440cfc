"""Language models behind an endpoint that speaks OpenAI's chat completions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import httpx2
from pydantic import BaseModel

from switchyard.adapters.language_model import TOO_MANY_REQUESTS, ask_within, build_busy_error
from switchyard.domain.errors import Unavailable
from switchyard.ports.language_model import ModelRefused, Prompt

_FILTERED = "content_filter"


class _ChatMessage(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _ChatChoice(BaseModel):
    message: _ChatMessage
    finish_reason: str | None = None


class _ChatCompletion(BaseModel):
    choices: list[_ChatChoice]


@dataclass(frozen=True, slots=True)
class OpenAiCompatibleModel:
    """`LanguageModel`. `endpoint` ends where `/chat/completions` begins, mostly with `/v1`.

    `read_key` is asked at every call, so that a new one holds at once; None where the server wants
    none. JSON mode, as DeepSeek, Qwen and most local servers know it, and not every one a schema;
    nor is a temperature sent, which some models refuse.
    """

    endpoint: str
    name: str
    read_key: Callable[[], str] | None = field(repr=False)
    # A redirect could lead to another region.
    _client: httpx2.Client = field(
        default_factory=lambda: httpx2.Client(follow_redirects=False), init=False, repr=False
    )

    def complete_prompt(self, prompt: Prompt, seconds: float) -> str:
        """See `LanguageModel.complete`."""
        return ask_within(self.name, seconds, lambda: self._request_answer(prompt, seconds))

    def _request_answer(self, prompt: Prompt, seconds: float) -> str:
        response = self._client.post(
            f"{self.endpoint.rstrip('/')}/chat/completions",
            headers={"Authorization": f"Bearer {self.read_key()}"} if self.read_key else {},
            json={
                "model": self.name,
                "messages": [
                    {"role": "system", "content": prompt.system},
                    {"role": "user", "content": prompt.data},
                ],
                "response_format": {"type": "json_object"},
            },
            timeout=seconds,
        )
        if response.status_code == TOO_MANY_REQUESTS:
            raise build_busy_error(self.name, response.headers.get("Retry-After"))
        if not response.is_success:
            raise Unavailable(f"language model {self.name}: status {response.status_code}")
        return self._read_answer(_ChatCompletion.model_validate_json(response.content))

    def _read_answer(self, completion: _ChatCompletion) -> str:
        choice = completion.choices[0]
        if choice.message.refusal or choice.finish_reason == _FILTERED:
            raise ModelRefused(f"language model {self.name} declined")
        return choice.message.content or ""

"""An OpenAI-compatible server, such as Ollama or vLLM, through the ``openai`` package."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx2
import openai

from collectors.records import ODD
from pipeline.reader.server import ReaderFailedError, Reply
from pipeline.reader.transport import ReaderTransport
from pipeline.settings.sections import ReaderConfig
from pipeline.transform.reader.question import MOST_TOKENS, Question


class OpenAIServer:
    """Asks a server through the ``openai`` package, without its retries: the next night asks again."""

    def __init__(self, config: ReaderConfig, key: str | None) -> None:
        self._model = config.model
        self._transport = ReaderTransport(config.timeout_seconds, only_local=config.only_local)
        http = httpx2.Client(transport=self._transport, follow_redirects=False, trust_env=False)
        self._client = openai.OpenAI(
            base_url=str(config.base_url),
            api_key=key or "none",  # local servers take any
            organization="",
            project="",
            timeout=config.timeout_seconds,
            max_retries=0,
            http_client=http,
        )

    def ask(self, question: Question) -> Reply:
        """Answer a question. Raises ReaderFailedError."""
        try:
            answer: Any = self._client.chat.completions.create(
                model=self._model,
                temperature=0,
                max_tokens=MOST_TOKENS,
                messages=[{"role": "system", "content": question.rule}, {"role": "user", "content": question.data}],
            )
            said, tokens = _said(answer), _tokens(answer)
        except openai.APIStatusError as error:
            final = error.status_code in (401, 403, 404, 429)
            raise ReaderFailedError(f"the server answered {error.status_code}", final=final) from error
        except openai.APITimeoutError as error:
            raise ReaderFailedError("the server did not answer in time") from error
        except (openai.APIConnectionError, httpx2.TransportError) as error:
            raise ReaderFailedError(str(error.__cause__ or error), final=True) from error
        except (openai.OpenAIError, httpx2.HTTPError, *ODD, RecursionError) as error:
            raise ReaderFailedError("the server's answer has another shape") from error
        return Reply(said, tokens, self._transport.address)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def _said(answer: Any) -> str:
    """Give the words of the first choice; a server that is compatible by name alone may hold none."""
    said = answer.choices[0].message.content
    if not isinstance(said, str):
        raise TypeError("no text")
    return said


def _tokens(answer: Any) -> int | None:
    usage = answer.usage
    total = usage.get("total_tokens") if isinstance(usage, Mapping) else getattr(usage, "total_tokens", None)
    return total if isinstance(total, int) and total > 0 else None

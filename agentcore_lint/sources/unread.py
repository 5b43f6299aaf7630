"""What a file says of AgentCore policies and its language's parser, or a limit, stops before: AC007."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from agentcore_lint.sources.document import Document, File, Flaw, Span
from agentcore_lint.values import Holes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentcore_lint.values import Json

_ACTION = r"(?<![:\w-])bedrock-agentcore(?:-control)?:(?:\*|[A-Za-z]+[A-Z*?][A-Za-z*?]*)(?![\w:/.-])"
_POLICY = (
    r"AWS::BedrockAgentCore::ResourcePolicy|aws(?:cc)?_bedrockagentcore_resource_policy"
    r"|Bedrock[Aa]gent[Cc]ore(?:Cfn)?ResourcePolicy|CfnResourcePolicy|AgentcoreResourcePolicy"
    r"|[Pp]ut[-_]?[Rr]esource[-_]?[Pp]olicy"
)


@cache
def _speaks() -> re.Pattern[str]:
    return re.compile(f"{_ACTION}|{_POLICY}")


def mentions(text: str) -> Iterator[Span]:
    """Yield the places at which a text names an AgentCore action, or what attaches an AgentCore policy.

    The service's name alone, in an ARN, a client or an image, does not speak of a policy.
    """
    return (Span(*found.span()) for found in _speaks().finditer(text))


class Whole(NamedTuple):
    """The policies of a file that no syntax error runs through, and the error that costs one."""

    documents: Sequence[Document]
    flaw: Flaw | None = None


def unread(label: str, at: int, text: str) -> Flaw:
    """Return the flaw of a text that cannot be read from an offset on; `label` goes after `X is in`."""
    at = min(max(at, 0), len(text))
    return Flaw("AC007", label, Span(at, min(at + 1, len(text))))


def naming(file: File, flaw: Flaw) -> Flaw:
    """Return a flaw whose label names what is not read: the first that comes after it, or of all."""
    places = list(mentions(file.text))
    place = next((each for each in places if each.end > flaw.span.start), places[0])
    return flaw._replace(label=f"{file.text[place.start : place.end]} is in {flaw.label}")


def unread_document(file: File, flaw: Flaw) -> Document:
    """Return what stands for the policies that were not read."""
    return Document(file.path, file.text, None, Nowhere(), Holes(), flaws=(flaw,))


class Nowhere:
    """Finds nothing: what was not read has no values."""

    def span(self, pointer: str, *, key: bool) -> Span:  # noqa: ARG002  there is only one answer
        """Return the file's beginning."""
        return Span(0, 0)

    def replacement(self, pointer: str, *, key: bool, value: Json) -> None:
        """Return no edit."""

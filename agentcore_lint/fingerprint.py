"""What makes a finding the same one after lines have moved, a file was renamed, or a text reformatted."""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agentcore_lint.diagnostic import Diagnostic
    from agentcore_lint.policy.model import Statement
    from agentcore_lint.sources.document import Document
    from agentcore_lint.values import Json, Kind

_DIGITS = 32


def fingerprint(
    rule: str, kind: Kind | None, pointer: str | None, statement: Statement | None, document: Document
) -> str:
    """Return 32 hexadecimal digits of the rule, the kind, the statement, and the place in it.

    The statement is known by its Sid, one without by its content. An item of a list is known by what it
    says, not by its number; neither path nor line has a say.
    """
    inside = (pointer or "").removeprefix(statement.pointer) if statement is not None else pointer or ""
    content = _at(document.root, statement.pointer) if statement is not None else None
    known_by = statement.sid if statement is not None and statement.sid else _text(content)
    place = _place(content if statement is not None else document.root, inside)
    parts = (rule, kind or "", document.holes.show(known_by), document.holes.show(place))
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def told_apart(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the diagnostics of a file, those that are alike with a number in their fingerprints."""
    seen: Counter[str] = Counter()
    out = []
    for each in diagnostics:
        seen[each.fingerprint] += 1
        number = seen[each.fingerprint]
        if number > 1:
            digits = sha256(f"{each.fingerprint}\0{number}".encode()).hexdigest()[:_DIGITS]
            each = each._replace(fingerprint=digits)  # noqa: PLW2901  the same finding, told apart
        out.append(each)
    return out


def _place(value: Json, pointer: str) -> str:
    """Return a pointer with each number of a list's item replaced by what the item says."""
    out = []
    for token in pointer.split("/")[1:]:
        inner = _step(value, token)
        out.append(_text(inner) if isinstance(value, list) else token)
        value = inner
    return "/".join(out)


def _at(value: Json, pointer: str) -> Json:
    for token in pointer.split("/")[1:]:
        value = _step(value, token)
    return value


def _step(value: Json, token: str) -> Json:
    if isinstance(value, list):
        return value[int(token)] if token.isdigit() and int(token) < len(value) else None
    return value.get(token.replace("~1", "/").replace("~0", "~")) if isinstance(value, dict) else None


def _text(value: Json) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)

"""The kind of policy that words speak of: a file's path, a heading, the sentence before a block of code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agentcore_lint.values import Kind

_POLICIES: tuple[tuple[Kind, str], ...] = (
    ("scp", r"\bscps?\b|\bservice control polic"),
    ("rcp", r"\brcps?\b|\bresource control polic"),
    ("vpc-endpoint-policy", r"(?<!runtime )(?<!agent )\bendpoints? polic|\bvpces? polic"),
    ("resource-policy", r"\bresource (based )?polic"),
)
_ENDPOINT = r"\bvpces?\b|\b(vpc|interface) ?endpoints?\b|\bprivate ?link\b"
_CONDITION = r"\b(only|from|deny|allow|restrict|unless|require|via|through|outside|inside|non|not|to|by)\b"
"""Words by which a name speaks of calls that come through an endpoint, and not of the endpoint's policy."""
MAX_FOLDERS = 2


def policy_named(words: str) -> Kind | None:
    """Return the kind of policy that words name; nothing where they name several."""
    plain = _plain(words)
    found = [kind for kind, pattern in _POLICIES if re.search(pattern, plain)]
    return found[0] if len(found) == 1 else None


def kind_named(words: str) -> Kind | None:
    """Return the kind of policy that a name or a heading speaks of, if it does."""
    named = policy_named(words)
    plain = _plain(words)
    if named is not None:
        return named
    if re.search(_ENDPOINT, plain) and not re.search(_CONDITION, plain):
        return "vpc-endpoint-policy"
    return None


def _plain(words: str) -> str:
    """Return words in lower case, with single spaces between them."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words)
    return re.sub(r"[\W_]+", " ", spaced).lower()


def kind_by_path(path: str) -> Kind | None:
    """Return the kind of policy that a file's name speaks of, or that of a folder close above it."""
    parts = path.replace("\\", "/").split("/")[-1 - MAX_FOLDERS :]
    return next((kind for part in reversed(parts) if (kind := kind_named(part)) is not None), None)

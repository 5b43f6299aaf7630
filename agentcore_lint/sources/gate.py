"""The gate: bytes that cannot hold an AgentCore policy are not parsed."""

from __future__ import annotations

import codecs

_WORD = b"agentcore"
"""Stands in bedrock-agentcore and in the names of all resource types."""
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def passes(data: bytes) -> bool:
    """Tell whether `data` names the service or one of its resource types, in any case."""
    if data[:2] in _WIDE or b"\0" in data[:64]:
        data = data.replace(b"\0", b"")
    return _WORD in data.lower()

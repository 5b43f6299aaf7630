"""A baseline: the findings that were there when the linter came, by fingerprint, each with its count."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from agentcore_lint.diagnostic import Hidden
from agentcore_lint.failure import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agentcore_lint.diagnostic import Diagnostic

VERSION = 1


class BaselineError(InputError):
    """A baseline that cannot be read."""


class Baseline:
    """What is left of a baseline's entries as findings are met. One run owns it."""

    def __init__(self, path: str, entries: Iterable[dict[str, Any]]) -> None:
        self._path = path
        self._entries = {each["fingerprint"]: each for each in entries}
        self._left = Counter({name: int(each.get("count", 1)) for name, each in self._entries.items()})

    def hides(self, diagnostic: Diagnostic) -> Hidden | None:
        """Take a finding off the baseline, if it is on it."""
        if self._left[diagnostic.fingerprint] <= 0:
            return None
        self._left[diagnostic.fingerprint] -= 1
        return Hidden("baseline", "", self._path)

    def stale(self) -> list[str]:
        """Return what the baseline names and is there no more: rule and path of each."""
        return [
            f"{each.get('rule', '?')} in {each.get('path', '?')}"
            for name, each in self._entries.items()
            if self._left[name] > 0
        ]


def read_baseline(path: str) -> Baseline:
    """Return the baseline of a file. Raises BaselineError."""
    try:
        with open(path, encoding="utf-8") as file:
            body = json.load(file)
    except OSError as error:
        raise BaselineError(f"{path}: {error.strerror or error}") from None
    except ValueError as error:
        raise BaselineError(f"{path}: not JSON: {error}") from None
    entries = body.get("findings") if isinstance(body, dict) and body.get("version") == VERSION else None
    if not isinstance(entries, list) or not all(
        isinstance(each, dict) and isinstance(each.get("fingerprint"), str) for each in entries
    ):
        raise BaselineError(f"{path}: not a baseline of agentcore-lint: write one with --write-baseline")
    return Baseline(path, entries)


def baseline_text(diagnostics: Iterable[Diagnostic]) -> str:
    """Return the text of a baseline of findings. Rule, path and message are for the reader alone."""
    found: dict[str, dict[str, Any]] = {}
    for each in diagnostics:
        entry = found.setdefault(
            each.fingerprint,
            {
                "fingerprint": each.fingerprint,
                "count": 0,
                "rule": each.rule,
                "path": each.path,
                "message": each.message,
            },
        )
        entry["count"] += 1
    body = {
        "version": VERSION,
        "findings": sorted(found.values(), key=lambda each: (each["path"], each["rule"])),
    }
    return json.dumps(body, indent=2, ensure_ascii=True) + "\n"

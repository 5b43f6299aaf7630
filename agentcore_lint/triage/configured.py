"""`[[suppress]]` of a configuration: findings that are meant to be as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.diagnostic import Hidden

if TYPE_CHECKING:
    from datetime import date

    from agentcore_lint.config.model import Suppress
    from agentcore_lint.diagnostic import Diagnostic


def hides(suppress: Suppress, diagnostic: Diagnostic, today: date) -> Hidden | None:
    """Return how an entry hides a finding, if it is about it and has not run out."""
    if suppress.until is not None and suppress.until < today:
        return None
    about = (
        diagnostic.rule in suppress.rules
        and (suppress.sid is None or suppress.sid == diagnostic.sid)
        and (suppress.paths is None or suppress.paths.match(diagnostic.path))
    )
    return Hidden("config", suppress.reason, str(suppress.origin)) if about else None

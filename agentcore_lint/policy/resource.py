"""Whether a pattern of Resource matches an ARN.

Source: IAM user guide, "IAM JSON policy elements: Resource": wildcards work within a segment, that is
between colons; only a `*` that ends a segment reaches over the colons behind it.
"""

from __future__ import annotations

from agentcore_lint.policy.glob import ONE, STAR, match
from agentcore_lint.values import has_hole


def match_resource(pattern: str, arn: str) -> bool | None:
    """Tell whether a compiled pattern matches an ARN; None: it depends on a hole."""
    found = match(pattern, arn)
    if found is False or not _stays_within_segments(pattern):
        return found
    by_segment = _match_segments(pattern.split(":"), arn.split(":"))
    if by_segment:
        return True
    return None if has_hole(pattern) or has_hole(arn) else False


def _stays_within_segments(pattern: str) -> bool:
    """Tell whether some wildcard cannot reach over a colon."""
    return ONE in pattern or any(STAR in segment[:-1] for segment in pattern.split(":"))


def _match_segments(patterns: list[str], segments: list[str]) -> bool:
    """Tell whether segments certainly match, one by one, but for those that a `*` at an end swallows."""
    reached = {0}
    for pattern in patterns:
        after = {at + 1 for at in reached if at < len(segments) and match(pattern, segments[at])}
        if pattern.endswith(STAR) and after:
            after = set(range(min(after), len(segments) + 1))
        reached = after
    return len(segments) in reached

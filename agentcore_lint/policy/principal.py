"""The values of a Principal element that can exist. Source: IAM user guide, "Principal"."""

from __future__ import annotations

import re
from functools import lru_cache

from agentcore_lint.policy.build import is_unique_id
from agentcore_lint.policy.shape import ACCOUNT, ALPHANUMERIC, LOWER, PARTITION, Run, Shape
from agentcore_lint.values import has_hole

_NAME = Run(ALPHANUMERIC + "_+=,.@-", 1, 64)
_PATH = Run(ALPHANUMERIC + "_+=,.@-/", 1, 576)
_SESSION = Run(ALPHANUMERIC + "_+=,.@-", 2, 64)
_IAM: tuple[str | Run, ...] = ("arn:", *PARTITION, ":iam::", ACCOUNT, ":")
_STS: tuple[str | Run, ...] = ("arn:", *PARTITION, ":sts::", ACCOUNT, ":")
_AWS = (
    Shape(ACCOUNT),
    Shape(*_IAM, "root"),
    Shape(*_IAM, "role/", _PATH),
    Shape(*_IAM, "user/", _PATH),
    Shape(*_STS, "assumed-role/", _NAME, "/", _SESSION),
    Shape(*_STS, "federated-user/", _NAME),
    Shape("arn:aws:iam::cloudfront:user/", _PATH),
)
_SERVICE = Shape(Run(ALPHANUMERIC + ".-", 1, 100), ".", Run(LOWER, 3, 3), Run(LOWER + ".", 0, 20))


@lru_cache(maxsize=1000)
def problem_of_principal(kind: str, text: str) -> str | None:
    """Return why no principal can be written so, or None; holes may be anything."""
    if text == "*" and kind != "Service":
        return None
    if kind == "Service":
        return None if _SERVICE.fits(text) else "a service principal is NAME.amazonaws.com"
    if kind != "AWS" or is_unique_id(text):
        return None
    if any(shape.fits(text) for shape in _AWS):
        return None
    return _explain(text)


def _explain(text: str) -> str:
    if "${" in text:
        return "a policy variable cannot stand in a principal"
    if "*" in text or "?" in text:
        return "no wildcard may stand for a part of a principal; use aws:PrincipalArn with ArnLike"
    if text.isdigit():
        return f"an account is 12 digits, this has {len(text)}"
    if ":group/" in text:
        return "a group cannot be a principal"
    if text.endswith((".amazonaws.com", ".amazonaws.com.cn")):
        return "a service principal stands under Service, not AWS"
    if not text.startswith("arn:"):
        return "a principal is an ARN, an account of 12 digits, or *"
    parts = text.split(":", 5)
    if len(parts) == 6 and parts[2] not in ("iam", "sts") and not has_hole(parts[2]):
        return f"a principal's ARN is of iam or sts, not of {parts[2]}"
    if len(parts) == 6 and not has_hole(parts[4]) and not re.fullmatch(r"\d{12}", parts[4]):
        return f"an account is 12 digits, not {parts[4] or 'empty'}"
    if len(parts) == 6 and parts[3]:
        return "the ARN of a principal has no region"
    return "no role, user, account or session has an ARN like this"

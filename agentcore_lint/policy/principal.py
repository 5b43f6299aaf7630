"""The values of a Principal element that can exist. Source: IAM user guide, "Principal"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

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


class Problem(NamedTuple):
    """Why a value is no principal: what is to be said after the value, and how it would be right."""

    text: str
    right: str


@lru_cache(maxsize=1000)
def problem_of_principal(kind: str, text: str) -> Problem | None:
    """Return why no principal can be written so, or None; holes may be anything."""
    if text == "*" and kind != "Service":
        return None
    if kind == "Service":
        problem = Problem("is not the name of a service", "a service principal is NAME.amazonaws.com")
        return None if _SERVICE.fits(text) else problem
    if kind != "AWS" or is_unique_id(text):
        return None
    if any(shape.fits(text) for shape in _AWS):
        return None
    return _explain(text)


def _explain(text: str) -> Problem:
    return _not_a_name(text) or _not_iams(text)


def _not_a_name(text: str) -> Problem | None:
    """Say what else the value is: a pattern, a variable, a group, a service, or a name without an ARN."""
    if "${" in text:
        return Problem(
            "has a policy variable, which a principal cannot have", "AWS fills in no variable here"
        )
    if "*" in text or "?" in text:
        return Problem(
            "has a wildcard, which a principal's ARN cannot have",
            "a wildcard works only in a condition on aws:PrincipalArn",
        )
    if text.isdigit():
        return Problem(f"is no account: it has {len(text)} digits, not 12", "an account has 12 digits")
    if ":group/" in text:
        return Problem("is a group, which is never a principal", "a group makes no calls, its users do")
    if text.endswith((".amazonaws.com", ".amazonaws.com.cn")):
        return Problem("is a service, and stands under AWS", 'write it under "Service"')
    if not text.startswith("arn:"):
        return Problem(
            "is neither an ARN nor an account", "an account has 12 digits, a role is named by its ARN"
        )
    return None


def _not_iams(text: str) -> Problem:
    """Say which part of an ARN no caller has."""
    parts = text.split(":", 5)
    if len(parts) == 6 and parts[2] not in ("iam", "sts") and not has_hole(parts[2]):
        return Problem(f"is an ARN of {parts[2]}, which is no caller", "name the role with which it calls")
    if len(parts) == 6 and not has_hole(parts[4]) and not re.fullmatch(r"\d{12}", parts[4]):
        digits = (
            f"has an account of {len(parts[4])} digits, not 12"
            if parts[4].isdigit()
            else "has no account of 12 digits"
        )
        return Problem(digits, "an account has 12 digits")
    if len(parts) == 6 and parts[3]:
        return Problem("has a region", "the ARN of a role or user has none: arn:aws:iam::ACCOUNT:role/NAME")
    return Problem("is no role, user, account or session", "a role is arn:aws:iam::ACCOUNT:role/NAME")

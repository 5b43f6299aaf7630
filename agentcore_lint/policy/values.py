"""Whether a condition value is of its operator's type.

Source: IAM user guide, "IAM JSON policy elements: Condition operators".
"""

from __future__ import annotations

import re

from agentcore_lint.policy.operators import ARN, DATE, IP, NUMERIC

NUMBER = r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?"
_DATE = r"\d{4}(-\d\d(-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?)?)?|\d+(\.\d+)?"
_BASE64 = r"[A-Za-z0-9+/]*={0,2}"


def problem_of_value(base: str, text: str) -> str | None:
    """Return why `text` is no value for the operator, or None."""
    if base in NUMERIC:
        return None if re.fullmatch(NUMBER, text.strip()) else f"{base} takes a number"
    if base in DATE:
        return None if is_date(text) else f"{base} takes a date such as 2026-01-31T00:00:00Z, or seconds"
    if base in ("Bool", "Null"):
        return None if text.lower() in ("true", "false") else f"{base} takes true or false"
    if base in IP:
        return None if is_network(text) else f"{base} takes an address or a range such as 203.0.113.0/24"
    if base == "BinaryEquals":
        return None if re.fullmatch(_BASE64, text) else f"{base} takes base64"
    if base in ARN:
        return _problem_of_arn(base, text)
    return None


def _problem_of_arn(base: str, text: str) -> str | None:
    if "*" in text.split(":", maxsplit=1)[0] or text == "":
        return None
    if not text.startswith("arn:") and "?" not in text.split(":", maxsplit=1)[0]:
        return f"{base} takes an ARN, and an ARN begins with arn:"
    return None if text.count(":") >= 5 or "*" in text else f"{base} takes an ARN, of six parts"


def is_date(text: str) -> bool:
    """Tell whether `text` is a date of ISO 8601 (W3C profile), or seconds of the epoch."""
    if not re.fullmatch(_DATE, text):
        return False
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return True
    from datetime import datetime

    try:
        datetime.fromisoformat((text + "-01-01")[:10] if len(text) < 10 else text)
    except ValueError:
        return False
    return True


def is_network(text: str) -> bool:
    """Tell whether `text` is an IPv4 or IPv6 address or range."""
    from ipaddress import ip_network

    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True

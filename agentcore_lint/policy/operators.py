"""Condition operators. Source: IAM user guide, "IAM JSON policy elements: Condition operators"."""

from __future__ import annotations

from agentcore_lint.policy.model import Operator, Quantifier

STRING = (
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
)
NUMERIC = (
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
)
DATE = (
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
)
IP = ("IpAddress", "NotIpAddress")
ARN = ("ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike")
ALL = (*STRING, *NUMERIC, *DATE, "Bool", "BinaryEquals", *IP, *ARN, "Null")
EXACT_STRING = frozenset(STRING[:4])
WITH_VARIABLES = frozenset((*STRING, *ARN))

_BY_LOWER = {name.lower(): name for name in ALL}
_QUANTIFIERS: dict[str, Quantifier] = {"forallvalues": "ForAllValues", "foranyvalue": "ForAnyValue"}
_CACHE: dict[str, Operator] = {}


def parse_operator(text: str) -> Operator:
    """Take an operator apart; names are matched without case, which IAM leaves open."""
    known = _CACHE.get(text)
    if known is None:
        if len(_CACHE) > 1000:
            _CACHE.clear()
        known = _CACHE[text] = _parse(text)
    return known


def _parse(text: str) -> Operator:
    head, colon, tail = text.partition(":")
    quantifier = _QUANTIFIERS.get(head.lower(), "") if colon else ""
    if colon and not quantifier:
        return Operator(None, "", if_exists=False, text=text)
    name = (tail if colon else head).lower()
    if_exists = name.endswith("ifexists")
    base = _BY_LOWER.get(name.removesuffix("ifexists"))
    if base == "Null" and if_exists:
        base = None
    return Operator(base, quantifier, if_exists, text)

"""Each operator with the key present, missing and of several values."""

from __future__ import annotations

import pytest

from agentcore_lint.access.conditions import holds
from agentcore_lint.access.request import ANONYMOUS, Request
from agentcore_lint.policy.model import Condition, Item
from agentcore_lint.policy.operators import ALL, parse_operator

KEY = "aws:PrincipalTag/x"


def check(
    operator: str, values: list[str], given: list[str] | None, *, variables: bool = True
) -> bool | None:
    items = tuple(Item(value, "") for value in values)
    context = {} if given is None else {KEY.lower(): tuple(given)}
    context["aws:principalaccount"] = ("111122223333",)
    condition = Condition(parse_operator(operator), KEY, items, "", "")
    return holds(condition, Request("", "", ANONYMOUS, context), variables=variables)


CASES = [
    ("StringEquals", "a*", "a*", "ab"),
    ("StringEqualsIgnoreCase", "AbC", "aBc", "ab"),
    ("StringLike", "a*c?", "a/:cd", "ac"),
    ("NumericEquals", "5", "5.0", "6"),
    ("NumericLessThan", "5", "4.5", "5"),
    ("NumericLessThanEquals", "5", "5", "5.1"),
    ("NumericGreaterThan", "5", "6", "5"),
    ("NumericGreaterThanEquals", "5", "5", "-6"),
    ("DateEquals", "2026-01-31T00:00:00Z", "2026-01-31T01:00:00+01:00", "2026-01-31T00:00:01Z"),
    ("DateLessThan", "2026-01-31", "1700000000", "2026-02-01"),
    ("DateLessThanEquals", "2026-01-31", "2026-01-31T00:00:00Z", "2026-02"),
    ("DateGreaterThan", "2026", "2026-01-02", "2025-12-31T23:59:59Z"),
    ("DateGreaterThanEquals", "2026-01-01", "2026", "2025"),
    ("Bool", "true", "TRUE", "false"),
    ("BinaryEquals", "QmluYXJ5", "QmluYXJ5", "Qml"),
    ("IpAddress", "203.0.113.0/24", "203.0.113.9", "203.0.114.9"),
    ("IpAddress", "2001:db8::/32", "2001:db8::1", "203.0.113.9"),
    ("ArnEquals", "arn:aws:iam::*:role/a*", "arn:aws:iam::1:role/a/b:c", "arn:aws:iam:x:1:role/a"),
    ("ArnLike", "arn:*:iam::1:role/x", "arn:aws-cn:iam::1:role/x", "arn:aws:s3:iam::1:role/x"),
]
NEGATED = {
    "StringEquals": "StringNotEquals",
    "StringEqualsIgnoreCase": "StringNotEqualsIgnoreCase",
    "StringLike": "StringNotLike",
    "NumericEquals": "NumericNotEquals",
    "DateEquals": "DateNotEquals",
    "IpAddress": "NotIpAddress",
    "ArnEquals": "ArnNotEquals",
    "ArnLike": "ArnNotLike",
}


def test_every_operator_is_tested() -> None:
    tested = {case[0] for case in CASES} | set(NEGATED.values()) | {"Null"}
    assert tested == set(ALL)


@pytest.mark.parametrize(("operator", "value", "same", "other"), CASES)
def test_operator(operator: str, value: str, same: str, other: str) -> None:
    assert check(operator, [value], [same]) is True
    assert check(operator, [value], [other]) is False
    assert check(operator, ["zzz", value], [same]) is True
    assert check(operator, [value], None) is False
    assert check(f"{operator}IfExists", [value], None) is True
    assert check(f"{operator}IfExists", [value], [other]) is False
    assert check(f"ForAllValues:{operator}", [value], [same, same]) is True
    assert check(f"ForAllValues:{operator}", [value], [same, other]) is False
    assert check(f"ForAllValues:{operator}", [value], None) is True
    assert check(f"ForAllValues:{operator}", [value], []) is True
    assert check(f"ForAnyValue:{operator}", [value], [other, same]) is True
    assert check(f"ForAnyValue:{operator}", [value], [other]) is False
    assert check(f"ForAnyValue:{operator}", [value], None) is False
    assert check(f"ForAnyValue:{operator}IfExists", [value], None) is True


@pytest.mark.parametrize(
    ("operator", "value", "same", "other"), [each for each in CASES if each[0] in NEGATED]
)
def test_negated_operator(operator: str, value: str, same: str, other: str) -> None:
    negated = NEGATED[operator]
    assert check(negated, [value], [same]) is False
    assert check(negated, [value], [other]) is True
    assert check(negated, ["zzz", value], [same]) is False
    assert check(negated, [value], None) is True
    assert check(f"{negated}IfExists", [value], None) is True
    assert check(f"ForAllValues:{negated}", [value], [other, other]) is True
    assert check(f"ForAllValues:{negated}", [value], [other, same]) is False
    assert check(f"ForAnyValue:{negated}", [value], [other, same]) is True
    assert check(f"ForAnyValue:{negated}", [value], [same]) is False
    assert check(f"ForAnyValue:{negated}", [value], None) is False


@pytest.mark.parametrize(
    ("value", "given", "expected"),
    [
        ("true", None, True),
        ("true", ["a"], False),
        ("false", None, False),
        ("false", ["a"], True),
        ("true", [], True),
    ],
)
def test_null(value: str, given: list[str] | None, *, expected: bool) -> None:
    assert check("Null", [value], given) is expected


def test_policy_variables() -> None:
    assert check("StringEquals", ["${aws:PrincipalAccount}"], ["111122223333"]) is True
    assert check("StringEquals", ["${aws:PrincipalAccount}"], ["111122223333"], variables=False) is False
    assert check("StringLike", ["x-${AWS:principalaccount}-*"], ["x-111122223333-y"]) is True
    assert check("StringEquals", ["${aws:username}"], ["maria"]) is False
    assert check("StringNotEquals", ["${aws:username}"], ["maria"]) is True
    assert check("StringEquals", ["${aws:username, 'maria'}"], ["maria"]) is True
    assert check("StringLike", ["a${*}b"], ["a*b"]) is True
    assert check("StringLike", ["a${*}b"], ["axb"]) is False
    assert check("StringLike", ["${?}${$}"], ["?$"]) is True


def test_key_and_operator_names_have_no_case() -> None:
    condition = Condition(parse_operator("stringLIKE"), KEY.upper(), (Item("a*", ""),), "", "")
    request = Request("", "", ANONYMOUS, {KEY.lower(): ("abc",)})
    assert holds(condition, request, variables=True) is True


def test_unknown_key_is_neither_true_nor_false() -> None:
    condition = Condition(parse_operator("StringEquals"), KEY, (Item("a", ""),), "", "")
    request = Request("", "", ANONYMOUS, {}, frozenset((KEY.lower(),)))
    assert holds(condition, request, variables=True) is None

"""Values that a condition key can have at all, and one that no policy names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.access.callers import OTHER_ACCOUNT
from agentcore_lint.access.conditions import number
from agentcore_lint.access.texts import ANY, Form
from agentcore_lint.policy.glob import is_wild
from agentcore_lint.policy.values import is_date, is_network
from agentcore_lint.service.keys import find_key
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from agentcore_lint.policy.model import Condition

_FORMS = {
    "aws:sourcevpc": Form("vpc-"),
    "aws:sourcevpce": Form("vpce-"),
    "aws:ec2instancesourcevpc": Form("vpc-"),
    "aws:principalorgid": Form("o-"),
    "aws:principalorgpaths": Form("o-"),
    "aws:resourceorgid": Form("o-"),
    "aws:resourceorgpaths": Form("o-"),
    "aws:sourceorgid": Form("o-"),
    "aws:sourceorgpaths": Form("o-"),
    "aws:sourceaccount": Form("", digits=12),
}
"""Sources: EC2's and Organizations' API references, on the ids of VPCs, endpoints and organisations."""
_TAGS = ("aws:principaltag/", "aws:requesttag/", "aws:resourcetag/")
_TAG = Form("", empty=True)
"""Source: IAM user guide, "Tags for IAM resources": a tag's value may be empty."""
_FRESH = {
    "aws:sourcevpc": "0a1b2c3d4e5f60718",
    "aws:sourcevpce": "0a1b2c3d4e5f60718",
    "aws:principalorgid": "another123",
    "aws:principalorgpaths": "another123/r-ab12/",
    "aws:sourcearn": "arn:aws:s3:::another-bucket",
    "aws:sourceaccount": OTHER_ACCOUNT,
}
_BY_TYPE = {
    "IP": ["203.0.113.7"],
    "Date": ["2026-06-01T12:00:00Z"],
    "Numeric": ["1"],
    "DateOrNumeric": ["1780000000"],
    "Bool": ["false", "true"],
}
_TESTS: dict[str, Callable[[str], bool]] = {
    "IP": is_network,
    "Date": is_date,
    "Numeric": lambda text: number(text) is not None,
    "DateOrNumeric": lambda text: number(text) is not None or is_date(text),
    "Bool": lambda text: text in ("false", "true"),
}


def fresh_value(key: str, mark: str) -> str:
    """Return a value for a key (in lower case) that no policy names; `mark`: what no hole can be."""
    known = find_key(key)
    typed = _BY_TYPE.get(known.type) if known is not None else None
    if typed is not None:
        return "10.0.0.7" if key == "aws:vpcsourceip" else typed[0]
    form = form_of(key)
    return form.prefix + mark + _FRESH.get(key, f"another-{key.rpartition(':')[2].rpartition('/')[2]}")


def form_of(key: str) -> Form:
    """Return the form that every value of a key (in lower case) has."""
    return _TAG if key.startswith(_TAGS) else _FORMS.get(key, ANY)


def malformed(key: str, conditions: Iterable[Condition]) -> list[str]:
    """Return what conditions compare a key with and what is none of its values: perhaps a placeholder."""
    form = form_of(key)
    return [
        item.text
        for each in conditions
        for item in each.values
        if form is not ANY and not form.fits(item.text) and not is_wild(item.text) and "${" not in item.text
    ]


def of_type(key: str, values: Iterable[str]) -> list[str]:
    """Return those values that are of the key's type, and some that are where none is."""
    known = find_key(key)
    test = _TESTS.get(known.type) if known is not None else None
    if known is None or test is None:
        return list(values)
    found = [value for value in values if has_hole(value) or test(value)]
    return list(dict.fromkeys([*found, *(_BY_TYPE[known.type] if known.type == "Bool" or not found else [])]))

"""The rules' advice, followed to the letter: it ends the finding, leads to no other, and lets nobody in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from agentcore_lint.access.diff import diff
from agentcore_lint.load import Given, prepare
from agentcore_lint.sources import read
from tests.rules.examples import examples, file_of, grave, lint, modes_of, policy_text

if TYPE_CHECKING:
    from agentcore_lint.load import Loaded
    from agentcore_lint.sources.document import Auth


@pytest.mark.parametrize(("rule", "example"), examples("bad"))
def test_advice_leads_into_no_other_finding(rule: dict[str, Any], example: dict[str, Any]) -> None:
    text = policy_text(example["mended"])
    for mode in modes_of(example):
        assert grave(example, text, mode).keys() == example["mended"].get("reports", {}).keys(), mode
        assert rule["id"] not in {each.rule for each in lint(example, text, mode)}


@pytest.mark.parametrize(("_rule", "example"), examples("bad"))
def test_advice_lets_in_whom_it_means_to(_rule: dict[str, Any], example: dict[str, Any]) -> None:
    expected = set(example["mended"].get("lets_in", ()))
    pairs = list(zip(loaded(example, example), loaded(example, example["mended"]), strict=False))
    assert pairs or not expected
    judged = [
        newly_let_in(before, after)
        for before, after in pairs
        if before.policy.well_formed and before.policy.kind == after.policy.kind == "resource-policy"
    ]
    assert not judged or set().union(*judged) == expected


def newly_let_in(before: Loaded, after: Loaded) -> set[str]:
    resource = after.context.resource or before.context.resource
    if resource is None:
        return set()
    holes = before.context.has_holes or after.context.has_holes
    found = diff(before.policy, after.policy, resource, after.context.auth, holes=holes)
    return {change.person.name for change in found.let_in}


def loaded(example: dict[str, Any], content: dict[str, Any]) -> list[Loaded]:
    auth: Auth | None = example.get("options", {}).get("auth")
    given = Given(auth, *(example.get("options", {}).get(name) for name in ("kind", "resource_arn")))
    documents = read(file_of(example), policy_text(content).encode())
    return [each for each in (prepare(document, given) for document in documents) if each is not None]


@pytest.mark.parametrize(("_rule", "example"), examples("good"))
def test_good_example_is_clean_or_says_why_not(_rule: dict[str, Any], example: dict[str, Any]) -> None:
    for mode in modes_of(example):
        found = grave(example, policy_text(example), mode)
        assert found.keys() == example.get("reports", {}).keys(), (mode, found)

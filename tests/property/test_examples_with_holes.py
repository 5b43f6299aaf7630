"""The rules' examples with holes: what is found holds whatever fills them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from agentcore_lint.lint import Settings, lint_text
from tools.rules import load, policy_text

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCOUNTS = ("111122223333", "444455556666", "999988887777")
REGIONS = ("us-east-1", "eu-west-1")
ROLES = ("Other", "team/Proxy")
CALLERS = ("arn:aws:iam::111122223333:role/Zed", "arn:aws:iam::444455556666:user/zed")
PARTS = ((r"\b\d{12}\b", ACCOUNTS), (r"(?<=:)(?:us|eu)-[a-z]+-\d(?=:)", REGIONS), (r"(?<=:role/)[\w-]+(?=\")", ROLES),
         (r"(?<=\")arn:aws:iam::\d{12}:(?:role|user)/[^\"*\\]+(?=\")", CALLERS))  # fmt: skip
RESOURCE = re.compile(r"(?<=\")arn:aws:bedrock-agentcore:[^\"*\\]+(?=\")")
NOT_COMPARED = {"AC108": "the name of a placeholder says who is an administrator",
                "AC501": "a reference is read as a role that the Allow need not be for"}  # fmt: skip


def with_holes(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the text with one part of it as a hole wherever it stands, and filled in several ways."""
    for pattern, values in PARTS:
        for part in sorted(set(re.findall(pattern, text))):
            here = re.compile(pattern)

            def put(value: str, here: re.Pattern[str] = here, part: str = part) -> str:
                return here.sub(lambda found: value if found[0] == part else found[0], text)

            yield put("${hole}"), [put(value) for value in (*values, part)]
    for arn in sorted(set(RESOURCE.findall(text))):
        owned = [re.sub(r"\b\d{12}\b", account, arn) for account in ACCOUNTS]
        yield text.replace(f'"{arn}"', '"${hole}"'), [text.replace(f'"{arn}"', f'"{each}"') for each in owned]


def found(text: str, options: dict[str, Any]) -> set[tuple[str, str | None]]:
    result = lint_text(text, "policy.json", Settings(notes=False, **{"kind": "resource-policy", **options}))
    assert result.error is None
    return {(each.rule, each.pointer) for each in result.diagnostics if each.severity != "note"}


@pytest.mark.parametrize(
    "rule", [each for each in load() if each["id"] not in NOT_COMPARED], ids=lambda each: each["id"]
)
def test_what_is_found_holds_whatever_fills_the_holes(rule: dict[str, Any]) -> None:
    for example in (*rule["bad"], *rule["good"]):
        if "file" in example or "config" in example:
            continue
        options = {key: value for key, value in example.get("options", {}).items() if key != "config"}
        for holed, filled in with_holes(policy_text(example)):
            said = {each for each in found(holed, options) if each[0] not in NOT_COMPARED}
            if said:
                for text in filled:
                    there = found(text, options)
                    # what another finding explains is not said again
                    assert said <= there or there, text

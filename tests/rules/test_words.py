"""What a finding says: one line that names its subject, in words that a newcomer knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.rules.examples import RULES, examples, lint, modes_of, policy_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.diagnostic import Diagnostic

LONGEST = 160
"""Characters of a concise line, its path and place left out."""
OURS = re.compile(
    r"(?i)\b(walls?|walled|side actions?|companions?|spares?|mend(s|ed|ing)?|ways? in|open ways?)\b"
)
"""Words of the code that no user should have to learn."""
TEXTS = ("message", "summary", "why", "help", "help_oauth", "fix_safety", "limits")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["id"])
def test_rule_is_told_in_plain_words(rule: dict[str, Any]) -> None:
    for name in TEXTS:
        assert not OURS.search(rule.get(name, "")), name
    for example in (*rule["bad"], *rule["good"]):
        assert not OURS.search(example["title"]), example["title"]


@pytest.mark.parametrize(("rule", "example"), examples("bad"))
def test_finding_stands_on_one_line(rule: dict[str, Any], example: dict[str, Any]) -> None:
    for each, mode in found(rule, example):
        line = f"{each.severity}: {each.message} [{each.rule}]"
        assert len(line) - excess(each.message, policy_text(example)) <= LONGEST, (mode, line)
        assert not each.message.endswith("."), line


@pytest.mark.parametrize(("rule", "example"), examples("bad"))
def test_finding_names_its_subject(rule: dict[str, Any], example: dict[str, Any]) -> None:
    for each, mode in found(rule, example):
        said = each.message.lower()
        texts = f"{policy_text(example)}\n{example.get('config', '')}"
        assert any(name in said for name in names(texts)), (mode, each.message)


@pytest.mark.parametrize(("rule", "example"), examples("bad"))
def test_finding_says_nothing_twice(rule: dict[str, Any], example: dict[str, Any]) -> None:
    for each, mode in found(rule, example):
        one, other = words(each.headline), words(each.label)
        assert len(one & other) <= min(len(one), len(other)) / 2, (mode, each.headline, each.label)


@pytest.mark.parametrize(("rule", "example"), examples("bad"))
def test_finding_speaks_plainly(rule: dict[str, Any], example: dict[str, Any]) -> None:
    for each, _ in found(rule, example):
        witness = each.witness.sentence if each.witness else ""
        fix = each.fix.description if each.fix else ""
        for text in (each.message, each.label, each.help, witness, fix, *each.notes):
            assert not OURS.search(text), text


def found(rule: dict[str, Any], example: dict[str, Any]) -> Iterator[tuple[Diagnostic, str]]:
    for mode in modes_of(example):
        for each in lint(example, policy_text(example), mode):
            if each.rule == rule["id"]:
                yield each, mode


def names(text: str) -> set[str]:
    """What a text has that a message can name: its strings, their last parts, and its statements."""
    strings = re.findall(r'"((?:[^"\\]|\\.)*)"|([A-Za-z][\w:-]{2,})|(\d{6,})', text)
    whole = {part.lower() for group in strings for part in group if part}
    tails = {re.split(r"[:/]", each)[-1] for each in whole}
    pairs = {each.split(":")[-1] for each in whole}
    statements = {f"statement {number}" for number in range(1, 30)}
    return {each for each in whole | tails | pairs | statements if len(each) > 2 or each == "*"} | {'"*"'}


def excess(message: str, text: str) -> int:
    """How many characters of a message are values of the policy beyond a short one's length."""
    values = re.findall(r'"((?:[^"\\]|\\.)*)"', text)
    longest = max((len(each) for each in values if each and each in message), default=0)
    return max(0, longest - 40)


def words(text: str) -> set[str]:
    """The words of a text that carry its meaning."""
    return {each.rstrip("s") for each in re.findall(r"[a-z]{4,}", text.lower())} - PLAIN


PLAIN = {
    "with",
    "that",
    "thi",
    "from",
    "here",
    "statement",
    "policy",
    "only",
    "what",
    "there",
    "which",
    "where",
    "does",
}
"""Words that say nothing twice."""

"""What one rule, one policy or one place does wrong costs the others nothing, and says where to report it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from agentcore_lint import lint, load, sources
from agentcore_lint.checks.index import ALL, CHECKS
from agentcore_lint.failure import TRACKER, failure
from agentcore_lint.finding import Finding, Place
from agentcore_lint.lint import Settings, lint_text
from agentcore_lint.run import documents
from agentcore_lint.run import rules as run_rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/billing_bot-a1B2c3D4e5"


def text_of(action: str) -> str:
    statement = {"Effect": "Deny", "Principal": "*", "Action": f"bedrock-agentcore:{action}", "Resource": ARN}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


BROKEN = text_of("InvokeAgentRuntme")


def with_check(monkeypatch: pytest.MonkeyPatch, check: object) -> None:
    monkeypatch.setattr(run_rules, "CHECKS", (("AC102", "note", ALL, False, check), *CHECKS))


def raises(*_: object) -> Iterator[Finding]:
    yield Finding("AC102", Place("/Statement/0/Effect"), "before")
    raise KeyError("the part")


def test_a_rule_that_fails_is_named_and_the_others_are_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    with_check(monkeypatch, raises)
    result = lint_text(BROKEN, "policy.json", Settings())
    assert [each.rule for each in result.diagnostics] == ["AC102", "AC104"]
    assert result.errors == (f"internal error in AC102: KeyError: 'the part'; please report it at {TRACKER}",)
    assert result.error == result.errors[0]


def test_a_place_that_cannot_be_told_costs_one_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    with_check(monkeypatch, lambda *_: iter([Finding("AC102", Place("/Statement/0/Effect"), "x", fix=1)]))  # type: ignore[arg-type]
    result = lint_text(BROKEN, "policy.json", Settings())
    assert [each.rule for each in result.diagnostics] == ["AC104"]
    assert [error.partition(":")[0] for error in result.errors] == ["internal error in AC102"]


def test_a_policy_that_cannot_be_built_costs_the_others_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    real = load.prepare

    def prepare(document: object, given: object) -> object:
        if "Loud" in str(document.root):  # type: ignore[attr-defined]
            raise RecursionError
        return real(document, given)  # type: ignore[arg-type]

    monkeypatch.setattr(documents, "prepare", prepare)
    text = f"[{BROKEN}, {text_of('Loud')}, {BROKEN}]"
    result = lint_text(text, "policy.json", Settings())
    assert [each.span.start.offset > len(BROKEN) for each in result.diagnostics if each.rule == "AC104"] == [
        False,
        True,
    ]
    assert result.errors == (failure("reading a policy", RecursionError()),)


def test_a_carrier_that_fails_keeps_what_it_read_before(monkeypatch: pytest.MonkeyPatch) -> None:
    real = sources.read

    def read(path: str, data: bytes) -> Iterator[object]:
        yield from real(path, data)
        raise IndexError("end")

    monkeypatch.setattr(lint, "read", read)
    result = lint_text(BROKEN, "policy.json", Settings())
    assert [each.rule for each in result.diagnostics] == ["AC104"]
    assert result.errors == (failure("reading the file", IndexError("end")),)


def test_the_command_fails_and_reports_the_findings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from agentcore_lint.cli.check import check_command

    with_check(monkeypatch, raises)
    for name in ("one.json", "other.json"):
        (tmp_path / name).write_text(BROKEN)
    status = check_command.main([str(tmp_path), "-f", "concise"], standalone_mode=False)
    assert status == 2
    said = capsys.readouterr()
    assert said.out.count("[AC104]") == 2
    for name in ("one.json", "other.json"):
        assert f"{tmp_path / name}: internal error in AC102: KeyError" in said.err
    assert TRACKER in said.err


@pytest.mark.parametrize(
    "name", ["", "x", "\0.tf", "\ud800.json", "a/" * 3000 + "x.tf", "x.yaml", "x.md", "x.py"]
)
@pytest.mark.parametrize(
    "text",
    [
        "bedrock-agentcore:InvokeAgentRuntime \ud800\udfff",
        b"\xff\xfe bedrock-agentcore",
        "{}",
        "",
        b"",
        '{"Version": "2012-10-17", "Statement": ["\\ud800 bedrock-agentcore"]}',
        BROKEN.replace("Deny", "\ud83d"),
    ],
)
def test_lint_text_takes_anything(text: str | bytes, name: str) -> None:
    assert lint_text(text, name).error is None

"""One set of findings for every format: what a file may do to a report is all in it."""

from __future__ import annotations

import json
from functools import cache

from agentcore_lint.lint import FileResult, Settings, lint_text
from agentcore_lint.report import Report

ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/billing_bot-a1B2c3D4e5"
HOSTILE = 'x::y%0A,]]>&lt;<script>"`|*\x1b[31m\u202e\u0007😀\ud83d'
"""Ends of lines, commands, elements and tables of other formats; an escape; a direction; half a character."""


def deny(**more: object) -> dict[str, object]:
    return {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "bedrock-agentcore:InvokeAgentRuntime",
        "Resource": ARN,
        "Condition": {"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/BillingProxy"}},
        **more,
    }


def policy(*statements: dict[str, object], indent: int | None = 2) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, indent=indent)


@cache
def results() -> tuple[FileResult, ...]:
    """An open wall, a hostile text, one with wide characters before it, a clean file, one not read."""
    settings = Settings()
    unknown = deny(Action=["bedrock-agentcore:InvokeAgentRuntime*", f"bedrock-agentcore:Invoke{HOSTILE}"])
    texts = {
        "policies/open.json": policy(deny()),
        "policies/CRLF ü %41,:x.json": policy(deny(), deny(Sid="Again")).replace("\n", "\r\n"),
        "policies/hostile.json": policy(unknown),
        "policies/wide.json": policy(deny(Sid="日本語😀"), indent=None),
        "policies/broken.json": '{"Statement": [bedrock-agentcore:InvokeAgentRuntime',
        "policies/clean.json": policy(deny(Action="bedrock-agentcore:InvokeAgentRuntime*")),
    }
    found = [lint_text(text, path, settings) for path, text in texts.items()]
    return (*found, FileResult("policies/gone.json", (), 0, errors=("no such file <&>",)))


def sample_report() -> Report:
    return Report(results(), len(results()))

"""Holes are shown as they are written, in every command and format, from every carrier."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from agentcore_lint.cli.group import cli
from agentcore_lint.report import FORMATS
from agentcore_lint.report.access import ACCESS_FORMATS
from tests.carriers.render import FORMS, rendered

if TYPE_CHECKING:
    from pathlib import Path

STAND_INS = re.compile(
    "[\ue000-\uf8ff\U000f0000-\U0010ffff\ufffd]|"
    r"\\U00(0f|10)[0-9a-f]{4}|\\u(e|f[0-8])[0-9a-f]{2}|\\ud[b-f]",
    re.IGNORECASE,
)
"""The characters of values that stand for holes or mark what was chosen, as they are and escaped."""
ARN = "arn:aws:bedrock-agentcore:<region>:<account>:runtime/{{ id }}"


def policy_on(arn: str, action: str = "InvokeAgentRuntime") -> dict[str, Any]:
    named = ["<ROLE_ARN>", "arn:aws:iam::<account>:role/<role>", "<other account>"]
    but = {
        "ArnNotEquals": {"aws:PrincipalArn": ["<PROXY_ARN>", "arn:aws:iam::<a>:role/%R%*"]},
        "StringNotEquals": {"aws:SourceVpce": "<vpce>", "aws:PrincipalTag/team": "<team>"},
        "NotIpAddress": {"aws:SourceIp": "<cidr>"},
    }
    within = {"StringEquals": {"aws:SourceVpc": "<vpc>"}}
    call = {"Action": f"bedrock-agentcore:{action}", "Resource": arn}
    statements: list[dict[str, Any]] = [
        {"Sid": "Only<x>", "Effect": "Allow", "Principal": {"AWS": named}},
        {"Sid": "<b>", "Effect": "Allow", "Principal": {"Service": "<svc>.amazonaws.com"}},
        {"Sid": "Deny{{ y }}", "Effect": "Deny", "Principal": "*", "Condition": but},
        {"Sid": "<z>", "Effect": "Allow", "Principal": "*", "Condition": within},
    ]
    return {"Version": "2012-10-17", "Statement": [each | call for each in statements]}


def output(*arguments: str) -> str:
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code in (0, 1), (arguments, result.output)
    return result.output


CALL = ("--action", "InvokeAgentRuntime", "--caller")
ROLE = "arn:aws:iam::<account>:role/<role>"


def written(folder: Path, form: str) -> Path:
    ((name, text),) = rendered(policy_on(ARN), ARN, form)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


@pytest.mark.parametrize("form", [each for each in FORMS if not each.startswith("nb file")])
def test_holes_are_shown_as_they_are_written(form: str, tmp_path: Path) -> None:
    path = str(written(tmp_path, form))
    shown = [
        output("check", "--show-notes", "-f", "json", path),
        output("check", "--auth", "oauth", "-f", "full", path),
        output("simulate", path, *CALL, ROLE),
        output("simulate", path, *CALL, "oauth", "-f", "json"),
    ]
    assert [STAND_INS.search(each) for each in shown] == [None] * len(shown)
    assert "<account>:runtime/{{ id }}" in shown[2]


@pytest.mark.parametrize(
    "form", ["request", "cfn block", "tf jsonencode", "py dumps", "ts const", "sh here-doc"]
)
def test_holes_are_shown_in_tables_and_differences(form: str, tmp_path: Path) -> None:
    path = str(written(tmp_path, form))
    old = tmp_path / "old.json"
    old.write_text(json.dumps({"resourceArn": ARN, "policy": json.dumps(policy_on(ARN, "GetAgentCard"))}))
    for auth in ("auto", "oauth"):
        for name in ("json", "markdown"):
            assert not STAND_INS.search(output("diff", "--auth", auth, "-f", name, str(old), path))
            assert not STAND_INS.search(output("access", "--auth", auth, "-f", name, path))


def test_every_format_shows_holes_as_they_are_written(tmp_path: Path) -> None:
    path = str(written(tmp_path, "cfn block"))
    for name in FORMATS:
        assert not STAND_INS.search(output("check", "--show-notes", "-f", name, path)), name
    for name in ACCESS_FORMATS:
        assert not STAND_INS.search(output("access", "-f", name, path)), name


def test_callers_come_from_principals_and_the_keys_of_principals(tmp_path: Path) -> None:
    path = str(written(tmp_path, "request"))
    (table,) = json.loads(output("access", "--auth", "sigv4", "-f", "json", path))["tables"]
    callers = " ".join(row["caller"] for row in table["callers"])
    for caller in ("<ROLE_ARN>", "<PROXY_ARN>", "role <role>", "<other account>"):
        assert caller in callers
    for other in ("<vpce>", "<vpc>", "<team>", "<cidr>"):
        assert other not in callers


def test_a_request_may_have_the_placeholders_of_the_policy(tmp_path: Path) -> None:
    path = str(written(tmp_path, "request"))
    given = ("--context", "aws:SourceVpce=<vpce>", "--resource-arn", ARN)
    said = output("simulate", path, *CALL, ROLE, *given)
    assert said.startswith("ALLOWED")
    identity = tmp_path / "identity.json"
    deny = {"Effect": "Deny", "Action": "bedrock-agentcore:*", "Resource": ARN, "Sid": "<s>"}
    identity.write_text(json.dumps({"Version": "2012-10-17", "Statement": [deny]}))
    said = output("simulate", path, *CALL, ROLE, *given, "--identity-policy", str(identity))
    assert said.startswith("DENIED, explicitly")
    assert "<s> applies" in said

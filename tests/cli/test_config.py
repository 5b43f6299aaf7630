"""The configuration and its claims, as the command reads them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.test_access import PROXY, A, policy
from tests.cli.test_check import run

if TYPE_CHECKING:
    from pathlib import Path

CLAIM = """
[[claim]]
name = "only the proxy"
must = "deny"
actions = "InvokeAgentRuntime*"
who = { ArnNotEquals = { "aws:PrincipalArn" = "arn:aws:iam::111122223333:role/agent-proxy" } }
"""
OPEN = policy({"Effect": "Deny", "Action": f"{A}InvokeAgentRuntime", "Condition": PROXY})
CLOSED = OPEN.replace('InvokeAgentRuntime"', 'InvokeAgentRuntime*"')


def found(path: Path, *args: str) -> list[str]:
    done = run(str(path), "-f", "json", *args)
    report = json.loads(done.stdout)
    assert report["errors"] == [], report["errors"]
    return [each["rule"] for each in report["findings"] if each["rule"].startswith("AC7")]


def test_the_nearest_configuration_above_a_file_counts(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    (folder / "open.json").write_text(OPEN)
    (folder / "closed.json").write_text(CLOSED)
    (tmp_path / "agentcore-lint.toml").write_text(CLAIM)
    assert found(folder / "open.json") == ["AC701"]
    assert found(folder / "closed.json") == []
    assert found(folder / "open.json", "--isolated") == []
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.other]\nx = 1\n")
    assert found(folder / "open.json") == ["AC701"]
    (tmp_path / "a" / "agentcore-lint.toml").write_text("")
    assert found(folder / "open.json") == []
    assert found(folder / "open.json", "--config", str(tmp_path / "agentcore-lint.toml")) == ["AC701"]


def test_pyproject_holds_it_too(tmp_path: Path) -> None:
    (tmp_path / "open.json").write_text(OPEN)
    (tmp_path / "pyproject.toml").write_text(CLAIM.replace("[[claim]]", "[[tool.agentcore-lint.claim]]"))
    assert found(tmp_path / "open.json") == ["AC701"]


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [('"policies/*.json"', ["AC701"]), ('"other/*.json"', []), ('["x", "arn:*:runtime/bot-*"]', ["AC701"])],
)
def test_claims_are_about_the_policies_that_they_name(
    tmp_path: Path, patterns: str, expected: list[str]
) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "open.json").write_text(OPEN)
    (tmp_path / "agentcore-lint.toml").write_text(f"{CLAIM}policies = {patterns}\n")
    assert found(tmp_path / "policies" / "open.json") == expected


def test_the_finding_shows_the_request(tmp_path: Path) -> None:
    (tmp_path / "open.json").write_text(OPEN)
    (tmp_path / "agentcore-lint.toml").write_text(CLAIM)
    report = json.loads(run(str(tmp_path / "open.json"), "-f", "json", "--select", "AC701").stdout)
    (finding,) = report["findings"]
    where = f"{tmp_path / 'agentcore-lint.toml'}:2"
    assert finding["message"] == (
        f'claim "only the proxy" ({where}) is broken: role/Reporting can call InvokeAgentRuntimeCommand'
    )
    assert f"the claim: {where}" in finding["notes"]
    assert finding["witness"]["caller"] == "arn:aws:iam::111122223333:role/Reporting"
    assert finding["witness"]["decision"] == "allowed"


def test_a_claim_that_somebody_gets_in(tmp_path: Path) -> None:
    (tmp_path / "closed.json").write_text(CLOSED)
    claim = '[[claim]]\nname = "jobs call"\nmust = "allow"\nways = ["HTTP call"]\nwho = "arn:aws:iam::111122223333:role/jobs/*"\n'
    (tmp_path / "agentcore-lint.toml").write_text(claim)
    done = run(str(tmp_path / "closed.json"))
    assert "a claim of the configuration does not hold" in done.stdout
    assert "for example, arn:aws:iam::111122223333:role/jobs/" in done.stdout


def test_a_service_is_said_to_have_no_iam_policy(tmp_path: Path) -> None:
    (tmp_path / "closed.json").write_text(CLOSED)
    claim = '[[claim]]\nname = "events call"\nmust = "allow"\nways = ["HTTP call"]\nwho = "service:events.amazonaws.com"\n'
    (tmp_path / "agentcore-lint.toml").write_text(claim)
    done = run(str(tmp_path / "closed.json"), "--select", "AC701")
    assert "for example, the service events.amazonaws.com cannot call InvokeAgentRuntime\n" in done.stdout


@pytest.mark.parametrize(
    ("condition", "who", "depends", "place"),
    [
        (
            {"StringNotEquals": {"aws:PrincipalOrgID": "o-zz99yy88xx"}},
            '{ StringNotEquals = { "aws:PrincipalOrgID" = "o-a1b2c3d4e5" } }',
            "aws:PrincipalOrgID",
            "/Statement/0/Condition/StringNotEquals/aws:PrincipalOrgID",
        ),
        (
            {"StringNotEquals": {"aws:SourceVpce": ["<here>", "vpce-0a1b2c3d"]}},
            '{ StringNotEquals = { "aws:SourceVpce" = "vpce-0a1b2c3d" } }',
            "<here>",
            "/Statement/0/Condition/StringNotEquals/aws:SourceVpce/0",
        ),
        (
            "<conditions>",
            '{ StringNotEquals = { "aws:SourceVpce" = "vpce-0a1b2c3d" } }',
            "the Condition of statement 1",
            "/Statement/0/Condition",
        ),
    ],
)
def test_what_a_claim_depends_on_is_said(
    tmp_path: Path, condition: object, who: str, depends: str, place: str
) -> None:
    (tmp_path / "a.json").write_text(
        policy({"Effect": "Deny", "Action": f"{A}InvokeAgentRuntime*", "Condition": condition})
    )
    claim = f'[[claim]]\nname = "nobody else"\nmust = "deny"\nways = "HTTP call"\nwho = {who}\n'
    (tmp_path / "agentcore-lint.toml").write_text(claim)
    report = json.loads(run("a.json", "-f", "json", "--select", "AC702", cwd=tmp_path).stdout)
    (finding,) = report["findings"]
    assert (
        finding["message"]
        == f'claim "nobody else" (agentcore-lint.toml:1) is not proved without knowing {depends}'
    )
    assert finding["pointer"] == place


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[claim", "agentcore-lint.toml:1:8: expected ']]'"),
        ("[[claims]]\nname = 'x'", "unknown key 'claims', did you mean claim?"),
        ("[[claim]]\nmust = 'deny'", "agentcore-lint.toml:1:3: name is missing"),
        ("[[claim]]\nname = 'x'\nmust = 'maybe'", "agentcore-lint.toml:3:8: must is one of deny, allow"),
        ("[[claim]]\nname = 'x'\nmust = 'deny'", "name ways or actions"),
        ("[[claim]]\nname = 'x'\nmust = 'deny'\nactions = 'InvokeAgentRuntme'", "did you mean InvokeAgentRuntime?"),
        ("[[claim]]\nname = 'x'\nmust = 'deny'\nways = 'HTTP'", "no way 'HTTP'"),
        ("[[claim]]\nname = 'x'\nmust = 'deny'\nways = 'command'\nwho = 'me'", "'me' is not"),
        ("[[claim]]\nname = 'x'\nmust = 'deny'\nways = 'command'\nwho = { StringEqual = { 'aws:x' = 'y' } }", "no condition operator 'StringEqual'"),
        ("[[claim]]\nname = 'x'\nmust = 'deny'\nways = 3", "a list of strings"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_configuration_is_said(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "closed.json").write_text(CLOSED)
    (tmp_path / "agentcore-lint.toml").write_text(text)
    done = run(str(tmp_path / "closed.json"))
    assert done.returncode == 2
    assert words in done.stderr
    assert "agentcore-lint.toml" in done.stderr
    named = run(str(tmp_path / "closed.json"), "--config", str(tmp_path / "agentcore-lint.toml"))
    assert (named.returncode, words in named.stderr) == (2, True)

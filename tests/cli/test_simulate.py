"""The command `simulate`, as its user sees it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.test_access import ARN, PROXY, A, policy
from tests.cli.test_check import run

if TYPE_CHECKING:
    from pathlib import Path

ROLE = "arn:aws:iam::111122223333:role/"


def identity(action: str) -> str:
    return json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]}
    )


@pytest.fixture
def files(tmp_path: Path) -> Path:
    wall = {"Sid": "OnlyProxy", "Effect": "Deny", "Action": f"{A}InvokeAgentRuntime", "Condition": PROXY}
    (tmp_path / "policy.json").write_text(json.dumps(json.loads(policy(wall)), indent=2))
    (tmp_path / "all.json").write_text(identity("*"))
    (tmp_path / "s3.json").write_text(identity("s3:*"))
    deny = {"Effect": "Deny", "Action": f"{A}InvokeAgentRuntimeCommand"}
    (tmp_path / "endpoint.json").write_text(policy({**deny, "Resource": f"{ARN}/runtime-endpoint/live"}))
    return tmp_path


def simulate(files: Path, *args: str) -> Any:
    done = run("simulate", str(files / "policy.json"), "-f", "json", *args)
    assert done.returncode in (0, 1), done.stderr
    found = json.loads(done.stdout)
    assert (found["decision"] == "allowed") == (done.returncode == 0)
    return found


def test_the_verdict_and_why(files: Path) -> None:
    full = ["--identity-policy", str(files / "all.json")]
    caller = ["--caller", f"{ROLE}Job"]
    done = run("simulate", str(files / "policy.json"), "--action", "InvokeAgentRuntime", *caller, *full)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0] == "DENIED, explicitly: a Deny of the resource policy applies"
    assert any(
        line.startswith("  Deny OnlyProxy applies, ") and line.endswith("policy.json:4") for line in lines
    )
    assert '  5|       "Principal": "*",' in lines
    assert lines[-1] == (
        f"   yes Condition    ArnNotEquals aws:PrincipalArn {ROLE}agent-proxy: the request has {ROLE}Job"
    )


@pytest.mark.parametrize(
    ("args", "decision", "by"),
    [
        (["--action", "invokeagentruntimecommand", "--caller", f"{ROLE}Job", "--identity-policy", "all.json"], "allowed", "identity"),
        (["--action", "InvokeAgentRuntimeCommand", "--caller", f"{ROLE}Job"], "implicitly-denied", None),
        (["--action", "InvokeAgentRuntimeCommand", "--caller", f"{ROLE}Job", "--identity-policy", "all.json", "--scp", "s3.json"], "implicitly-denied", None),
        (["--action", "InvokeAgentRuntimeCommand", "--caller", f"{ROLE}Job", "--identity-policy", "all.json", "--boundary", "s3.json"], "implicitly-denied", None),
        (["--action", "InvokeAgentRuntimeCommand", "--caller", f"{ROLE}Job", "--identity-policy", "all.json", "--endpoint-policy", "endpoint.json"], "explicitly-denied", "endpoint"),
        (["--action", "InvokeAgentRuntime", "--caller", "oauth"], "explicitly-denied", "resource"),
        (["--action", "InvokeAgentRuntime", "--caller", "service:lambda.amazonaws.com", "--context", f"aws:PrincipalArn={ROLE}agent-proxy"], "implicitly-denied", None),
    ],
)  # fmt: skip
def test_decisions(files: Path, args: list[str], decision: str, by: str | None) -> None:
    placed = [str(files / each) if each.endswith(".json") else each for each in args]
    found = simulate(files, *placed)
    assert found["decision"] == decision
    assert (found["by"] or {}).get("policy") == by


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--action", "InvokeAgentRuntme", "--caller", "oauth"], "did you mean InvokeAgentRuntime?"),
        (["--action", "InvokeAgentRuntime", "--caller", "me"], "not the ARN of a caller"),
        (["--action", "InvokeAgentRuntime", "--caller", "oauth", "--context", "x"], "KEY=VALUE"),
        (
            ["--action", "InvokeAgentRuntime", "--caller", "oauth", "--scp", "absent.json"],
            "absent.json: No such file",
        ),
        (["--action", "InvokeAgentRuntime"], "--caller"),
    ],
)
def test_wrong_use_is_said_in_words(files: Path, args: list[str], words: str) -> None:
    done = run("simulate", str(files / "policy.json"), *args)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


def test_requests_from_a_file_and_from_standard_input(files: Path) -> None:
    request = {"id": 7, "action": f"{A}InvokeAgentRuntime", "resource": "arn:aws:x:::y", "caller": {"arn": f"{ROLE}Job"},
               "policies": {"identity": [json.loads(identity("*"))]}}  # fmt: skip
    path = files / "requests.jsonl"
    path.write_text(json.dumps(request) + "\n\n" + json.dumps({**request, "id": 8, "policies": {}}) + "\n")
    done = run("simulate", "--requests", str(path))
    assert done.returncode == 0
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(each["id"], each["decision"]) for each in found] == [(7, "allowed"), (8, "implicitly-denied")]
    again = run("simulate", "--requests", "-", stdin=path.read_bytes() + b"nope\n")
    assert again.stdout.startswith(done.stdout)
    assert json.loads(again.stdout.splitlines()[-1])["decision"] == "error"
    assert again.returncode == 2


def test_call_of_a_harness_needs_two_actions(files: Path) -> None:
    harness = ARN.replace(":runtime/", ":harness/")
    (files / "harness.json").write_text(
        policy({"Effect": "Allow", "Action": f"{A}InvokeHarness", "Resource": harness})
    )
    done = run("simulate", str(files / "harness.json"), "--action", "InvokeHarness", "--caller", f"{ROLE}Job")
    assert "The harness call also needs InvokeAgentRuntime, which is not allowed: no Allow" in done.stdout

"""The command `access`, as its user sees it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from tests.cli.test_check import run

if TYPE_CHECKING:
    from pathlib import Path

ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bot-a1B2c3D4e5"
A = "bedrock-agentcore:"
WAYS = ["HTTP call", "HTTP call for a user", "WebSocket", "WebSocket for a user", "command", "command shell"]
ANY_OTHER = "any other role of account 111122223333, with IAM permission"
PROXY = {"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/agent-proxy"}}
VPCE = {"StringNotEquals": {"aws:SourceVpce": "vpce-0a1b2c3d"}}


def policy(*statements: dict[str, Any]) -> str:
    body = [{"Principal": "*", "Resource": ARN, **each} for each in statements]
    return json.dumps({"Version": "2012-10-17", "Statement": body})


def table(path: Path, text: str, *args: str) -> dict[str, dict[str, str]]:
    """The verdicts, by caller and way."""
    path.write_text(text)
    done = run("access", str(path), "-f", "json", *args)
    assert done.returncode == 0, done.stderr
    (found,) = json.loads(done.stdout)["tables"]
    return {
        row["caller"]: {way: cell["verdict"] for way, cell in row["ways"].items()} for row in found["callers"]
    }


def test_acceptance_example_shows_the_open_ways_and_the_mended_one_none(tmp_path: Path) -> None:
    path = tmp_path / "policy.json"
    wall = {"Sid": "DenyAllOthers", "Effect": "Deny", "Action": f"{A}InvokeAgentRuntime", "Condition": PROXY}
    found = table(path, policy(wall))
    assert [found[ANY_OTHER][way] for way in WAYS] == ["denied", "denied", *["allowed"] * 4]
    assert set(found["role agent-proxy, with IAM permission"].values()) == {"allowed"}
    assert set(found["another account"].values()) == {"denied"}
    four = ["WithWebSocketStream", "WithWebSocketStreamForUser", "Command", "CommandShell"]
    mended = {**wall, "Action": [wall["Action"], *(f"{A}InvokeAgentRuntime{each}" for each in four)]}
    found = table(path, policy(mended))
    assert {found[ANY_OTHER][way] for way in WAYS} == {"denied"}
    assert found[ANY_OTHER]["stop a session"] == "allowed"


def test_grants_need_no_iam_permission_and_other_accounts_need_both(tmp_path: Path) -> None:
    partner = "arn:aws:iam::444455556666:role/Partner"
    own = "arn:aws:iam::111122223333:role/Own"
    allow = {"Effect": "Allow", "Principal": {"AWS": [partner, own]}, "Action": f"{A}InvokeAgentRuntime"}
    found = table(tmp_path / "p.json", policy(allow))
    assert found["role Own, without IAM permission"]["HTTP call"] == "allowed"
    assert found["role Partner of account 444455556666"]["HTTP call"] == "allowed"
    assert found["role Partner of account 444455556666"]["WebSocket"] == "denied"
    assert found["another account"]["HTTP call"] == "denied"
    assert found["any other role of account 111122223333, without IAM permission"]["HTTP call"] == "denied"


def test_token_holders_inside_and_outside_of_the_network(tmp_path: Path) -> None:
    allow = {"Effect": "Allow", "Action": f"{A}InvokeAgentRuntime*"}
    deny = {"Effect": "Deny", "Action": f"{A}InvokeAgentRuntime*", "Condition": VPCE}
    found = table(tmp_path / "p.json", policy(allow, deny), "--auth", "oauth")
    assert found["OAuth token holder inside vpce-0a1b2c3d"]["HTTP call"] == "allowed"
    assert found["OAuth token holder from elsewhere"]["HTTP call"] == "denied"
    assert found["OAuth token holder inside vpce-0a1b2c3d"]["stop a session"] == "depends"


def test_what_depends_says_on_what(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_text(policy({"Effect": "Deny", "Action": f"{A}InvokeAgentRuntime", "Condition": VPCE}))
    done = run("access", str(path), "--auth", "sigv4", "-f", "markdown")
    assert "depends (denied without aws:SourceVpce)" in done.stdout


def test_what_is_not_proved_of_every_request_is_unknown(tmp_path: Path) -> None:
    """The account's organisation is not known: some requests are denied for certain, none is let in so."""
    organisation = {"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
    walls = [
        {"Effect": "Deny", "Action": f"{A}InvokeAgentRuntime", "Condition": each}
        for each in (organisation, VPCE)
    ]
    found = table(tmp_path / "p.json", policy(*walls), "--auth", "sigv4")
    assert found["any role of account 111122223333, with IAM permission"]["HTTP call"] == "unknown"
    both = {"StringNotEquals": {**organisation["StringNotEquals"], **VPCE["StringNotEquals"]}}
    found = table(tmp_path / "p.json", policy({**walls[0], "Condition": both}), "--auth", "sigv4")
    assert found["any role of account 111122223333, with IAM permission"]["HTTP call"] == "unknown"


def test_gateway_has_one_way_in(tmp_path: Path) -> None:
    gateway = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:gateway/orders-gw-0k3m9x7qpz"
    deny = {"Effect": "Deny", "Action": f"{A}InvokeGateway", "Resource": gateway, "Condition": PROXY}
    found = table(tmp_path / "p.json", policy(deny))
    assert found["any other role of account 111122223333"] == {"gateway call": "denied"}


def test_nine_rows_of_the_account(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    wall = {"Effect": "Deny", "Action": f"{A}InvokeAgentRuntime", "Condition": PROXY}
    path.write_text(policy(wall))
    (found,) = json.loads(run("access", str(path), "-f", "json").stdout)["tables"]
    rows = {(row["iam"], row["resource_policy"]): row for row in found["combinations"]}
    assert len(rows) == 9
    allowed = {pair for pair, row in rows.items() if row["result"] == "allowed"}
    assert allowed == {("grants", "silent"), ("grants", "grants"), ("silent", "grants")}
    assert rows["grants", "denies"]["here"] == [
        "any other role of account 111122223333: HTTP call, HTTP call for a user"
    ]


def test_placeholders_are_shown_as_they_are_written() -> None:
    done = run("access", "examples/only-the-proxy.json")
    assert "role <ProxyFunctionRoleArn>" in re.sub(r"[\s│]+", " ", done.stdout)
    assert "runtime/<runtime-id>/runtime-endpoint/DEFAULT" in done.stdout


def test_svg_is_a_picture(tmp_path: Path) -> None:
    out = tmp_path / "a.svg"
    assert run("access", "examples/closed.json", "-f", "svg", "-o", str(out)).returncode == 0
    assert ET.parse(out).getroot().tag.endswith("svg")


@pytest.mark.parametrize("text", ["{}", "[", '{"Version": "2012-10-17", "Statement": []}'])
def test_a_file_without_a_policy_is_wrong_use(tmp_path: Path, text: str) -> None:
    path = tmp_path / "p.json"
    path.write_text(text)
    done = run("access", str(path))
    assert (done.returncode, done.stdout) == (2, "")
    assert "p.json" in done.stderr
    assert "Traceback" not in done.stderr


def test_terminal_escapes_of_a_policy_are_not_sent(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    evil = {"Sid": "\x1b[31m<b>|x", "Effect": "Deny", "Action": f"{A}InvokeAgentRuntime"}
    path.write_text(policy(evil))
    for form in ("text", "markdown", "html", "svg"):
        done = run("access", str(path), "-f", form, "--color", "never")
        assert "\x1b" not in done.stdout
        assert "<b>|x" not in done.stdout or form == "text"

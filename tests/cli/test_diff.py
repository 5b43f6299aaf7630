"""The command `diff`, as its user sees it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from tests.cli.test_access import ANY_OTHER, PROXY, A, policy
from tests.cli.test_check import run

if TYPE_CHECKING:
    from pathlib import Path

WALL = {"Effect": "Deny", "Action": f"{A}InvokeAgentRuntime*", "Condition": PROXY}
NARROW = {**WALL, "Action": f"{A}InvokeAgentRuntime"}


def compare(folder: Path, old: str, new: str, *args: str) -> tuple[int, dict[str, Any]]:
    (folder / "old.json").write_text(old)
    (folder / "new.json").write_text(new)
    done = run("diff", str(folder / "old.json"), str(folder / "new.json"), "-f", "json", *args)
    assert done.returncode in (0, 1), done.stderr
    (found,) = json.loads(done.stdout)["comparisons"]
    return done.returncode, found


def test_a_narrower_wall_lets_somebody_in(tmp_path: Path) -> None:
    status, found = compare(tmp_path, policy(WALL), policy(NARROW))
    assert status == 1
    (change,) = found["let_in"]
    assert change["caller"] == ANY_OTHER
    assert change["ways"] == ["WebSocket", "WebSocket for a user", "command", "command shell"]
    assert change["witness"]["caller"] == "arn:aws:iam::111122223333:role/Reporting"
    assert found["shut_out"] == []
    assert compare(tmp_path, policy(WALL), policy(NARROW), "--allow-new-access")[0] == 0


def test_a_wider_wall_shuts_somebody_out(tmp_path: Path) -> None:
    status, found = compare(tmp_path, policy(NARROW), policy(WALL))
    assert status == 0
    assert [change["caller"] for change in found["shut_out"]] == [ANY_OTHER]
    assert found["let_in"] == []


def test_the_same_policy_written_otherwise_changes_nothing(tmp_path: Path) -> None:
    names = ["", "ForUser", "WithWebSocketStream", "WithWebSocketStreamForUser", "Command", "CommandShell"]
    split = [
        {**WALL, "Sid": f"S{number}", "Action": f"{A}InvokeAgentRuntime{each}"}
        for number, each in enumerate(names)
    ]
    status, found = compare(tmp_path, policy(WALL), policy(*split))
    assert (status, found["let_in"], found["shut_out"], found["unknown"]) == (0, [], [], [])


def test_a_condition_that_is_loosened(tmp_path: Path) -> None:
    before = {**WALL, "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}}
    after = {**WALL, "Condition": {"StringNotEquals": {"aws:SourceVpce": ["vpce-1", "vpce-2"]}}}
    _, found = compare(tmp_path, policy(before), policy(after), "--auth", "sigv4")
    assert found["let_in"][0]["witness"]["context"] == {"aws:SourceVpce": ["vpce-2"]}


def test_management_actions_are_compared_too(tmp_path: Path) -> None:
    more = {**WALL, "Action": [f"{A}InvokeAgentRuntime*", f"{A}DeleteAgentRuntime"]}
    _, found = compare(tmp_path, policy(more), policy(WALL))
    assert found["let_in"][0]["ways"] == ["DeleteAgentRuntime"]


def test_placeholders_that_are_alike_are_the_same(tmp_path: Path) -> None:
    text = policy(WALL).replace("agent-proxy", "<proxy-role>")
    moved = text.replace('"Version"', '"Id": "<name>", "Version"')
    status, found = compare(tmp_path, text, moved)
    assert (status, found["let_in"], found["shut_out"], found["unknown"]) == (0, [], [], [])


def test_markdown_is_fit_for_a_comment(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text(policy(WALL))
    (tmp_path / "new.json").write_text(policy(NARROW))
    done = run("diff", str(tmp_path / "old.json"), str(tmp_path / "new.json"), "-f", "markdown")
    assert "**Newly let in**" in done.stdout
    assert f"| {ANY_OTHER} | WebSocket, " in done.stdout


def git(folder: Path, *args: str) -> None:
    author = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *author, *args], cwd=folder, check=True, capture_output=True)


def test_against_a_revision_of_git(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "p.json").write_text(policy(WALL))
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "a wall")
    (tmp_path / "p.json").write_text(policy(NARROW))
    (tmp_path / "new.json").write_text(policy(NARROW))

    def diff(*args: str) -> Any:
        command = [sys.executable, "-m", "agentcore_lint", "diff", *args]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert diff("--git", "HEAD", "p.json").returncode == 1
    assert diff("--git", "HEAD", str(tmp_path / "p.json")).returncode == 1
    assert "1 shut out" in diff("--git", "HEAD", "new.json").stdout
    unknown = diff("--git", "v9", "p.json")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "no revision 'v9'" in unknown.stderr


RESOURCE = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/orders-a1B2c3D4e5"
OTHER = RESOURCE.replace("orders", "billing")


def several(*policies: str) -> str:
    """A file with several policies."""
    return json.dumps([json.loads(each) for each in policies])


def on(arn: str, text: str) -> str:
    moved = json.loads(text)
    for statement in moved["Statement"]:
        statement["Resource"] = arn
    return json.dumps(moved)


def comparisons(folder: Path, old: str, new: str) -> tuple[int, dict[str, tuple[int, int]]]:
    """The exit status; for each resource that is spoken of, how many are newly let in and shut out."""
    (folder / "old.json").write_text(old)
    (folder / "new.json").write_text(new)
    done = run("diff", str(folder / "old.json"), str(folder / "new.json"), "-f", "json")
    assert done.returncode in (0, 1), done.stderr
    found = json.loads(done.stdout)["comparisons"]
    return done.returncode, {each["resource"]: (len(each["let_in"]), len(each["shut_out"])) for each in found}


def test_policies_of_two_resources_are_never_compared(tmp_path: Path) -> None:
    one, other = on(RESOURCE, policy(WALL)), on(OTHER, policy(WALL))
    status, found = comparisons(tmp_path, one, other)
    assert status == 1
    assert found.keys() == {RESOURCE, OTHER}
    assert found[RESOURCE][0] > 0
    assert found[OTHER][1] > 0
    assert found[RESOURCE][1] == found[OTHER][0] == 0


def test_a_policy_that_is_gone_lets_in_whom_it_stopped(tmp_path: Path) -> None:
    one, other = on(RESOURCE, policy(WALL)), on(OTHER, policy(NARROW))
    status, found = comparisons(tmp_path, several(one, other), several(other))
    assert (status, found) == (1, {RESOURCE: (1, 0)})


def test_of_what_did_not_change_nothing_is_said(tmp_path: Path) -> None:
    one, other = on(RESOURCE, policy(WALL)), on(OTHER, policy(WALL))
    assert comparisons(tmp_path, several(one, other), several(other, one)) == (0, {})
    narrow = on(OTHER, policy(NARROW))
    assert comparisons(tmp_path, several(one, other), several(narrow, one)) == (1, {OTHER: (1, 0)})


def test_a_target_that_is_not_known_is_compared_where_it_stands(tmp_path: Path) -> None:
    wide = on("*", policy(WALL))
    status, found = comparisons(tmp_path, wide, on(RESOURCE, policy(NARROW)))
    assert (status, found) == (1, {RESOURCE: (1, 0)})


def test_a_resource_whose_target_is_filled_in_later(tmp_path: Path) -> None:
    block = (
        'resource "aws_bedrockagentcore_resource_policy" "%s" {\n  resource_arn = var.%s\n'
        "  policy = jsonencode(%s)\n}\n"
    )

    def module(*resources: tuple[str, str, str]) -> str:
        return "".join(block % each for each in resources)

    old = module(("a", "arn", policy(WALL)), ("b", "other", policy(WALL)))
    new = module(("b", "other", policy(WALL)), ("a", "arn", policy(NARROW)))
    (tmp_path / "old.tf").write_text(old)
    (tmp_path / "new.tf").write_text(new)
    done = run("diff", str(tmp_path / "old.tf"), str(tmp_path / "new.tf"), "-f", "json")
    (found,) = json.loads(done.stdout)["comparisons"]
    assert found["let_in"] != []
    assert found["shut_out"] == []


def test_a_file_that_is_gone_and_one_that_is_new(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "p.json").write_text(policy(WALL))
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "a wall")
    (tmp_path / "p.json").unlink()
    gone = run("diff", "--git", "HEAD", str(tmp_path / "p.json"), "-f", "json")
    assert gone.returncode == 1
    assert [each["let_in"] != [] for each in json.loads(gone.stdout)["comparisons"]] == [True]
    (tmp_path / "p.json").write_text("")
    (tmp_path / "q.json").write_text(policy(WALL))
    emptied = run("diff", str(tmp_path / "q.json"), str(tmp_path / "p.json"))
    assert emptied.returncode == 1
    assert run("diff", str(tmp_path / "p.json"), str(tmp_path / "q.json")).returncode == 0
    assert run("diff", "--git", "HEAD", str(tmp_path / "r.json")).returncode == 2


def test_wrong_use() -> None:
    assert run("diff", "one.json").returncode == 2
    assert run("diff", "absent.json", "absent.json").returncode == 2

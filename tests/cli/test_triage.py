"""What hides a finding, and how it is shown: comments, the configuration, the baseline."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.test_access import PROXY, A, policy
from tests.cli.test_check import run

if TYPE_CHECKING:
    from pathlib import Path

OPEN = policy({"Sid": "OnlyProxy", "Effect": "Deny", "Action": f"{A}InvokeAgentRuntime", "Condition": PROXY})
SUPPRESS = '[[suppress]]\nrules = "AC101"\nreason = "until the move"\n'


def report(*args: str, cwd: Path | None = None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*args, "-f", "json", cwd=cwd).stdout)
    return found


def rules(found: list[dict[str, Any]]) -> list[str]:
    return [each["rule"] for each in found]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "open.json").write_text(OPEN)
    return tmp_path


@pytest.mark.parametrize(
    ("more", "hides"),
    [
        ("", True),
        ('paths = "*.json"', True),
        ('paths = "other/"', False),
        ('sid = "OnlyProxy"', True),
        ('sid = "Other"', False),
        ("until = 2999-01-01", True),
        ("until = 2001-01-01", False),
    ],
)
def test_the_configuration_hides_what_it_names(folder: Path, more: str, hides: bool) -> None:
    (folder / "agentcore-lint.toml").write_text(SUPPRESS + more + "\n")
    found = report(str(folder / "open.json"))
    assert ("AC101" in rules(found["suppressed"])) == hides
    assert ("AC101" in rules(found["findings"])) != hides
    if hides:
        (one,) = found["suppressed"]
        where = f"{folder / 'agentcore-lint.toml'}:1"
        assert one["suppression"] == {"by": "config", "reason": "until the move", "where": where}


def test_what_is_hidden_is_counted_and_can_be_shown(folder: Path) -> None:
    (folder / "agentcore-lint.toml").write_text(SUPPRESS)
    done = run(str(folder / "open.json"))
    assert done.returncode == 0
    assert "no findings. Not shown: 2 notes (--show-notes), 1 suppressed." in done.stderr
    shown = run(str(folder / "open.json"), "--show-suppressed")
    assert shown.returncode == 0
    assert "error[AC101]" in shown.stdout
    assert "hidden by the configuration" in shown.stdout
    assert "until the move" in shown.stdout


def test_severities_and_the_threshold_come_from_the_configuration(folder: Path) -> None:
    config = folder / "agentcore-lint.toml"
    config.write_text('[severity]\nAC101 = "warning"\n')
    (found,) = (each for each in report(str(folder / "open.json"))["findings"] if each["rule"] == "AC101")
    assert found["severity"] == "warning"
    config.write_text('fail-on = "error"\n[severity]\nAC101 = "warning"\n')
    assert run(str(folder / "open.json")).returncode == 0
    assert run(str(folder / "open.json"), "--fail-on", "warning").returncode == 1
    config.write_text('fail-on = "never"\n')
    assert run(str(folder / "open.json")).returncode == 0
    config.write_text('ignore = "AC101"\n')
    assert "AC101" not in rules(report(str(folder / "open.json"))["findings"])
    assert rules(report(str(folder / "open.json"), "--select", "AC101")["findings"]) == ["AC101"]
    config.write_text('show-notes = true\nselect = ["AC102"]\n')
    assert rules(report(str(folder / "open.json"))["findings"]) == ["AC102"]


def test_select_and_ignore_add_up(folder: Path) -> None:
    path = str(folder / "open.json")
    found = report(path, "--select", "AC101", "--select", "AC102,AC103", "--ignore", "AC103", "--show-notes")
    assert rules(found["findings"]) == ["AC101", "AC102"]


def test_files_can_be_excluded(folder: Path) -> None:
    (folder / "vendor").mkdir()
    (folder / "vendor" / "open.json").write_text(OPEN)
    found = report(".", "--exclude", "vendor/", cwd=folder)
    assert {each["path"] for each in found["findings"]} == {"open.json"}
    (folder / "agentcore-lint.toml").write_text('exclude = ["open.json", "!vendor/open.json"]\n')
    found = report("check", cwd=folder)
    assert {each["path"] for each in found["findings"]} == {"vendor/open.json"}
    assert report("open.json", cwd=folder)["findings"] == []


def test_the_configuration_says_what_files_do_not(folder: Path) -> None:
    told = '[[policies]]\npaths = "open.json"\nauth = "oauth"\n'
    (folder / "agentcore-lint.toml").write_text(told)
    assert "AC405" in rules(report(str(folder / "open.json"))["findings"])
    assert "AC405" not in rules(report(str(folder / "open.json"), "--auth", "sigv4")["findings"])
    (folder / "agentcore-lint.toml").write_text('auth = "oauth"\n')
    assert "AC405" in rules(report(str(folder / "open.json"))["findings"])


def test_a_baseline_hides_what_was_there(folder: Path) -> None:
    baseline = folder / "known.json"
    done = run(".", "--write-baseline", "known.json", cwd=folder)
    assert done.returncode == 0
    assert "1 finding written to known.json." in done.stderr
    assert json.loads(baseline.read_text())["findings"][0]["rule"] == "AC101"
    clean = run(".", "--baseline", "known.json", cwd=folder)
    assert clean.returncode == 0
    assert "1 in the baseline" in clean.stderr
    # reformatted, renamed, with lines above
    (folder / "open.json").unlink()
    (folder / "renamed.json").write_text("\n\n" + json.dumps(json.loads(OPEN)))
    assert run(".", "--baseline", "known.json", cwd=folder).returncode == 0
    # the same once more is new
    (folder / "second.json").write_text(OPEN)
    again = run(".", "--baseline", "known.json", cwd=folder)
    assert again.returncode == 1
    assert again.stdout.count("error[AC101]") == 1
    # the configuration names it, from wherever it stands
    (folder / "second.json").unlink()
    (folder / "agentcore-lint.toml").write_text('baseline = "known.json"\n')
    assert run("check", cwd=folder).returncode == 0
    # what is mended is to be taken off
    (folder / "renamed.json").unlink()
    stale = run("check", cwd=folder)
    assert "take off the baseline: AC101 in open.json" in stale.stderr


@pytest.mark.parametrize("text", ["{", "[]", '{"version": 2}', '{"version": 1, "findings": [{}]}'])
def test_a_broken_baseline_is_said(folder: Path, text: str) -> None:
    (folder / "known.json").write_text(text)
    done = run(".", "--baseline", "known.json", cwd=folder)
    assert done.returncode == 2
    assert "known.json: not" in done.stderr
    assert run(".", "--baseline", "gone.json", cwd=folder).returncode == 2


def test_a_comment_holds_where_another_file_reads_the_policy(folder: Path) -> None:
    statement = json.loads(OPEN)["Statement"][0]
    body = f'{{"Version": "2012-10-17", "Statement": [\n// agentcore-lint: ignore[AC101] sockets are for operators\n{json.dumps(statement)}]}}'
    (folder / "open.json").unlink()
    (folder / "policy.jsonc").write_text(body)
    (folder / "main.tf").write_text(
        'resource "aws_bedrockagentcore_resource_policy" "this" {\n'
        f'  resource_arn = "{statement["Resource"]}"\n  policy       = file("policy.jsonc")\n}}\n'
    )
    for paths in (["main.tf"], ["policy.jsonc"], ["."]):
        found = report(*paths, cwd=folder)
        assert found["findings"] == [], paths
        assert rules(found["suppressed"]) in (["AC101"], ["AC101", "AC101"])
        assert found["suppressed"][0]["suppression"]["reason"] == "sockets are for operators"


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        ("agentcore-lint: ignore [AC101] x", "nearly an ignore"),
        ("agentcore-lint: ignore AC101", "nearly an ignore"),
        ("agentcore-lint ignore[AC101]", "nearly an ignore"),
        ("agentcore-lint: disable=AC101", "nearly an ignore"),
        ("agentcore-lint: ignore[AC999] x", "there is no rule AC999"),
        ("agentcore-lint: ignore[AC503] x", "ignore[AC503] hides nothing here"),
        ("agentcore-lint: ignore[] x", "ignore[] names no rule"),
    ],
)
def test_a_comment_that_hides_nothing_is_said(folder: Path, comment: str, words: str) -> None:
    path = folder / "a.jsonc"
    path.write_text(OPEN.replace("{", f"{{ // {comment}\n", 1))
    found = report(str(path))["findings"]
    assert [each["message"] for each in found if each["rule"] == "AC901"] != []
    assert any(words in each["message"] for each in found)

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
        (
            "agentcore-lint: ignore [AC101] x",
            "is nearly a comment that hides findings: write agentcore-lint: ignore[AC101] and",
        ),
        (
            "agentcore-lint: ignore AC101",
            "is nearly a comment that hides findings: write agentcore-lint: ignore[AC101] and",
        ),
        (
            "agentcore-lint ignore[AC101]",
            "is nearly a comment that hides findings: write agentcore-lint: ignore[AC101] and",
        ),
        (
            "agentcore-lint: disable=AC101",
            "is nearly a comment that hides findings: write agentcore-lint: ignore[AC101] and",
        ),
        ("agentcore-lint: ignore[AC999] x", "there is no rule AC999"),
        ("agentcore-lint: ignore[AC503] x", "ignore[AC503] hides nothing here"),
        ("agentcore-lint: ignore[open-wayin] x", "there is no rule open-wayin, did you mean open-way-in?"),
        ("agentcore-lint: ignore[] x", "ignore[] names no rule"),
    ],
)
def test_a_comment_that_hides_nothing_is_said(folder: Path, comment: str, words: str) -> None:
    path = folder / "a.jsonc"
    path.write_text(OPEN.replace("{", f"{{ // {comment}\n", 1))
    found = report(str(path))["findings"]
    assert [each["message"] for each in found if each["rule"] == "AC901"] != []
    assert any(words in each["message"] for each in found)


def at(finding: dict[str, Any], path: Path) -> str:
    """What stands at a finding's place."""
    line: str = path.read_text().split("\n")[finding["start"]["line"] - 1]
    start, end = finding["start"]["column"], finding["end"]["column"]
    return line[int(start) - 1 : int(end) - 1]


def entries(found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(each["path"], each["message"]) for each in found if each["rule"] == "AC901"]


OVER = '# grüße\n[[suppress]]\nrules = "AC101"\nreason = "until the move"\nuntil = 2001-01-01\n'


@pytest.mark.parametrize("paths", [["open.json"], ["."], []])
def test_an_entry_past_its_date_is_said_at_its_date(folder: Path, paths: list[str]) -> None:
    (folder / "agentcore-lint.toml").write_text(OVER)
    found = report(*paths, cwd=folder)["findings"]
    (one,) = (each for each in found if each["rule"] == "AC901")
    assert one["path"] == "agentcore-lint.toml"
    assert one["message"] == "[[suppress]] of AC101 ended on 2001-01-01: it hides nothing any more"
    assert (one["severity"], at(one, folder / "agentcore-lint.toml")) == ("warning", "2001-01-01")
    assert "AC101" in rules(found)


def test_an_entry_past_its_date_is_said_where_its_files_are_linted(folder: Path) -> None:
    (folder / "agentcore-lint.toml").write_text(f'{OVER}paths = "other.json"\n')
    assert entries(report("open.json", cwd=folder)["findings"]) == []
    assert len(entries(report(".", cwd=folder)["findings"])) == 1
    (folder / "other.json").write_text(OPEN)
    assert len(entries(report("other.json", cwd=folder)["findings"])) == 1


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ('rules = "AC503"', "[[suppress]] of AC503 hides nothing"),
        ('rules = "AC101"\nsid = "Other"', "[[suppress]] of AC101 hides nothing in statement Other"),
        ('rules = "AC101"\npaths = "gone/*.json"', "[[suppress]] of AC101 hides nothing in gone/*.json"),
        ('rules = "AC3"', "[[suppress]] of AC301, AC302, AC303 and "),
    ],
)
def test_an_entry_that_hides_nothing_is_said_where_all_was_seen(
    folder: Path, config: str, message: str
) -> None:
    project = folder / "project"
    project.mkdir()
    (folder / "open.json").rename(project / "open.json")
    path = project / "agentcore-lint.toml"
    path.write_text(f'[[suppress]]\n{config}\nreason = "x"\n')
    for whole in ([str(project)], [str(folder)]):
        found = report(*whole)["findings"]
        ((where, said),) = entries(found)
        assert (where, said.startswith(message)) == (str(path), True)
        (one,) = (each for each in found if each["rule"] == "AC901")
        assert at(one, path) == "suppress"
    below = project / "below"
    below.mkdir()
    (below / "open.json").write_text(OPEN)
    for part in (["open.json"], ["below"], [".", "--exclude", "below/"], [".", "--ignore", "AC901"]):
        assert entries(report(*part, cwd=project)["findings"]) == [], part


def test_an_entry_is_not_judged_by_what_did_not_run_or_was_not_seen(folder: Path) -> None:
    path = folder / "agentcore-lint.toml"
    path.write_text('[[suppress]]\nrules = "AC503"\nreason = "x"\n')
    assert entries(report(".", "--select", "AC101,AC901", cwd=folder)["findings"]) == []
    assert len(entries(report(".", "--select", "AC503,AC901", cwd=folder)["findings"])) == 1
    path.write_text('[severity]\nAC503 = "note"\n[[suppress]]\nrules = "AC503"\nreason = "x"\n')
    assert entries(report(".", cwd=folder)["findings"]) == []
    assert len(entries(report(".", "--show-notes", cwd=folder)["findings"])) == 1
    path.write_text('[[suppress]]\nrules = "AC503"\nreason = "x"\n')
    (folder / "broken").mkdir()
    (folder / "broken" / "agentcore-lint.toml").write_text("x = 1\n")
    (folder / "broken" / "open.json").write_text(OPEN)
    assert entries(report(".", cwd=folder)["findings"]) == []


def test_an_entry_that_hides_something_is_silent(folder: Path) -> None:
    (folder / "agentcore-lint.toml").write_text(SUPPRESS + 'sid = "OnlyProxy"\n')
    assert report(".", cwd=folder)["findings"] == []


def test_a_comment_is_not_judged_by_a_finding_that_is_a_note(folder: Path) -> None:
    (folder / "open.json").unlink()
    comment = "// agentcore-lint: ignore[AC101] sockets are for operators\n"
    (folder / "a.jsonc").write_text(OPEN.replace('"Statement"', f'{comment}"Statement"', 1))
    (folder / "agentcore-lint.toml").write_text('[severity]\nAC101 = "note"\n')
    assert report(".", cwd=folder)["findings"] == []


def test_what_hides_nothing_has_the_severity_that_is_set_and_can_be_hidden(folder: Path) -> None:
    path = folder / "agentcore-lint.toml"
    path.write_text('fail-on = "error"\n[severity]\nAC901 = "note"\n' + OVER)
    found = report(".", cwd=folder)["findings"]
    assert [each["severity"] for each in found if each["rule"] == "AC901"] == ["note"]
    path.write_text(OVER)
    run(".", "--write-baseline", "known.json", cwd=folder)
    clean = run(".", "--baseline", "known.json", cwd=folder)
    assert (clean.returncode, clean.stdout) == (0, "")
    assert "No longer found" not in clean.stderr


IDLE = """
[[claim]]
name = "closed"
must = "deny"
ways = "command"
policies = %s

[[policies]]
paths = %s
auth = "sigv4"
"""


def test_claims_and_patterns_that_match_nothing_are_said(folder: Path) -> None:
    path = folder / "agentcore-lint.toml"
    path.write_text(IDLE % ('["gone/*.json", "arn:*:gateway/*"]', '"vpce/**"'))
    said = run(".", cwd=folder).stderr
    claim = 'agentcore-lint.toml:2: claim "closed" is about no policy: gone/*.json, arn:*:gateway/*'
    assert claim in said
    assert "agentcore-lint.toml:8: [[policies]] matches no file: vpce/**" in said
    assert "agentcore-lint.toml" not in run("open.json", cwd=folder).stderr
    assert "agentcore-lint.toml" not in run(".", "-q", cwd=folder).stderr
    path.write_text(IDLE % ('["gone/*.json", "arn:*:runtime/*"]', '"open.json"'))
    assert "agentcore-lint.toml" not in run(".", cwd=folder).stderr

"""Files that are none, streams that are closed or full, sizes that are too large: said in a line, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from agentcore_lint.lint import Settings, lint_text
from tests.cli.test_check import FILLED, findings, run

if TYPE_CHECKING:
    from pathlib import Path

MODULE = f"'{sys.executable}' -m agentcore_lint"


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60, cwd=folder
    )
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "policy.json").write_text(FILLED)
    return tmp_path


@pytest.mark.parametrize("name", ["fifo.json", "fifo.tf", "fifo.jsonl", "gone.json", "gone.jsonl"])
def test_what_is_no_file_is_passed_over_in_a_folder_and_an_error_when_named(folder: Path, name: str) -> None:
    path = folder / name
    path.symlink_to("nowhere") if name.startswith("gone") else os.mkfifo(path)
    (folder / "main.tf").write_text('locals {\n  x = "bedrock-agentcore"\n}\n')
    (folder / "circle").symlink_to(folder)
    done = run(str(folder), "-f", "concise")
    assert (done.returncode, done.stderr) == (1, "")
    assert "policy.json" in done.stdout
    done = run(str(path), str(folder / "policy.json"), "-f", "concise")
    assert done.returncode == 2
    assert f"{name}: " in done.stderr
    assert "[AC101]" in done.stdout


def test_devices_are_no_files(folder: Path) -> None:
    assert run("/dev/zero").returncode == 2
    (folder / "x.sh").write_text(
        "aws bedrock-agentcore-control put-resource-policy --resource-arn x --policy file:///dev/zero\n"
    )
    assert run(str(folder / "x.sh")).returncode == 0


@pytest.mark.parametrize(
    "command", ["policy.json", "policy.json -f json", "rules", "--help", "access policy.json"]
)
@pytest.mark.parametrize("stream", ["> /dev/full", ">&-", ">&- 2>&-", "> /dev/full 2> /dev/full"])
def test_an_output_that_takes_nothing_ends_with_status_2(folder: Path, command: str, stream: str) -> None:
    done = shell(f"{MODULE} {command} {stream}", folder)
    assert done.returncode == 2
    assert "2>" in stream or done.stderr.startswith("Error: output: ")


def test_other_streams_may_be_closed(folder: Path) -> None:
    for stream in ("<&-", "2>&-"):
        done = shell(f"{MODULE} policy.json -f concise {stream}", folder)
        assert done.returncode == 1
        assert "[AC101]" in done.stdout
    done = shell(f"{MODULE} - <&-", folder)
    assert (done.returncode, done.stderr) == (2, "<stdin>: standard input is closed\n")


def test_a_closed_pipe_ends_quietly(folder: Path) -> None:
    (folder / "many.json").write_text(f"[{', '.join([FILLED] * 300)}]")
    done = shell(f"{MODULE} many.json | head -c 10; exit ${{PIPESTATUS[0]}}", folder)
    assert (done.returncode, done.stderr) == (2, "")


@pytest.mark.parametrize("name", ["policy.json", "main.tf", "page.md"])
def test_a_file_over_the_limit_is_said_where_it_speaks_of_policies(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    size = len(FILLED.encode())
    path.write_text(FILLED)
    places = [
        (each["rule"], each["start"]["line"])
        for each in findings(str(path), "--max-file-size", str(size - 1))
    ]
    assert places == [("AC007", 1)]
    assert "AC007" not in {each["rule"] for each in findings(str(path), "--max-file-size", str(size))}
    path.write_text(FILLED.replace("bedrock-agentcore:InvokeAgentRuntime", "s3:GetObject"))
    assert findings(str(path), "--max-file-size", "1K" if size > 1024 else "100") == []
    assert run(str(path), "--max-file-size", "0").returncode == 2


def test_a_large_file_is_looked_through_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    for size in (2**20 - 20, 2**20 - 220, 3 * 2**20):
        path.write_text(f"x: {' ' * size}bedrock-agentcore:InvokeAgentRuntime\n")
        (found,) = findings(str(path), "--max-file-size", "1K")
        assert "bedrock-agentcore:InvokeAgentRuntime is in a file of more than 1 KiB" in found["message"]


def test_a_long_line_costs_the_others_nothing(tmp_path: Path) -> None:
    line = json.dumps(json.loads(FILLED))
    path = tmp_path / "export.jsonl"
    path.write_text(
        f'{line}\n{{"\u00e9": "{"x" * 3000}", "y": {line}}}\n{{"z": "{"x" * 5000}"}}\n{line}\n',
        encoding="utf-8",
    )
    found = findings(str(path), "--max-file-size", "2K", "--select", "AC007,AC101")
    assert [(each["rule"], each["start"]["line"]) for each in found] == [
        ("AC101", 1),
        ("AC007", 2),
        ("AC101", 4),
    ]
    text = path.read_text(encoding="utf-8")
    last = found[-1]
    assert text[last["start"]["offset"] : last["end"]["offset"]] == '"bedrock-agentcore:InvokeAgentRuntime"'


@pytest.mark.parametrize("name", ["export.jsonl", "<stdin>"])
def test_an_error_in_json_lines_names_its_line(tmp_path: Path, name: str) -> None:
    line = json.dumps(json.loads(FILLED))
    text = f'{line}\n{{"x": "\u2028"}}\n{{"bedrock-agentcore": oops}}\n{line}\n'
    result = lint_text(text, name, Settings(rules=frozenset(("AC001", "AC101"))))
    assert [(each.rule, each.span.start.line) for each in result.diagnostics] == [
        ("AC101", 1),
        ("AC001", 3),
        ("AC101", 4),
    ]
    path = tmp_path / "export.jsonl"
    path.write_text(text, encoding="utf-8")
    assert f"{path}:3: expected a value, found o" in run("access", str(path)).stderr

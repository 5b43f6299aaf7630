"""Jupyter notebooks: which cells are read, how, and where a finding points."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from agentcore_lint.lint import Settings, lint_file, lint_text

if TYPE_CHECKING:
    from pathlib import Path

ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bot-a1B2c3D4e5"
WALL = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "bedrock-agentcore:InvokeAgentRuntime",
            "Resource": ARN,
            "Condition": {"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/Proxy"}},
        }
    ],
}
POLICY = json.dumps(WALL, indent=2)
ACTION = '"bedrock-agentcore:InvokeAgentRuntime"'
CALL = f'control.put_resource_policy(resourceArn="{ARN}", policy=json.dumps(policy))'
CLIENT = 'import boto3, json\ncontrol = boto3.client("bedrock-agentcore-control")'
CLI = f"aws bedrock-agentcore-control put-resource-policy --resource-arn {ARN} --policy"


def notebook(*cells: tuple[str, str], lines: bool = True, **more: Any) -> str:
    """A notebook of (type, text) cells, each text a list of lines or one string."""
    made: list[dict[str, Any]] = [
        {
            "cell_type": kind,
            "metadata": {},
            "source": text.splitlines(keepends=True) if lines else text,
            **({"outputs": [], "execution_count": None} if kind == "code" else {}),
        }
        for kind, text in cells
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}, indent=1)


def found(text: str) -> list[tuple[str, str]]:
    result = lint_text(text, "guard.ipynb", Settings())
    assert result.error is None
    return [
        (each.rule, text[each.span.start.offset : each.span.end.offset].replace('\\"', '"'))
        for each in result.diagnostics
        if each.severity != "note"
    ]


CELLS = {
    "one cell": [("code", f"{CLIENT}\npolicy = {POLICY}\n{CALL}")],
    "names of earlier cells": [("code", CLIENT), ("code", f"policy = {POLICY}"), ("code", CALL)],
    "magics in between": [
        ("code", f"%pip install boto3\n!pip install -q \\\n  botocore\n{CLIENT}\nboto3.client?"),
        ("code", f"%%time\nfiles = !ls\nif files:\n    !cat x\npolicy = {POLICY}"),
        ("code", CALL),
    ],
    "a cell that is broken": [
        ("code", "for each in\n"),
        ("code", f"{CLIENT}\npolicy = {POLICY}\n{CALL}"),
    ],
    "a policy that nothing takes": [("code", f"policy = {POLICY}")],
    "a file that is written": [("code", f"%%writefile policies/guard.json\n{POLICY}")],
    "a program that is written": [("code", f"%%writefile -a guard.py\n{CLIENT}\npolicy = {POLICY}\n{CALL}")],
    "a file that a command reads": [
        ("code", f"%%writefile guard.json\n{POLICY}"),
        ("code", f"!{CLI} file://guard.json"),
    ],
    "a command": [("code", f"x = 1\n!{CLI} '{json.dumps(WALL)}'")],
    "a command in lines": [
        ("code", f"!{CLI.replace(' --', ' ' + chr(92) + chr(10) + '  --')} '{json.dumps(WALL)}'")
    ],
    "a script": [("code", f"%%bash\nset -e\n{CLI} '{POLICY}'")],
    "Markdown": [("markdown", f"# Guard\n\n```json\n{POLICY}\n```\n")],
}


@pytest.mark.parametrize("lines", [True, False])
@pytest.mark.parametrize("title", CELLS)
def test_a_way_left_open_is_found_at_its_action(title: str, lines: bool) -> None:
    rules = found(notebook(("markdown", 'Zwölf ☃ "quoted" \\ words'), *CELLS[title], lines=lines))
    assert rules == [("AC101", ACTION)]


def test_version_3() -> None:
    cell = {"cell_type": "code", "input": [f"policy = {POLICY}"], "language": "python", "outputs": []}
    text = json.dumps({"worksheets": [{"cells": [cell]}], "metadata": {}, "nbformat": 3})
    assert found(text) == [("AC101", ACTION)]


SILENT = {
    "outputs": json.dumps(
        {
            "cells": [
                {
                    "cell_type": "code",
                    "source": ["print(bedrock_agentcore)"],
                    "outputs": [{"output_type": "stream", "name": "stdout", "text": [POLICY]}],
                }
            ],
            "metadata": {},
        }
    ),
    "a raw cell": notebook(("raw", POLICY)),
    "another language": notebook(
        ("code", f"policy <- '{POLICY}'"), metadata={"language_info": {"name": "R"}}
    ),
    "a name that a command puts in": notebook(
        ("code", f"policy = load()\n!{CLI} '{{policy}}'\n!aws s3 cp {{x}} y # bedrock-agentcore"),
    ),
    "a notebook of nothing": '{"metadata": {"about": "bedrock-agentcore"}}',
    "no notebook": "[1, 2] bedrock-agentcore",
    "a list": '["bedrock-agentcore"]',
    "cells that are none": '{"cells": [1, {"cell_type": "code"}, {"source": []}], "x": "bedrock-agentcore"}',
}


@pytest.mark.parametrize("title", SILENT)
def test_nothing_is_said(title: str) -> None:
    assert found(SILENT[title]) == []


def test_the_edit_keeps_the_notebook_whole() -> None:
    text = notebook(("code", f"policy = {POLICY}"))
    (diagnostic,) = [each for each in lint_text(text, "x.ipynb").diagnostics if each.rule == "AC101"]
    assert diagnostic.fix is not None
    for edit in reversed(diagnostic.fix.edits):
        text = text[: edit.start.offset] + edit.text + text[edit.end.offset :]
    json.loads(text)
    assert "AC101" not in [rule for rule, _ in found(text)]


def test_a_comment_hides_a_finding() -> None:
    comment = "# agentcore-lint: ignore[AC101] an example"
    text = notebook(("code", f"{comment}\npolicy = {POLICY}"))
    assert found(text) == []
    assert found(text.replace("AC101", "AC102")) != []


def test_what_cannot_be_read_is_said() -> None:
    text = notebook(("code", f"policy = {POLICY}"), ("code", f"policy = for {ACTION}"))
    assert [rule for rule, _ in found(text)] == ["AC101", "AC007"]
    assert [rule for rule, _ in found(text[:-20])] == ["AC007"]


def test_a_file_beside(tmp_path: Path) -> None:
    (tmp_path / "guard.json").write_text(POLICY)
    (tmp_path / "guard.ipynb").write_text(notebook(("code", f"!{CLI} file://guard.json")))
    result = lint_file(str(tmp_path / "guard.ipynb"), Settings(), named=True)
    assert [(each.path, each.rule) for each in result.diagnostics if each.severity == "error"] == [
        (str(tmp_path / "guard.json"), "AC101")
    ]

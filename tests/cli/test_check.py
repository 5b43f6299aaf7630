"""The command as its user meets it: a process, its output, its exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from agentcore_lint.rule import RETIRED, rules

ROOT = Path(__file__).parents[2]
ACCEPTANCE = (ROOT / "examples" / "only-the-proxy.json").read_text(encoding="utf-8")
FILLED = (
    ACCEPTANCE.replace("<region>", "eu-west-1")
    .replace("<account-id>", "111122223333")
    .replace("<runtime-id>", "bot-a1B2c3D4e5")
    .replace("<ProxyFunctionRoleArn>", "arn:aws:iam::111122223333:role/Proxy")
)
ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")}


def run(
    *args: str, stdin: bytes | None = None, cwd: Path | None = None, **env: str
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "agentcore_lint", *args],
        input=stdin, capture_output=True, env={**ENVIRONMENT, **env}, check=False, timeout=60, cwd=cwd,
    )  # fmt: skip
    assert b"Traceback" not in done.stderr
    return subprocess.CompletedProcess(args, done.returncode, done.stdout.decode(), done.stderr.decode())


def findings(*args: str, stdin: bytes | None = None) -> list[dict[str, Any]]:
    loaded = json.loads(run(*args, "--output-format", "json", stdin=stdin).stdout)
    schema = json.loads((ROOT / "agentcore_lint/report/findings.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(loaded)
    out: list[dict[str, Any]] = loaded["findings"]
    return out


@pytest.mark.parametrize("text", [ACCEPTANCE, FILLED], ids=["placeholders", "filled"])
def test_acceptance_example(tmp_path: Path, text: str) -> None:
    path = tmp_path / "policy.json"
    path.write_text(text)
    found = findings(str(path))
    assert [each["rule"] for each in found] == ["AC101", "AC102", "AC103", "AC506"]
    wall = found[0]
    assert wall["pointer"] == "/Statement/0/Action"
    assert text[wall["start"]["offset"] : wall["end"]["offset"]] == '"bedrock-agentcore:InvokeAgentRuntime"'
    assert (wall["start"]["line"], wall["start"]["column"]) == (8, 17)
    assert wall["sid"] == "DenyAllOthers"
    assert [note.split("(")[1] for note in wall["notes"]] == [
        "InvokeAgentRuntimeWithWebSocketStream)",
        "InvokeAgentRuntimeWithWebSocketStreamForUser)",
        "InvokeAgentRuntimeCommand)",
        "InvokeAgentRuntimeCommandShell)",
    ]
    assert wall["witness"]["caller"].endswith(":role/Reporting")
    assert run(str(path)).returncode == 1


def test_acceptance_example_mended(tmp_path: Path) -> None:
    path = tmp_path / "policy.json"
    path.write_text(FILLED.replace('InvokeAgentRuntime"', 'InvokeAgentRuntime*"'))
    done = run(str(path))
    assert done.returncode == 0
    assert done.stdout == ""
    assert done.stderr == "1 policy checked, no findings.\n"
    assert [each["rule"] for each in findings(str(path), "--show-notes")] == ["AC102", "AC506"]


def test_standard_input_and_concise_form() -> None:
    done = run("-", "--stdin-filename", "a/b.json", "-f", "concise", stdin=FILLED.encode())
    assert done.returncode == 1
    assert done.stdout.startswith("a/b.json:8:17: error: denies InvokeAgentRuntime, but not the ")
    assert done.stdout.splitlines()[0].endswith("[AC101]")


def test_policy_in_a_string_points_into_the_string(tmp_path: Path) -> None:
    text = json.dumps({"policy": FILLED, "ResponseMetadata": {"RetryAttempts": 0}}, indent=2)
    path = tmp_path / "answer.json"
    path.write_text(text)
    wall = findings(str(path))[0]
    covered = text[wall["start"]["offset"] : wall["end"]["offset"]]
    assert covered == '\\"bedrock-agentcore:InvokeAgentRuntime\\"'
    edit = wall["fix"]["edits"][0]
    mended = text[: edit["start"]["offset"]] + edit["text"] + text[edit["end"]["offset"] :]
    assert "InvokeAgentRuntime*" in json.loads(json.loads(mended)["policy"])["Statement"][0]["Action"]


@pytest.mark.parametrize(
    ("data", "line", "column", "said"),
    [
        (b"", 1, 1, "empty"),
        (b"hello", 1, 1, "expected a value"),
        (FILLED[:192].encode(), 8, 55, "ends early"),
        (FILLED.encode("utf-16"), 1, 1, "UTF-16"),
        (b'{"a": "bedrock-agentcore \xff"}', 1, 26, "0xFF"),
        (b"[" * 100_000, 1, 201, "nested deeper"),
        (b'{"a": NaN}', 1, 7, "NaN"),
        (b'{"a": ' + b"9" * 5000 + b"}", 1, 7, "digits"),
        (b'{"a" 1}', 1, 6, "colon"),
        (b"{'a': 1}", 1, 2, "double quotes"),
    ],
)  # fmt: skip
def test_unreadable_text_is_one_error_at_a_place(
    tmp_path: Path, data: bytes, line: int, column: int, said: str
) -> None:
    bad, good = tmp_path / "bad.json", tmp_path / "good.json"
    bad.write_bytes(data)
    good.write_text(FILLED)
    done = run(str(bad), str(good), "-f", "concise", "--select", "AC0,AC101")
    first, *rest = done.stdout.splitlines()
    assert done.returncode == 1
    assert first.startswith(f"{bad}:{line}:{column}: error: ")
    assert said in first
    assert len(rest) == 1


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("[" + json.dumps(json.loads(FILLED)["Statement"][0]) + "]", "AC002"),
        (FILLED.replace('"Deny"', "5"), "AC002"),
        (FILLED.replace('"Effect": "Deny",', '"Effect": "Deny", "Effect": "Allow",'), "AC003"),
    ],
)
def test_broken_policies(tmp_path: Path, text: str, rule: str) -> None:
    path = tmp_path / "policy.json"
    path.write_text(text)
    assert rule in [each["rule"] for each in findings(str(path))]


def test_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "policy.json"
    path.write_bytes(b"\xef\xbb\xbf" + FILLED.encode())
    assert [each["rule"] for each in findings(str(path), "--select", "open-way-in")] == ["AC101"]


def test_missing_and_forbidden_paths_do_not_stop_the_others(tmp_path: Path) -> None:
    good = tmp_path / "good.json"
    good.write_text(FILLED)
    done = run(str(tmp_path / "nowhere.json"), str(good), "-f", "concise")
    assert done.returncode == 2
    assert "nowhere.json: No such file or directory" in done.stderr
    assert "[AC101]" in done.stdout


def test_unrelated_broken_files_are_silent_in_folders_and_hooks(tmp_path: Path) -> None:
    (tmp_path / "tsconfig.json").write_text('{"compilerOptions": {} // c\n,}')
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "tasks.json").write_text('{"client": "bedrock-agentcore",\n "tasks": [1,],}')
    assert run(str(tmp_path)).returncode == 0
    (tmp_path / "policy.json").write_text('{"Action": ["bedrock-agentcore:InvokeGateway",]}')
    assert [each["path"][-11:] for each in findings(str(tmp_path))] == ["policy.json"]
    (tmp_path / "policy.json").unlink()
    assert run("--skip-unrelated", str(tmp_path / "broken.json")).returncode == 0
    assert run(str(tmp_path / "broken.json")).returncode == 1


def test_json_lines_are_read_line_by_line(tmp_path: Path) -> None:
    line = json.dumps(json.loads(FILLED))
    path = tmp_path / "export.jsonl"
    path.write_text(f'{line}\n{{"other": 1}}\n\nbroken bedrock-agentcore\n{line}\n', encoding="utf-8")
    places = [
        (each["rule"], each["start"]["line"]) for each in findings(str(path), "--select", "AC001,AC101")
    ]
    assert places == [("AC101", 1), ("AC001", 4), ("AC101", 5)]
    last = findings(str(path), "--select", "AC101")[1]
    text = path.read_text(encoding="utf-8")
    assert text[last["start"]["offset"] : last["end"]["offset"]] == '"bedrock-agentcore:InvokeAgentRuntime"'


@pytest.mark.parametrize(
    ("args", "env", "colored"),
    [
        ((), {}, False),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_color(args: tuple[str, ...], env: dict[str, str], *, colored: bool) -> None:
    done = run("-", *args, stdin=FILLED.encode(), cwd=None, **env)
    assert ("\x1b[" in done.stdout) is colored


def test_wrong_use_is_status_2_with_a_hint() -> None:
    done = run("--select", "AC999", "x.json")
    assert done.returncode == 2
    assert "no rule 'AC999'" in done.stderr
    assert "did you mean" in run("--select", "open-wayin", "x.json").stderr
    assert run("--no-such-option").returncode == 2


def test_threshold_and_selection() -> None:
    old = FILLED.replace("2012-10-17", "2008-10-17").encode()
    variable = old.replace(b"arn:aws:iam::111122223333:role", b"arn:aws:iam::${aws:PrincipalAccount}:role")
    assert run("-", "--select", "AC005", stdin=variable).returncode == 1
    assert run("-", "--select", "AC005", "--fail-on", "error", stdin=variable).returncode == 0
    assert run("-", "--select", "AC005", stdin=old).returncode == 0
    assert run("-", "--ignore", "AC0,open-way-in", stdin=old).returncode == 0


def test_terminal_escapes_of_a_file_are_shown_and_not_sent() -> None:
    evil = FILLED.replace("DenyAllOthers", "\u202eX").replace('Proxy"', '\\u001b[2J\x7f"').encode()
    done = run("-", stdin=evil)
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout


def test_clean_file_loads_none_of_the_heavy_libraries(tmp_path: Path) -> None:
    path = tmp_path / "policy.json"
    path.write_text(FILLED.replace('InvokeAgentRuntime"', 'InvokeAgentRuntime*"'))
    code = (
        "import sys\nfrom agentcore_lint.cli import run\n"
        f"sys.argv = ['agentcore-lint', {str(path)!r}]\n"
        "print(run())\n"
        "print(sorted(sys.modules.keys() & {'yaml', 'jsonschema', 'tree_sitter', 'tree_sitter_json', 'rich', 'tomllib', 'hashlib', 'pathlib', 'agentcore_lint.access.find', 'agentcore_lint.config.load', 'agentcore_lint.locate', 'agentcore_lint.rule'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["0", "[]"]


HEAVY = ["markdown_it", "tree_sitter_bash", "tree_sitter_hcl", "tree_sitter_typescript", "yaml"]


@pytest.mark.parametrize(
    ("name", "text", "loaded"),
    [
        ("main.tf", 'resource "x" "y" {} # agentcore', ["tree_sitter_hcl"]),
        ("put.sh", "aws bedrock-agentcore-control help", ["tree_sitter_bash"]),
        ("stack.ts", "// agentcore", ["tree_sitter_typescript"]),
        ("template.yaml", "Description: agentcore", ["yaml"]),
        ("page.md", "agentcore", ["markdown_it"]),
        ("main.tf", 'resource "x" "y" {}', []),
        ("page.md", "# Another thing", []),
        ("stack.ts", "export {}", []),
    ],
)
def test_a_file_loads_what_reads_it_and_no_more(
    tmp_path: Path, name: str, text: str, loaded: list[str]
) -> None:
    path = tmp_path / name
    path.write_text(text)
    code = (
        "import sys\nfrom agentcore_lint.cli import run\n"
        f"sys.argv = ['agentcore-lint', '--isolated', {str(path)!r}]\nrun()\n"
        f"print(sorted(sys.modules.keys() & set({HEAVY!r})))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(loaded)


def test_rule_and_rules() -> None:
    assert "AC101 open-way-in (error)" in run("rule", "ac101").stdout
    assert json.loads(run("rule", "open-way-in", "-f", "json").stdout)["id"] == "AC101"
    listed = [line.split()[0] for line in run("rules").stdout.splitlines()]
    assert listed == [each["id"] for each in json.loads(run("rules", "-f", "json").stdout)]
    assert {"AC001", "AC101", "AC901"} <= set(listed)
    assert run("rule", "AC999").returncode == 2


def test_a_retired_rule_says_what_took_its_place() -> None:
    assert "AC412" in run("rule", "AC602").stdout
    assert not {*RETIRED} & {*rules()}

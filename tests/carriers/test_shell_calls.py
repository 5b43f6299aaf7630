"""Of which kind a policy is that a script gives to the AWS CLI, also where the policy has a file of its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from agentcore_lint.lint import lint_paths, lint_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from agentcore_lint.diagnostic import Diagnostic

A = "bedrock-agentcore:"
OPEN = {"Effect": "Allow", "Principal": "*", "Action": f"{A}*", "Resource": "*"}
DENY = {"Effect": "Deny", "Action": f"{A}InvokeAgentRuntime", "Resource": "*"}
ROLE = {"Effect": "Allow", "Action": [f"{A}InvokeGateway", "s3:GetObject"], "Resource": "arn:aws:bedrock-agentcore:eu-west-1:111122223333:agent-runtime/x"}  # fmt: skip
CALLS: dict[str, tuple[str, Mapping[str, object]]] = {
    "iam put-role-policy --role-name r --policy-name p --policy-document": ("identity-policy", ROLE),
    "--region eu-west-1 iam create-policy --policy-name p --policy-document": ("identity-policy", ROLE),
    "iam put-user-policy --user-name u --policy-name p --policy-document": ("identity-policy", ROLE),
    "ec2 create-vpc-endpoint --vpc-id vpc-0a1b2c3d --policy-document": ("vpc-endpoint-policy", OPEN),
    "ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-0a1b2c3d --policy-document": (
        "vpc-endpoint-policy",
        OPEN,
    ),
    "organizations create-policy --name n --type SERVICE_CONTROL_POLICY --content": ("scp", DENY),
}
EXPECTED = {
    "identity-policy": {("AC201", "warning")},
    "vpc-endpoint-policy": set(),
    "scp": {("AC101", "error")},
}


def text_of(statement: Mapping[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=1)


def severities(diagnostics: Iterable[Diagnostic]) -> set[tuple[str, str]]:
    return {(each.rule, each.severity) for each in diagnostics if each.severity != "note"}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    "script",
    [
        "aws {call} '{policy}'\n",
        "cat > p.json <<'EOF'\n{policy}\nEOF\naws {call} file://p.json\n",
        "cat > ./p.json <<EOF\n{policy}\nEOF\naws {call} file://p.json\n",
        "cat > /tmp/p.json <<'EOF'\n{policy}\nEOF\naws {call}=file:///tmp/p.json\n",
        'aws {call} "$(cat <<EOF\n{policy}\nEOF\n)"\n',
    ],
)
def test_command_tells_the_kind(script: str, call: str) -> None:
    kind, statement = CALLS[call]
    text = script.replace("{call}", call).replace("{policy}", text_of(statement))
    result = lint_text(text, "deploy.sh")
    assert severities(result.diagnostics) == EXPECTED[kind]
    assert result.policies == 1


@pytest.mark.parametrize("name", ["a.json", "z.json"])
@pytest.mark.parametrize("call", CALLS)
def test_command_tells_the_kind_of_a_file_beside(tmp_path: Path, call: str, name: str) -> None:
    """The policy's own file comes before the script, or after it."""
    kind, statement = CALLS[call]
    (tmp_path / name).write_text(text_of(statement))
    (tmp_path / "deploy.sh").write_text(f"aws {call} file://{name}\n# bedrock-agentcore\n")
    results = list(lint_paths([str(tmp_path)]))
    assert [result.path.rpartition("/")[2] for result in results] == sorted([name, "deploy.sh"])
    found = [each for result in results for each in result.diagnostics]
    assert severities(found) == EXPECTED[kind]
    assert {each.path for each in found} <= {str(tmp_path / name)}


def test_module_tells_the_kind_of_a_file_that_it_reads(tmp_path: Path) -> None:
    (tmp_path / "access.json").write_text(text_of(OPEN))
    (tmp_path / "main.tf").write_text(
        '# bedrock-agentcore\nresource "aws_vpc_endpoint" "this" {\n  policy = file("${path.module}/access.json")\n}\n'
    )
    assert severities(each for result in lint_paths([str(tmp_path)]) for each in result.diagnostics) == set()


@pytest.mark.parametrize(
    "call",
    [
        "iam create-role --role-name r --assume-role-policy-document",
        "organizations create-policy --name n --type TAG_POLICY --content",
        "s3api put-bucket-policy --bucket b --policy",
    ],
)
def test_other_commands_policies_are_not_judged(call: str) -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": "bedrock-agentcore.amazonaws.com"}, "Action": "sts:AssumeRole"}  # fmt: skip
    result = lint_text(f"aws {call} '{text_of(trust)}'\n", "deploy.sh")
    assert (result.policies, result.diagnostics) == (0, ())


WRONG = f"{A}InvokeAgentRuntme"
HEAD = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": ['
TAIL = f'], "Action": "{WRONG}"}}]}}'
PUT = "aws iam put-role-policy --role-name r --policy-name p --policy-document"
SAID, UNREAD = [("AC104", f'"{WRONG}"')], [("AC007", A[0])]
PIECES = {
    "a file written in two pieces": (
        SAID,
        f'cat > p.json <<EOF\n{HEAD}\nEOF\ncat >> p.json <<EOF\n"*"{TAIL}\nEOF\n{PUT} file://p.json\n',
    ),
    "commands write between the pieces": (
        SAID,
        (
            f"cat > p.json <<EOF\n{HEAD}\nEOF\nfor arn in $ARNS; do\n  if last; then echo $arn >> p.json\n"
            f"  else echo $arn, >> p.json; fi\ndone\ncat >> p.json <<EOF\n{TAIL}\nEOF\n{PUT} file://p.json\n"
        ),
    ),
    "pieces that are no JSON together": (
        UNREAD,
        f"cat > p.json <<EOF\n{HEAD}\nEOF\ncat >> p.json <<EOF\n{TAIL}]\nEOF\n{PUT} file://p.json\n",
    ),
    "pieces of other people's policies": (
        [],
        f"cat > p.json <<EOF\n{HEAD}\nEOF\n{PUT} file://p.json\n",
    ),
    "a function prints it": (
        SAID,
        (
            f'made() {{\n  local arns=""\n  for a in $1; do arns="$arns,$a"; done\n  cat <<EOF\n{HEAD}$arns{TAIL}\nEOF\n}}\n'
            f'policy=$(made "$ARNS")\n{PUT} "$policy"\n'
        ),
    ),
    "a function prints it for others": (SAID, f'made() {{\n  cat <<EOF\n{HEAD}"*"{TAIL}\nEOF\n}}\n'),
    "a here-document in a condition": (
        SAID,
        (
            f"ok() {{\n  if A=1 python3 <<'PY' 2>/dev/null; then\nimport sys\nPY\n    return 0\n  fi\n}}\n"
            f'{PUT} \'{HEAD}"*"{TAIL}\'\nactions=("{A}CreateMemory")\n'
        ),
    ),
}


@pytest.mark.parametrize("title", PIECES)
def test_policies_in_pieces(title: str) -> None:
    expected, script = PIECES[title]
    found = [
        (each.rule, script[each.span.start.offset : each.span.end.offset])
        for each in lint_text(script, "deploy.sh").diagnostics
    ]
    assert found == expected

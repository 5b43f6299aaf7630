"""Files that speak of AgentCore policies and cannot be read: said at the place, and only then."""

from __future__ import annotations

import json

import pytest

from agentcore_lint.lint import lint_text

ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bot-a1B2c3D4e5"
HCL = f"""variable "x" {{}}

resource "aws_bedrockagentcore_resource_policy" "x" {{
  resource_arn = "{ARN}"
  policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect    = "Deny"
      Principal = "*"
      Action    = ["bedrock-agentcore:InvokeAgentRuntme"]
      Resource  = "{ARN}"
    }}]
  }})
}}

data "aws_iam_policy_document" "y" {{
  statement {{
    effect    = "Deny"
    actions   = ["bedrock-agentcore:InvokeAgentRuntme"]
    resources = ["{ARN}"]
    principals {{
      type        = "*"
      identifiers = ["*"]
    }}
  }}
}}

resource "aws_s3_bucket" "b" {{
  bucket = "x"
}}
"""
TYPESCRIPT = f"""import * as agentcore from 'aws-cdk-lib/aws-bedrockagentcore';
export class Guard extends Stack {{
  constructor(scope: Construct, id: string) {{
    super(scope, id);
    const replicas = parse(1);
    new agentcore.CfnResourcePolicy(this, 'P', {{
      resourceArn: '{ARN}',
      policy: JSON.stringify({{
        Version: '2012-10-17',
        Statement: [{{
          Effect: 'Deny',
          Principal: '*',
          Action: ['bedrock-agentcore:InvokeAgentRuntme'],
          Resource: '{ARN}',
        }}],
      }}),
    }});
  }}
  other() {{ return 1; }}
}}
"""
SHELL = f"""#!/bin/bash
echo begin
aws bedrock-agentcore-control put-resource-policy --resource-arn {ARN} --policy '{{
  "Version": "2012-10-17", "Statement": {{"Effect": "Deny", "Principal": "*",
  "Action": "bedrock-agentcore:InvokeAgentRuntme", "Resource": "{ARN}"}}}}'
if true; then
  echo end
fi
"""
PYTHON = f"""import json
wall = {{
    "Version": "2012-10-17",
    "Statement": {{
        "Effect": "Deny",
        "Principal": "*",
        "Action": "bedrock-agentcore:InvokeAgentRuntme",
        "Resource": "{ARN}",
    }},
}}
"""
YAML = f"""Resources:
  P:
    Type: AWS::BedrockAgentCore::ResourcePolicy
    Properties:
      ResourceArn: {ARN}
      Policy: >-
        {{"Version": "2012-10-17", "Statement": {{"Effect": "Deny", "Principal": "*",
        "Action": "bedrock-agentcore:InvokeAgentRuntme", "Resource": "{ARN}"}}}}
"""


def found(text: str | bytes, name: str) -> list[tuple[str, int]]:
    result = lint_text(text, name)
    assert result.errors == ()
    return [
        (each.rule, each.span.start.line)
        for each in result.diagnostics
        if each.rule in ("AC001", "AC007", "AC104")
    ]


BROKEN = {
    "HCL without a bracket": ("x.tf", HCL, '      Resource  = "', '      Resource  = ["', [("AC007", 12), ("AC104", 19)]),
    "HCL without a parenthesis": ("x.tf", HCL, "  })\n", "  }\n", [("AC007", 14), ("AC104", 19)]),
    "HCL with two equals signs": ("x.tf", HCL, "effect    =", "effect  = =", [("AC104", 10), ("AC007", 18)]),
    "HCL with an error in principals": ("x.tf", HCL, "type        =", "type      = =", [("AC104", 10), ("AC007", 22)]),
    "TypeScript without a parenthesis": ("x.ts", TYPESCRIPT, "      }),\n", "      },\n", [("AC007", 16)]),
    "TypeScript without a bracket": ("x.ts", TYPESCRIPT, "        }],\n", "        },\n", [("AC007", 15)]),
    "TypeScript with an open string": ("x.ts", TYPESCRIPT, "'Deny'", "'Deny", [("AC007", 12)]),
    "shell with an open string": ("x.sh", SHELL, '"}}\'', '"}}', [("AC007", 3)]),
    "shell with an open string before": ("x.sh", SHELL, "echo begin", 'echo "begin', [("AC007", 8)]),
    "Python without a colon": ("x.py", PYTHON, '"Principal": ', '"Principal" ', [("AC007", 6)]),
    "Python 2": ("x.py", PYTHON, "import json", "print 1", [("AC007", 1)]),
    "YAML with a tab": ("x.yaml", YAML, "      Policy", "\t  Policy", [("AC007", 6)]),
    "YAML of a template": ("x.yaml", YAML, "Resources:", "{{- if .Values.agent }}\nResources:", [("AC007", 1)]),
}  # fmt: skip


@pytest.mark.parametrize("title", BROKEN)
def test_a_policy_that_an_error_runs_through_is_said_at_the_error(title: str) -> None:
    name, text, old, new, expected = BROKEN[title]
    assert text.count(old) >= 1
    assert found(text.replace(old, new, 1), name) == expected


WHOLE = {
    "HCL": ("x.tf", HCL, 'bucket = "x"', 'bucket = = "x"'),
    "HCL without an end": ("x.tf", HCL, 'bucket = "x"\n}', 'bucket = "x"'),
    "TypeScript": ("x.ts", TYPESCRIPT, "parse(1)", "parse(1"),
    "TypeScript elsewhere": ("x.ts", TYPESCRIPT, "return 1;", "return = 1;"),
    "shell": ("x.sh", SHELL, "fi\n", ""),
}


@pytest.mark.parametrize("title", WHOLE)
def test_an_error_beside_a_whole_policy_costs_nothing(title: str) -> None:
    name, text, old, new = WHOLE[title]
    assert text.count(old) == 1
    broken = found(text.replace(old, new), name)
    assert broken == found(text, name)
    assert broken


@pytest.mark.parametrize(
    ("name", "text"),
    [("x.tf", HCL), ("x.ts", TYPESCRIPT), ("x.sh", SHELL), ("x.py", PYTHON), ("x.yaml", YAML)],
)
def test_a_text_cut_anywhere_is_read_or_said(name: str, text: str) -> None:
    start = text.index("bedrock-agentcore:InvokeAgentRuntme") + len("bedrock-agentcore:InvokeAgentRuntme")
    end = text.index(ARN, start)
    for at in range(start, end, 7):
        assert {rule for rule, _ in found(text[:at], name)} & {"AC001", "AC007"}, text[:at]


SERVICE = {
    "chart.yaml": "image: {{ .Values.registry }}/bedrock-agentcore:latest\n\tx: 1\n",
    "arn.yaml": f"agent: {ARN}\n\tx: bedrock-agentcore.amazonaws.com\n",
    "old.py": f"print 'bedrock-agentcore', '{ARN}'\n",
    "half.tf": 'resource "aws_bedrockagentcore_agent_runtime" "x" {\n  name = = "x"\n}\n',
    "half.ts": "const client = new BedrockAgentCoreClient({ region: ;\n",
    "half.sh": 'aws bedrock-agentcore invoke-agent-runtime --agent-runtime-arn "$ARN\n',
    "image.yaml": "image: bedrock-agentcore:Latest-1\n\tx: 1\n",
}


@pytest.mark.parametrize("name", SERVICE)
def test_a_broken_file_that_names_the_service_alone_is_not_ours(name: str) -> None:
    assert found(SERVICE[name], name) == []


@pytest.mark.parametrize("name", ["x.py", "x.ts", "x.yaml", "x.tf", "x.sh", "x.md"])
@pytest.mark.parametrize("data", [b"# bedrock-agentcore:InvokeAgentRuntime\n# caf\xe9\n"])
def test_bytes_that_are_no_text_are_said_where_they_speak_of_policies(name: str, data: bytes) -> None:
    assert found(data, name) == [("AC007", 2)]


def test_text_of_two_bytes_a_character_is_said() -> None:
    assert found("a: bedrock-agentcore:InvokeAgentRuntime".encode("utf-16"), "x.yaml") == [("AC007", 1)]


def test_json_in_strings_is_said_where_it_goes_too_deep() -> None:
    text = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "bedrock-agentcore:InvokeAgentRuntme",
                "Resource": ARN,
            },
        }
    )
    for depth in range(9):
        assert [rule for rule, _ in found(text, "x.json")] == (["AC104"] if depth < 4 else ["AC007"])
        text = json.dumps({"policy": text})


def test_broken_json_in_a_string_is_said_at_its_character() -> None:
    text = json.dumps(
        {"x": ["\u00e9", {"policy": '{"Statement": [\n , ], "x": "bedrock-agentcore"}'}]}, ensure_ascii=False
    )
    (only,) = lint_text(text, "x.json").diagnostics
    assert (only.rule, only.span.start.offset) == ("AC001", text.index(" , ]") + 1)


def test_a_comment_hides_it() -> None:
    text = "# agentcore-lint: ignore[AC007] generated\nx = = 1  # bedrock-agentcore:InvokeAgentRuntime\n"
    assert found(text, "x.tf") == found(text, "x.py") == []

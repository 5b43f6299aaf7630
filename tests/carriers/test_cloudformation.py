"""What CloudFormation's functions over maps, lists and loops give."""

from __future__ import annotations

import textwrap

import pytest
from cfnlint.decode import decode_str

from agentcore_lint.lint import Settings, lint_text

ROLE = "arn:aws:iam::111122223333:role/Proxy"
ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bot-a1B2c3D4e5"
ALL = "bedrock-agentcore:InvokeAgentRuntime"
BOTH = f'"bedrock-agentcore:StopRuntimeSession,{ALL}"'
TYPO = "bedrock-agentcore:InvokeAgentRuntme"


def found(text: str) -> list[tuple[str, str]]:
    """The rules of errors and warnings, each with the text under its caret."""
    result = lint_text(text, "template.yaml", Settings())
    assert result.error is None
    return sorted(
        (each.rule, text[each.span.start.offset : each.span.end.offset])
        for each in result.diagnostics
        if each.severity != "note"
    )


def wall(action: str, more: str = "", role: str = f"[{ROLE}]") -> str:
    """A template that denies an action to all but a role."""
    return f"""{textwrap.dedent(more)}
Resources:
  Guard:
    Type: AWS::BedrockAgentCore::ResourcePolicy
    Properties:
      ResourceArn: {ARN}
      Policy:
        Fn::ToJsonString:
          Version: "2012-10-17"
          Statement:
            - Effect: Deny
              Principal: "*"
              Action: {action}
              Resource: {ARN}
              Condition: {{ArnNotEquals: {{aws:PrincipalArn: {role}}}}}
"""


MAP = f"""
Mappings:
  Calls:
    dev: {{deny: "{ALL}"}}
    prod: {{deny: "{ALL}*", role: "{ROLE}"}}
"""
STAGES = """
Parameters: {Stage: {Type: String, AllowedValues: [dev, prod]}}
Conditions: {Prod: !Equals [!Ref Stage, prod]}
"""

TEMPLATES = {
    "a key that is written": (wall("!FindInMap [Calls, dev, deny]", MAP), [("AC101", f'"{ALL}"')]),
    "another key": (wall("!FindInMap [Calls, prod, deny]", MAP), []),
    "a key that is a parameter: each may be": (
        wall("!FindInMap [Calls, !Ref Stage, deny]", MAP),
        [("AC101", f'"{ALL}"')],
    ),
    "the parameter is the same in a condition": (
        wall(
            f'[!FindInMap [Calls, !Ref Stage, deny], !If [Prod, "bedrock-agentcore:StopRuntimeSession", "{ALL}*"]]',
            MAP + STAGES,
        ),
        [],
    ),
    "a map that there is not": (wall("!FindInMap [Others, dev, deny]", MAP), []),
    "a default": (
        wall(f'!FindInMap [Calls, test, deny, {{DefaultValue: "{ALL}"}}]', MAP),
        [("AC101", f'"{ALL}"')],
    ),
    "Fn::Select": (wall(f'!Select [1, ["{ALL}*", "{ALL}"]]'), [("AC101", f'"{ALL}"')]),
    "Fn::Select behind what may be several": (wall(f'!Select [1, [!Ref Calls, "{ALL}"]]'), []),
    "Fn::Split": (wall(f'!Split [",", "bedrock-agentcore:StopRuntimeSession,{ALL}"]'), [("AC101", BOTH)]),
    "Fn::Select of Fn::Split": (
        wall(f'!Select [1, !Split [",", "bedrock-agentcore:StopRuntimeSession,{ALL}"]]'),
        [("AC101", BOTH)],
    ),
    "Fn::Join of Fn::Split": (
        wall(f'!Join [":", !Split ["/", "{ALL.replace(":", "/")}"]]'),
        [("AC101", f'!Join [":", !Split ["/", "{ALL.replace(":", "/")}"]]')],
    ),
    "a function that is not known": (wall("!ImportValue Calls"), []),
    "a transform of a part": (wall(f'{{"Fn::Transform": {{Name: "{ALL}"}}}}'), []),
    "a transform keeps the rest": (
        wall(f'"{TYPO}"').replace(
            "          Statement:", "          Fn::Transform: {Name: More}\n          Statement:"
        ),
        [],
    ),
}

LOOP = f"""
Transform: AWS::LanguageExtensions
Parameters: {{Names: {{Type: CommaDelimitedList}}}}
Resources:
  Fn::ForEach::Guards:
    - Name
    - %s
    - Guard${{Name}}:
        Type: AWS::BedrockAgentCore::ResourcePolicy
        Properties:
          ResourceArn: !Sub "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/${{Name}}"
          Policy:
            Fn::ToJsonString:
              Version: "2012-10-17"
              Statement:
                - Effect: Deny
                  Principal: "*"
                  Action: {ALL}
                  Resource: !Sub "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/${{Name}}"
                  Condition: {{ArnNotEquals: {{aws:PrincipalArn: {ROLE}}}}}
"""
LOOPS = {
    "each of a list that is written": (LOOP % "[bot-a1B2c3D4e5, cat-a1B2c3D4e5]", ["AC101"]),
    "a list that is not known: the body is read once": (LOOP % "!Ref Names", ["AC101"]),
    "an item is put into the target and the policy": (LOOP % "[bot]", ["AC101", "AC201"]),
    "no items": (LOOP % "[]", []),
}

FUNCTION = """
Transform: AWS::Serverless-2016-10-31
Conditions: {Open: !Equals [!Ref Stage, dev]}
Resources:
  Caller:
    Type: AWS::Serverless::Function
    Properties:
      Policies: %s
"""
STATEMENT = f'{{Effect: Allow, Action: "{TYPO}", Resource: "{ARN}"}}'
POLICIES = [
    f"[{{Statement: [{STATEMENT}]}}]",
    f"{{Version: 2012-10-17, Statement: {STATEMENT}}}",
    f"[!If [Open, {{Statement: [{STATEMENT}]}}, !Ref AWS::NoValue]]",
    f"[AWSLambdaBasicExecutionRole, {{S3ReadPolicy: {{BucketName: x}}}}, {{Statement: [{STATEMENT}]}}]",
]


@pytest.mark.parametrize("title", TEMPLATES)
def test_functions(title: str) -> None:
    text, expected = TEMPLATES[title]
    assert decode_str(text)[1] == []
    assert found(text) == expected


@pytest.mark.parametrize("title", LOOPS)
def test_loops(title: str) -> None:
    text, expected = LOOPS[title]
    assert decode_str(text)[1] == []
    assert sorted({rule for rule, _ in found(text)}) == expected


@pytest.mark.parametrize("policies", POLICIES)
def test_policies_of_functions(policies: str) -> None:
    assert ("AC104", f'"{TYPO}"') in found(FUNCTION % policies)


def test_loops_within_loops_end() -> None:
    loop = '"Fn::ForEach::L%d": [X%d, [' + ", ".join(map(str, range(90))) + "], {%s}]"
    body = '"A${X0}": {Type: AWS::BedrockAgentCore::ResourcePolicy}'
    for depth in range(5):
        body = loop % (depth, depth, body)
    assert found(f"Resources: {{{body}}}") == []

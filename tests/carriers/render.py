"""One policy in every carrier and form: what people write, generated."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

Policy = dict[str, Any]
Render = Callable[[Policy, str], str]

ELEMENTS = {"Sid", "Effect", "Principal", "Action", "NotAction", "Resource", "Condition", "NotPrincipal"}


def dumped(policy: Any) -> str:
    return json.dumps(policy, indent=2, ensure_ascii=False)


def indented(text: str, size: int) -> str:
    return textwrap.indent(text, " " * size)


def compact(policy: Policy) -> str:
    return json.dumps(policy, ensure_ascii=False)


def request(policy: Policy, arn: str) -> str:
    return json.dumps({"resourceArn": arn, "policy": compact(policy)}, indent=2, ensure_ascii=False)


# CloudFormation


def template(arn: str, policy: str) -> str:
    head = "Resources:\n  Guard:\n    Type: AWS::BedrockAgentCore::ResourcePolicy\n    Properties:\n"
    return f"{head}      ResourceArn: {json.dumps(arn, ensure_ascii=False)}\n      Policy: {policy}\n"


def for_sub(text: str) -> str:
    return text.replace("${", "${!")


def cfn_block(policy: Policy, arn: str) -> str:
    return template(arn, "|\n" + indented(dumped(policy), 8))


def cfn_folded(policy: Policy, arn: str) -> str:
    return template(arn, ">-\n" + indented(compact(policy), 8))


def cfn_sub(policy: Policy, arn: str) -> str:
    return template(arn, "!Sub |\n" + indented(for_sub(dumped(policy)), 8))


def cfn_sub_with_map(policy: Policy, arn: str) -> str:
    text = for_sub(dumped(policy)).replace(json.dumps(arn, ensure_ascii=False), '"${Arn}"')
    body = "\n        Fn::Sub:\n          - |\n" + indented(text, 12)
    return template(arn, f"{body}\n          - Arn: {json.dumps(arn, ensure_ascii=False)}")


def cfn_quoted(policy: Policy, arn: str) -> str:
    return template(arn, json.dumps(compact(policy), ensure_ascii=False))


def cfn_single_quoted(policy: Policy, arn: str) -> str:
    return template(arn, "'" + compact(policy).replace("'", "''") + "'")


def cfn_to_json_string(policy: Policy, arn: str) -> str:
    return template(arn, "\n        Fn::ToJsonString:\n" + indented(yaml_of(policy), 10))


def cfn_to_json_string_flow(policy: Policy, arn: str) -> str:
    return template(arn, "\n        Fn::ToJsonString:\n" + indented(dumped(policy), 10))


def cfn_join(policy: Policy, arn: str) -> str:
    lines = dumped(policy).splitlines()
    items = "\n".join(f"            - {json.dumps(line, ensure_ascii=False)}" for line in lines)
    return template(arn, f'\n        Fn::Join:\n          - "\\n"\n          -\n{items}')


def cfn_json(policy: Policy, arn: str) -> str:
    properties = {"ResourceArn": arn, "Policy": {"Fn::Sub": for_sub(compact(policy))}}
    resource = {"Type": "AWS::BedrockAgentCore::ResourcePolicy", "Properties": properties}
    return json.dumps({"Resources": {"Guard": resource}}, indent=2, ensure_ascii=False)


def yaml_of(value: Any) -> str:
    """Block style, scalars plain where YAML lets them be."""
    if isinstance(value, dict) and value:
        return "\n".join(f"{yaml_key(key)}:{yaml_under(each)}" for key, each in value.items())
    if isinstance(value, list) and value:
        return "\n".join("- " + indented(yaml_of(each), 2).lstrip() for each in value)
    if isinstance(value, str) and value == "2012-10-17":
        return value
    return json.dumps(value, ensure_ascii=False)


def yaml_key(key: str) -> str:
    return key if key.isalpha() else json.dumps(key, ensure_ascii=False)


def yaml_under(value: Any) -> str:
    text = yaml_of(value)
    return "\n" + indented(text, 2) if isinstance(value, (dict, list)) and value else f" {text}"


# Terraform


def terraform(arn: str, policy: str, more: str = "") -> str:
    head = 'resource "aws_bedrockagentcore_resource_policy" "guard" {\n'
    return f"{more}{head}  resource_arn = {hcl_of(arn)}\n  policy       = {policy}\n}}\n"


def for_hcl(text: str) -> str:
    return text.replace("${", "$${").replace("%{", "%%{")


def hcl_of(value: Any) -> str:
    if isinstance(value, dict):
        inner = "".join(f"\n{hcl_key(key)} = {hcl_of(each)}" for key, each in value.items())
        return "{" + indented(inner, 2) + "\n}"
    if isinstance(value, list):
        return "[" + ", ".join(map(hcl_of, value)) + "]"
    return for_hcl(json.dumps(value, ensure_ascii=False))


def hcl_key(key: str) -> str:
    return key if key.isalpha() else for_hcl(json.dumps(key, ensure_ascii=False))


def tf_jsonencode(policy: Policy, arn: str) -> str:
    return terraform(arn, f"jsonencode({hcl_of(policy)})")


def tf_local(policy: Policy, arn: str) -> str:
    return terraform(arn, "local.policy", f"locals {{\n  policy = jsonencode({hcl_of(policy)})\n}}\n")


def tf_for(policy: Policy, arn: str) -> str:
    statements = hcl_of(listed(policy["Statement"]))
    rest = {key: value for key, value in policy.items() if key != "Statement"}
    body = f"merge({hcl_of(rest)}, {{ Statement = [for each in {statements} : each] }})"
    return terraform(arn, f"jsonencode({body})")


def tf_for_each(policy: Policy, arn: str) -> str:
    text = terraform(arn, "each.value.policy")
    made = f"{{ guard = {{ policy = jsonencode({hcl_of(policy)}) }} }}"
    return (
        text.replace("{\n", "{\n  for_each = local.policies\n", 1) + f"locals {{\n  policies = {made}\n}}\n"
    )


def tf_conditional(policy: Policy, arn: str) -> str:
    return terraform(arn, f"var.on ? jsonencode({hcl_of(policy)}) : var.other")


def tf_coalesce(policy: Policy, arn: str) -> str:
    return terraform(arn, f'coalesce(var.policy, "${{jsonencode({hcl_of(policy)})}}")')


def tf_heredoc(policy: Policy, arn: str) -> str:
    return terraform(arn, f"<<POLICY\n{for_hcl(dumped(policy))}\nPOLICY")


def tf_indented_heredoc(policy: Policy, arn: str) -> str:
    return terraform(arn, f"<<-EOT\n{indented(for_hcl(dumped(policy)), 4)}\n  EOT")


def tf_quoted(policy: Policy, arn: str) -> str:
    return terraform(arn, for_hcl(json.dumps(compact(policy), ensure_ascii=False)))


def tf_json(policy: Policy, arn: str) -> str:
    body = {"guard": {"resource_arn": arn, "policy": compact(policy)}}
    resource = {"aws_bedrockagentcore_resource_policy": body}
    return json.dumps({"resource": resource}, indent=2, ensure_ascii=False)


def tf_plan(policy: Policy, arn: str) -> str:
    values = {"resource_arn": arn, "policy": compact(policy)}
    resource = {"type": "aws_bedrockagentcore_resource_policy", "name": "guard", "values": values}
    root = {"root_module": {"resources": [resource]}}
    return json.dumps({"terraform_version": "1.9.0", "planned_values": root}, indent=2, ensure_ascii=False)


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def tf_document(policy: Policy, arn: str) -> str:
    names = {"Action": "actions", "NotAction": "not_actions", "Resource": "resources"}
    lines = ['data "aws_iam_policy_document" "guard" {']
    for statement in listed(policy["Statement"]):
        lines.append("  statement {")
        for name, attribute in {"Sid": "sid", "Effect": "effect"}.items():
            if name in statement:
                lines.append(f"    {attribute} = {hcl_of(statement[name])}")
        for name, attribute in names.items():
            if name in statement:
                lines.append(f"    {attribute} = {hcl_of(listed(statement[name]))}")
        for name, block in {"Principal": "principals", "NotPrincipal": "not_principals"}.items():
            principal = statement.get(name, {})
            for kind, values in (principal if isinstance(principal, dict) else {"*": principal}).items():
                lines.append(f"    {block} {{\n      type = {hcl_of(kind)}")
                lines.append(f"      identifiers = {hcl_of(listed(values))}\n    }}")
        for test, keys in statement.get("Condition", {}).items():
            for key, values in keys.items():
                lines.append(f"    condition {{\n      test = {hcl_of(test)}\n      variable = {hcl_of(key)}")
                lines.append(f"      values = {hcl_of(listed(values))}\n    }}")
        lines.append("  }")
    text = "\n".join([*lines, "}\n"])
    return text + terraform(arn, "data.aws_iam_policy_document.guard.json")


def document_of(policy: Policy, plural: bool) -> dict[str, Any]:
    """The arguments of Terraform's policy document; `plural`: blocks have the names of lists."""
    names = {"Sid": "sid", "Effect": "effect", "Action": "actions", "NotAction": "notActions"}
    statements = []
    for statement in listed(policy["Statement"]):
        made: dict[str, Any] = {}
        for element, name in (names | {"Resource": "resources"}).items():
            if element in statement:
                made[name] = statement[element] if name in ("sid", "effect") else listed(statement[element])
        for element, name in {"Principal": "principals", "NotPrincipal": "notPrincipals"}.items():
            principal = statement.get(element, {})
            kinds = principal if isinstance(principal, dict) else {"*": principal}
            if kinds:
                made[name] = [{"type": kind, "identifiers": listed(each)} for kind, each in kinds.items()]
        conditions = [
            {"test": test, "variable": key, "values": listed(values)}
            for test, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        ]
        if conditions:
            made["conditions" if plural else "condition"] = conditions
        statements.append(made)
    return {"statements" if plural else "statement": statements}


def js_pulumi_document(policy: Policy, arn: str) -> str:
    return (
        'import * as aws from "@pulumi/aws";\n\n'
        f"const document = aws.iam.getPolicyDocumentOutput({dumped(document_of(policy, plural=True))});\n"
        f'new aws.bedrock.AgentcoreResourcePolicy("guard", {{ resourceArn: {json.dumps(arn)}, policy: document.json }});\n'
    )


def ts_cdktf(policy: Policy, arn: str) -> str:
    return (
        "import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';\n"
        "import { BedrockagentcoreResourcePolicy } from '@cdktf/provider-aws/lib/bedrockagentcore-resource-policy';\n\n"
        f"const document = new DataAwsIamPolicyDocument(this, 'doc', {dumped(document_of(policy, plural=False))});\n"
        f"new BedrockagentcoreResourcePolicy(this, 'guard', {{ resourceArn: {json.dumps(arn)}, policy: document.json }});\n"
    )


def py_pulumi_document(policy: Policy, arn: str) -> str:
    statements = python_of(document_of(policy, plural=True)["statements"])
    return (
        "import pulumi_aws as aws\n\n"
        f"document = aws.iam.get_policy_document(statements={statements.replace('notActions', 'not_actions').replace('notPrincipals', 'not_principals')})\n"
        f'aws.bedrock.AgentcoreResourcePolicy("guard", resource_arn={arn!r}, policy=document.json)\n'
    )


# Python


def python(arn: str, policy: str, before: str = "") -> str:
    head = 'import json\nimport boto3\n\ncontrol = boto3.client("bedrock-agentcore-control")\n'
    call = f"control.put_resource_policy(resourceArn={arn!r}, policy={policy})\n"
    return f"{head}{before}{call}"


def python_of(policy: Any) -> str:
    text = dumped(policy)
    return text.replace(": true", ": True").replace(": false", ": False").replace(": null", ": None")


def py_dumps(policy: Policy, arn: str) -> str:
    return python(arn, f"json.dumps({python_of(policy)})")


def py_name(policy: Policy, arn: str) -> str:
    return python(arn, "json.dumps(POLICY)", f"POLICY = {python_of(policy)}\n")


def py_function(policy: Policy, arn: str) -> str:
    body = f'def guard(control):\n    policy = {indented(python_of(policy), 4).lstrip()}\n    params = {{"resourceArn": {arn!r}, "policy": json.dumps(policy)}}\n'
    return f"import json\n\n\n{body}    control.put_resource_policy(**params)\n"


def py_text(policy: Policy, arn: str) -> str:
    return python(arn, f"'''{dumped(policy)}'''".replace("\\", "\\\\"))


def py_fstring(policy: Policy, arn: str) -> str:
    text = dumped(policy).replace("\\", "\\\\").replace("{", "{{").replace("}", "}}")
    text = text.replace(json.dumps(arn, ensure_ascii=False), '"{ARN}"')
    return python(arn, f"f'''{text}'''", f"ARN = {arn!r}\n")


def py_format(policy: Policy, arn: str) -> str:
    text = dumped(policy).replace("\\", "\\\\").replace("{", "{{").replace("}", "}}")
    text = text.replace(json.dumps(arn, ensure_ascii=False), '"{arn}"')
    return python(arn, f"'''{text}'''.format(arn={arn!r})")


def py_custom_resource(policy: Policy, arn: str) -> str:
    call = f"""AwsSdkCall(
    service="bedrock-agentcore-control",
    action="putResourcePolicy",
    parameters={{"resourceArn": {arn!r}, "policy": json.dumps({python_of(policy)})}},
)"""
    return f"import json\nfrom aws_cdk.custom_resources import AwsCustomResource, AwsSdkCall\n\non_create = {call}\n"


def py_cdk(policy: Policy, arn: str) -> str:
    return (
        "import json\nfrom aws_cdk import aws_bedrockagentcore as agentcore\n\n"
        f'agentcore.CfnResourcePolicy(stack, "Guard", resource_arn={arn!r}, policy=json.dumps({python_of(policy)}))\n'
    )


def py_resource(policy: Policy, arn: str) -> str:
    return (
        "import json\nfrom aws_cdk import CfnResource\n\n"
        "guard = CfnResource(self, 'Guard', type='AWS::BedrockAgentCore::ResourcePolicy', properties={\n"
        f"    'ResourceArn': {arn!r}, 'Policy': json.dumps({python_of(policy)})}})\n"
    )


def py_sdk(policy: Policy, arn: str) -> str:
    return (
        "from bedrock_agentcore.services.resource_policy import ResourcePolicyClient\n\n"
        f"ResourcePolicyClient().put_resource_policy({arn!r}, {python_of(policy)})\n"
    )


def py_pulumi(policy: Policy, arn: str) -> str:
    return (
        "import json\nimport pulumi_aws as aws\n\n"
        f'aws.bedrock.AgentcoreResourcePolicy("guard", resource_arn={arn!r}, policy=json.dumps({python_of(policy)}))\n'
    )


def cdk_principals(statement: dict[str, Any], new: str) -> list[str] | None:
    principal = statement.get("Principal")
    if principal == "*":
        return [f"{new}iam.StarPrincipal()"]
    if not isinstance(principal, dict) or not principal.keys() <= {"AWS", "Service"}:
        return None
    makers = {"AWS": "ArnPrincipal", "Service": "ServicePrincipal"}
    return [
        f"{new}iam.{makers[kind]}({json.dumps(value, ensure_ascii=False)})"
        for kind, values in principal.items()
        for value in listed(values)
    ]


def cdk_statements(policy: Policy, names: dict[str, str], new: str, sign: str) -> list[str] | None:
    out = []
    for statement in listed(policy["Statement"]):
        principals = cdk_principals(statement, new)
        if principals is None or statement.get("Effect") not in ("Allow", "Deny"):
            return None
        parts = [
            f"effect{sign}iam.Effect.{statement['Effect'].upper()}",
            f"principals{sign}[{', '.join(principals)}]",
        ]
        for element, name in names.items():
            if element in statement:
                value = statement[element] if element in ("Sid", "Condition") else listed(statement[element])
                parts.append(f"{name}{sign}{json.dumps(value, ensure_ascii=False)}")
        out.append(", ".join(parts))
    return out


def py_statements(policy: Policy, arn: str) -> str | None:
    names = {
        "Sid": "sid",
        "Action": "actions",
        "NotAction": "not_actions",
        "Resource": "resources",
        "Condition": "conditions",
    }
    statements = cdk_statements(policy, names, "", "=")
    if statements is None:
        return None
    body = ",\n    ".join(f"iam.PolicyStatement({each})" for each in statements)
    return (
        "import json\nfrom aws_cdk import aws_bedrockagentcore, aws_iam as iam\n\n"
        f"document = iam.PolicyDocument(statements=[\n    {body}\n])\n"
        f'aws_bedrockagentcore.CfnResourcePolicy(stack, "Guard", resource_arn={arn!r}, policy=json.dumps(document.to_json()))\n'
    )


def cdk_changes(policy: Policy, names: dict[str, str], new: str) -> list[list[str]] | None:
    """For each statement the methods that build it, one call each."""
    out = []
    for statement in listed(policy["Statement"]):
        principals = cdk_principals(statement, new)
        if principals is None or statement.get("Effect") not in ("Allow", "Deny"):
            return None
        calls = [f"{names['Principal']}({each})" for each in principals]
        for element in ("Action", "NotAction", "Resource"):
            values = listed(statement.get(element, []))
            calls += [f"{names[element]}({json.dumps(value, ensure_ascii=False)})" for value in values]
        for operator, keys in statement.get("Condition", {}).items():
            calls.append(
                f"{names['Condition']}({json.dumps(operator)}, {json.dumps(keys, ensure_ascii=False)})"
            )
        out.append(calls)
    return out


def py_changes(policy: Policy, arn: str) -> str | None:
    names = {
        "Principal": "add_principals",
        "Action": "add_actions",
        "NotAction": "add_not_actions",
        "Resource": "add_resources",
        "Condition": "add_condition",
    }
    changes = cdk_changes(policy, names, "")
    if changes is None:
        return None
    lines = ["document = iam.PolicyDocument()"]
    for number, statement in enumerate(listed(policy["Statement"])):
        sid = f", sid={json.dumps(statement['Sid'], ensure_ascii=False)}" if "Sid" in statement else ""
        effect = f"effect=iam.Effect.{statement['Effect'].upper()}"
        lines.append(f"part{number} = iam.PolicyStatement({effect}{sid})")
        lines += [f"part{number}.{each}" for each in changes[number]]
        lines.append(f"document.add_statements(part{number})")
    body = "\n".join(lines)
    return (
        "import json\nfrom aws_cdk import aws_bedrockagentcore, aws_iam as iam\n\n"
        f"{body}\n"
        f'aws_bedrockagentcore.CfnResourcePolicy(stack, "Guard", resource_arn={arn!r}, policy=json.dumps(document.to_json()))\n'
    )


# TypeScript


def for_template(text: str) -> str:
    return text.replace("\\", "\\\\").replace("${", "\\${").replace("`", "\\`")


def ts_stringify(policy: Policy, arn: str) -> str:
    return (
        "import { CfnResourcePolicy } from 'aws-cdk-lib/aws-bedrockagentcore';\n\n"
        f"new CfnResourcePolicy(this, 'Guard', {{ resourceArn: {json.dumps(arn)}, policy: JSON.stringify({dumped(policy)}) }});\n"
    )


def ts_const(policy: Policy, arn: str) -> str:
    return (
        "import * as agentcore from 'aws-cdk-lib/aws-bedrockagentcore';\n\n"
        f"const resourceArn = {json.dumps(arn)};\nconst policy = {dumped(policy)} as const;\n"
        "new agentcore.CfnResourcePolicy(this, 'Guard', { resourceArn, policy: JSON.stringify(policy) });\n"
    )


def ts_template(policy: Policy, arn: str) -> str:
    text = for_template(dumped(policy)).replace(json.dumps(arn, ensure_ascii=False), '"${arn}"')
    return (
        'import { PutResourcePolicyCommand } from "@aws-sdk/client-bedrock-agentcore-control";\n\n'
        f"const arn = {json.dumps(arn)};\n"
        f"await client.send(new PutResourcePolicyCommand({{ resourceArn: arn, policy: `{text}` }}));\n"
    )


def ts_statements(policy: Policy, arn: str) -> str | None:
    names = {
        "Sid": "sid",
        "Action": "actions",
        "NotAction": "notActions",
        "Resource": "resources",
        "Condition": "conditions",
    }
    statements = cdk_statements(policy, names, "new ", ": ")
    if statements is None:
        return None
    body = ",\n    ".join(f"new iam.PolicyStatement({{ {each} }})" for each in statements)
    return (
        "import * as iam from 'aws-cdk-lib/aws-iam';\nimport { CfnResourcePolicy } from 'aws-cdk-lib/aws-bedrockagentcore';\n\n"
        f"const document = new iam.PolicyDocument({{ statements: [\n    {body}\n] }});\n"
        f"new CfnResourcePolicy(this, 'Guard', {{ resourceArn: {json.dumps(arn)}, policy: JSON.stringify(document.toJSON()) }});\n"
    )


def ts_changes(policy: Policy, arn: str) -> str | None:
    names = {
        "Principal": "addPrincipals",
        "Action": "addActions",
        "NotAction": "addNotActions",
        "Resource": "addResources",
        "Condition": "addCondition",
    }
    changes = cdk_changes(policy, names, "new ")
    if changes is None:
        return None
    lines = ["const document = new iam.PolicyDocument();"]
    for number, statement in enumerate(listed(policy["Statement"])):
        sid = f", sid: {json.dumps(statement['Sid'], ensure_ascii=False)}" if "Sid" in statement else ""
        effect = f"effect: iam.Effect.{statement['Effect'].upper()}"
        lines.append(f"const part{number} = new iam.PolicyStatement({{ {effect}{sid} }});")
        lines += [f"part{number}.{each};" for each in changes[number]]
        lines.append(f"document.addStatements(part{number});")
    body = "\n".join(lines)
    return (
        "import * as iam from 'aws-cdk-lib/aws-iam';\nimport { CfnResourcePolicy } from 'aws-cdk-lib/aws-bedrockagentcore';\n\n"
        f"{body}\n"
        f"new CfnResourcePolicy(this, 'Guard', {{ resourceArn: {json.dumps(arn)}, policy: JSON.stringify(document) }});\n"
    )


def ts_resource(policy: Policy, arn: str) -> str:
    return (
        "import { CfnResource } from 'aws-cdk-lib';\n\n"
        "new CfnResource(this, 'Guard', { type: 'AWS::BedrockAgentCore::ResourcePolicy', properties: {\n"
        f"  ResourceArn: {json.dumps(arn)}, Policy: JSON.stringify({dumped(policy)}) }} }});\n"
    )


def js_pulumi(policy: Policy, arn: str) -> str:
    return (
        'const aws = require("@pulumi/aws");\n\n'
        f'new aws.bedrock.AgentcoreResourcePolicy("guard", {{ resourceArn: {json.dumps(arn)}, policy: JSON.stringify({dumped(policy)}) }});\n'
    )


# Shell


def shell(arn: str, policy: str, before: str = "") -> str:
    call = "aws bedrock-agentcore-control put-resource-policy"
    return f"#!/bin/sh\nset -eu\n{before}{call} \\\n  --resource-arn '{arn}' \\\n  --policy {policy}\n"


def sh_quoted(policy: Policy, arn: str) -> str | None:
    return shell(arn, f"'{dumped(policy)}'") if "'" not in dumped(policy) else None


def sh_double_quoted(policy: Policy, arn: str) -> str:
    text = compact(policy)
    for char in '\\"$`':
        text = text.replace(char, f"\\{char}")
    return shell(arn, f'"{text}"')


def sh_heredoc(policy: Policy, arn: str) -> str:
    return shell(arn, f"\"$(cat <<'JSON'\n{dumped(policy)}\nJSON\n)\"")


def sh_variable(policy: Policy, arn: str) -> str:
    text = dumped(policy).replace("\\", "\\\\").replace("$", "\\$").replace("`", "\\`")
    text = text.replace(json.dumps(arn, ensure_ascii=False), '"${ARN}"')
    return shell(arn, '"$POLICY"', f"ARN='{arn}'\nPOLICY=$(cat <<EOF\n{text}\nEOF\n)\n")


def sh_file(policy: Policy, arn: str) -> str:
    return shell(arn, "file://policy.json", f"cat > policy.json <<'EOF'\n{dumped(policy)}\nEOF\n")


# Markdown


def fenced(language: str, render: Render) -> Render:
    def written(policy: Policy, arn: str) -> str:
        return f"# A page\n\nSome words on *policies*.\n\n```{language}\n{render(policy, arn).rstrip()}\n```\n\nMore words.\n"

    return written


def in_list(policy: Policy, arn: str) -> str:
    return f"1. First\n\n   ```json\n{indented(request(policy, arn), 3)}\n   ```\n\n2. Then\n"


def in_definition(policy: Policy, arn: str) -> str:
    return f"A guard\n:   It says:\n\n    ```json\n{indented(request(policy, arn), 4)}\n    ```\n\nMore.\n"


def in_admonition(policy: Policy, arn: str) -> str:
    text = (
        f'!!! note "A guard"\n    ```json title="guard.json"\n{indented(request(policy, arn), 4)}\n    ```\n'
    )
    return f'=== "Tab"\n\n{indented(text, 4)}'


def in_tildes(policy: Policy, arn: str) -> str:
    return f"- one\n  - two\n\n    ~~~ {{.python #guard}}\n{indented(py_dumps(policy, arn), 4)}    ~~~\n"


def quoted_block(policy: Policy, arn: str) -> str:
    lines = "\n".join(f"> {line}" for line in request(policy, arn).splitlines())
    return f"> ```json\n{lines}\n> ```\n"


# Notebooks


def notebook(*cells: str, kind: str = "code") -> str:
    made = [
        {"cell_type": kind, "metadata": {}, "source": each.splitlines(keepends=True)}
        for each in ("import json", *cells)
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4}, indent=1, ensure_ascii=False)


def nb_python(policy: Policy, arn: str) -> str:
    return notebook("%load_ext autoreload\n!pip install boto3", py_name(policy, arn))


def nb_shell(policy: Policy, arn: str) -> str:
    return notebook(f"%%bash\n{sh_heredoc(policy, arn)}")


def nb_file(policy: Policy, arn: str) -> str:
    call = shell(arn, "file://guard.json").splitlines()[2:]
    return notebook(f"%%writefile guard.json\n{dumped(policy)}", "!" + "\n".join(call))


def nb_markdown(policy: Policy, arn: str) -> str:
    return notebook(fenced("bash", sh_heredoc)(policy, arn), kind="markdown")


FORMS: dict[str, tuple[str, Callable[[Policy, str], str | None]]] = {
    "request": ("request.json", request),
    "cfn block": ("template.yaml", cfn_block),
    "cfn folded": ("template.yml", cfn_folded),
    "cfn Sub": ("template.yaml", cfn_sub),
    "cfn Sub with a map": ("template.yaml", cfn_sub_with_map),
    "cfn double quotes": ("template.yaml", cfn_quoted),
    "cfn single quotes": ("template.yaml", cfn_single_quoted),
    "cfn ToJsonString": ("template.yaml", cfn_to_json_string),
    "cfn ToJsonString flow": ("template.yaml", cfn_to_json_string_flow),
    "cfn Join": ("template.yaml", cfn_join),
    "cfn JSON": ("stack.template.json", cfn_json),
    "tf jsonencode": ("main.tf", tf_jsonencode),
    "tf local": ("main.tf", tf_local),
    "tf for": ("main.tf", tf_for),
    "tf for_each": ("main.tf", tf_for_each),
    "tf conditional": ("main.tf", tf_conditional),
    "tf coalesce": ("main.tf", tf_coalesce),
    "tf here-doc": ("main.tf", tf_heredoc),
    "tf indented here-doc": ("main.tofu", tf_indented_heredoc),
    "tf string": ("main.tf", tf_quoted),
    "tf policy document": ("main.tf", tf_document),
    "tf JSON": ("main.tf.json", tf_json),
    "tf plan": ("plan.json", tf_plan),
    "py dumps": ("put.py", py_dumps),
    "py name": ("put.py", py_name),
    "py function": ("put.py", py_function),
    "py text": ("put.py", py_text),
    "py f-string": ("put.py", py_fstring),
    "py format": ("put.py", py_format),
    "py custom resource": ("stack.py", py_custom_resource),
    "py CDK": ("stack.py", py_cdk),
    "py CfnResource": ("stack.py", py_resource),
    "py SDK": ("put.py", py_sdk),
    "py Pulumi document": ("__main__.py", py_pulumi_document),
    "py Pulumi": ("__main__.py", py_pulumi),
    "py statements": ("stack.py", py_statements),
    "py changes": ("stack.py", py_changes),
    "ts stringify": ("stack.ts", ts_stringify),
    "ts const": ("stack.ts", ts_const),
    "ts template": ("put.mts", ts_template),
    "ts statements": ("stack.ts", ts_statements),
    "ts changes": ("stack.ts", ts_changes),
    "ts CfnResource": ("stack.ts", ts_resource),
    "ts Pulumi document": ("index.ts", js_pulumi_document),
    "ts CDK for Terraform": ("main.ts", ts_cdktf),
    "js Pulumi": ("index.js", js_pulumi),
    "sh single quotes": ("put.sh", sh_quoted),
    "sh double quotes": ("put.sh", sh_double_quoted),
    "sh here-doc": ("put.sh", sh_heredoc),
    "sh variable": ("put.bash", sh_variable),
    "sh file": ("put.sh", sh_file),
    "md json": ("page.md", fenced("json", request)),
    "md no language": ("page.md", fenced("", request)),
    "md yaml": ("page.md", fenced("yaml", cfn_sub)),
    "md hcl": ("page.md", fenced("hcl", tf_jsonencode)),
    "md python": ("page.md", fenced("python", py_dumps)),
    "md typescript": ("page.md", fenced("typescript", ts_const)),
    "md bash": ("page.md", fenced("bash", sh_heredoc)),
    "md list": ("page.md", in_list),
    "md definition": ("page.md", in_definition),
    "md admonition": ("page.md", in_admonition),
    "md tildes": ("page.md", in_tildes),
    "md quote": ("page.md", quoted_block),
    "nb python": ("guard.ipynb", nb_python),
    "nb shell": ("guard.ipynb", nb_shell),
    "nb file": ("guard.ipynb", nb_file),
    "nb markdown": ("guard.ipynb", nb_markdown),
}
"""A file's name and what writes it, by form; None where a form cannot say a policy."""


OF_ELEMENTS = (
    "tf policy document",
    "py statements",
    "ts statements",
    "py changes",
    "ts changes",
    "py Pulumi document",
    "ts Pulumi document",
    "ts CDK for Terraform",
)
"""Forms that are made of known elements alone."""


def fits_document(policy: Policy) -> bool:
    """Whether the policy can be said with statements made of known elements alone."""
    statements = listed(policy.get("Statement"))
    return (
        policy.keys() <= {"Version", "Statement"}
        and policy.get("Version") == "2012-10-17"
        and bool(statements)
        and all(isinstance(each, dict) and each.keys() <= ELEMENTS for each in statements)
        and all(well_typed(each) for each in statements)
    )


def well_typed(statement: dict[str, Any]) -> bool:
    condition = statement.get("Condition", {})
    names = ("Action", "NotAction", "Resource")
    texts = [item for name in names for item in listed(statement.get(name, ""))]
    return (
        all(isinstance(item, str) for item in texts)
        and isinstance(condition, dict)
        and all(isinstance(keys, dict) for keys in condition.values())
        and statement.get("Effect", "Allow") in ("Allow", "Deny")
        and isinstance(statement.get("Principal", "*"), (str, dict))
    )


def rendered(policy: Policy, arn: str, form: str) -> Iterator[tuple[str, str]]:
    """Yield the file's name and its text, where the form can say the policy."""
    name, render = FORMS[form]
    if form in OF_ELEMENTS and not fits_document(policy):
        return
    text = render(policy, arn)
    if text is not None:
        yield name, text

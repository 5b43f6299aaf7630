"""A CDK application: its source and the template that it makes give the same findings."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from agentcore_lint.lint import Settings, lint_paths

if TYPE_CHECKING:
    from pathlib import Path

APP = """\
const { App, Stack } = require('aws-cdk-lib');
const iam = require('aws-cdk-lib/aws-iam');
const { CfnGateway, CfnResourcePolicy, CfnRuntime } = require('aws-cdk-lib/aws-bedrockagentcore');

const app = new App({ outdir: 'cdk.out' });
const stack = new Stack(app, 'Agent');
const role = new iam.Role(stack, 'Proxy', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
const runtime = new CfnRuntime(stack, 'Runtime', {
  agentRuntimeName: 'billing',
  roleArn: role.roleArn,
  networkConfiguration: { networkMode: 'PUBLIC' },
  agentRuntimeArtifact: { containerConfiguration: { containerUri: 'agent:1' } },
});
const arn = runtime.attrAgentRuntimeArn;
const document = new iam.PolicyDocument({
  statements: [
    new iam.PolicyStatement({
      sid: 'OnlyTheProxy',
      effect: iam.Effect.DENY,
      principals: [new iam.StarPrincipal()],
      actions: ['bedrock-agentcore:InvokeAgentRuntime'],
      resources: [arn],
      conditions: { ArnNotEquals: { 'aws:PrincipalArn': role.roleArn } },
    }),
    new iam.PolicyStatement({
      sid: 'Stop',
      principals: [new iam.ArnPrincipal('arn:aws:iam::111122223333:role/Ops')],
      actions: ['bedrock-agentcore:StopRuntimeSesion'],
      resources: [arn],
    }),
  ],
});
new CfnResourcePolicy(stack, 'Wall', { resourceArn: arn, policy: stack.toJsonString(document.toJSON()) });
new CfnResourcePolicy(stack, 'Other', {
  resourceArn: 'arn:aws:bedrock-agentcore:eu-west-1:111122223333:gateway/orders-gw-0k3m9x7qpz',
  policy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{
      Effect: 'Allow',
      Principal: '*',
      Action: 'bedrock-agentcore:InvokeGateway',
      Resource: 'arn:aws:bedrock-agentcore:eu-west-1:111122223333:gateway/orders-gw-0k3m9x7qpz',
    }],
  }),
});
app.synth();
"""


@pytest.mark.install
@pytest.mark.skipif(shutil.which("npm") is None, reason="needs Node.js")
def test_source_and_template_give_the_same_findings(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name": "agent", "private": true}')
    (tmp_path / "app.js").write_text(APP)
    install = [
        "npm",
        "install",
        "--silent",
        "--no-audit",
        "--no-fund",
        "aws-cdk-lib@^2.200.0",
        "constructs@^10.0.0",
    ]
    done = subprocess.run(install, cwd=tmp_path, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip("npm cannot install the CDK here")
    done = subprocess.run(["node", "app.js"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

    def found(path: Path) -> list[tuple[str, str]]:
        (result,) = lint_paths([str(path)], Settings())
        assert result.error is None
        return sorted((each.rule, each.label) for each in result.diagnostics)

    template = found(tmp_path / "cdk.out" / "Agent.template.json")
    assert template == found(tmp_path / "app.js")
    assert {"AC101", "AC104", "AC302"} <= {rule for rule, _ in template}

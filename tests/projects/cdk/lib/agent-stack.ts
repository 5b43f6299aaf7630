import { ArnFormat, Stack, StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnGateway, CfnResourcePolicy, CfnRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { callsOf } from './calls';

const INVOKE = 'bedrock-agentcore:InvokeAgentRuntime';

export class AgentStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const proxy = new iam.Role(this, 'Proxy', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const role = new iam.Role(this, 'Agent', {
      assumedBy: new iam.ServicePrincipal('bedrock-agentcore.amazonaws.com'),
    });
    const runtime = new CfnRuntime(this, 'Runtime', {
      agentRuntimeName: 'billing',
      roleArn: role.roleArn,
      networkConfiguration: { networkMode: 'PUBLIC' },
      agentRuntimeArtifact: { containerConfiguration: { containerUri: 'agent:1' } },
    });

    // the proxy may call the agent; the identity side
    proxy.addToPolicy(new iam.PolicyStatement({
      actions: [INVOKE, 'bedrock-agentcore:GetAgentCard'],
      resources: [runtime.attrAgentRuntimeArn, `${runtime.attrAgentRuntimeArn}/*`],
    }));

    // and nobody else: seeded, WebSocket and commands stay open
    const wall = new iam.PolicyDocument({
      statements: [
        new iam.PolicyStatement({
          sid: 'OnlyTheProxy',
          effect: iam.Effect.DENY,
          principals: [new iam.AnyPrincipal()],
          actions: [INVOKE],
          resources: [runtime.attrAgentRuntimeArn],
          conditions: { ArnNotEquals: { 'aws:PrincipalArn': proxy.roleArn } },
        }),
      ],
    });
    new CfnResourcePolicy(this, 'RuntimePolicy', {
      resourceArn: runtime.attrAgentRuntimeArn,
      policy: this.toJsonString(wall.toJSON()),
    });

    // closed: the calls come from a helper that is not followed
    new CfnResourcePolicy(this, 'Endpoint', {
      resourceArn: `${runtime.attrAgentRuntimeArn}/runtime-endpoint/DEFAULT`,
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Deny', Principal: '*', Action: callsOf('runtime'), Resource: `${runtime.attrAgentRuntimeArn}/runtime-endpoint/DEFAULT` }],
      }),
    });

    // seeded: a typo in the action, and a principal with a wildcard
    const gateway = this.formatArn({ service: 'bedrock-agentcore', resource: 'gateway', resourceName: 'orders-gw-0k3m9x7qpz', arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
    new CfnResourcePolicy(this, 'GatewayPolicy', {
      resourceArn: gateway,
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:role/orders-*' }, Action: 'bedrock-agentcore:InvokeGatway', Resource: gateway },
        ],
      }),
    });

    // another service's policy
    const bucket = new s3.Bucket(this, 'Traces');
    bucket.addToResourcePolicy(new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('bedrock-agentcore.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects('*')],
    }));
  }
}

import * as cdk from 'aws-cdk-lib';
import * as agentcore from 'aws-cdk-lib/aws-bedrockagentcore';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export interface AgentStackProps extends cdk.StackProps {
  readonly vpc: ec2.IVpc;
  readonly repository: ecr.IRepository;
}

/** The agent for claims: its role, its runtime, and who may call it. */
export class AgentStack extends cdk.Stack {
  readonly runtime: agentcore.CfnRuntime;

  constructor(scope: Construct, id: string, props: AgentStackProps) {
    super(scope, id, props);

    const role = new iam.Role(this, 'ExecutionRole', {
      assumedBy: new iam.ServicePrincipal('bedrock-agentcore.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': this.account },
          ArnLike: { 'aws:SourceArn': `arn:aws:bedrock-agentcore:${this.region}:${this.account}:*` },
        },
      }),
      inlinePolicies: {
        Telemetry: new iam.PolicyDocument({
          statements: [
            new iam.PolicyStatement({
              actions: ['cloudwatch:PutMetricData'],
              resources: ['*'],
              conditions: { StringEquals: { 'cloudwatch:namespace': 'bedrock-agentcore' } },
            }),
            new iam.PolicyStatement({
              actions: ['bedrock-agentcore:GetWorkloadAccessToken*'],
              resources: [
                `arn:aws:bedrock-agentcore:${this.region}:${this.account}:workload-identity-directory/default`,
                `arn:aws:bedrock-agentcore:${this.region}:${this.account}:workload-identity-directory/default/workload-identity/claims-*`,
              ],
            }),
          ],
        }),
      },
    });
    props.repository.grantPull(role);

    this.runtime = new agentcore.CfnRuntime(this, 'Runtime', {
      agentRuntimeName: 'claims',
      agentRuntimeArtifact: { containerConfiguration: { containerUri: props.repository.repositoryUriForTag('1') } },
      networkConfiguration: { networkMode: 'PUBLIC' },
      roleArn: role.roleArn,
    });

    const caller = new lambda.Function(this, 'Caller', {
      runtime: lambda.Runtime.NODEJS_20_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset('caller'),
    });
    caller.addToRolePolicy(
      new iam.PolicyStatement({
        sid: 'CallTheAgent',
        actions: ['bedrock-agentcore:InvokeAgentRuntime'],
        resources: [this.runtime.attrAgentRuntimeArn, `${this.runtime.attrAgentRuntimeArn}/*`],
      }),
    );

    const endpoint = props.vpc.addInterfaceEndpoint('AgentCore', {
      service: new ec2.InterfaceVpcEndpointService(`com.amazonaws.${this.region}.bedrock-agentcore`),
    });
    endpoint.addToPolicy(
      new iam.PolicyStatement({
        principals: [new iam.AnyPrincipal()],
        actions: ['bedrock-agentcore:InvokeAgentRuntime', 'bedrock-agentcore:InvokeGateway'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:PrincipalAccount': this.account } },
      }),
    );

    new agentcore.CfnResourcePolicy(this, 'Policy', {
      resourceArn: this.runtime.attrAgentRuntimeArn,
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'OnlyTheCaller',
            Effect: 'Deny',
            Principal: '*',
            Action: 'bedrock-agentcore:InvokeAgentRuntime*',
            Resource: this.runtime.attrAgentRuntimeArn,
            Condition: { ArnNotEquals: { 'aws:PrincipalArn': caller.role!.roleArn } },
          },
        ],
      }),
    });
  }
}

import * as aws from "@pulumi/aws";

const current = aws.getCallerIdentityOutput();

export const agentRole = new aws.iam.Role("agent", {
  assumeRolePolicy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "bedrock-agentcore.amazonaws.com" }, Action: "sts:AssumeRole" }],
  }),
});

new aws.iam.RolePolicy("agent", {
  role: agentRole.id,
  policy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: ["bedrock-agentcore:GetWorkloadAccessToken", "bedrock-agentcore:CreateEvent"], Resource: "*" },
      { Effect: "Allow", Action: "s3:ListBucket", Resource: "arn:aws:s3:::reports", Condition: { StringLike: { "s3:prefix": "claims/*" } } },
    ],
  }),
});

new aws.ec2.VpcEndpoint("agentcore", {
  vpcId: "vpc-0a1b2c3d",
  serviceName: "com.amazonaws.eu-west-1.bedrock-agentcore",
  vpcEndpointType: "Interface",
  policy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: "*", Action: "bedrock-agentcore:InvokeAgentRuntime*", Resource: "*" }],
  }),
});

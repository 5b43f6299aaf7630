#!/usr/bin/env node
import { App } from 'aws-cdk-lib';
import { AgentStack } from '../lib/agent-stack';

const app = new App();
new AgentStack(app, 'Agent', { env: { account: '111122223333', region: 'eu-west-1' } });

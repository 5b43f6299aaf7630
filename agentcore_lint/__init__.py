"""A static linter for resource-based policies of Amazon Bedrock AgentCore."""

__version__ = "0.1.0"

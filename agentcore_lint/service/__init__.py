"""What AgentCore is: actions, kinds of resource, ways in, condition keys."""

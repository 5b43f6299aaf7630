"""The rules: one module per family, one function per rule, each from a policy to its findings."""

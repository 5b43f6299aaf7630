"""What becomes of a finding: how grave it is, and whether something hides it, and why. Nothing is dropped."""

MARK = "agentcore-lint"
"""What a text must hold to have any comment that hides findings."""

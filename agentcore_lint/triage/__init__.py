"""What becomes of a finding: how grave it is, and whether something hides it, and why. Nothing is dropped."""

"""The IAM policy language: its model, its matching, its grammar."""

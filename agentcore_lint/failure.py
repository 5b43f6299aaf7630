"""What goes wrong in the program itself, in words that say what it was and where to report it."""

TRACKER = "https://github.com/agentcore-lint/agentcore-lint/issues"
"""Where bugs are reported."""


class InputError(ValueError):
    """What is wrong with something that the user wrote: a configuration, a baseline. It is said as it is."""


def failure(doing: str, error: Exception) -> str:
    """Return an error's message; `doing`: a rule's id, or what else was being done.

    What the operating system refuses is no mistake of ours, and is said in its own words.
    """
    if isinstance(error, OSError):
        return error.strerror or str(error)
    text = " ".join(str(error).split())[:200]
    what = f"{type(error).__name__}: {text}" if text else type(error).__name__
    return f"internal error in {doing}: {what}; please report it at {TRACKER}"

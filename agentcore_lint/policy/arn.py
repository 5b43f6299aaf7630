"""An ARN by its parts. Source: AWS General Reference, "Amazon Resource Names (ARNs)"."""

from typing import NamedTuple

from agentcore_lint.values import OWNER, has_hole


class Arn(NamedTuple):
    """The six parts of an ARN, the first left out; each None where the text says nothing of it.

    A part may be empty, a pattern, or hold a hole, which equals itself alone.
    """

    partition: str | None = None
    service: str | None = None
    region: str | None = None
    account: str | None = None
    resource: str | None = None

    @property
    def number(self) -> str | None:
        """The account where it is one of 12 digits; None where it is anything else, or a hole."""
        return self.account if self.account is not None and is_account(self.account) else None

    @property
    def owner(self) -> str:
        """The account, or what has a hole in its place; empty where no account can be meant."""
        found = self.account or ""
        return found if is_account(found) or has_hole(found) else ""


_UNKNOWN = Arn()


def arn_of(text: str | None) -> Arn:
    """Return the parts of a text, none of which is known where it is no ARN, or not seen to be one."""
    parts = text.split(":", 5) if text is not None else []
    if len(parts) != 6 or not (parts[0] == "arn" or has_hole(parts[0])):
        return _UNKNOWN
    return Arn(*parts[1:])


def owner_of(text: str | None) -> str:
    """Return the account that owns a resource: its number, a hole in its place, or `OWNER`.

    `OWNER` where the ARN has holes and its parts are not seen; empty where no account can be meant.
    """
    arn = arn_of(text)
    return OWNER if arn.account is None and text is not None and has_hole(text) else arn.owner


def is_account(text: str) -> bool:
    """Tell whether a text is the number of an account: 12 digits."""
    return len(text) == 12 and text.isascii() and text.isdigit()

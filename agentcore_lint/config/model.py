"""A configuration once it is read: typed, with where each value comes from."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from agentcore_lint.access.claims import Claim
    from agentcore_lint.config.error import Origin
    from agentcore_lint.config.patterns import Patterns
    from agentcore_lint.finding import Severity
    from agentcore_lint.sources.document import Auth
    from agentcore_lint.values import Kind

FailOn = Literal["error", "warning", "never"]


class Told(NamedTuple):
    """`[[policies]]`: what is said of the policies of some files."""

    paths: Patterns
    kind: Kind | None
    auth: Auth | None
    resource_arn: str | None
    origin: Origin


class Suppress(NamedTuple):
    """`[[suppress]]`: findings that are meant to be as they are. `until`: the last day on which it holds."""

    rules: frozenset[str]
    paths: Patterns | None
    sid: str | None
    reason: str
    until: date | None
    origin: Origin


class Claimed(NamedTuple):
    """`[[claim]]`: a claim, and the policies that it is about: patterns of paths, and of resources' ARNs.

    Both None: all policies.
    """

    claim: Claim
    paths: Patterns | None
    arns: tuple[str, ...]
    origin: Origin


class Config(NamedTuple):
    """A configuration. A value is None, or empty, where the file does not say it.

    `path`: the file, None where there is none. `rules`: ids that are selected. `origins`: where each key
    was set.
    """

    path: str | None = None
    select: frozenset[str] | None = None
    ignore: frozenset[str] = frozenset()
    fail_on: FailOn | None = None
    show_notes: bool | None = None
    exclude: Patterns | None = None
    auth: Auth | Literal["auto"] | None = None
    baseline: str | None = None
    severity: Mapping[str, Severity] = {}
    policies: tuple[Told, ...] = ()
    suppress: tuple[Suppress, ...] = ()
    claims: tuple[Claimed, ...] = ()
    origins: Mapping[str, Origin] = {}

    @property
    def baseline_path(self) -> str | None:
        """The path of the baseline, which is relative to the configuration that names it."""
        if self.baseline is None:
            return None
        return os.path.join(folder_of(self.origins["baseline"].source.path), self.baseline)

    def told_of(self, path: str) -> Told | None:
        """Return what is said of the policies of a file; of several the last one counts."""
        return next((each for each in reversed(self.policies) if each.paths.match(path)), None)

    def claims_for(self, path: str, resource: str | None) -> tuple[Claimed, ...]:
        """Return the claims about a policy in the file of that path, attached to that ARN."""
        return tuple(each for each in self.claims if _is_about(each, path, resource))


NONE = Config()


def _is_about(claimed: Claimed, path: str, resource: str | None) -> bool:
    from fnmatch import fnmatchcase

    if claimed.paths is None and not claimed.arns:
        return True
    if claimed.paths is not None and claimed.paths.match(path):
        return True
    return resource is not None and any(fnmatchcase(resource, each) for each in claimed.arns)


def folder_of(path: str) -> str:
    """Return the folder of a configuration, from which its patterns of paths are read."""
    return os.path.dirname(os.path.abspath(path))

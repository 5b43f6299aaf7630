"""The configuration: `agentcore-lint.toml`, or `[tool.agentcore-lint]` in `pyproject.toml`."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from agentcore_lint.access.claims import Claim

NAME = "agentcore-lint.toml"
_KEYS = {"claim"}
_CLAIM_KEYS = {"name", "must", "ways", "actions", "who", "policies"}


class ConfigError(ValueError):
    """What is wrong with a configuration, and where."""


class Applied(NamedTuple):
    """A claim with the policies that it is about: patterns of paths and of resources' ARNs; empty: all."""

    claim: Claim
    patterns: tuple[str, ...]


class Config(NamedTuple):
    """A configuration. `folder`: patterns of paths are relative to it."""

    folder: str
    claims: tuple[Applied, ...] = ()

    def claims_for(self, path: str, resource: str | None) -> tuple[Claim, ...]:
        """Return the claims about a policy in the file of that path, attached to that ARN."""
        from fnmatch import fnmatchcase

        names = [os.path.relpath(os.path.abspath(path), self.folder or ".").replace(os.sep, "/")]
        names += [resource] if resource is not None else []
        return tuple(
            each.claim
            for each in self.claims
            if not each.patterns
            or any(fnmatchcase(name, pattern) for name in names for pattern in each.patterns)
        )


NONE = Config("")


def nearest(path: str) -> Config:
    """Return the configuration nearest above a file. Raises ConfigError."""
    return _above(os.path.dirname(os.path.abspath(path)))


@cache
def _above(folder: str) -> Config:
    for name in (NAME, "pyproject.toml"):
        found = os.path.join(folder, name)
        try:
            with open(found, "rb") as file:
                data = file.read()
        except OSError:
            continue
        if name == NAME or b"[tool.agentcore-lint" in data or b"[[tool.agentcore-lint" in data:
            return read_config(data, found)
    parent = os.path.dirname(folder)
    return _above(parent) if parent != folder else NONE


def load_config(path: str) -> Config:
    """Return the configuration of a file. Raises ConfigError."""
    try:
        with open(path, "rb") as file:
            return read_config(file.read(), path)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from None


def read_config(data: bytes, path: str) -> Config:
    """Return the configuration of a text. Raises ConfigError."""
    import tomllib

    try:
        body: Any = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from None
    if os.path.basename(path) == "pyproject.toml":
        body = body.get("tool", {}).get("agentcore-lint", {})
    _known(body, _KEYS, path)
    claims = body.get("claim", [])
    if not isinstance(claims, list) or not all(isinstance(each, dict) for each in claims):
        raise ConfigError(f"{path}: a claim is written under [[claim]]")
    read = tuple(_claim(each, f"{path}: claim {number}") for number, each in enumerate(claims, 1))
    return Config(os.path.dirname(os.path.abspath(path)), read)


def _known(body: dict[str, Any], names: set[str], where: str) -> None:
    for name in body:
        if name not in names:
            import difflib

            near = difflib.get_close_matches(name, names, n=1)
            raise ConfigError(
                f"{where}: unknown key {name!r}" + (f", did you mean {near[0]}?" if near else "")
            )


def _claim(body: dict[str, Any], where: str) -> Applied:
    _known(body, _CLAIM_KEYS, where)
    name = body.get("name")
    if not isinstance(name, str) or not name:
        raise ConfigError(f"{where}: a claim needs a name")
    where = f"{where} ({name})"
    must = body.get("must")
    if must not in ("deny", "allow"):
        raise ConfigError(f'{where}: must is "deny" or "allow"')
    from agentcore_lint.access.claims import Claim
    from agentcore_lint.config_claims import calls_of, who_of

    try:
        who, auth = who_of(body.get("who", "*"))
        calls = calls_of(_texts(body.get("ways", [])), _texts(body.get("actions", [])))
        patterns = _texts(body.get("policies", []))
    except ValueError as error:
        raise ConfigError(f"{where}: {error}") from None
    return Applied(Claim(name, must, calls, who, auth), tuple(patterns))


def _texts(value: object) -> list[str]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(each, str) for each in items):
        raise ConfigError("a string or a list of strings is wanted")
    return items

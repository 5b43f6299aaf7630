"""Reading configurations, and putting one on top of another."""

from __future__ import annotations

import os
from typing import Any

from agentcore_lint.config.error import ConfigError, Source, WrongValueError
from agentcore_lint.config.model import NONE, Config, folder_of
from agentcore_lint.config.nearest import PROJECT

_TABLE: tuple[str, ...] = ("tool", "agentcore-lint")
MAX_EXTENDED = 8
"""Configurations of which one builds on the other."""


def load_config(path: str) -> Config:
    """Return the configuration of a file. Raises ConfigError."""
    return _load(path, ())


def read_config(data: bytes, path: str) -> Config:
    """Return the configuration of a text, as the file of that path. Raises ConfigError."""
    return _read(data, path, ())


def _load(path: str, chain: tuple[str, ...]) -> Config:
    try:
        with open(path, "rb") as file:
            return _read(file.read(), path, chain)
    except OSError as error:
        raise ConfigError(error.strerror or str(error), path) from None


def _read(data: bytes, path: str, chain: tuple[str, ...]) -> Config:
    from agentcore_lint.config.read import read
    from agentcore_lint.config.toml import parse

    body = parse(data, path)
    source = Source(path, data, _TABLE if os.path.basename(path) == PROJECT else ())
    try:
        body = _ours(body, source.above)
        own = read(body, folder_of(path), source)
        base = _extended(body, path, chain)
    except WrongValueError as error:
        raise ConfigError(str(error), path, source.where(error.route, key=error.key)) from None
    return _on_top(own, base)._replace(path=path)


def _ours(body: dict[str, Any], above: tuple[str, ...]) -> dict[str, Any]:
    """Return the table that is ours, empty where it is not there."""
    for name in above:
        body = body.get(name, {})
        if not isinstance(body, dict):
            raise WrongValueError(f"{name} is a table")
    return body


def _extended(body: dict[str, Any], path: str, chain: tuple[str, ...]) -> Config:
    named = body.get("extend")
    if named is None:
        return NONE
    if not isinstance(named, str):
        raise WrongValueError("extend is the path of a configuration", ("extend",))
    whole = os.path.normpath(os.path.join(folder_of(path), named))
    here = os.path.abspath(path)
    if whole in (*chain, here) or len(chain) >= MAX_EXTENDED:
        raise WrongValueError(f"{named} builds on this configuration itself", ("extend",))
    if not os.path.isfile(whole):
        raise WrongValueError(f"no file {named}", ("extend",))
    return _load(whole, (*chain, here))


def _on_top(own: Config, base: Config) -> Config:
    """Return a configuration in which what `own` does not say is as `base` says."""
    if base is NONE:
        return own
    return Config(
        None,
        own.select if own.select is not None else base.select,
        own.ignore | base.ignore,
        own.fail_on or base.fail_on,
        own.show_notes if own.show_notes is not None else base.show_notes,
        own.exclude or base.exclude,
        own.auth or base.auth,
        own.baseline or base.baseline,
        {**base.severity, **own.severity},
        base.policies + own.policies,
        base.suppress + own.suppress,
        base.claims + own.claims,
        {**base.origins, **own.origins},
    )

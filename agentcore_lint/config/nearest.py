"""The configuration nearest above a file. Where there is none, nothing else of this package is loaded."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agentcore_lint.config.model import Config

NAME = "agentcore-lint.toml"
PROJECT = "pyproject.toml"
_MARKS = (b"[tool.agentcore-lint", b"[[tool.agentcore-lint")


class Configurations:
    """The configurations that a run meets, each read once."""

    def __init__(self) -> None:
        self._by_folder: dict[str, Config | None] = {}

    def nearest(self, path: str) -> Config | None:
        """Return the configuration nearest above a file, not above its repository; None where there is none.

        Raises ConfigError.
        """
        folder = os.path.dirname(path)
        if folder not in self._by_folder:
            self._by_folder[folder] = self._above(os.path.abspath(folder))
        return self._by_folder[folder]

    def _above(self, folder: str) -> Config | None:
        if folder not in self._by_folder:
            found = _in_folder(folder)
            parent = os.path.dirname(folder)
            if found is None and parent != folder and not os.path.exists(os.path.join(folder, ".git")):
                found = self._above(parent)
            self._by_folder[folder] = found
        return self._by_folder[folder]


def _in_folder(folder: str) -> Config | None:
    for name in (NAME, PROJECT):
        path = os.path.join(folder, name)
        try:
            with open(path, "rb") as file:
                data = file.read()
        except FileNotFoundError:
            continue
        except OSError as error:
            if os.path.isdir(path) or name == PROJECT:
                continue
            from agentcore_lint.config.error import ConfigError

            raise ConfigError(error.strerror or str(error), path) from None
        if name == NAME or any(mark in data for mark in _MARKS):
            from agentcore_lint.config.load import read_config

            return read_config(data, path)
    return None

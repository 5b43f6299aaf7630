"""From the values of a TOML document to a typed configuration."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from agentcore_lint.config.error import Origin, Source, WrongValueError, near
from agentcore_lint.config.model import Claimed, Config, Suppress, Told
from agentcore_lint.config.patterns import Patterns
from agentcore_lint.finding import SEVERITIES
from agentcore_lint.rule import selected
from agentcore_lint.values import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from agentcore_lint.config.error import Route

KEYS = (
    "extend", "select", "ignore", "fail-on", "show-notes", "exclude", "auth", "baseline", "severity",
    "policies", "suppress", "claim",
)  # fmt: skip
_TOLD = ("paths", "kind", "auth", "resource-arn")
_SUPPRESS = ("rules", "paths", "sid", "reason", "until")
_CLAIM = ("name", "must", "ways", "actions", "who", "policies")


def read(body: dict[str, Any], folder: str, source: Source) -> Config:
    """Return the configuration that a table is. Raises WrongValueError, with the route of the value.

    `folder`: where patterns of paths start.
    """
    _known(body, KEYS)
    return Config(
        select=_rules(body, "select") if "select" in body else None,
        ignore=_rules(body, "ignore"),
        fail_on=_choice(body, "fail-on", ("error", "warning", "never")),
        show_notes=_boolean(body, "show-notes"),
        exclude=_patterns(body, "exclude", folder),
        auth=_choice(body, "auth", ("auto", "sigv4", "oauth")),
        baseline=_text(body, "baseline"),
        severity=_severity(body),
        policies=tuple(_told(each, folder, place) for each, place in _tables(body, "policies", source)),
        suppress=tuple(_suppress(each, folder, place) for each, place in _tables(body, "suppress", source)),
        claims=tuple(_claim(each, folder, place) for each, place in _tables(body, "claim", source)),
        origins={name: Origin(source, (name,)) for name in body if name != "extend"},
    )


def _known(body: dict[str, Any], names: tuple[str, ...]) -> None:
    for name in body:
        if name not in names:
            raise WrongValueError(f"unknown key {name!r}{near(name, names)}", (name,), key=True)


def _tables(body: dict[str, Any], name: str, source: Source) -> Iterator[tuple[_Table, Origin]]:
    found = body.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise WrongValueError(f"{name} is written as tables, [[{name}]]", (name,))
    for number, each in enumerate(found):
        yield _Table(each, (name, number)), Origin(source, (name, number))


class _Table:
    """A table of an array, whose mistakes know where it stands."""

    def __init__(self, body: dict[str, Any], route: Route) -> None:
        self.body = body
        self.route = route

    def get(self, work: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return work(self.body, *arguments)
        except WrongValueError as error:
            raise error.under(*self.route) from None

    def need(self, *names: str) -> None:
        for name in names:
            if name not in self.body:
                raise WrongValueError(f"{name} is missing", self.route)


def _told(table: _Table, folder: str, origin: Origin) -> Told:
    table.get(_known, _TOLD)
    table.need("paths")
    auth = table.get(_choice, "auth", ("auto", "sigv4", "oauth"))
    arn = table.get(_text, "resource-arn")
    if arn is not None and not arn.startswith("arn:"):
        raise WrongValueError("an ARN begins with arn:", (*table.route, "resource-arn"))
    return Told(
        table.get(_patterns, "paths", folder),
        table.get(_choice, "kind", KINDS),
        None if auth == "auto" else auth,
        arn,
        origin,
    )


def _suppress(table: _Table, folder: str, origin: Origin) -> Suppress:
    table.get(_known, _SUPPRESS)
    table.need("rules", "reason")
    reason = table.get(_text, "reason")
    if not reason.strip():
        raise WrongValueError("say why it is meant", (*table.route, "reason"))
    return Suppress(
        table.get(_rules, "rules"),
        table.get(_patterns, "paths", folder),
        table.get(_text, "sid"),
        reason.strip(),
        table.get(_date, "until"),
        origin,
    )


def _claim(table: _Table, folder: str, origin: Origin) -> Claimed:
    table.get(_known, _CLAIM)
    table.need("name", "must")
    from agentcore_lint.access.claims import Claim
    from agentcore_lint.config.claims import calls_of, who_of

    name = table.get(_text, "name")
    if not name.strip():
        raise WrongValueError("a claim needs a name", (*table.route, "name"))
    must = table.get(_choice, "must", ("deny", "allow"))
    ways, actions = table.get(_texts, "ways"), table.get(_texts, "actions")
    about = table.get(_texts, "policies")
    route = (*table.route, "ways" if ways else "actions")
    calls = _at(route, calls_of, ways, actions)
    who, auth = _at((*table.route, "who"), who_of, table.body.get("who", "*"))
    paths = [each for each in about if not each.startswith("arn:")]
    arns = tuple(each for each in about if each.startswith("arn:"))
    claim = Claim(name, must, calls, who, auth, origin)
    return Claimed(claim, Patterns(paths, folder) if paths else None, arns, origin)


def _at(route: Route, work: Callable[..., Any], *arguments: Any) -> Any:
    try:
        return work(*arguments)
    except WrongValueError:
        raise
    except ValueError as error:
        raise WrongValueError(str(error), route) from None


def _text(body: dict[str, Any], name: str) -> str | None:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise WrongValueError(f"{name} is a string", (name,))
    return value


def _boolean(body: dict[str, Any], name: str) -> bool | None:
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise WrongValueError(f"{name} is true or false", (name,))
    return value


def _choice(body: dict[str, Any], name: str, choices: tuple[str, ...]) -> Any:
    value = body.get(name)
    if value is not None and value not in choices:
        hint = near(value, choices) if isinstance(value, str) else ""
        raise WrongValueError(f"{name} is one of {', '.join(choices)}{hint}", (name,))
    return value


def _texts(body: dict[str, Any], name: str) -> list[str]:
    value = body.get(name, [])
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list):
        raise WrongValueError(f"{name} is a string or a list of strings", (name,))
    for number, each in enumerate(value):
        if not isinstance(each, str):
            raise WrongValueError(f"{name} is a string or a list of strings", (name, number))
    return value


def _rules(body: dict[str, Any], name: str) -> frozenset[str]:
    texts = _texts(body, name)
    out: set[str] = set()
    for number, each in enumerate(texts):
        try:
            out |= selected(each)
        except ValueError as error:
            route: Route = (name,) if isinstance(body[name], str) else (name, number)
            raise WrongValueError(str(error), route) from None
    return frozenset(out)


def _patterns(body: dict[str, Any], name: str, folder: str) -> Patterns | None:
    texts = _texts(body, name)
    if not texts:
        return None
    try:
        return Patterns(texts, folder)
    except ValueError as error:
        raise WrongValueError(f"not a pattern of paths: {error}", (name,)) from None


def _severity(body: dict[str, Any]) -> dict[str, Any]:
    found = body.get("severity", {})
    if not isinstance(found, dict):
        raise WrongValueError("severity is a table of rules and levels", ("severity",))
    out: dict[str, Any] = {}
    for name, level in found.items():
        try:
            ids = selected(name)
        except ValueError as error:
            raise WrongValueError(str(error), ("severity", name), key=True) from None
        if level not in SEVERITIES:
            hint = near(level, SEVERITIES) if isinstance(level, str) else ""
            raise WrongValueError(f"a severity is one of {', '.join(SEVERITIES)}{hint}", ("severity", name))
        out.update(dict.fromkeys(ids, level))
    return out


def _date(body: dict[str, Any], name: str) -> date | None:
    value = body.get(name)
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise WrongValueError(f"{name} is a date such as 2027-01-31", (name,)) from None

"""Reading of configurations: what they say, where they are wrong, and how they build on one another."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from agentcore_lint.config.error import ConfigError
from agentcore_lint.config.load import load_config, read_config
from agentcore_lint.config.nearest import Configurations

if TYPE_CHECKING:
    from pathlib import Path

FULL = b"""
select = ["AC1", "lockout"]
ignore = "AC102"
fail-on = "error"
show-notes = true
exclude = ["vendor/", "*.bak.json"]
auth = "sigv4"
baseline = "known.json"

[severity]
AC402 = "note"

[[policies]]
paths = "vpce/**"
kind = "vpc-endpoint-policy"

[[policies]]
paths = ["agents/*.json"]
auth = "oauth"
resource-arn = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/billing_bot-a1B2c3D4e5"

[[suppress]]
rules = ["AC101"]
paths = ["legacy/"]
sid = "OnlyProxy"
reason = "closed by the VPC endpoint's policy until the move"
until = 2027-01-31

[[claim]]
name = "only the proxy"
must = "deny"
actions = "InvokeAgentRuntime*"
who = { ArnNotEquals = { "aws:PrincipalArn" = "arn:aws:iam::111122223333:role/agent-proxy" } }
policies = ["agents/*.json", "arn:*:gateway/*"]
"""


def test_all_that_a_configuration_says(tmp_path: Path) -> None:
    path = tmp_path / "agentcore-lint.toml"
    path.write_bytes(FULL)
    config = load_config(str(path))
    assert config.select is not None
    assert {"AC101", "AC105", "AC503"} <= config.select
    assert "AC201" not in config.select
    assert (config.ignore, config.fail_on, config.show_notes) == (frozenset(("AC102",)), "error", True)
    assert (config.auth, config.baseline, config.severity) == ("sigv4", "known.json", {"AC402": "note"})
    assert config.exclude is not None
    assert config.exclude.match(str(tmp_path / "vendor" / "x" / "a.json"))
    assert config.exclude.match(str(tmp_path / "x" / "a.bak.json"))
    assert not config.exclude.match(str(tmp_path.parent / "a.bak.json"))
    told = config.told_of(str(tmp_path / "agents" / "a.json"))
    assert told is not None
    assert (told.auth, told.kind) == ("oauth", None)
    assert config.told_of(str(tmp_path / "agents" / "deep" / "a.json")) is None
    endpoint = config.told_of(str(tmp_path / "vpce" / "deep" / "a.json"))
    assert endpoint is not None
    assert endpoint.kind == "vpc-endpoint-policy"
    (suppress,) = config.suppress
    assert (suppress.rules, suppress.sid, suppress.until) == (
        frozenset(("AC101",)),
        "OnlyProxy",
        date(2027, 1, 31),
    )
    assert str(suppress.origin) == f"{path}:22"
    (claimed,) = config.claims
    assert str(claimed.claim.origin) == f"{path}:29"
    assert config.claims_for(str(tmp_path / "agents" / "a.json"), None) == (claimed,)
    assert config.claims_for(str(tmp_path / "b.json"), "arn:aws:x:::gateway/y") == (claimed,)
    assert config.claims_for(str(tmp_path / "b.json"), "arn:aws:x:::runtime/y") == ()
    assert config.origins["fail-on"].where.line == 4


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("selct = []", "1:1", "unknown key 'selct', did you mean select?"),
        ("select = ['AC1',\n 'open-way-inn']", "2:2", "no rule 'open-way-inn', did you mean open-way-in?"),
        ("select = 3", "1:10", "select is a string or a list of strings"),
        ("select = ['AC1', 2]", "1:18", "select is a string or a list of strings"),
        ("fail-on = 'warnings'", "1:11", "fail-on is one of error, warning, never, did you mean warning?"),
        ("show-notes = 'yes'", "1:14", "show-notes is true or false"),
        ("[severity]\nAC99 = 'note'", "2:1", "no rule 'AC99'"),
        (
            "[severity]\nAC101 = 'notes'",
            "2:9",
            "a severity is one of note, warning, error, did you mean note?",
        ),
        ("severity = 'note'", "1:12", "severity is a table of rules and levels"),
        ("[policies]\npaths = 'x'", "1:2", "policies is written as tables, [[policies]]"),
        ("[[policies]]\nkind = 'scp'", "1:3", "paths is missing"),
        ("[[policies]]\npaths = 'x'\n[[policies]]\npaths = 'y'\nkind = 'sc'", "5:8", "kind is one of"),
        ("[[policies]]\npaths = 'x'\nresource-arn = 'y'", "3:16", "an ARN begins with arn:"),
        ("[[suppress]]\nrules = 'AC101'", "1:3", "reason is missing"),
        ("[[suppress]]\nrules = 'AC101'\nreason = ' '", "3:10", "say why it is meant"),
        ("[[suppress]]\nrules = 'AC101'\nreason = 'x'\nuntil = 'soon'", "4:9", "until is a date such as"),
        ("[[claim]]\nname = 'x'\nmust = 'deny'\nways = 'HTTP'", "4:8", "no way 'HTTP'"),
        ("extend = 'gone.toml'", "1:10", "no file gone.toml"),
        ("extend = 'agentcore-lint.toml'", "1:10", "builds on this configuration itself"),
        ("a = 1\n[[x", "2:4", "expected ']]'"),
        ("x = \x01", "1:", "invalid"),
    ],
)
def test_a_mistake_is_said_at_its_place(tmp_path: Path, text: str, place: str, words: str) -> None:
    path = tmp_path / "agentcore-lint.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_config(str(path))
    assert str(caught.value).startswith(f"{path}:{place}")
    assert words in str(caught.value)


def test_the_frame_has_a_caret_below_the_mistake() -> None:
    with pytest.raises(ConfigError) as caught:
        read_config("# ü\nauth = 'sigv5'".encode(), "agentcore-lint.toml")
    assert caught.value.frame.splitlines()[1:] == ["  |", "2 | auth = 'sigv5'", "  |        ^^^^^^^"]


def test_pyproject_is_wrong_at_its_own_line(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text("[project]\nname = 'x'\n\n[tool.agentcore-lint]\nfail-on = 'x'\n")
    with pytest.raises(ConfigError, match=r"pyproject\.toml:5:11: fail-on is one of"):
        load_config(str(path))


def test_one_configuration_builds_on_another(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(
        "fail-on = 'error'\nignore = 'AC4'\nauth = 'oauth'\n[severity]\nAC101 = 'note'\nAC102 = 'error'\n"
        "[[suppress]]\nrules = 'AC1'\nreason = 'base'\n"
    )
    (tmp_path / "sub").mkdir()
    path = tmp_path / "sub" / "agentcore-lint.toml"
    path.write_text(
        "extend = '../base.toml'\nfail-on = 'never'\nignore = 'AC501'\n[severity]\nAC101 = 'warning'\n"
        "[[suppress]]\nrules = 'AC2'\nreason = 'own'\n"
    )
    config = load_config(str(path))
    assert (config.fail_on, config.auth) == ("never", "oauth")
    assert {"AC401", "AC501"} <= config.ignore
    assert config.severity == {"AC101": "warning", "AC102": "error"}
    assert [each.reason for each in config.suppress] == ["base", "own"]
    assert str(config.origins["auth"]) == f"{tmp_path / 'base.toml'}:3"


def nearest_fail_on(path: str) -> str | None:
    config = Configurations().nearest(path)
    return config.fail_on if config is not None else None


def test_the_search_ends_at_the_repository(tmp_path: Path) -> None:
    (tmp_path / "agentcore-lint.toml").write_text("fail-on = 'never'")
    inner = tmp_path / "repository" / "policies"
    inner.mkdir(parents=True)
    assert nearest_fail_on(str(inner / "a.json")) == "never"
    (tmp_path / "repository" / ".git").mkdir()
    assert Configurations().nearest(str(inner / "a.json")) is None


def test_a_configuration_that_changed_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "agentcore-lint.toml"
    path.write_text("fail-on = 'never'")
    assert nearest_fail_on(str(tmp_path / "a.json")) == "never"
    path.write_text("fail-on = 'error'")
    assert nearest_fail_on(str(tmp_path / "a.json")) == "error"

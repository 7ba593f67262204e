# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of the Azure CLI in docs/getting-started.md, which register applications in the simulated tenant.

It accepts the commands and options of https://learn.microsoft.com/cli/azure/ad/app and no others. What an application
asks for is kept in the home directory. It becomes the permissions of the application only by the consent of an
administrator, and only for IDs of permissions that exist in Microsoft Graph.
"""

from __future__ import annotations

import argparse
import json
import os
import ssl
import sys
import urllib.request
import uuid
from pathlib import Path
from typing import Any

STATE = os.environ["ENTRA_GRAPH_URL"] + "/simulator/state"
ASKED = Path.home() / "asked.json"
MICROSOFT_GRAPH = "00000003-0000-0000-c000-000000000000"
# https://learn.microsoft.com/graph/permissions-reference: the identifiers of application permissions.
PERMISSIONS = {
    "246dd0d5-5bd0-4def-940b-0421030a5b68": "Policy.Read.All",
    "338163d7-f101-4c92-94ba-ca46fe52447c": "Policy.ReadWrite.CrossTenantAccess",
    "cac88765-0581-4025-9725-5ebc13f729ee": "CrossTenantInformation.ReadBasic.All",
}
FORMATS = ("json", "jsonc", "none", "table", "tsv", "yaml", "yamlc")


def parser() -> argparse.ArgumentParser:
    """The options of each command. An unknown or an abbreviated option is an error."""
    az = argparse.ArgumentParser(prog="az", allow_abbrev=False)
    commands = az.add_subparsers(required=True)

    def command(name: str, run: Any, **options: dict[str, Any]) -> None:
        # The words of a command are one argument here, see main().
        one = commands.add_parser(name, allow_abbrev=False)
        for option, settings in {"query": {}, "output": {"choices": FORMATS}, **options}.items():
            one.add_argument(f"--{option}", **settings)
        one.set_defaults(run=run)

    needed: dict[str, Any] = {"required": True}
    command("login", nothing, **{"allow-no-subscriptions": {"action": "store_true"}})
    command("account show", account)
    command("ad app create", create, **{"display-name": needed})
    command("ad sp create", nothing_of, id=needed)
    command("ad app permission add", add, id=needed, api=needed, **{"api-permissions": {**needed, "nargs": "+"}})
    command("ad app permission admin-consent", consent, id=needed)
    command("ad app credential reset", reset, id=needed, cert=needed, append={"action": "store_true"})
    return az


def state(change: Any = None) -> dict[str, Any]:
    """The state of the simulator. ``change``: a new state."""
    # The library of the collection would take longer to import than all of this.
    trusted = urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=os.environ["ENTRA_CA_PATH"]))
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), trusted)
    body = json.dumps(change).encode() if change else None
    request = urllib.request.Request(STATE, body, method="PUT" if change else "GET")
    with opener.open(request, timeout=30) as answer:
        return {} if change else json.load(answer)


def found(tenant: dict[str, Any], client_id: str) -> dict[str, Any]:
    (application,) = (each for each in tenant["applications"] if each["clientId"] == client_id)
    return application


def nothing(_options: argparse.Namespace) -> dict[str, Any]:
    return {}


def account(_options: argparse.Namespace) -> dict[str, Any]:
    return {"tenantId": state()["home"]["tenantId"]}


def create(_options: argparse.Namespace) -> dict[str, Any]:
    tenant = state()
    client_id = str(uuid.uuid4())
    tenant["applications"].append({"clientId": client_id, "clientSecret": str(uuid.uuid4()), "roles": []})
    state(tenant)
    return {"appId": client_id}


def nothing_of(options: argparse.Namespace) -> dict[str, Any]:
    """A service principal. In the simulator, each application has one."""
    return {"appId": found(state(), options.id)["clientId"]}


def add(options: argparse.Namespace) -> dict[str, Any]:
    assert options.api == MICROSOFT_GRAPH
    asked = json.loads(ASKED.read_text(encoding="utf-8")) if ASKED.exists() else {}
    for permission in options.api_permissions:
        identifier, _equal_sign, kind = permission.partition("=")
        assert kind == "Role", "not an application permission"
        asked.setdefault(options.id, []).append(PERMISSIONS[identifier])
    ASKED.write_text(json.dumps(asked), encoding="utf-8")
    return {}


def consent(options: argparse.Namespace) -> dict[str, Any]:
    tenant = state()
    found(tenant, options.id)["roles"] = json.loads(ASKED.read_text(encoding="utf-8"))[options.id]
    state(tenant)
    return {}


def reset(options: argparse.Namespace) -> dict[str, Any]:
    assert options.append, "without --append, the command removes all other credentials"
    assert options.cert.startswith("@"), "without @, the command takes the certificate itself and not its file"
    text = Path(options.cert[1:]).read_text(encoding="ascii")
    assert "PRIVATE KEY" not in text
    tenant = state()
    found(tenant, options.id).setdefault("certificates", []).append(text)
    state(tenant)
    return {}


def main(arguments: list[str]) -> None:
    words = next((place for place, word in enumerate(arguments) if word.startswith("-")), len(arguments))
    options = parser().parse_args([" ".join(arguments[:words]), *arguments[words:]])
    result = options.run(options)
    if options.query:
        # The only queries of the page are names of members.
        result = result[options.query]
    if options.output == "tsv":
        print(result)
    elif options.output != "none":
        print(json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1:])

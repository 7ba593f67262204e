# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A connection and the options of a trial → a trial that is ready to ask (private to this collection).

The tenant of the token has to be the one that the options name, for each token. Otherwise nothing is sent to Graph.
"""

from __future__ import annotations

import json
import os
import re
import uuid
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from .._files import write_files
from .._graph.claims import claims_of
from .._graph.connect import Connection, connect
from .._graph.credentials import VARIABLES
from .._graph.replay import replay
from .._model.desired import BadInput
from .._names import tenant_key
from .._secrecy.secrets import Secrets
from .row import Row
from .rows import ROWS
from .trial import MARK, Hands, Trial

# Options that decide how to log in. A further token needs none of them.
_LOGIN = (
    "client_id",
    "client_secret",
    "certificate_path",
    "certificate_password",
    "federated_token",
    "federated_token_file",
)
_LOGIN_VARIABLES = frozenset(name for names in VARIABLES.values() for name in names)


def selected(names: Sequence[str] | None) -> list[Row]:
    """The questions with these names, in the order of the table; all of them without names. Raises BadInput."""
    known = {row.name for row in ROWS}
    unknown = [name for name in names or () if name not in known]
    if unknown:
        raise BadInput([f"questions has {name}, which is none of {', '.join(sorted(known))}" for name in unknown])
    return [row for row in ROWS if not names or row.name in names]


def begin(connection: Connection, options: dict[str, Any], environ: Mapping[str, str]) -> Trial:
    """Log in with all credentials. ``options`` are those of the module. Raises BadInput and EntraError."""
    home = tenant_key(options["home_tenant"])
    partner = tenant_key(options["partner_tenant"])
    problems = []
    if home is None:
        problems.append("home_tenant has to be the ID of the test tenant (a GUID)")
    if partner is None:
        problems.append("partner_tenant has to be the ID of a tenant (a GUID)")
    if home is not None and home == partner:
        problems.append("partner_tenant is home_tenant: a tenant cannot be its own partner")
    if problems or home is None or partner is None:
        raise BadInput(problems)
    trial = Trial(home, partner, f"{MARK} {uuid.uuid4().hex[:12]}", connection.cloud.name)
    trial.v1 = _hands(connection, trial, home)
    trial.beta = trial.v1.of_version("beta")
    elsewhere = {name: value for name, value in environ.items() if name not in _LOGIN_VARIABLES}
    for token in options["further_access_tokens"] or ():
        others = {**options, **dict.fromkeys(_LOGIN), "access_token": token, "auth_method": "access_token"}
        trial.others.append(_hands(connect(others, elsewhere, connection.secrets), trial, home))
    if connection.credentials.method == "certificate":
        trial.known["replay"] = partial(replay, connection, options, environ)
    return trial


def _hands(connection: Connection, trial: Trial, home: str) -> Hands:
    claims = claims_of(connection.client.transport.log_in())
    # Whether the token fits home_tenant was checked before it was used. An opaque token may be any tenant's.
    if claims is None or claims.tenant_id != home:
        raise BadInput(["the access token does not say that it belongs to home_tenant, so the trial does not use it"])
    return Hands(connection.client.of_version("v1.0"), claims, trial)


def write(path: str | None, text: str, secrets: Secrets) -> None:
    """Write the report into a file, if there is to be one. Raises BadInput."""
    if not path:
        return
    folder, name = os.path.split(os.path.abspath(path))
    try:
        write_files(folder, {name: secrets.masked(text)})
    except OSError as error:
        raise BadInput([f"report_path cannot be written: {error.strerror or error}"]) from error


def version() -> str:
    """The version of the collection, or "unknown" where its files are not complete."""
    root = Path(__file__).resolve().parents[3]
    try:
        manifest = json.loads((root / "MANIFEST.json").read_text(encoding="utf-8"))
        return str(manifest["collection_info"]["version"])
    except (OSError, ValueError, LookupError, TypeError):
        pass
    try:
        found = re.search(r"^version: *(\S+)$", (root / "galaxy.yml").read_text(encoding="utf-8"), re.MULTILINE)
    except (OSError, ValueError):
        return "unknown"
    return found.group(1) if found else "unknown"

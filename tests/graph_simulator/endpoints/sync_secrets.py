# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets, which are kept by the service principal (synchronization-serviceprincipal-put-synchronization)."""

from __future__ import annotations

import json

from .. import errors
from ..messages import Answer, no_content
from ..request import Request
from ..source import permissions as needs
from ..source.types import SECRETS, TRUE_SECRETS
from .applications import true_principal, visible_principal
from .synchronization import SYNCHRONIZATION, path_of, refused, require_secrets, route

_MOST_BYTES = 1024  # of credentials and notification addresses in government clouds (known issues of provisioning)


def get_secrets(request: Request) -> Answer:
    """GET: all keys, with the values of those that are no secrets."""
    require_secrets(request)
    principal = visible_principal(request)
    row = request.directory.source.secrets.at(principal["id"], request.moment) or {"value": []}
    masked = TRUE_SECRETS | set(request.behaviour.masked_secrets)
    value = [{**item, "value": "*"} if item["key"] in masked and item["value"] else item for item in row["value"]]
    return Answer(200, {"@odata.context": request.context(path_of(request, "secrets")), "value": value})


def put_secrets(request: Request) -> Answer:
    """PUT the whole set. Nothing is validated, not even the target."""
    require_secrets(request)
    source, principal = request.directory.source, true_principal(request)
    given = request.accept(SECRETS, {}).get("value")
    if given is None:
        raise errors.bad_request("A value is required for property 'value'.")
    keys = [item.get("key") for item in given]
    if None in keys or len(set(keys)) != len(keys):
        raise errors.invalid_value("key")
    refusal = request.behaviour.secrets_without_job
    if refusal is not None and next(source.job_table(principal["id"]).rows(), None) is None:
        raise refused(refusal, "The service principal has no job.")
    pairs = {item["key"]: item.get("value") for item in given}
    if request.behaviour.secrets_put == "merge":
        pairs = {**source.secrets_of(principal["id"]), **pairs}
    size = len(json.dumps(pairs).encode())
    if request.behaviour.cloud in ("usgov", "usgov_dod") and size > _MOST_BYTES:
        raise errors.bad_request("The credentials are too long.")
    value = [{"key": key, "value": text} for key, text in pairs.items()]
    source.secrets.put(principal["id"], {"value": value})
    return no_content()


_SECRETS = f"{SYNCHRONIZATION}/secrets"

ROUTES = (
    route("GET", _SECRETS, get_secrets, needs.SECRETS_READ),
    route("PUT", _SECRETS, put_secrets, needs.SYNC_WRITE, takes_body=True),
)

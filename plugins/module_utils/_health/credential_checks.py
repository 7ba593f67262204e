# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks of the credentials of a run that only reads, one row each (private to this collection). Pure.

They are two checks, because the remedies differ. The application that writes needs its permissions, so a run that only
reads needs another application. A permission that nobody needs is removed from the application.
"""

from __future__ import annotations

from .._model.tenant_facts import CredentialsRow
from .check import WARNING, Check, Known, Partner, entra, graph

_LEAST_PRIVILEGE = entra("identity-platform/secure-least-privileged-access")
_UPDATE_PARTNER = graph("crosstenantaccesspolicyconfigurationpartner-update")
_SHOWN = 10


def _may_write(tenant: Known, partners: list[Partner]) -> str | None:
    credentials = tenant.get("credentials")
    names = credentials["permissions_to_write"] if credentials else None
    return f"{_token(credentials)} contains {_listed(names)}" if credentials and names else None


def _may_do_more(tenant: Known, partners: list[Partner]) -> str | None:
    credentials = tenant.get("credentials")
    names = credentials["permissions_unneeded"] if credentials else None
    if not credentials or not names:
        return None
    return f"{_token(credentials)} contains permissions that the collection does not need: {_listed(names)}"


def _token(credentials: CredentialsRow) -> str:
    # The roles of the user, which the token does not show, restrict the permissions further.
    return "the token of a signed-in user" if credentials["permission_type"] == "delegated" else "the access token"


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{more}"


CREDENTIAL_CHECKS = (
    Check(
        id="reading-credentials-can-write",
        severity=WARNING,
        symptom="Anybody who gets the credentials of the reports can open the home tenant to other tenants.",
        advice=(
            "Register a second application with read permissions only. Use it for reports and rehearsals, and the "
            "first application only for runs that change settings."
        ),
        source=(_LEAST_PRIVILEGE, _UPDATE_PARTNER),
        of_tenant=_may_write,
        needs=("credentials",),
    ),
    Check(
        id="credentials-can-do-more",
        severity=WARNING,
        symptom="Anybody who gets the credentials of the reports can do things that have nothing to do with partners.",
        advice=(
            "Remove these permissions from the application and withdraw the consent. Log in with an application of "
            "your own instead of the Azure CLI."
        ),
        source=(_LEAST_PRIVILEGE,),
        of_tenant=_may_do_more,
        needs=("credentials",),
    ),
)

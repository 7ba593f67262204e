# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The answer of ``connection_info`` in a few lines for people (private to this collection). Pure."""

from __future__ import annotations

from collections.abc import Iterable

from .preflight import UNKNOWN, ConnectionRow, FeatureRow

_MANAGED_IDENTITY = (
    "https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/"
    "how-to-assign-app-role-managed-identity"
)
# Features that share the line of the feature before: a screen has few lines, and both always have the same answer.
_IN_ONE_LINE = {"read_allowed_cloud_endpoints": "read_default_settings"}
_MARKS: dict[bool | str, str] = {True: "yes", False: "no", UNKNOWN: "unknown"}


def lines(row: ConnectionRow) -> list[str]:
    """The tenant, the application, the token, each feature, and how to grant what is missing."""
    permissions = row["permissions"]
    shown = "unknown" if permissions is None else ", ".join(permissions) or "none"
    missing = sorted({name for feature in row["features"] for name in feature["missing"]})
    return [
        f"tenant: {_named(row)}, cloud {row['cloud']}, Graph {row['api_version']}",
        f"application: {row['client_id'] or 'unknown'}, logged in by {row['auth_method']}",
        f"token: valid until {row['token_expires'] or 'an unknown time'}",
        f"{row['permission_type'] or 'Graph'} permissions: {shown}",
        *map(_line, _folded(row["features"])),
        *([_how_to_grant(row)] if missing else []),
    ]


def _named(row: ConnectionRow) -> str:
    tenant_id = row["tenant_id"] or "an unknown tenant"
    name = row["tenant_display_name"]
    return f"{name} ({tenant_id})" if name else tenant_id


def _folded(features: Iterable[FeatureRow]) -> list[list[FeatureRow]]:
    """The features of each line."""
    folded: list[list[FeatureRow]] = []
    for feature in features:
        if folded and folded[-1][0]["name"] == _IN_ONE_LINE.get(feature["name"]):
            folded[-1].append(feature)
        else:
            folded.append([feature])
    return folded


def _line(features: list[FeatureRow]) -> str:
    feature = features[0]
    reason = f": {feature['reason']}" if feature["reason"] else ""
    # The reason may be that the cloud lacks the feature. The permission is then a second reason.
    missing = [name for name in feature["missing"] if name not in reason]
    more = f"; also needs {' and '.join(missing)}" if missing else ""
    titles, names = "; ".join(each["title"] for each in features), ", ".join(each["name"] for each in features)
    return f"{_MARKS[feature['available']]:<7} {titles} ({names}){reason}{more}"


def _how_to_grant(row: ConnectionRow) -> str:
    if row["auth_method"] == "azure_cli" and row["permission_type"] == "delegated":
        return (
            "to grant a permission: nobody can add permissions to the application of the Azure CLI, because it belongs "
            "to Microsoft. Log in with an application of your own"
        )
    if row["auth_method"] == "managed_identity":
        return (
            "to grant a permission to a managed identity: assign it with New-MgServicePrincipalAppRoleAssignment. It "
            f"may take a day until new tokens contain the permission. See {_MANAGED_IDENTITY}"
        )
    kind = "Delegated" if row["permission_type"] == "delegated" else "Application"
    return (
        "to grant a permission: open the Microsoft Entra admin center, App registrations, "
        f"{row['client_id'] or 'the application'}, API permissions. Choose Add a permission, Microsoft Graph, {kind} "
        "permissions. Then choose Grant admin consent. New tokens contain the permission after some minutes"
    )

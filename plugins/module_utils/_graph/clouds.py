# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The Microsoft clouds and their addresses (private to this collection).

Source: https://learn.microsoft.com/graph/deployments. A token of one cloud is not valid in another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from .._secrecy.wrong_form import form_of, shown_name
from .errors import ConfigurationError
from .origin import is_on_this_machine, origin_of


class Cloud(NamedTuple):
    """One cloud. Tokens are issued for ``resource``: always Microsoft's address, even if ``graph`` is a proxy's."""

    name: str
    graph: str
    authority: str
    resource: str


def _cloud(name: str, graph: str, authority: str) -> Cloud:
    return Cloud(name, graph, authority, graph)


CLOUDS = {
    cloud.name: cloud
    for cloud in (
        _cloud("global", "https://graph.microsoft.com", "https://login.microsoftonline.com"),
        _cloud("usgov", "https://graph.microsoft.us", "https://login.microsoftonline.us"),
        _cloud("usgov_dod", "https://dod-graph.microsoft.us", "https://login.microsoftonline.us"),
        _cloud("china", "https://microsoftgraph.chinacloudapi.cn", "https://login.chinacloudapi.cn"),
    )
}

_PLAIN_ORIGIN = re.compile(r"[a-z]{2,8}://([a-z0-9.-]{1,253}|\[[0-9a-f:.]+\])(:[0-9]+)?")

# The names of the clouds in Azure's tools and in AWX's built-in credential.
_AZURE_NAMES = {"AzureCloud": "global", "AzureUSGovernment": "usgov", "AzureChinaCloud": "china"}


def resolve_cloud(options: dict[str, Any], environ: Mapping[str, str]) -> Cloud:
    """The cloud that the options name, or else the environment. Raises ConfigurationError."""
    name = options.get("cloud")
    azure_name = (environ.get("AZURE_CLOUD_ENVIRONMENT") or "").strip()
    if not name and azure_name:
        name = next((ours for theirs, ours in _AZURE_NAMES.items() if theirs.lower() == azure_name.lower()), None)
        if name is None:
            raise ConfigurationError(
                f"AZURE_CLOUD_ENVIRONMENT is {shown_name(azure_name, _AZURE_NAMES)}, which is not one of "
                f"{', '.join(_AZURE_NAMES)}"
            )
    cloud = CLOUDS[name or "global"]
    return cloud._replace(
        graph=_address(cloud, "graph", "graph_url", options, environ),
        authority=_address(cloud, "authority", "authority_url", options, environ),
    )


def _address(cloud: Cloud, part: str, option: str, options: dict[str, Any], environ: Mapping[str, str]) -> str:
    """The address of a part of the cloud: the given address, or else Microsoft's address."""
    given = (options.get(option) or environ.get(f"ENTRA_{option.upper()}") or "").strip()
    if not given:
        own: str = getattr(cloud, part)
        return own
    origin = _origin(option, given)
    owners = [other.name for other in CLOUDS.values() if getattr(other, part) == origin]
    if owners and cloud.name not in owners:
        raise ConfigurationError(
            f"{option} is {given!r}, which belongs to the cloud {' or '.join(owners)}, and cloud is {cloud.name}"
        )
    return origin


def _origin(option: str, url: str) -> str:
    origin = origin_of(url)
    parts = urlsplit(url) if origin else None
    if origin is None or parts is None or parts.path.strip("/") or parts.query or parts.fragment:
        raise ConfigurationError(
            f"{option} is {shown_url(url)}, but takes scheme and host only, such as https://graph.example.com"
        )
    if parts.scheme != "https" and not is_on_this_machine(origin):
        raise ConfigurationError(
            f"{option} is {shown_url(url)}, but only https is allowed (http on a loopback address)"
        )
    return origin


def shown_url(url: str) -> str:
    """An address for an error: only scheme, host and port."""
    origin = origin_of(url)
    if origin is None or "@" in url or not _PLAIN_ORIGIN.fullmatch(origin):
        return form_of(url)
    return repr(url) if url.lower().rstrip("/") == origin else f"{origin} with more text after it"

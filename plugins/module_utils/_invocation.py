# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The arguments of a task: their secrets, and their form in a result (private to this collection)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from ._graph.clouds import CLOUDS, shown_url
from ._graph.credentials import METHODS
from ._graph.exposed import secrets_around
from ._graph.files import shown
from ._graph.origin import origin_of
from ._names import guid_key
from ._secrecy.secrets import Secrets
from ._secrecy.wrong_form import home_name, shown_name

#: Results do not repeat these options. Their items would be half of the size of a result, and AWX has to store the
#: result. The result shows the same partners in another place.
LARGE_OPTIONS = ("partners", "sync_configurations")


def secrets_of(
    options: Mapping[str, Mapping[str, Any]], arguments: dict[str, Any], environ: Mapping[str, str]
) -> Secrets:
    """All values in the arguments and in the environment that may be secret.

    ``options`` is the argument spec. The arguments may be unchecked.
    """
    return Secrets([*hidden(options, arguments), *secrets_around(arguments, environ)])


def hidden(options: Mapping[str, Mapping[str, Any]], arguments: Mapping[str, Any]) -> Iterator[Any]:
    """The values of options and suboptions with ``no_log``, under all names of these options."""
    for name, option in options.items():
        # A list may have thousands of items. It is searched only if its items can contain a secret.
        members = option.get("options") or {}
        if not option.get("no_log") and not _can_hide(members):
            continue
        for value in (arguments.get(key) for key in (name, *option.get("aliases", ()))):
            if option.get("no_log"):
                yield value
            for member in value if isinstance(value, list) else [value]:
                if isinstance(member, dict):
                    yield from hidden(members, member)


def _can_hide(options: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether one of the options, or one of their suboptions, has ``no_log``."""
    return any(option.get("no_log") or _can_hide(option.get("options") or {}) for option in options.values())


def shown_arguments(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments as a result shows them: without values of the wrong form, and without the large options."""
    result = {name: value for name, value in arguments.items() if name not in LARGE_OPTIONS}
    for name in result:
        if name in _SHOWN and result[name] not in (None, ""):
            result[name] = _SHOWN[name](result[name])
    return result


def invocation(arguments: Mapping[str, Any], result: Mapping[str, Any], secrets: Secrets) -> dict[str, Any]:
    """The entry ``invocation`` of a result. It is empty if an option was refused, since its value may be a secret."""
    return {} if "problems" in result else {"module_args": secrets.masked(shown_arguments(arguments))}


def _shown_name(is_right: Callable[[Any], object], choices: Collection[str] = ()) -> Callable[[Any], Any]:
    """A function that shows a name. If ``is_right`` is not true for a name, the name may be a secret."""

    def name(value: Any) -> Any:
        return value if is_right(value) else shown_name(value, choices).strip("'")

    return name


def _shown_address(value: Any) -> Any:
    """An address. If it contains more than scheme, host and port, only these three."""
    return value if origin_of(value) == str(value).strip().rstrip("/").lower() else shown_url(value).strip("'")


#: Option → the function that shows a value of this option.
_SHOWN: dict[str, Callable[[Any], Any]] = {
    "tenant": _shown_name(home_name),
    "home_tenant": _shown_name(home_name),
    "client_id": _shown_name(guid_key),
    "auth_method": _shown_name(METHODS.__contains__, METHODS),
    "cloud": _shown_name(CLOUDS.__contains__, CLOUDS),
    "graph_url": _shown_address,
    "authority_url": _shown_address,
    "certificate_path": shown,
    "federated_token_file": shown,
    "ca_path": shown,
    "backup_directory": shown,
}

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a module finds in a process of its own, for a module that has none (private to this collection)."""

from __future__ import annotations

import datetime
import json
import logging
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from ansible import constants as C
from ansible.errors import AnsibleError
from ansible.module_utils.common.warnings import get_deprecation_messages, get_warning_messages

# What they log would be in the log file of Ansible, or on the console.
_LIBRARIES = ("msal", "requests", "urllib3")


@contextmanager
def alone(changes: Mapping[str, str], folder: str) -> Iterator[None]:
    """A block in which this process is like the one in which ansible-core starts a module.

    The environment has ``changes``: libraries find proxies and certificates there. Relative paths begin in ``folder``.
    What libraries log and warn of is seen by nobody. One process runs one task, with all items of its loop, and nothing
    else.
    """
    environment = dict(os.environ)
    here = os.open(".", os.O_RDONLY)
    loggers = [(logger, logger.propagate) for logger in map(logging.getLogger, _LIBRARIES)]
    silence = logging.NullHandler()
    try:
        os.environ.update(changes)
        os.chdir(folder)
        for logger, _propagate in loggers:
            logger.addHandler(silence)
            logger.propagate = False
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, propagate in loggers:
            logger.propagate = propagate
            logger.removeHandler(silence)
        os.fchdir(here)
        os.close(here)
        os.environ.clear()
        os.environ.update(environment)


def from_file(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments as a module reads them from its file, where there is nothing but JSON.

    Without this, text that Ansible Vault encrypted is no text before ansible-core 2.19.
    """
    plain: dict[str, Any] = json.loads(json.dumps(dict(arguments), default=_in_file))
    return plain


def _in_file(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return list(value)
    return value.isoformat() if isinstance(value, (datetime.date, datetime.time)) else str(value)


class Messages:
    """The warnings and deprecations of argument specs.

    Before ansible-core 2.19 the process keeps them, with those of the items of a loop before this one. From 2.19 on
    ansible-core itself adds them to the result.
    """

    def __init__(self) -> None:
        self._warnings, self._deprecations = len(get_warning_messages()), len(get_deprecation_messages())

    def new(self, warnings: Sequence[str] = ()) -> dict[str, Any]:
        """The keys of a result for what came since this object was made, and for other ``warnings``."""
        result = {
            "warnings": [*get_warning_messages()[self._warnings :], *warnings],
            "deprecations": [*get_deprecation_messages()[self._deprecations :]],
        }
        return {name: messages for name, messages in result.items() if messages}


def shows_invocation(variables: Mapping[str, Any]) -> bool:
    """Whether results repeat the arguments of their tasks: before ansible-core 2.21 always, then only if asked to."""
    try:
        return bool(C.config.get_config_value("INJECT_INVOCATION", variables=variables))
    except AnsibleError:
        return True

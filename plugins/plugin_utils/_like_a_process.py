# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The environment of a module process, for a module that runs without its own process (private to this collection)."""

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

# Libraries whose messages would otherwise be in the log file of Ansible, or on the console.
_LIBRARIES = ("msal", "requests", "urllib3")


@contextmanager
def alone(changes: Mapping[str, str]) -> Iterator[None]:
    """A block in which this process behaves like a process that ansible-core starts for a module.

    The environment contains ``changes``: libraries find proxies and certificates there. Log messages and warnings of
    libraries are not shown. One process runs one task, with all items of its loop, and nothing else.
    """
    environment = dict(os.environ)
    loggers = [(logger, logger.propagate) for logger in map(logging.getLogger, _LIBRARIES)]
    silence = logging.NullHandler()
    try:
        os.environ.update(changes)
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
        os.environ.clear()
        os.environ.update(environment)


def from_file(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments as a module reads them from its file, which contains JSON.

    Before ansible-core 2.19, a value that Ansible Vault encrypted is not text; here it becomes text. From 2.19 on,
    values carry tags, and each copy of such a value costs a hundred times as much as a copy of plain text.
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

    Before ansible-core 2.19 the process keeps them, together with those of earlier items of a loop. From 2.19 on,
    ansible-core itself adds them to the result.
    """

    def __init__(self) -> None:
        self._warnings, self._deprecations = len(get_warning_messages()), len(get_deprecation_messages())

    def new(self, warnings: Sequence[str] = ()) -> dict[str, Any]:
        """The keys of a result for messages since the creation of this object, and for the given ``warnings``."""
        result = {
            "warnings": [*get_warning_messages()[self._warnings :], *warnings],
            "deprecations": [*get_deprecation_messages()[self._deprecations :]],
        }
        return {name: messages for name, messages in result.items() if messages}


def shows_invocation(variables: Mapping[str, Any]) -> bool:
    """Whether results repeat the arguments of their tasks: always before ansible-core 2.21, then only if configured."""
    try:
        return bool(C.config.get_config_value("INJECT_INVOCATION", variables=variables))
    except AnsibleError:
        return True

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module with features of argument specs that no module of the collection uses. It runs in both ways, as they do."""

from __future__ import annotations

import logging
import warnings
from typing import Any

from ansible_collections.entra.cross_tenant.plugins.module_utils import _module
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import reading

DEPRECATED = {"name": "former", "version": "9.0.0", "collection_name": "entra.cross_tenant"}
OPTIONS = reading(
    name={"type": "str", "aliases": ["former", "other"], "deprecated_aliases": [DEPRECATED]},
    old={"type": "str", "removed_in_version": "9.0.0", "removed_from_collection": "entra.cross_tenant"},
    inner={
        "type": "dict",
        "options": {"password": {"type": "str", "no_log": True, "aliases": ["pass"]}, "size": {"type": "int"}},
    },
    many={"type": "list", "elements": "dict", "options": {"password": {"type": "str", "no_log": True}}},
    number={"type": "int", "default": 7},
    path={"type": "path"},
)


def run(task: Any, connection: Any) -> dict[str, Any]:
    # Libraries log and warn, but users do not want to see that.
    logging.getLogger("msal.application").error("a library that logs")
    warnings.warn("a library that warns", UserWarning, stacklevel=1)
    task.warn("A warning of the module")
    names = ("name", "old", "number", "inner", "many", "path")
    told = {name: task.params[name] for name in names}
    return {"changed": False, "told": told, "check": task.check_mode, "diff_mode": task.diff_mode}


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables of the role compliance_report, as a table (private to this collection)."""

from __future__ import annotations

from ansible_collections.entra.cross_tenant.plugins.module_utils._directory import tenant_facts
from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import SEVERITIES, WARNING
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import GRAPH_OPTIONS
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._role_variables import OptionTable

FORMATS = ("html", "json", "csv", "sarif", "junit", "tenants")
#: The variables of the role compliance_report.
REPORT_OPTIONS: OptionTable = {
    "directory": {"type": "path", "default": "compliance"},
    "formats": {"type": "list", "elements": "str", "choices": list(FORMATS), "default": list(FORMATS[:3])},
    "title": {"type": "str", "default": "Cross-tenant access"},
    "severities": {"type": "dict", "default": {}},
    "gather_subset": {
        "type": "list",
        "elements": "str",
        "choices": tenant_facts.CHOICES,
        "default": tenant_facts.OF_REPORTS,
    },
    "gather_more": {"type": "list", "elements": "str", "choices": tenant_facts.CHOICES, "default": []},
    "api_version": dict(GRAPH_OPTIONS["api_version"], default="beta"),
    "previous": {"type": "path"},
    "history": {"type": "path"},
    "agreements": {"type": "dict", "default": {}},
    "revision": {"type": "str"},
    "unmanaged": {"type": "bool"},
    "fail_on_drift": {"type": "bool", "default": False},
    "fail_on_checks": {"type": "bool", "default": False},
    "fail_severity": {"type": "str", "choices": list(SEVERITIES), "default": WARNING},
}

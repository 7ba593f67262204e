# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.entra.cross_tenant.plugins.plugin_utils._host_variables import Variables
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._unknown_variables import unknown_variables

ROLES = Path(__file__).resolve().parents[4] / "roles"


def unknown(name: str, prefix: str, value: Any = "x") -> list[tuple[str, bool]]:
    return [tuple(one) for one in unknown_variables(Variables(None, {name: value, "other": 1}), prefix)]


def sentence(name: str, likely: str | None = None) -> str:
    question = f". Did you mean {likely}?" if likely else ""
    return f"{name} is no variable of this collection, and has no effect{question}"


@pytest.mark.parametrize(
    ("name", "likely", "sure"),
    [
        ("partner_onboarding_default", "partner_onboarding_defaults", True),
        ("partner_onboarding_default_50_gold", "partner_onboarding_defaults_50_gold", True),
        ("partner_onboarding_parter", "partner_onboarding_partner", True),
        ("partner_onboarding_removal_limt", "partner_onboarding_removal_limit", True),
        ("partner_onboarding_host", "partner_onboarding_hosts", True),
        ("partner_onbording_prune", "partner_onboarding_prune", True),
        ("partner_onboarding_timeout", "partner_onboarding_wait_timeout", False),
        ("partner_onboarding_contact", None, False),
        ("compliance_report_dir", None, False),
        ("compliance_report_severity", "compliance_report_severities", False),
        ("complience_report_title", "compliance_report_title", True),
        ("compliance_report_fail_on_drfit", "compliance_report_fail_on_drift", True),
        ("partner_synchronization_default_50_gold", "partner_synchronization_defaults_50_gold", True),
        ("partner_synchronization_configuratoin", "partner_synchronization_configuration", True),
        ("partner_synchronization_prune", None, False),
        ("partner_export_dirctory", "partner_export_directory", True),
        ("partner_export_format", None, False),
    ],
)
def test_unknown(name: str, likely: str | None, sure: bool) -> None:
    prefix = "partner_onboarding" if name.startswith("partner_onb") else "_".join(name.split("_")[:2])
    prefix = "compliance_report" if name.startswith("compl") else prefix
    assert unknown(name, prefix) == [(sentence(name, likely), sure)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("partner_onboarding_defaults_90_x", {}),
        ("partner_onboarding_plan", {}),
        ("partner_onboarding_serial", 1),
        ("partner_onboarding_allow_empty", True),
        ("partner_onboarding_answer", {"changed": False}),
        ("partner_onboarding_results", {"failed": True}),
        ("partner_onboarding", True),
        ("partner_export_directory", "x"),
        ("compliance_report_counts", {}),
        ("compliance_report_counts_17", {}),
        ("__partner_onboarding_state", "x"),
        ("partner_owner", "x"),
        ("partner_onbording_mine", "x"),
        ("partners", []),
    ],
)
@pytest.mark.parametrize("prefix", ["partner_onboarding", "compliance_report", "partner_export", "my"])
def test_not_unknown(name: str, value: Any, prefix: str) -> None:
    assert unknown(name, prefix, value) == []


@pytest.mark.parametrize("role", ["partner_onboarding", "partner_synchronization", "compliance_report"])
def test_each_documented_variable_is_known(role: str) -> None:
    text = (ROLES / role / "meta" / "argument_specs.yml").read_text("utf-8")
    for name in yaml.safe_load(text)["argument_specs"]["main"]["options"]:
        assert unknown(name, role) == []

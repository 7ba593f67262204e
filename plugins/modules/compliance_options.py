#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Documentation of the action plugin in plugins/action/compliance_options.py.

from __future__ import annotations

DOCUMENTATION = r"""
---
module: compliance_options
short_description: Check the variables of a compliance report
version_added: 1.0.0
description:
  - A building block of the role P(entra.cross_tenant.compliance_report#role).
  - Converts and checks the variables of the report before they are used. Variables can be text, as C(-e), INI
    inventories and surveys of AWX give them. Empty text is the same as no variable.
  - If the run has to fail for findings, it also fails if it cannot have found them. That is the case for a job that AWX
    relaunched on some hosts only, and for hosts without any partner while unmanaged partners are not reported.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.block
attributes:
  check_mode:
    details: Works in the same way in check mode, because the module changes nothing.
  diff_mode:
    support: N/A
options:
  variables:
    description:
      - The beginning of the names of the variables. With V(my), these are C(my_directory), C(my_formats) and so on, for
        each variable of the role P(entra.cross_tenant.compliance_report#role).
    type: str
    required: true
  result:
    description: >-
      The name of the variable with the registered result of M(entra.cross_tenant.partners_of_hosts) or
      M(entra.cross_tenant.partners).
    type: str
    required: true
seealso:
  - module: entra.cross_tenant.partner_compliance
"""

EXAMPLES = r"""
---
- name: Check the variables of the report
  entra.cross_tenant.compliance_options:
    variables: compliance_report
    result: partner_onboarding_run
  run_once: true
  register: checked
"""

RETURN = r"""
---
options:
  description:
    - The values of the variables, by the rest of their names. A variable that is not given has its default.
    - C(gather_subset) contains C(gather_more) as well. C(fail_on) replaces C(fail_on_drift) and C(fail_on_checks). The
      default of C(unmanaged) is false if C(--limit) is used.
  returned: success
  type: dict
  sample:
    directory: compliance
    formats: [html, json, csv]
    fail_on: [findings]
    unmanaged: true
gather_subset:
  description:
    - The parts of the home tenant to read, which is C(gather_subset) in RV(options). It also contains V(tenants) if
      RV(tenants) has to be looked up to name partners that the inventory does not contain.
  returned: success
  type: list
  elements: str
  sample: [default_settings, conditional_access]
tenants:
  description:
    - The IDs of the tenants to look up. If V(tenants) was chosen, these are all partners in the registered result, and
      the home tenant.
    - Otherwise these are at most 20 partners that the inventory does not contain.
  returned: success
  type: list
  elements: str
  sample: [90e29127-71ad-49c7-9ce8-db3f41ea06f1]
configurations:
  description: Whether RV(gather_subset) contains V(sync_configurations), so that configurations are also compared.
  returned: success
  type: bool
  sample: false
"""

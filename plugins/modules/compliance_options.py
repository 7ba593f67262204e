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
  - A building block of the role P(entra.cross_tenant.compliance_report#role), which you probably want to use instead.
  - Converts the variables of the report and checks them before anything looks at them. They may be given as text, as
    C(-e), INI inventories and surveys of AWX do. Empty text is the same as no variable.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.attributes
attributes:
  check_mode:
    details: Does the same in check mode, since it changes nothing.
  diff_mode:
    support: N/A
options:
  variables:
    description:
      - How the names of the variables begin. With V(my), these are C(my_directory), C(my_formats) and so on, for each
        variable of the role P(entra.cross_tenant.compliance_report#role).
    type: str
    required: true
  result:
    description: >-
      The name of the variable in which M(entra.cross_tenant.partners_of_hosts) or M(entra.cross_tenant.partners) was
      registered.
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
    - The values of the variables by the rest of their names, with defaults for those that are not given.
    - In place of C(fail_on_drift) and C(fail_on_checks) there is C(fail_on). C(unmanaged) is false if C(--limit) is in
      force and the variable does not say otherwise.
  returned: success
  type: dict
  sample:
    directory: compliance
    formats: [html, json, csv]
    fail_on: [findings]
    unmanaged: true
tenants:
  description: The IDs of all partners that the registered result knows.
  returned: success
  type: list
  elements: str
  sample: [90e29127-71ad-49c7-9ce8-db3f41ea06f1]
"""

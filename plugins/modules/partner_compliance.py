#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: partner_compliance
short_description: Turn the results of a check run into a report
version_added: 1.0.0
description:
  - Says of each partner whether it is as the inventory has it, which settings differ, and which health checks fire, and
    compares all of that with an earlier report.
  - A building block of the role P(entra.cross_tenant.compliance_report#role), after those of
    P(entra.cross_tenant.partner_onboarding#role). It asks Microsoft Graph for nothing.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.read
options:
  desired:
    description: The name of the variable in which M(entra.cross_tenant.partner_desired) was registered.
    type: str
    required: true
  batch:
    description: >-
      The name of the variable in which M(entra.cross_tenant.partner_batch) was registered. Not needed if O(result)
      names a result of M(entra.cross_tenant.partners_of_hosts).
    type: str
  result:
    description: >-
      The name of the variable in which M(entra.cross_tenant.partners_of_hosts) or M(entra.cross_tenant.partners) was
      registered.
    type: str
    required: true
  access_policy:
    description: The name of the variable in which M(entra.cross_tenant.access_policy_info) was registered.
    type: str
    required: true
  checked:
    description:
      - The name of the variable in which M(entra.cross_tenant.compliance_options) was registered. What it has counts
        instead of the options below.
    type: str
  unmanaged:
    description:
      - Whether all partners are listed, so that the others are unmanaged. A part of an inventory cannot say so.
    type: bool
    default: true
  severities:
    description:
      - How bad it is that a setting has drifted, V(error), V(warning) or V(info), by its name as in the report. A
        severity for C(inbound_trust) also applies to C(inbound_trust.mfa_accepted). The most specific name wins.
      - The statuses V(missing), V(unmanaged) and V(unreadable) have a severity, too.
    type: dict
    default: {}
  previous:
    description:
      - The JSON file of an earlier report to compare with. If there is none yet, everything is new.
    type: path
  title:
    description: The title of the report.
    type: str
    default: Cross-tenant access
  directory:
    description: The folder for the files. A relative path begins where Ansible was started.
    type: path
    default: .
  formats:
    description:
      - Which files to write into O(directory), C(compliance.html), C(compliance.json) and C(compliance.csv). In check
        mode as well.
      - All of them are written or none. New ones can be read by the user and the group only, and by nobody more than
        the umask allows; those that are there keep their modes. Links are not followed.
      - A report takes the place of another report. Any other file of its name stays beside, see RV(backup_files).
    type: list
    elements: str
    choices: [html, json, csv]
    default: []
  fail_on:
    description: What makes RV(acceptable) false, partners that are not as the inventory has them, or health checks.
    type: list
    elements: str
    choices: [findings, checks]
    default: []
  fail_severity:
    description: How bad it has to be for that, at least.
    type: str
    choices: [error, warning, info]
    default: warning
notes:
  - Not for plays with C(serial).
  - Files are read and written on the controller.
seealso:
  - module: entra.cross_tenant.access_policy_info
"""

EXAMPLES = r"""
---
- name: Make a report of what the role partner_onboarding found in check mode
  entra.cross_tenant.partner_compliance:
    desired: partner_onboarding_desired
    result: partner_onboarding_run
    access_policy: my_access_policy
    severities:
      missing: warning
      inbound_trust.mfa_accepted: error
  run_once: true
  register: compliance
"""

RETURN = r"""
---
report:
  description:
    - The report, in the shape that C(roles/compliance_report/files/compliance_report.schema.json) describes.
  returned: success
  type: dict
table:
  description: The same as CSV, one line for each partner, drifted setting and health check.
  returned: success
  type: str
summary:
  description: The same in one sentence.
  returned: success
  type: str
words:
  description: RV(summary), and where the report is if it was written.
  returned: success
  type: str
stats:
  description: RV(counts) by the names under which workflows of AWX get them.
  returned: success
  type: dict
directory:
  description: O(directory) as an absolute path.
  returned: success
  type: str
backup_files:
  description: Where files are now that had the name of a report and were none.
  returned: success
  type: list
  elements: str
  sample: ["/srv/compliance/compliance.csv.2026-11-26T201500Z~"]
acceptable:
  description:
    - Whether nothing of O(fail_on) is as bad as O(fail_severity).
    - V(false) as well if no partner at all could be looked at.
  returned: success
  type: bool
counts:
  description: Small numbers for workflows, which add up over the slices of a job.
  returned: success
  type: dict
  sample:
    partners: 3
    compliant: 2
    drifted: 1
    missing: 0
    unmanaged: 0
    unreadable: 0
    findings_error: 1
    findings_warning: 0
    findings_info: 0
    checks_error: 0
    checks_warning: 1
    checks_info: 0
"""

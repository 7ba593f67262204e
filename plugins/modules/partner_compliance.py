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
  - Reports for each partner whether it matches the inventory, which settings differ, and which health checks fire.
    Compares these findings with an earlier report.
  - A building block of the role P(entra.cross_tenant.compliance_report#role).
    It needs the registered results of the role P(entra.cross_tenant.partner_onboarding#role) and sends no request to
    Microsoft Graph.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.block
  - entra.cross_tenant.attributes.read
options:
  desired:
    description: The name of the variable with the registered result of M(entra.cross_tenant.partner_desired).
    type: str
    required: true
  batch:
    description: >-
      The name of the variable with the registered result of M(entra.cross_tenant.partner_batch). Not needed if
      O(result) names a result of M(entra.cross_tenant.partners_of_hosts).
    type: str
  result:
    description: >-
      The name of the variable with the registered result of M(entra.cross_tenant.partners_of_hosts) or
      M(entra.cross_tenant.partners).
    type: str
    required: true
  access_policy:
    description: The name of the variable with the registered result of M(entra.cross_tenant.access_policy_info).
    type: str
    required: true
  configurations:
    description:
      - The name of the variable with the registered result of M(entra.cross_tenant.partners_of_hosts), with its options
        C(module=sync_configurations) and C(audit=true). The report then compares the synchronization configurations
        with the inventory.
      - If the task was skipped, the report compares no configurations.
    type: str
  checked:
    description:
      - The name of the variable with the registered result of M(entra.cross_tenant.compliance_options). Its values
        override the options of this task.
    type: str
  unmanaged:
    description:
      - Whether the inventory lists all partners, so that every other partner is unmanaged. Set it to false if the run
        covers only a part of the inventory.
    type: bool
    default: true
  severities:
    description:
      - The severity of a drifted setting, V(error), V(warning) or V(info). The key is the name shown in the report. A
        severity for C(inbound_trust) also applies to C(inbound_trust.mfa_accepted). The most specific name wins.
      - You can also set the severity of the statuses V(missing), V(unmanaged) and V(unreadable).
      - C(sync_configuration) stands before the names of settings and statuses of synchronization configurations, as in
        C(sync_configuration.unmanaged).
      - Synchronization into the tenant that nobody agreed on is always V(error).
    type: dict
    default: {}
  previous:
    description:
      - The JSON file of an earlier report to compare with. If the file does not exist yet, all findings are new.
    type: path
  history:
    description:
      - A folder of JSON reports. The new report is added under a name with its time, unless O(formats) is empty. It
        shows how the numbers have changed.
      - The latest report in the folder takes the place of O(previous) if that option is not given.
    type: path
  agreements:
    description:
      - Agreements with partners by tenant ID. They override the agreements that O(result) contains.
      - O(entra.cross_tenant.partner_onboarding#role:main:partner_onboarding_agreement) describes their members.
      - The exceptions under the ID of the home tenant are about the health checks of the home tenant as a whole.
    type: dict
    default: {}
  revision:
    description:
      - The revision of the inventory, which the report shows. The default is the revision of the project in AWX, or the
        commit of the git repository that contains the inventory.
    type: str
  title:
    description: The title of the report.
    type: str
    default: Cross-tenant access
  directory:
    description: The folder for the files. A relative path starts at the folder in which Ansible was started.
    type: path
    default: .
  formats:
    description:
      - The formats to write into O(directory), as C(compliance.html), C(compliance.json), C(compliance.csv),
        C(compliance.sarif), C(compliance.junit.xml) and C(compliance.tenants.html). They are written in check mode as
        well.
      - V(sarif) is for pages that show the results of analysis tools, such as code scanning. V(junit) is for the test
        results of pipelines.
      - V(tenants) is one page with the new report and the latest report of each other home tenant in O(history), which
        it needs.
      - All files are written or none. Only the user and the group can read new files, and the umask can restrict this
        further. Existing files keep their modes. Links are not followed.
      - A report replaces an earlier report. Any other file with the same name is kept, see RV(backup_files).
    type: list
    elements: str
    choices: [html, json, csv, sarif, junit, tenants]
    default: []
  fail_on:
    description: >-
      The kinds of findings that make RV(acceptable) false. V(findings) are partners that do not match the inventory,
      V(checks) are health checks.
    type: list
    elements: str
    choices: [findings, checks]
    default: []
  fail_severity:
    description: The lowest severity that makes RV(acceptable) false.
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
- name: Make a report of the check run of the role partner_onboarding
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
    - The report, in the shape that C(roles/compliance_report/files/compliance_report.schema.json) describes. If it is
      written to a file, read it from C(compliance.json) in RV(directory).
  returned: success, unless O(formats) contains V(json)
  type: dict
table:
  description:
    - The report as CSV, with one line for each partner, drifted setting and health check. If it is written to a file,
      read it from C(compliance.csv) in RV(directory).
  returned: success, unless O(formats) contains V(csv)
  type: str
summary:
  description: The report in a few sentences, with the names of the health checks that fired.
  returned: success
  type: str
words:
  description: RV(summary), whether the run fails because of the report, and the folder of the report if there is one.
  returned: success
  type: str
told:
  description: The facts that M(entra.cross_tenant.partner_summary) shows about the report.
  returned: success
  type: dict
  contains:
    counts:
      description: The same as RV(counts).
      type: dict
    health_checks:
      description: The health checks that fired, the worst first. A check with an accepted exception counts by itself.
      type: list
      elements: dict
      contains:
        id:
          description: The name of the check.
          type: str
        severity:
          description: V(error), V(warning) or V(info).
          type: str
        count:
          description: How often it fired.
          type: int
        names:
          description: The first ten hosts or tenants, or "the home tenant".
          type: list
          elements: str
    not_run:
      description: The number of health checks that were not run.
      type: int
    incomplete:
      description: The reason if the run did not know all partners, otherwise null.
      type: str
    place:
      description: The folder of the report, and the files that were kept. Null if no file was written.
      type: str
    names:
      description: The names of the tenants of unmanaged partners, by tenant ID, as far as they were looked up.
      type: dict
    configurations:
      description: >-
        The synchronization configurations that are not as agreed. Null if O(configurations) names no comparison.
      type: dict
      contains:
        text:
          description: The numbers in words, or why nothing was compared.
          type: str
        count:
          description: How many configurations are not as agreed.
          type: int
        drifted:
          description: The worst three, each with C(name), C(severity) and C(reason).
          type: list
          elements: dict
    verdict:
      description: Whether the run fails because of the report, and why, in words that follow "the run".
      type: str
run:
  description: The part C(run) of the report, with the home tenant and the revision of the inventory.
  returned: success
  type: dict
stats:
  description: RV(counts), under the names that workflows of AWX use.
  returned: success
  type: dict
directory:
  description: O(directory) as an absolute path.
  returned: success
  type: str
backup_files:
  description: The new paths of files that had the name of a report but were not reports.
  returned: success
  type: list
  elements: str
  sample: ["/srv/compliance/compliance.csv.2026-11-26T201500Z~"]
acceptable:
  description:
    - Whether no finding in O(fail_on) has the severity O(fail_severity) or a higher one.
    - V(false) as well if no partner could be read.
  returned: success
  type: bool
counts:
  description:
    - Counts for workflows. The counts of the slices of a job can be added up.
    - If synchronization configurations were compared, C(configurations) is their number. Their statuses, directions and
      findings follow, such as C(configurations_drifted), C(configurations_more_open) and
      C(configurations_findings_warning).
  returned: success
  type: dict
  sample:
    partners: 3
    compliant: 2
    drifted: 1
    missing: 0
    unmanaged: 0
    unreadable: 0
    more_open: 1
    more_closed: 0
    findings_error: 1
    findings_warning: 0
    findings_info: 0
    checks_error: 0
    checks_warning: 1
    checks_info: 0
"""

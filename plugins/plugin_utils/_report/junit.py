# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report → test results, which pipelines show (private to this collection). Pure.

No standard describes the format. Jenkins, GitLab and Azure Pipelines read the elements that are used here:
https://github.com/testmoapp/junitxml. Jenkins checks files against the schema junit-10.xsd of its plugin xUnit:
https://github.com/jenkinsci/xunit-plugin
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import INFO

from .comparison import configurations_in
from .sarif import in_words
from .severity import COMPLIANT, UNREADABLE, worst
from .shape import CheckEntry, PartnerEntry, Report, SyncDrift
from .visible import visible

NAME = "entra.cross_tenant"
_CONFIGURATIONS = "synchronization configurations"

# XML cannot contain these characters, not even by their number: https://www.w3.org/TR/xml/#charsets
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(report: Report) -> str:
    """The report as XML text: a test for each partner, for each health check, and for each configuration.

    Findings with the severity "info" do not fail a test.
    """
    root = ElementTree.Element("testsuites", name=NAME)
    partners = ElementTree.SubElement(root, "testsuite", name="partners", timestamp=report["generated"].rstrip("Z"))
    for partner in report["partners"]:
        _partner(partners, partner)
    checks = ElementTree.SubElement(root, "testsuite", name="health checks", timestamp=partners.attrib["timestamp"])
    _checks(checks, report)
    suites = [partners, checks]
    if report["sync_drift"]:
        suites.append(
            ElementTree.SubElement(root, "testsuite", name=_CONFIGURATIONS, timestamp=checks.attrib["timestamp"])
        )
        _configurations(suites[-1], report["sync_drift"], report)
    for suite in (*suites, root):
        for name, path in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            # The schema of Jenkins does not know "skipped" for all suites together.
            if suite is not root or name != "skipped":
                suite.set(name, str(len(list(suite.iter(path)))))
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _partner(suite: ElementTree.Element, partner: PartnerEntry) -> None:
    name = partner["name"] or partner["tenant_name"] or partner["host"] or partner["tenant_id"] or ""
    owner = partner["tenant_id"] or partner["host"] or ""
    case = _case(suite, f"{name} ({owner})" if name != owner else owner)
    if partner["status"] == COMPLIANT:
        return
    lines = [partner["reason"] or partner["status"]]
    lines += [f"{drift['severity']}: {drift['setting']}: {in_words(drift)}" for drift in partner["drift"]]
    if partner["status"] == UNREADABLE:
        _add(case, "error", lines, partner["severity"] or "")
    elif partner["severity"] == INFO:
        _add(case, "system-out", lines)
    else:
        _add(case, "failure", lines, partner["severity"] or "")


def _configurations(suite: ElementTree.Element, part: SyncDrift, report: Report) -> None:
    if part["reason"]:
        # What was not compared is not as agreed.
        case = _case(suite, "all configurations are compared")
        _add(case, "system-out" if part["compared"] else "error", [part["reason"]])
    for each in configurations_in({**report}):
        owner = each["tenant_id"] or each["service_principal_id"] or each["host"] or ""
        case = _case(suite, f"{each['name'] or 'without a name'} ({owner})")
        lines = [each["reason"] or each["status"]]
        lines += [f"{drift['severity']}: {drift['setting']}: {in_words(drift)}" for drift in each["drift"]]
        if each["status"] == UNREADABLE:
            _add(case, "error", lines, each["severity"] or "")
        elif each["severity"] not in (None, INFO):
            _add(case, "failure", lines, each["severity"])
        elif each["reason"]:
            _add(case, "system-out", lines)


def _checks(suite: ElementTree.Element, report: Report) -> None:
    fired: dict[str, list[tuple[str, CheckEntry]]] = {}
    for partner in report["partners"]:
        for check in partner["checks"]:
            owner = partner["name"] or partner["tenant_name"] or partner["host"] or partner["tenant_id"] or ""
            fired.setdefault(check["id"], []).append((owner, check))
    for check in report["tenant_checks"]:
        fired.setdefault(check["id"], []).append(("home tenant", check))
    not_run = {check["id"]: check["reason"] for check in report["checks_not_run"]}
    for check_id in sorted({*report["run"]["checks_run"], *not_run, *fired}):
        case = _case(suite, check_id)
        found = fired.get(check_id, [])
        lines = [f"{check['severity']}: {owner}: {check['seen']}" for owner, check in found]
        severity = worst(check["severity"] for _owner, check in found)
        if severity not in (None, INFO):
            about = report["check_catalog"].get(check_id)
            _add(case, "failure", [about["symptom"] if about else check_id, *lines], severity)
        elif lines:
            _add(case, "system-out", lines)
        elif check_id in not_run:
            _add(case, "skipped", [not_run[check_id]])


def _case(suite: ElementTree.Element, name: str) -> ElementTree.Element:
    return ElementTree.SubElement(suite, "testcase", classname=f"{NAME}.{suite.attrib['name']}", name=_text(name))


def _add(case: ElementTree.Element, name: str, lines: list[str], kind: str | None = None) -> None:
    """An element below a test. The first line is its message."""
    element = ElementTree.SubElement(case, name)
    if name != "system-out":
        element.set("message", _text(lines[0]))
    if kind:
        element.set("type", kind)
    element.text = "\n".join(map(_text, lines))


def _text(text: str) -> str:
    return _NOT_IN_XML.sub("�", visible(text))

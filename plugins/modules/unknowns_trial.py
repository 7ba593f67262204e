#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: unknowns_trial
short_description: Find out in a test tenant what Microsoft does not document
version_added: 1.0.0
description:
  - Microsoft Graph behaves in ways that Microsoft does not document. The collection works either way. This module asks
    a real tenant which way it is, and returns a report that you can publish.
  - To answer most of the questions, the module makes objects in the tenant, and takes them back. Use it in a test
    tenant only.
  - The module refuses a tenant other than O(home_tenant), and a partner tenant that is a partner already.
  - At the end the module deletes everything that it made, and compares the tenant with the beginning. It also does this
    if a signal interrupts it, or if an answer is lost. A process that is killed cannot take anything back.
  - L(unknowns.md,https://github.com/entra-collections/entra.cross_tenant/blob/main/docs/unknowns.md) lists all
    questions, and the permissions that they need. Without one of these permissions, its questions stay open.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.graph
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.action_group
attributes:
  check_mode:
    details: The module returns its plan, and changes nothing.
  diff_mode:
    support: N/A
    details: At the end, the tenant is as it was at the beginning.
options:
  home_tenant:
    description:
      - The ID of the test tenant. The token has to belong to it.
    type: str
    required: true
  partner_tenant:
    description:
      - The ID of another tenant, which is no partner of the test tenant. The module makes it a partner, and deletes it.
      - Nothing is changed in this tenant itself.
    type: str
    required: true
  confirmed:
    description:
      - Whether the module may change the tenant. Only the words V(yes) and V(true) mean that it may.
      - With V(ask), ansible-playbook shows the plan and asks the person at the keyboard, who has to type C(yes).
      - With any other value, the module only returns its plan.
    type: str
    default: 'no'
  questions:
    description:
      - The names of the questions to ask. Without this option, the module asks all of them.
    type: list
    elements: str
  report_path:
    description:
      - The file for RV(report). The module writes it also after a signal, when Ansible shows no result any more.
      - Before the module changes anything, it writes into this file what the trial is going to make. If the process is
        killed, the file says what to delete, and in which order.
    type: path
  further_access_tokens:
    description:
      - Access tokens of other applications of the test tenant, with fewer permissions.
      - Some questions are about a permission. Their answer needs a token that has one permission and lacks another one.
    type: list
    elements: str
notes:
  - Microsoft Graph shows a write only after a while, and not everywhere at the same time. So the module repeats reads
    until several of them agree. All questions take ten to twenty minutes.
  - The playbook C(entra.cross_tenant.try_unknowns) shows the plan, asks for a confirmation, and shows the report.
seealso:
  - module: entra.cross_tenant.connection_info
"""

EXAMPLES = r"""
---
- name: Show what the trial would do
  entra.cross_tenant.unknowns_trial:
    home_tenant: 00000000-0000-4000-8000-0000000000aa
    partner_tenant: 4b2a1b3c-0000-4000-8000-00000000abcd
  register: trial

- name: Ask two questions that change nothing
  entra.cross_tenant.unknowns_trial:
    home_tenant: 00000000-0000-4000-8000-0000000000aa
    partner_tenant: 4b2a1b3c-0000-4000-8000-00000000abcd
    questions: [absent_code, unknown_tenant]
    confirmed: 'yes'
  register: trial
"""

RETURN = r"""
---
plan:
  description: What the trial does, in lines for a person.
  returned: success
  type: list
  elements: str
  sample: ["The trial asks 2 questions in the tenant 00000000-0000-4000-8000-0000000000aa (global)."]
confirmed:
  description: Whether the trial took place.
  returned: success
  type: bool
answers:
  description: The questions and their answers. The list is empty without a confirmation.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name of the question in C(docs/unknowns.md).
      type: str
      sample: absent_code
    question:
      description: The question.
      type: str
    answered:
      description: Whether the tenant answered it.
      type: bool
    value:
      description: The answer, in the words of C(docs/unknowns.md). Null is an answer, too.
      type: raw
      sample: Directory_ObjectNotFound
    remark:
      description: More about the answer, or the reason why there is none.
      type: str
    request_ids:
      description: The IDs of the requests, which Microsoft support asks for.
      type: list
      elements: str
left:
  description: What could not be taken back, in sentences. Usually the list is empty.
  returned: after a trial
  type: list
  elements: str
different:
  description: What is not as it was at the beginning, in sentences. Usually the list is empty.
  returned: after a trial
  type: list
  elements: str
report:
  description: The answers as Markdown, without IDs of tenants, for an issue of the collection. Empty without a trial.
  returned: success
  type: str
# begin error
error:
  description:
    - The error, split into fields. RV(ignore:msg) describes the same error in words and tells you what to do.
    - Most fields after RV(error.msg) exist only if Microsoft Graph itself answered with an error. If the login failed,
      only RV(error.code) and RV(error.correlation_id) exist.
  returned: if the task failed after the options were validated
  type: dict
  contains:
    msg:
      description: The action that failed, and the answer to it.
      type: str
    status:
      description: The HTTP status.
      type: int
    code:
      description: The code of the error, from Microsoft Graph or the login endpoint.
      type: str
    message:
      description: Microsoft Graph's text.
      type: str
    request_id:
      description: The ID of the request that Microsoft support asks for.
      type: str
    client_request_id:
      description: The ID that this collection gave the request.
      type: str
    date:
      description: When Microsoft Graph answered.
      type: str
    correlation_id:
      description:
        - The ID of a failed login, which Microsoft support asks for. Null if the login endpoint did not return it.
      type: str
# end error
"""

from datetime import datetime, timezone
from typing import Any

from ansible_collections.entra.cross_tenant.plugins.module_utils import _module
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.connect import Connection
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import reading
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task
from ansible_collections.entra.cross_tenant.plugins.module_utils._trial import begin, engine, report

OPTIONS = reading(
    home_tenant={"type": "str", "required": True},
    partner_tenant={"type": "str", "required": True},
    confirmed={"type": "str", "default": "no"},
    questions={"type": "list", "elements": "str"},
    report_path={"type": "path"},
    further_access_tokens={"type": "list", "elements": "str", "no_log": True},
)


def run(task: Task, connection: Connection) -> dict[str, Any]:
    rows = begin.selected(task.params["questions"])
    trial = begin.begin(connection, task.params, task.environ)
    engine.refuse(trial)
    plan = report.plan(trial, rows)
    if task.check_mode or task.params["confirmed"].strip().lower() not in ("yes", "true"):
        return {"changed": False, "confirmed": False, "plan": plan, "answers": [], "report": ""}
    path = task.params["report_path"]
    looks = engine.beginning(trial, rows)
    begin.write(path, report.begun(trial, rows, looks), connection.secrets)
    outcome = engine.run(trial, rows, looks)
    date = datetime.now(timezone.utc).strftime("%Y-%m-%d")
    permissions = sorted(trial.v1.permissions or ())
    result: dict[str, Any] = {
        "changed": bool(outcome.left or outcome.different),
        "confirmed": True,
        "plan": plan,
        "answers": [report.row_of(found) for found in outcome.found],
        "left": outcome.left,
        "different": outcome.different,
        "report": report.report(outcome, connection.cloud.name, begin.version(), date, permissions),
    }
    begin.write(path, result["report"], connection.secrets)
    if outcome.stopped or outcome.left or outcome.different:
        result.update(failed=True, msg=report.failure(outcome))
    return result


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()

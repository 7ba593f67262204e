# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The switches of the source side: one field for each thing that Microsoft does not document.

unknown, in the words of the facts about the source side, is what no source states; code must live with either answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Refusal = tuple[int, str]  # a status and an error code

SOURCE_CHOICES: dict[str, tuple[Any, ...]] = {
    "source_side_in_china": ("no_template", "absent", "present"),
    "instantiate_owner": ("caller", "nobody"),
    "new_configuration": ("absent", "empty"),
    "application_delete": ("with_principal", "alone"),
    "principal_delete": ("ends_job", "leaves_job"),
    "restart_owned": ("refuse", "accept"),
    "restart_of_paused": ("starts", "stays"),
    "job_patch": ("refuse", "accept"),
    "paused_state": ("Paused", "Disabled"),
    "expand_schema": ("refuse", "accept"),
    "secrets_put": ("replace", "merge"),
    "secrets_after_job": ("kept", "removed"),
    "secrets_read": ("read", "write"),
    "schema_versions": ("read", "write"),
    "expressions_stored": ("normal", "as_sent"),
    "operator_names": ("id", "name"),
    "group_on_demand": ("refuse", "accept"),
    "on_demand_answer": ("list", "object"),
    "get_by_ids": ("directory", "narrow"),
}


@dataclass
class SourceBehaviour:
    """Possible differences between one Graph and another on the source side."""

    # Pages and metadata contradict each other about China; the feature is not offered by 21Vianet as a source
    # (cross-tenant-synchronization-overview). "no_template": the API is there, the application of the gallery is not.
    # "absent": neither is. "present": both are, as the metadata of China has the types.
    source_side_in_china: str = "no_template"

    # unknown: whether an application that instantiates the template becomes owner of the new service principal;
    # assumed: it does, since the permission file calls Application.ReadWrite.OwnedBy enough for all that follows.
    instantiate_owner: str = "caller"

    # unknown: what the list of jobs answers until a new service principal has replicated; assumed: 404.
    new_configuration: str = "absent"

    # unknown: whether the service principal goes with its application; assumed: it does.
    application_delete: str = "with_principal"

    # unknown: whether deleting the service principal ends its job at once; assumed: it does.
    principal_delete: str = "ends_job"

    # docs-contrib issue 8800: restart with Application.ReadWrite.OwnedBy answered 401 UnknownError. The pages say 204.
    restart_owned: str = "refuse"

    # unknown: whether a restart switches a paused job on ("restart a stopped job": the reference page); assumed: yes.
    restart_of_paused: str = "starts"

    # What is refused for lack of a permission: 403, as on Microsoft's page; azuread issue 1628 shows 401 as well.
    synchronization_denied: Refusal = (403, "Authorization_RequestDenied")

    # unknown: the error of a job that is not there.
    job_absent: Refusal = (404, "ResourceNotFound")

    # unknown: whether the job template of pairs across clouds is another one; the templates that there are.
    job_templates: tuple[str, ...] = ("Azure2Azure",)

    # unknown: a second job of one service principal; None: it is made.
    second_job: Refusal | None = None

    # unknown: PATCH of a job, which is in the permission file and on no page; assumed: refused (405). "accept" takes
    # synchronizationJobSettings.
    job_patch: str = "refuse"

    # unknown: start of a job that runs, which the page advises against; None: it is taken and changes nothing.
    start_again: Refusal | None = None

    # unknown: start of a job without credentials; None: it is taken, and the first cycle fails.
    start_without_secrets: Refusal | None = None

    # unknown: the state of the schedule of a job that was paused; a new job is Disabled (configure-graph, step 8).
    paused_state: str = "Paused"

    # unknown: whether jobs can be listed with $expand=schema; assumed: no, so that clients do not rely on it.
    expand_schema: str = "refuse"

    # Secrets and validateCredentials are deprecated in beta, to be removed in July 2027. unknown: whether v1.0 follows.
    # The versions that have them.
    secrets_versions: tuple[str, ...] = ("v1.0", "beta")

    # unknown: whether PUT of secrets keeps the keys that it leaves out; assumed: no, since Microsoft's pages tell
    # readers to read all of them, to add one and to write all.
    secrets_put: str = "replace"

    # unknown: whether CompanyId comes back readable. The keys whose values come back as "*"; those that are secrets
    # indeed always do.
    masked_secrets: tuple[str, ...] = ()

    # unknown: PUT of secrets before there is a job; None: it is taken (both orders occur in the field).
    secrets_without_job: Refusal | None = None

    # Secrets "stay cached" after their job is gone (azuread issue 1013). unknown: always; assumed: yes.
    secrets_after_job: str = "kept"

    # unknown: the permission to read secrets, which no file has; assumed: as for jobs. "write": as for writing them.
    secrets_read: str = "read"

    # unknown: status of a failed validateCredentials; its code is on the page of Microsoft Entra.
    credentials_refused: Refusal = (400, "AzureDirectoryB2BManagementPolicyCheckFailure")

    # Versions of schema and directories change by themselves. unknown: when; assumed: at any time ("read").
    schema_versions: str = "read"

    # unknown: status and code of a schema that is refused; schemaInvalid is a weak fact.
    schema_refused: Refusal = (400, "schemaInvalid")

    # unknown: whether a written schema keeps the blanks of its expressions; assumed: it gets the form in which
    # parseExpression answers.
    expressions_stored: str = "normal"

    # unknown: whether operators and functions have an "id" (metadata) or a "name" (reference pages).
    operator_names: str = "id"

    # unknown: whether a group can be provisioned on demand; assumed: no, as the page of March 2025 says.
    group_on_demand: str = "refuse"

    # The answer to provisionOnDemand differs between configure-graph ("list": a list of one in "value") and the
    # reference page ("object": an object in "value", and the result in "key"). unknown: which one is right.
    on_demand_answer: str = "list"

    # Seconds between the cycles of a job that is on, in reality 2,400; the first one comes as late after its start.
    # They happen when a job is asked for. None: only when a test says so.
    cycle_seconds: float | None = None

    # Seconds until an assignment counts: "up to a few minutes" (provision-on-demand).
    assignment_delay: float = 0.0

    # unknown: whether the threshold of SyncNotificationSettings shows as a job setting too.
    delete_threshold_setting: bool = False

    # Failures of one cycle from which on the rules of quarantine apply (application-provisioning-quarantine-status):
    # 5,000, which a test may lower.
    escrow_base: int = 5000

    # unknown: the permission of getByIds: the page names Directory.Read.All only, and says at the same time that
    # narrower ones give "limited information" ("narrow").
    get_by_ids: str = "directory"

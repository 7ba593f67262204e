# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The trial names each setting of each switch of the simulator. It leaves the tenant as it was, also if interrupted."""

from __future__ import annotations

import itertools
import os
import re
import signal
from typing import Any

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._trial.rows import ROWS
from ansible_collections.entra.cross_tenant.plugins.module_utils._trial.trial import Pace, Trial
from ansible_collections.entra.cross_tenant.tests.everyday import rest_long
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Behaviour, Fault
from ansible_collections.entra.cross_tenant.tests.graph_simulator.behaviour import _CHOICES
from ansible_collections.entra.cross_tenant.tests.static import unknowns_page

PARTNER = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
DEFAULTS = Behaviour().as_dict()

# Switches that say nothing about unknown behaviour of Graph, with the reasons in docs/unknowns.md.
PROPERTIES = set(unknowns_page.texts()["others"])

REFUSAL = [418, "Made_Up"]

# Settings of the switches without a list of choices. The default is always tried.
SETTINGS: dict[str, list[Any]] = {
    "absent_code": ["Request_ResourceNotFound"],
    "absent_policy_code": ["Request_ResourceNotFound"],
    "page_size": [2],
    "deleted_items_permission": [None],
    "mto_read_permission": ["MultiTenantOrganization.ReadBasic.All"],
    "template_off_accepted": [["none"], ["", None], ["none", None]],
    "job_templates": [["Azure2AzureElsewhere"], ["Azure2Azure", "Azure2AzureElsewhere"]],
    "secrets_versions": [["v1.0"], ["beta"]],
    "masked_secrets": [["CompanyId"], ["CompanyId", "SyncAll"]],
    "put_without_partner": [REFUSAL, None],
    "delete_partner_with_policy": [REFUSAL, None],
    "capability_exists": [REFUSAL],
    "unknown_tenant": [REFUSAL],
    "mto_absent": [REFUSAL, None],
    "mto_not_owner": [REFUSAL],
    "mto_join_uninvited": [REFUSAL],
    "job_absent": [[404, "Made_Up"]],
    "second_job": [REFUSAL],
    "start_again": [REFUSAL],
    "start_without_secrets": [REFUSAL],
    "secrets_without_job": [REFUSAL],
    "credentials_refused": [REFUSAL],
    "schema_refused": [REFUSAL],
    "synchronization_denied": [[401, "UnknownError"]],
}


# Switches that need a tenant, a token or a time of their own. Each of their settings has a trial of its own every day.
APART = (
    "deleted_items_permission",
    "mto_not_owner",
    "new_configuration",
    "replayed_assertion",
    "source_side_in_china",
    "throttle_retry_after",
    "throttle_windows",
)
# Settings that prevent another question.
PREVENTED = {
    "role_enabled_together": ("group_sync", "role_enabled_group_sync"),
    "restart_owned": ("instantiate_owner",),
    "absent_policy_code": ("put_without_partner",),
}


def settings(name: str) -> list[Any]:
    """All settings of a switch, the default first."""
    default = DEFAULTS[name]
    if name in _CHOICES:
        return [default, *(value for value in _CHOICES[name] if value != default)]
    return [default, not default] if isinstance(default, bool) else [default, *SETTINGS[name]]


def cases() -> list[Any]:
    """Each setting of each switch. Most of them run in a trial with all questions, and alone only in long tests."""
    return [
        pytest.param(name, value, id=f"{name}-{value}", marks=[] if name in APART else [pytest.mark.long])
        for name in DEFAULTS
        if name not in PROPERTIES
        for value in settings(name)
    ]


@pytest.fixture(autouse=True)
def quick(monkeypatch, impatient):
    monkeypatch.setattr(Trial, "pace", Pace(pause=0.005, patience=0.15, window=1.0, reads=1))


@pytest.fixture
def tenant(simulator):
    """A tenant with a few partners, and a tenant that can become one."""
    simulator.directory.add_tenant(PARTNER, "Fabrikam", "fabrikam.example")
    return simulator


def prepared(simulator, name):
    """Arrange what a question needs, and return the further tokens for it."""
    directory = simulator.directory
    if name == "page_size":
        for number in range(5):
            directory.add_partner(f"4b2a1b3c-0000-4000-8000-00000000000{number}")
    if name == "mto_not_owner":
        directory.load(
            {
                "multiTenantOrganization": {
                    "displayName": "Contoso organization",
                    "tenants": [
                        {"tenantId": simulator.tenant_id, "role": "member", "state": "active"},
                        {"tenantId": "4b2a1b3c-0000-4000-8000-00000000abcd", "role": "owner", "state": "active"},
                    ],
                }
            }
        )
        directory.add_tenant(PARTNER, "Fabrikam", "fabrikam.example")
    if name in ("group_on_demand", "on_demand_answer"):
        directory.source.allow(PARTNER)
        directory.source.add_user("ada", "Ada")
    if name == "new_configuration":
        simulator.behaviour.replication_lag = 0.1
    if name.startswith("throttle"):
        simulator.behaviour.throttle_window_scale = 0.1
    tokens = {
        "deleted_items_permission": [["Policy.ReadWrite.CrossTenantAccess"]],
        "template_permission": [["Policy.Read.All"]],
        "mto_read_permission": [["MultiTenantOrganization.Read.All"], ["MultiTenantOrganization.ReadBasic.All"]],
        "mto_tenant_permission": [["MultiTenantOrganization.Read.All"]],
        "secrets_read": [["Synchronization.Read.All"]],
        "synchronization_denied": [["Policy.Read.All"]],
        "get_by_ids": [["User.ReadBasic.All"]],
        "restart_owned": [["Application.ReadWrite.OwnedBy"]],
    }
    return [simulator.issue_token(roles) for roles in tokens.get(name, [])]


def ask(simulator, run_module, *names, **options):
    """The result of a trial, without a login unless the options have credentials."""
    given = {"home_tenant": simulator.tenant_id, "partner_tenant": PARTNER, "confirmed": "yes", **options}
    given.setdefault("questions", list(names) or None)
    access = {} if "certificate_path" in options else simulator.options_with_token()
    return run_module("unknowns_trial", credentials=not access, **{**access, **given})


def state(simulator):
    """The true state, without the log of provisioning, which nobody can change."""
    snapshot = simulator.directory.snapshot()
    snapshot["source"].pop("log")
    return snapshot


@pytest.mark.parametrize("name, value", cases())
def test_each_setting_is_named(tenant, run_module, name, value):
    options = {}
    if name == "source_side_in_china":
        tenant.behaviour.cloud = options["cloud"] = "china"
    if name == "replayed_assertion":
        options.update(client_secret=None, certificate_path=tenant.certificate_path)
    tokens = prepared(tenant, name)
    tenant.behaviour.update({name: value})
    before = state(tenant)
    result = ask(tenant, run_module, name, further_access_tokens=tokens or None, **options)
    (answer,) = result["answers"]
    expected = value
    if name == "page_size" and value == DEFAULTS[name]:
        # Five partners do not fill a page of a hundred.
        assert not answer["answered"] and "all 5 partners came in one page" in answer["remark"]
    else:
        assert (answer["answered"], answer["value"]) == (True, expected), answer
    assert all(answer["request_ids"]), answer
    assert result.get("left") == [] and result["different"] == [], result
    if (name, value) != ("default_capabilities", "all"):  # those appear when they are read
        assert state(tenant) == before


@pytest.mark.parametrize("number", range(4))
def test_one_trial_names_a_setting_of_every_switch(tenant, run_module, number):
    """In four trials every setting of every switch occurs, except those that need something of their own."""
    names = [row.name for row in ROWS if row.name not in APART]
    wanted = {name: settings(name)[number % len(settings(name))] for name in names}
    for name, others in PREVENTED.items():
        if any(wanted[other] != DEFAULTS[other] for other in others):
            wanted.pop(name)
    tokens = [token for name in names for token in prepared(tenant, name)]
    tenant.behaviour.update(wanted)
    before = state(tenant)
    result = ask(tenant, run_module, *names, further_access_tokens=tokens)
    found = {answer["name"]: answer for answer in result["answers"]}
    if wanted["page_size"] == DEFAULTS["page_size"]:
        # Five partners do not fill a page of a hundred.
        wanted.pop("page_size")
        assert not found["page_size"]["answered"]
    wrong = {name: found[name] for name in wanted if found[name]["value"] != wanted[name]}
    assert wrong == {}
    assert all(found[name]["answered"] for name in wanted)
    assert result["left"] == result["different"] == [] and not result.get("failed")
    after = state(tenant)
    if wanted["default_capabilities"] == "all":  # they appear when they are read
        before.pop("default"), after.pop("default")
    assert after == before


# Refusals before anything is changed.


def refused(simulator, run_module, **options):
    result = ask(simulator, run_module, "inherited", **options)
    assert result["failed"] and simulator.log.writes() == [], result
    return result["msg"]


@pytest.mark.parametrize("way", ["direct"])
def test_what_it_refuses(tenant, run_module, way):
    directory = tenant.directory
    assert "partner_tenant is home_tenant" in refused(tenant, run_module, partner_tenant=tenant.tenant_id)
    assert "partner_tenant has to be the ID" in refused(tenant, run_module, partner_tenant="fabrikam.example")
    assert "home_tenant has to be the ID" in refused(
        tenant, run_module, home_tenant=tenant.directory.home["domains"][0]
    )
    stranger = "4b2a1b3c-0000-4000-8000-00000000abcd"
    assert "but home_tenant is" in refused(tenant, run_module, home_tenant=stranger)
    assert "is not the ID of a tenant" in refused(tenant, run_module, partner_tenant=stranger)
    assert "does not name its tenant" in refused(tenant, run_module, access_token=tenant.issue_token(readable=False))
    assert "questions has everything" in refused(tenant, run_module, questions=["everything"])
    directory.add_mto_tenant(PARTNER, "Fabrikam", state="active")
    assert "belongs to the multitenant organization" in refused(tenant, run_module)
    directory.load({})
    directory.add_tenant(PARTNER, "Fabrikam", "fabrikam.example")
    directory.add_partner(PARTNER)
    assert "is a partner already" in refused(tenant, run_module)
    directory.load({"deletedItems": {"crossTenantPartners": [{"tenantId": PARTNER}]}})
    directory.add_tenant(PARTNER, "Fabrikam", "fabrikam.example")
    assert "can be restored" in refused(tenant, run_module)
    # No answer is not taken for "no".
    directory.load({})
    directory.add_tenant(PARTNER, "Fabrikam", "fabrikam.example")
    for path in ("deletedItems", "multiTenantOrganization/tenants"):
        tenant.faults.add(Fault(path=path, status=503, times=None))
        assert "could not be read" in refused(tenant, run_module, retry_time=0)
        tenant.faults.clear()


@pytest.mark.parametrize("confirmed, check", [("no", False), ("", False), ("1", False), ("yes", True)])
def test_nothing_is_changed_without_a_confirmation(tenant, run_module, confirmed, check):
    result = ask(tenant, run_module, confirmed=confirmed, check=check)
    assert not result["confirmed"] and not result["changed"] and result["answers"] == []
    assert len(result["plan"]) == 14 and PARTNER in result["plan"][1]
    assert tenant.log.writes() == []


# Interruptions.

WRITES = "POST|PUT|PATCH|DELETE"
# One question is about another cloud, and makes what others make, too.
MAKING = [row.name for row in ROWS if (row.needs or row.changes) and row.name != "source_side_in_china"]
# Together these questions make all kinds of objects.
TARGET = ("over_deleted", "role_enabled_together", "capability_exists", "template_reset", "mto_join_uninvited")
SOURCE = ("on_demand_answer", "principal_delete", "restart_owned")


# Ctrl-C in ansible-playbook, the end of a job in AWX, a terminal that is closed.
SIGNALS = itertools.cycle([signal.SIGTERM, signal.SIGINT, signal.SIGHUP])


def end(body):
    """Send this process a signal. Graph has acted."""
    os.kill(os.getpid(), next(SIGNALS))
    return body


def interrupted_everywhere(simulator, run_module, name, method, retry_time=0, **fault):
    """Run a trial again and again. In each run the fault happens at another request of the first run."""
    tokens = prepared(simulator, name)
    before = state(simulator)
    ask(simulator, run_module, name, further_access_tokens=tokens, retry_time=0)
    number = sum(exchange.method in (method or exchange.method) for exchange in simulator.log)
    assert state(simulator) == before and number > 0
    results = []
    for skip in range(number):
        simulator.faults.clear()
        simulator.faults.add(Fault(method=method, skip=skip, **fault))
        results.append(ask(simulator, run_module, name, further_access_tokens=tokens, retry_time=retry_time))
        assert state(simulator) == before, (skip, results[-1])
    return results


def right_or_open(results, expected):
    """The answers to the one question. None of them is wrong, and some of them are right. Returns those left open."""
    answers = [answer for result in results for answer in result.get("answers", [])]
    wrong = [answer for answer in answers if answer["answered"] and answer["value"] != expected]
    assert wrong == [] and any(answer["answered"] for answer in answers), answers
    return [answer for answer in answers if not answer["answered"]]


@pytest.mark.parametrize("name", rest_long(MAKING, *TARGET, *SOURCE))
@pytest.mark.parametrize("way", ["direct"])
def test_a_signal_at_any_write_leaves_the_tenant_as_it_was(tenant, run_module, way, name):
    for result in interrupted_everywhere(tenant, run_module, name, WRITES, change=end):
        assert result["left"] == [] and result["different"] == [], result


@pytest.mark.parametrize("name", ["put_without_partner", "mto_absent"])
def test_what_graph_makes_of_itself_is_taken_back(tenant, run_module, name):
    tenant.behaviour.update({name: None})
    for result in interrupted_everywhere(tenant, run_module, name, WRITES, change=end):
        assert result["left"] == [] and result["different"] == [], result


@pytest.mark.parametrize("name", rest_long(MAKING, "over_deleted", "principal_delete"))
def test_a_lost_answer_to_any_write_leaves_the_tenant_as_it_was(tenant, run_module, name):
    interrupted_everywhere(tenant, run_module, name, WRITES, action="reset_after")


# Graph has several copies of its data, and repeats requests whose answer was lost. Neither leads to a wrong answer.

CHANGING = [row.name for row in ROWS if row.needs and row.name not in APART]


@pytest.mark.parametrize("name", rest_long(CHANGING, "service_provider_write"))
def test_a_copy_that_is_late_leads_to_no_wrong_answer(tenant, run_module, name):
    late = {"status": 404, "code": "Directory_ObjectNotFound"}
    right_or_open(interrupted_everywhere(tenant, run_module, name, WRITES, **late), DEFAULTS[name])


# Graph did it, and the answer is lost: it refuses the second attempt.
REPEATED = {"action": "answer_after", "status": 503, "retry_time": 60}


@pytest.mark.parametrize("name", rest_long(CHANGING))
def test_a_repeated_write_leads_to_no_wrong_answer(tenant, run_module, name):
    right_or_open(interrupted_everywhere(tenant, run_module, name, WRITES, **REPEATED), DEFAULTS[name])


@pytest.mark.parametrize("name", ["put_without_partner", "delete_partner_with_policy"])
def test_a_second_attempt_is_no_refusal(tenant, run_module, name):
    tenant.behaviour.update({name: None})
    assert right_or_open(interrupted_everywhere(tenant, run_module, name, WRITES, **REPEATED), None)


def test_an_object_of_a_lost_answer_counts_as_made(tenant, run_module):
    results = interrupted_everywhere(tenant, run_module, "inherited", WRITES, **REPEATED)
    assert right_or_open(results, "null") == []


def test_one_read_that_agrees_is_not_enough(tenant, run_module, monkeypatch):
    """After the pause, a copy of the job that is late shows the state of the beginning, which is another one."""
    monkeypatch.setattr(Trial, "pace", Trial.pace._replace(reads=3))
    tenant.behaviour.paused_state = "Paused"
    ask(tenant, run_module, "paused_state")
    before_pause = [exchange.path for exchange in tenant.log]
    before_pause = before_pause[: [path.endswith("/pause") for path in before_pause].index(True)]
    reads = sum(re.search(r"/jobs/[^/]+$", path) is not None for path in before_pause)

    def late(body):
        return {**body, "schedule": {**body["schedule"], "state": "Disabled"}}

    for number in range(3):
        tenant.faults.clear()
        fault = tenant.faults.add(Fault(method="GET", path=r"/jobs/[^/]+$", skip=reads + number, change=late))
        (answer,) = ask(tenant, run_module, "paused_state")["answers"]
        assert answer["value"] == "Paused" and fault.hits == 1


# What the report tells.


def test_the_report_contains_no_texts_of_services(tenant, run_module):
    page = "<p>Contoso, ada@contoso.example</p>"
    tenant.faults.add(Fault(path="/start$", status=409, code="Conflict", message=page, times=None))
    tenant.faults.add(Fault(path="crossTenantAccessPolicy/default$", body=page, content_type="text/html", times=None))
    result = ask(tenant, run_module, "inherited", "paused_state")
    inherited, paused = result["answers"]
    assert not inherited["answered"] and "Contoso" in inherited["remark"] and "Contoso" not in result["report"]
    assert "(GET /policies/crossTenantAccessPolicy/default)" in result["report"]
    # The ID of a job contains the ID of the tenant, without dashes.
    assert "Graph answered 409 Conflict to POST" in paused["remark"]
    for place in (result["report"], paused["remark"]):
        assert tenant.tenant_id not in place and tenant.tenant_id.replace("-", "") not in place


def test_answers_of_another_form_leave_questions_open(tenant, run_module):
    before = state(tenant)
    tenant.faults.add(Fault(path="synchronization/secrets", change=lambda body: [3], times=None))
    tenant.faults.add(Fault(path="synchronization/templates", change=lambda body: {"value": [3]}, times=None))
    tenant.faults.add(Fault(path="/jobs/[^/]+$", change=lambda body: {**body, "schedule": "on"}, times=None))
    names = ("paused_state", "masked_secrets", "job_templates", "inherited")
    result = ask(tenant, run_module, *names)
    answered = {answer["name"]: answer["answered"] for answer in result["answers"]}
    assert answered == {**dict.fromkeys(names, False), "inherited": True}
    assert state(tenant) == before and result["left"] == []


def test_a_killed_trial_leaves_a_file_that_says_what_to_do(tenant, run_module, tmp_path):
    file, seen = tmp_path / "report.md", []
    tenant.faults.add(Fault(method=WRITES, action="pass", before=lambda _simulator: seen.append(file.read_text())))
    ask(tenant, run_module, "template_off", "over_deleted", "second_job", report_path=str(file))
    (text,) = seen
    assert 'It was templateApplicationLevel "existingPartners,newPartners", isSyncAllowed null.' in text
    assert f"- the partner {PARTNER}: delete it." in text and "{" not in text
    # The order in which things can be deleted.
    assert text.index("- synchronization jobs") < text.index("- applications, service principals")
    assert file.read_text().startswith("# What Microsoft Graph does")


def test_an_expired_token_says_nothing_about_permissions(tenant, run_module):
    tenant.faults.add(Fault(path="templates/multiTenantOrganization", status=401, times=None))
    tokens = [tenant.issue_token(["Policy.Read.All"])]
    (answer,) = ask(tenant, run_module, "template_permission", further_access_tokens=tokens)["answers"]
    assert not answer["answered"], answer


def test_one_token_with_all_permissions_does_not_say_which_is_needed(tenant, run_module):
    (answer,) = ask(tenant, run_module, "deleted_items_permission")["answers"]
    assert not answer["answered"] and "give a token with each one of them" in answer["remark"]

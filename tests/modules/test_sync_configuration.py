# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One synchronization configuration, created, changed, completed and removed, against the simulator."""

from __future__ import annotations

import json

import pytest

from ansible_collections.entra.cross_tenant.tests.everyday import rest_long
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault
from ansible_collections.entra.cross_tenant.tests.graph_simulator.source.behaviour import SOURCE_CHOICES

pytestmark = pytest.mark.usefixtures("impatient")

TARGET = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
OTHER = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
THIRD = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31b"
FULL = {
    "name": "Fabrikam",
    "enabled": True,
    "scope": "assigned",
    "notification_email": "ops@contoso.example",
    "deletion_threshold": 100,
    "target_actions": ["create", "update"],
    "user_type": "guest",
    "user_type_of_existing": True,
    "attribute_mappings": [
        {"target": "companyName", "constant": "Contoso"},
        {"target": "city", "source": "state", "apply": "creation"},
        {"target": "displayName", "expression": 'Join(" ", [givenName], [surname])'},
    ],
    "scoping_filters": [
        [{"attribute": "department", "operator": "EQUALS", "values": ["Sales"]}],
        [{"attribute": "mail", "operator": "IS NOT NULL"}],
    ],
}


@pytest.fixture
def sync(run_module):
    def run(check=False, **options):
        result = run_module("sync_configuration", check=check, **{"target_tenant": TARGET, **options})
        assert not result.get("failed"), result["msg"]
        return result

    return run


def agreed(simulator):
    """Both tenants agree on the synchronization."""
    simulator.directory.add_partner(TARGET, automaticUserConsentSettings={"outboundAllowed": True})
    simulator.directory.source.allow(TARGET)


@pytest.fixture
def source(simulator):
    agreed(simulator)
    return simulator.directory.source


def operations(result):
    return [(change["operation"], change["resource"]) for change in result["changes"]]


def with_parts(source):
    """The parts of the only configuration."""
    ((key, principal),) = source.principals.rows()
    (job,) = source.jobs_of(key)
    return principal, job, source.secrets_of(key), source.schema(job["id"])


CREATED = [("create", "sync_configuration"), ("create", "sync_job"), ("update", "sync_credentials")]


def test_create_check_and_again(simulator, source, sync):
    user, group = source.add_user("ada", "Ada")["id"], source.add_group("Sales")["id"]
    options = {**FULL, "assignments": [{"user": "ada@contoso.example"}, {"group": "Sales"}]}
    options["assignments"] = [{"user": user}, {"group": "Sales"}]
    predicted = sync(check=True, **options)
    assert simulator.log.writes() == []
    made = sync(**options)
    assert predicted["changes"] == made["changes"] and predicted["diff"] == made["diff"]
    assert operations(made) == [
        *CREATED,
        ("update", "sync_schema"),
        ("create", "sync_assignment"),
        ("create", "sync_assignment"),
        ("update", "sync_job"),
    ]
    principal, job, secrets, _schema = with_parts(source)
    row = made["sync_configuration"]
    assert (row["service_principal_id"], row["job_id"]) == (principal["id"], job["id"])
    assert (predicted["sync_configuration"]["job_id"], row["missing"]) == (None, [])
    assert secrets["CompanyId"] == TARGET and secrets["SyncAll"] == "false"
    assert json.loads(secrets["SyncNotificationSettings"])["Recipients"] == "ops@contoso.example"
    assert job["schedule"]["state"] == "Active"
    assert sorted(source.assigned(principal["id"])) == sorted([user, group])
    for name in set(FULL) - {"attribute_mappings", "scoping_filters"}:
        assert row[name] == FULL[name], name
    mappings = {mapping["target"]: mapping for mapping in row["attribute_mappings"]}
    assert mappings["companyName"] == {"target": "companyName", "constant": "Contoso", "apply": "always"}
    assert mappings["city"] == {"target": "city", "source": "state", "apply": "creation"}
    simulator.log.clear()
    again = sync(**options)
    assert again["changed"] is False and simulator.log.writes() == []
    # The row of a result is valid input, and changes nothing.
    names = ("target_tenant_id", "missing", "service_principal_id", "application_id", "job_id", "status", "read_only")
    same = sync(**{name: value for name, value in row.items() if name not in names})
    assert same["changed"] is False


def test_an_unchanged_schema_is_not_written(simulator, source, sync):
    """Each write makes the service evaluate all users anew, and versions change by themselves."""
    made = source.add_configuration(TARGET, state="Active")
    options = {"attribute_mappings": [{"target": "displayName", "expression": 'Join(" ",  [givenName],[surname])'}]}
    sync(**options)
    before = source.schema(made.job_id)
    simulator.cycles.run(made.job_id)
    evaluations = source.full_evaluations(made.job_id)
    assert sync(**options)["changed"] is False
    assert sync(user_type="member")["changed"] is False
    simulator.cycles.run(made.job_id)
    assert source.full_evaluations(made.job_id) == evaluations
    assert source.schema(made.job_id)["synchronizationRules"] == before["synchronizationRules"]


@pytest.mark.parametrize("stored", ["normal", "as_sent"])
def test_expressions_are_compared_as_graph_reads_them(simulator, source, sync, stored):
    simulator.behaviour.expressions_stored = stored
    source.add_configuration(TARGET)
    options = {"attribute_mappings": [{"target": "displayName", "expression": 'Join( " ",[givenName] , [surname] )'}]}
    assert sync(**options)["changed"] is True
    assert sync(**options)["changed"] is False


def test_an_expression_that_graph_does_not_understand(source, run_module):
    source.add_configuration(TARGET)
    mappings = [{"target": "displayName", "expression": "NoSuchFunction([mail])"}]
    result = run_module("sync_configuration", target_tenant=TARGET, attribute_mappings=mappings)
    assert result["failed"] is True and "parse the expression 'NoSuchFunction([mail])'" in result["msg"]
    assert "Graph does not understand it: The function 'NoSuchFunction' does not exist" in result["msg"], result["msg"]
    assert result.get("changes", []) == []


# Spellings of names that may differ from Graph's, and the mapping that two options of their own show.
SPELLINGS = {
    "another case": {"target": "DisplayName", "source": "mailNickname"},
    "white space": {"target": " city", "source": " state "},
    "a type of user": {"target": "userType", "constant": "Guest", "apply": "always"},
    "a type of user as an expression": {"target": "usertype", "expression": ' "Guest" '},
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_mapping_is_not_doubled_and_comes_to_an_end(source, sync, spelling):
    made = source.add_configuration(TARGET)
    number = len(user_mappings(source, made))
    assert sync(attribute_mappings=[SPELLINGS[spelling]])["changed"] is True
    assert len(user_mappings(source, made)) == number
    assert sync(attribute_mappings=[SPELLINGS[spelling]])["changed"] is False


def user_mappings(source, made):
    (users,) = [
        item
        for item in source.schema(made.job_id)["synchronizationRules"][0]["objectMappings"]
        if item["targetObjectName"] == "User"
    ]
    return users["attributeMappings"]


def test_assignments(source, sync):
    ada, bob, eve = (source.add_user(name, name.title())["id"] for name in ("ada", "bob", "eve"))
    made = source.add_configuration(TARGET, assigned=(ada, bob))
    added = sync(assignments=[{"user": ada}, {"user": eve}])
    assert [(change["operation"], change["name"]) for change in added["changes"]] == [("create", eve)]
    assert added["diff"]["before"] == {"assignments": [{"user": one} for one in sorted((ada, bob))]}
    exact = sync(assignments=[{"user": "Eve"}], assignments_exclusive=True)
    assert {(change["operation"], change["name"]) for change in exact["changes"]} == {("delete", ada), ("delete", bob)}
    assert source.assigned(made.service_principal_id) == [eve]
    assert sync(assignments=[{"user": eve}], assignments_exclusive=True)["changed"] is False


@pytest.mark.parametrize(
    ("assignment", "words"),
    [
        ({"user": "nobody@contoso.example"}, "no user has the name"),
        ({"group": "Twins"}, "2 groups have the name 'Twins'"),
    ],
)
@pytest.mark.parametrize("page", [100, 1])
def test_names_of_nobody_or_of_several(simulator, source, run_module, assignment, words, page):
    simulator.behaviour.page_size = page
    for description in ("one", "two"):
        source.add_group("Twins", description=description)
    result = run_module("sync_configuration", target_tenant=TARGET, assignments=[assignment])
    assert result["failed"] is True and words in result["msg"]
    assert simulator.log.writes() == []


HALVES = {
    "no job": {"job": False, "target_tenant_id": TARGET},
    "nothing but the application": {"job": False, "display_name": f"Synchronization to {TARGET}"},
    "no target": {"credentials": {"SyncAll": "false"}, "display_name": f"Synchronization to {TARGET}"},
    "no authentication": {"credentials": {"CompanyId": TARGET, "SyncAll": "false"}},
}


@pytest.mark.parametrize("options", [{}, {"name": "Fabrikam"}], ids=["no name", "a name"])
@pytest.mark.parametrize("half", HALVES)
def test_halves_are_completed_and_not_doubled(source, sync, half, options):
    """Also if the options have given no name to the run that was cut, and give one now."""
    source.add_configuration(**{"display_name": "A", **HALVES[half]})
    result = sync(**options)
    assert result["changed"] is True and ("create", "sync_configuration") not in operations(result)
    assert result["sync_configuration"]["missing"] == []
    with_parts(source)
    assert sync(**options)["changed"] is False


def test_a_job_without_a_schema_gets_the_schema_of_its_template(source, sync):
    made = source.add_configuration(TARGET)
    source.set_schema(made.job_id, None)
    result = sync(user_type="guest")
    assert operations(result) == [("reset", "sync_schema"), ("update", "sync_schema")]
    assert result["sync_configuration"]["user_type"] == "guest"


@pytest.mark.parametrize("status", [503, 504])
@pytest.mark.parametrize("path", ["instantiate", "jobs"])
def test_what_would_make_a_second_object_is_not_sent_again(simulator, source, run_module, path, status):
    simulator.faults.add(Fault(method="POST", path=path, status=status, headers={"Retry-After": "0"}, times=1))
    result = run_module("sync_configuration", target_tenant=TARGET, wait_timeout=1)
    assert result["failed"] is True and "It is not known whether Graph made the change" in result["msg"]
    assert [path in exchange.path for exchange in simulator.log.writes()].count(True) == 1
    assert not run_module("sync_configuration", target_tenant=TARGET).get("failed")
    with_parts(source)


@pytest.mark.parametrize("new", ["absent", "empty"])
def test_a_slow_graph(simulator, source, sync, new):
    simulator.behaviour.replication_lag = 0.4
    simulator.behaviour.new_configuration = new
    user = source.add_user("ada", "Ada")["id"]
    result = sync(**FULL, assignments=[{"user": user}])
    assert result["sync_configuration"]["missing"] == []
    with_parts(source)
    assert sync(**FULL, assignments=[{"user": user}])["changed"] is False


@pytest.mark.parametrize("check", [True, False])
def test_a_target_tenant_that_does_not_agree(simulator, source, run_module, check):
    """Nothing is switched on that cannot work, and a rehearsal says so, too."""
    source.add_configuration(TARGET)
    source.allow(TARGET, inbound_redemption=False)
    result = run_module("sync_configuration", check=check, target_tenant=TARGET, enabled=True, user_type="guest")
    assert result["failed"] is True and simulator.log.writes() == []
    assert "AzureDirectoryB2BManagementPolicyCheckFailure" in result["msg"]
    assert "partner_identity_sync: user_sync_allowed" in result["msg"], result["msg"]
    # What is not switched on does not have to be validated.
    assert run_module("sync_configuration", check=check, target_tenant=TARGET, user_type="guest")["changed"] is True


def test_a_new_configuration_for_a_target_tenant_that_does_not_agree_stays_off(source, run_module):
    source.allow(TARGET, inbound_sync=False)
    options = {"target_tenant": TARGET, "enabled": True, "user_type": "guest"}
    result = run_module("sync_configuration", **options)
    assert result["failed"] is True and [change["resource"] for change in result["changes"]] == [
        "sync_configuration",
        "sync_job",
    ]
    source.allow(TARGET)
    again = run_module("sync_configuration", **options)
    assert again["sync_configuration"]["enabled"] is True
    with_parts(source)


def test_switches(source, sync):
    user = source.add_user("ada", "Ada")["id"]
    made = source.add_configuration(TARGET, state="Active", assigned=(user,))
    assert sync(enabled=True)["changed"] is False
    assert sync(enabled=False)["sync_configuration"]["enabled"] is False
    assert source.job(made.job_id)["schedule"]["state"] == "Paused"
    assert sync(enabled=False)["changed"] is False
    assert sync(enabled=True)["sync_configuration"]["enabled"] is True


@pytest.mark.parametrize("restart", ["starts", "stays"])
def test_a_smaller_scope_restarts_the_job(simulator, source, sync, restart):
    simulator.behaviour.restart_of_paused = restart
    made = source.add_configuration(TARGET, state="Active")
    source.set_secrets(made.service_principal_id, SyncAll="true")
    simulator.cycles.run(made.job_id)
    result = sync(scope="assigned")
    assert [(change["operation"], change["settings"]) for change in result["changes"]] == [
        ("update", ["scope"]),
        ("restart", ["scope"]),
    ]
    assert [exchange.path.rpartition("/")[2] for exchange in simulator.log.writes()] == ["secrets", "restart"]
    assert sync(scope="assigned")["changed"] is False


def run_with_all_users(simulator, source):
    """A configuration that has synchronized all users."""
    made = source.add_configuration(TARGET, state="Active")
    source.set_secrets(made.service_principal_id, SyncAll="true")
    simulator.cycles.run(made.job_id)
    return made


@pytest.mark.parametrize(
    "fault",
    [
        # Graph has made the scope smaller, and says something else. The look that follows shows the smaller scope.
        {"method": "PUT", "path": "secrets$", "status": 409, "action": "answer_after"},
        {"method": "PUT", "path": "secrets$", "status": 503, "action": "answer_after"},
        {"method": "POST", "path": "restart$", "status": 409, "code": "Conflict"},
        {"method": "POST", "path": "restart$", "status": 429},
    ],
    ids=str,
)
def test_a_restart_is_not_forgotten(simulator, source, sync, fault):
    """No read shows that a restart is due. So the run itself has to remember it."""
    run_with_all_users(simulator, source)
    hit = simulator.faults.add(Fault(**fault))
    assert operations(sync(scope="assigned")) == [("update", "sync_credentials"), ("restart", "sync_job")]
    restarts = [exchange.status for exchange in simulator.log.writes() if exchange.path.endswith("/restart")]
    assert hit.hits and restarts[-1] == 204 and restarts.count(204) == 1


@pytest.mark.parametrize("path", ["secrets$", "restart$"])
@pytest.mark.parametrize("action", ["reset_after", "reset_before"])
def test_a_restart_is_sent_once_and_one_that_is_owed_is_told(simulator, source, run_module, path, action):
    run_with_all_users(simulator, source)
    simulator.faults.add(Fault(path=path, method="PUT|POST", action=action, times=None))
    result = run_module("sync_configuration", target_tenant=TARGET, scope="assigned", retry_time=0.3, wait_timeout=1)
    assert result["failed"] is True and "It is not known whether Graph" in result["msg"]
    assert [change["operation"] for change in result["changes"]] == (["update"] if path == "restart$" else [])
    restarts = [exchange for exchange in simulator.log.writes() if exchange.path.endswith("/restart")]
    assert len(restarts) == (path == "restart$")
    (warning,) = result["warnings"]
    assert TARGET in warning and "entra.cross_tenant.sync_job with action restart" in warning


def test_a_job_that_is_off_owes_its_restart(simulator, source, sync):
    """It cannot be restarted now, and nothing shows later that it has to be."""
    made = run_with_all_users(simulator, source)
    sync(enabled=False)
    for check in (True, False):
        (warning,) = sync(check=check, scope="assigned")["warnings"]
        assert "its job is off" in warning and "with action restart" in warning
    assert source.job(made.job_id)["schedule"]["state"] == "Paused"
    assert sync(scope="assigned")["warnings"] == []


def test_a_restart_that_is_not_owed_is_not_told(simulator, source, run_module):
    run_with_all_users(simulator, source)
    simulator.faults.add(Fault(path="secrets$", method="PUT", status=403))
    result = run_module("sync_configuration", target_tenant=TARGET, scope="assigned")
    assert result["failed"] is True and (result["changes"], result["warnings"]) == ([], [])


# Answers that say nothing, and that nobody may take for something.


def threshold(value):
    text = json.dumps({"DeleteThresholdEnabled": True, "DeleteThresholdValue": value})
    return {"key": "SyncNotificationSettings", "value": text}


# Which answer is how it should not be, its rows, options, and a part of the error.
SAY_NOTHING = {
    "two targets": ("secrets$", lambda rows: [*rows, {"key": "CompanyId", "value": OTHER}], {}, "two different values"),
    "a number without end": (
        "secrets$",
        lambda rows: [*rows[:3], threshold("9" * 5000)],
        {"deletion_threshold": 9},
        "DeleteThresholdValue",
    ),
    "nested text": (
        "secrets$",
        lambda rows: [*rows[:3], {"key": "SyncNotificationSettings", "value": "[" * 100_000}],
        {"deletion_threshold": 0},
        "a text that is no JSON",
    ),
    "a type of nobody": (
        "appRoleAssignedTo$",
        lambda rows: [{**row, "principalType": None} for row in rows],
        {"assignments": [], "assignments_exclusive": True},
        "without a principalType",
    ),
}


@pytest.mark.parametrize("case", SAY_NOTHING)
def test_an_answer_that_says_nothing_is_taken_for_nothing(simulator, source, run_module, case):
    path, changed, options, words = SAY_NOTHING[case]
    source.add_configuration(TARGET, assigned=(source.add_user("ada", "Ada")["id"],))
    change = Fault(method="GET", path=path, change=lambda body: {**body, "value": changed(body["value"])}, times=None)
    hit = simulator.faults.add(change)
    result = run_module("sync_configuration", target_tenant=TARGET, **options)
    assert hit.hits and result["failed"] is True and words in result["msg"], result.get("msg")
    assert simulator.log.writes() == [] and len(json.dumps(result)) < 10_000


def test_credentials_that_go_on_elsewhere_are_not_all(simulator, source, run_module):
    source.add_configuration(TARGET)
    more = {"value": [], "@odata.nextLink": "https://graph.example/"}
    simulator.faults.add(Fault(method="GET", path="secrets$", change=lambda body: {**body, **more}, times=None))
    result = run_module("sync_configuration", target_tenant=TARGET)
    assert result["failed"] is True and "goes on elsewhere" in result["msg"] and simulator.log.writes() == []


def test_somebody_of_an_unknown_type_is_not_assigned_again(simulator, source, sync):
    user = source.add_user("ada", "Ada")["id"]
    source.add_configuration(TARGET, assigned=(user,))

    def change(body):
        return {**body, "value": [{**row, "principalType": "FutureType"} for row in body["value"]]}

    simulator.faults.add(Fault(method="GET", path="appRoleAssignedTo$", change=change, times=None))
    assert sync(assignments=[{"user": user}], assignments_exclusive=True)["changed"] is False


@pytest.mark.parametrize("path", ["jobs$", "appRoleAssignedTo$"])
def test_a_row_on_two_pages_is_one_object(simulator, source, sync, path):
    user, other = (source.add_user(name, name.title())["id"] for name in ("ada", "bob"))
    source.add_configuration(TARGET, assigned=(user, other))

    def change(body):
        return {**body, "value": [*body["value"], *body["value"]]}

    hit = simulator.faults.add(Fault(method="GET", path=path, change=change, times=None))
    result = sync(assignments=[{"user": user}], assignments_exclusive=True)
    assert hit.hits and operations(result) == [("delete", "sync_assignment")]


@pytest.mark.parametrize("word", ["Suspended", "active"])
def test_a_state_that_is_not_known_is_neither_on_nor_off(simulator, source, sync, word):
    made = source.add_configuration(TARGET, state="Active")
    row = {**source.job(made.job_id), "schedule": {"state": word, "interval": "PT40M", "expiration": None}}

    def change(body):
        now = source.job(made.job_id)["schedule"]["state"]
        return {**body, "value": [row]} if now == "Active" else body

    simulator.faults.add(Fault(method="GET", path="jobs$", change=change, times=None))
    assert operations(sync(check=True, enabled=False)) == [("update", "sync_job")]
    assert sync(check=True, enabled=True)["changed"] is (word == "Suspended")
    assert sync(enabled=False)["sync_configuration"]["enabled"] is False


# "Not found", where Graph has just listed the configuration.


@pytest.mark.parametrize(
    # The last one stands for the service principal itself and all of its parts.
    "path",
    ["jobs$", "secrets$", "appRoleAssignedTo$", "/applications$", "^/servicePrincipals/"],
)
@pytest.mark.parametrize("state", ["present", "absent"])
def test_not_found_is_not_taken_for_nothing(simulator, source, run_module, path, state):
    """Otherwise there would be a second application or job, or nobody would seem to be assigned."""
    user = source.add_user("ada", "Ada")["id"]
    made = source.add_configuration(TARGET, assigned=(user,), state="Active")
    simulator.cycles.run(made.job_id)
    hit = simulator.faults.add(Fault(method="GET", path=path, status=404, code="ResourceNotFound", times=None))
    options = {"state": state} if state == "absent" else {"assignments": [{"user": user}], "user_type": "guest"}
    if path == "/applications$" and state == "present":
        # Only a removal needs the application. So it is no reason for a refusal either.
        assert run_module("sync_configuration", target_tenant=TARGET, **options)["changed"] is True
        refused = run_module("sync_configuration", target_tenant=TARGET, name="MTO_Sync_x")
        assert "only the Microsoft 365 admin center" in refused["msg"], refused["msg"]
        return
    result = run_module("sync_configuration", target_tenant=TARGET, **options)
    assert hit.hits and result["failed"] is True and simulator.log.writes() == []
    assert "404 ResourceNotFound" in result["msg"] and "Run again" in result["msg"], result["msg"]
    assert run_module("sync_configuration_info")["failed"] is True


def test_a_configuration_that_goes_while_it_is_read_is_gone(simulator, source, sync):
    made = source.add_configuration(TARGET, "Fabrikam")

    def remove(simulator):
        source.principals.settle(made.service_principal_id, None)

    hit = simulator.faults.add(Fault(method="GET", path="jobs$", where="inner", before=remove))
    assert operations(sync())[0] == ("create", "sync_configuration")
    assert hit.hits and len(list(source.principals.rows())) == 1


def test_masked_values_are_unknown(simulator, source, sync):
    source.add_configuration(TARGET, "A")
    simulator.behaviour.masked_secrets = ("SyncAll", "SyncNotificationSettings")
    result = sync(scope="all", notification_email="ops@contoso.example")
    assert result["changed"] is False
    assert any("does not show the value of scope, notification_email" in warning for warning in result["warnings"])


@pytest.mark.parametrize("put", ["replace", "merge"])
def test_a_write_of_credentials_keeps_all_of_them(simulator, source, sync, put):
    simulator.behaviour.secrets_put = put
    made = source.add_configuration(TARGET)
    source.set_secrets(made.service_principal_id, SkipOutOfScopeDeletions="True")
    before = source.secrets_of(made.service_principal_id)
    sync(scope="all")
    assert source.secrets_of(made.service_principal_id) == {**before, "SyncAll": "true"}


def test_two_configurations_and_one_of_the_admin_center(simulator, source, run_module):
    source.add_configuration(TARGET, "A")
    source.add_configuration(TARGET, "B")
    source.add_configuration(OTHER, f"MTO_Sync_{OTHER}")
    for options in ({"target_tenant": TARGET}, {"target_tenant": OTHER}, {"target_tenant": OTHER, "state": "absent"}):
        result = run_module("sync_configuration", **options)
        assert result["failed"] is True and "Nothing was changed" in result["msg"]
    assert simulator.log.writes() == []
    source.add_configuration(THIRD, "C")
    renamed = run_module("sync_configuration", target_tenant=THIRD, name="MTO_Sync_x")
    assert renamed["failed"] is True and "only the Microsoft 365 admin center" in renamed["msg"]
    assert simulator.log.writes() == []
    named = run_module("sync_configuration", target_tenant=OTHER, name=f"MTO_Sync_{OTHER}", deletion_threshold=9)
    assert [change["settings"] for change in named["changes"]] == [["deletion_threshold"]]


def test_a_target_that_is_not_known_is_not_doubled(simulator, source, run_module):
    source.add_configuration(TARGET, "A")
    simulator.behaviour.masked_secrets = ("CompanyId",)
    result = run_module("sync_configuration", target_tenant=TARGET)
    assert result["failed"] is True and "does not show the target tenant of 'A'" in result["msg"]
    simulator.behaviour.masked_secrets = ()
    simulator.faults.add(Fault(method="GET", path="secrets", status=403, times=None))
    result = run_module("sync_configuration", target_tenant=TARGET)
    assert result["failed"] is True and result["error"]["status"] == 403
    assert simulator.log.writes() == []


@pytest.mark.parametrize("delete", ["with_principal", "alone"])
def test_absent(simulator, source, sync, delete):
    simulator.behaviour.application_delete = delete
    made = source.add_configuration(TARGET)
    source.add_configuration(OTHER)
    predicted = sync(check=True, state="absent")
    result = sync(state="absent")
    assert result["changes"] == predicted["changes"] and result["sync_configuration"] is None
    parts = ("sync_job", "sync_application", "sync_configuration")
    assert operations(result) == [("delete", part) for part in parts]
    assert source.principals.get(made.service_principal_id) is None
    assert source.applications.get(made.application_id) is None
    assert len(list(source.principals.rows())) == 1
    assert sync(state="absent")["changed"] is False


def test_a_deletion_is_told_although_there_is_another_configuration_now(simulator, source, run_module):
    """Somebody makes it while the run deletes. It is no sign that the deletion was not made."""
    source.add_configuration(TARGET, "A")

    def add(simulator):
        source.add_configuration(TARGET, "B")

    simulator.faults.add(Fault(method="DELETE", path="/applications/", action="pass", before=add))
    result = run_module("sync_configuration", target_tenant=TARGET, state="absent", wait_timeout=0.3)
    assert operations(result) == [("delete", part) for part in ("sync_job", "sync_application", "sync_configuration")]
    assert result["failed"] is True and "still does not show" in result["msg"]
    assert [row["displayName"] for _key, row in source.principals.rows()] == ["B"]


def test_users_in_scope_are_not_left_behind(simulator, source, run_module):
    user = source.add_user("ada", "Ada")["id"]
    made = source.add_configuration(TARGET, state="Active", assigned=(user,))
    simulator.cycles.run(made.job_id)
    refused = run_module("sync_configuration", target_tenant=TARGET, state="absent")
    assert refused["failed"] is True and "users and groups are assigned to it (1)" in refused["msg"]
    assert simulator.log.writes() == []
    assert not run_module("sync_configuration", target_tenant=TARGET, state="absent", leave_users=True).get("failed")
    assert source.principals.get(made.service_principal_id) is None


def test_the_permissions_that_the_documentation_names_are_enough(simulator, source, run_module):
    user = source.add_user("ada", "Ada")["id"]
    roles = ["Application.Read.All", "Application.ReadWrite.OwnedBy", "AppRoleAssignment.ReadWrite.All"]
    given = {"client_id": None, "client_secret": None, "access_token": simulator.issue_token(roles)}
    options = {"target_tenant": TARGET, "assignments": [{"user": user}], "enabled": True, "user_type": "guest"}
    assert not run_module("sync_configuration", **given, **options).get("failed")
    assert run_module("sync_configuration", **given, **options)["changed"] is False


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"target_tenant": "contoso"}, "not a tenant ID"),
        ({"target_tenant": TARGET, "deletion_threshold": -1}, "deletion_threshold has to be at least 0"),
        ({"target_tenant": TARGET, "scope": "everybody"}, "scope"),
        ({"target_tenant": TARGET, "attribute_mappings": [{"target": "a"}]}, "no source"),
        ({"target_tenant": TARGET, "scoping_filters": [[{"attribute": "manager", "operator": "IS NULL"}]]}, "manager"),
        ({"target_tenant": TARGET, "cloud": "china"}, "cloud is china"),
        # Without this, ansible-core would make lists of the text by its commas.
        ({"target_tenant": TARGET, "scoping_filters": '[[{"attribute": "a"}]]'}, "is text; the filter from_json turns"),
    ],
)
def test_options_are_refused_before_anything_is_sent(simulator, run_module, options, words):
    result = run_module("sync_configuration", **options)
    assert result["failed"] is True and words in result["msg"]
    assert len(simulator.log) == 0


# Each thing that Microsoft does not document, either way. Some have tests of their own.
UNKNOWN = [
    (name, value) for name, values in SOURCE_CHOICES.items() for value in values if name != "source_side_in_china"
]


@pytest.mark.parametrize(("name", "value"), rest_long(UNKNOWN, *UNKNOWN[::5]))
def test_either_answer_to_what_microsoft_does_not_document(simulator, source, sync, name, value):
    setattr(simulator.behaviour, name, value)
    user = source.add_user("ada", "Ada")["id"]
    options = {**FULL, "assignments": [{"user": user}], "assignments_exclusive": True}
    predicted, made = sync(check=True, **options), sync(**options)
    assert predicted["changes"] == made["changes"]
    assert sync(**options)["changed"] is False
    assert sync(enabled=False, scope="all")["changed"] is True
    assert sync(enabled=True, scope="assigned")["changed"] is True
    assert sync(**options)["changed"] is False
    assert sync(state="absent", leave_users=True)["sync_configuration"] is None
    assert sync(state="absent")["changed"] is False
    assert list(source.principals.rows()) == []

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every operation that Microsoft documents: is it simulated, does a module use it, is it validated?

The rows are Microsoft's. Everything else is found out by the tests and not written down. ``pytest -s`` shows the table.
Each missing operation has a reason below. A reason that is no longer needed is an error.
"""

from __future__ import annotations

import inspect
import itertools
from typing import NamedTuple

from ansible_collections.entra.cross_tenant.plugins.module_utils._directory import requests
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.request import Request
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import RESOURCES
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.change import Change
from ansible_collections.entra.cross_tenant.tests.contract.beside import beside
from ansible_collections.entra.cross_tenant.tests.contract.facts import facts
from ansible_collections.entra.cross_tenant.tests.graph_simulator.behaviour import CLOUDS as ALL_CLOUDS
from ansible_collections.entra.cross_tenant.tests.graph_simulator.endpoints import ROUTES
from ansible_collections.entra.cross_tenant.tests.graph_simulator.errors import GraphError
from ansible_collections.entra.cross_tenant.tests.graph_simulator.messages import split_path
from ansible_collections.entra.cross_tenant.tests.graph_simulator.routing import Router

KEY = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"

POLICY = "/policies/crossTenantAccessPolicy"
DELETED = "/policies/deletedItems"
EXTERNAL = "/policies/externalIdentitiesPolicy"

_EXPANDED = "modules read a policy expanded in its partner, which is one request instead of two"
_OTHER_CLOUDS = "which other clouds partners may be in is decided once for a tenant: it is shown, and not managed"

#: Operations that no module uses, with the reason.
UNUSED = {
    ("GET", f"{POLICY}/partners/{{}}/identitySynchronization"): _EXPANDED,
    ("PATCH", POLICY): _OTHER_CLOUDS,
}
#: Operations that the simulator lacks, and those that Microsoft's OpenAPI lacks, with the reason.
UNSIMULATED: dict[tuple[str, str], str] = {}
UNVALIDATED: dict[tuple[str, str], str] = {}

#: Microsoft's names of clouds → ours. The other names are the same.
CLOUDS = {"usgov_l4": "usgov", "usgov_l5_dod": "usgov_dod", "china_21vianet": "china"}


class Operation(NamedTuple):
    method: str
    path: str
    versions: tuple[str, ...]
    clouds: tuple[str, ...]

    @property
    def name(self) -> tuple[str, str]:
        return self.method, self.path

    @property
    def example(self) -> str:
        return self.path.replace("{}", KEY)


def operations():
    """The operations of cross-tenant access. Only for them, Microsoft's pages agree about the clouds."""
    return [
        Operation(
            row["method"],
            row["path"],
            tuple(row["versions"]),
            tuple(CLOUDS.get(cloud, cloud) for cloud in row["clouds"]),
        )
        for row in facts()["operations"]
        if "clouds" in row
    ]


def routed(operation, version, cloud):
    try:
        Router(ROUTES, version, cloud).find(operation.method, split_path(operation.example))
    except GraphError:
        return False
    return True


def simulated(operation):
    """Whether the operation is simulated in all the versions and clouds that Microsoft names."""
    return all(routed(operation, *place) for place in itertools.product(operation.versions, operation.clouds))


def sent_by_the_collection():
    """Every request of ``_directory``: its writes, and the requests that its functions return for all arguments.

    The possible arguments are keys, changes, and the resources that have the address that the function asks for.
    """
    names = ("service_principal_id", "application_id", "job_id", "assignment_id")
    changes = [
        Change(operation, resource.name, KEY, key={**dict.fromkeys(names, KEY), "action": action})
        for resource in RESOURCES.values()
        for operation in resource.operations
        for action in ("start", "pause", "restart")
    ]
    addresses = {"one": "path", "every": "list_path", "one_deleted": "deleted_path", "every_deleted": "deleted_path"}
    for function in vars(requests).values():
        if not inspect.isfunction(function) or function.__module__ != requests.__name__:
            continue
        parameters = inspect.signature(function).parameters.values()
        address = addresses.get(function.__name__)
        # Other functions read the parts of synchronization configurations.
        having = [
            resource
            for resource in RESOURCES.values()
            if address
            and getattr(resource, address)
            and "_id}" not in getattr(resource, address).replace("{tenant_id}", "")
        ]
        given_by_annotation = {"Change": changes, "Resource": having}
        choices = [given_by_annotation.get(parameter.annotation, [KEY]) for parameter in parameters]
        for given in itertools.product(*choices):
            request = function(*given)
            if isinstance(request, Request):
                yield request.method, request.path


def explain(holes, reasons, what):
    """Check both directions: every hole has a reason, and every reason belongs to a hole."""
    missing = {operation.name for operation in holes}
    assert not missing - set(reasons), f"not {what}, and nobody says why: {sorted(missing - set(reasons))}"
    assert not set(reasons) - missing, f"{what} by now, so that no reason is needed: {sorted(set(reasons) - missing)}"


def test_every_operation_is_simulated_used_and_validated(contract):
    rows = operations()
    assert len(rows) > 30
    sent = set(sent_by_the_collection())
    found = {
        "simulated": [simulated(operation) for operation in rows],
        "used by a module": [(operation.method, operation.example) in sent for operation in rows],
        "validated": [
            all(contract.operation(operation.method, version, operation.example) for version in operation.versions)
            for operation in rows
        ],
    }
    width = max(len(operation.path) for operation in rows)
    print(f"\n{'':7}{'':{width}}  versions   {'  '.join(found)}")
    for operation, *answers in zip(rows, *found.values()):
        marks = "  ".join(f"{'yes' if answer else '-':{len(title)}}" for title, answer in zip(found, answers))
        reason = UNUSED.get(operation.name, "")
        print(f"{operation.method:7}{operation.path:{width}}  {', '.join(operation.versions):11}{marks}  {reason}")
    for reasons, (what, answers) in zip((UNSIMULATED, UNUSED, UNVALIDATED), found.items()):
        explain([operation for operation, answer in zip(rows, answers) if not answer], reasons, what)


def test_each_operation_is_in_the_versions_and_clouds_that_microsoft_names_and_in_no_others():
    for operation in operations():
        # The pages about deleted objects contradict each other about clouds.
        clouds = ALL_CLOUDS if operation.path.startswith(DELETED) else operation.clouds
        for version, cloud in itertools.product(("v1.0", "beta"), ALL_CLOUDS):
            named = version in operation.versions and cloud in clouds
            assert routed(operation, version, cloud) == named, (operation, version, cloud)


def described(contract, method, version, path):
    return contract.operation(method, version, path) or beside(method, version, path)


# The source side, of which the descriptions contradict each other about clouds.

_SOURCE_SIDE = ("/servicePrincipals", "/applicationTemplates", "/auditLogs/provisioning")
#: Operations there that the simulator lacks, with the reason.
_NOT_SIMULATED = {
    ("POST", "/servicePrincipals/{}/synchronization/acquireAccessToken"): "it is for OAuth, not for tenants",
}


def test_the_source_side_is_simulated_and_validated(contract):
    rows = [row for row in facts()["operations"] if row["path"].startswith(_SOURCE_SIDE)]
    assert len(rows) > 25
    missing = []
    for row in rows:
        operation = Operation(row["method"], row["path"], tuple(row["versions"]), ("global", "usgov", "usgov_dod"))
        missing += [] if simulated(operation) else [operation]
        for version in operation.versions:
            assert contract.operation(operation.method, version, operation.example), operation
    explain(missing, _NOT_SIMULATED, "simulated")


def test_nothing_is_sent_that_microsoft_does_not_describe(contract):
    operations = set(sent_by_the_collection())
    assert len(operations) > 20
    for method, path in operations:
        # Settings that exist in beta only are refused elsewhere, before they are sent to v1.0.
        versions = ("beta",) if path.startswith((DELETED, EXTERNAL)) else ("v1.0", "beta")
        for version in versions:
            assert described(contract, method, version, path), f"{method} {path} in {version}"


def test_nothing_is_simulated_that_microsoft_does_not_describe(contract):
    for route in ROUTES:
        path = route.path.replace("={key})", f"='{KEY}')").replace("{key}", KEY)
        for version in route.versions:
            assert described(contract, route.method, version, path), f"{route.method} {route.path} in {version}"

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tenants by domain, and names of the directory: looked up once, all together, before any other request."""

from __future__ import annotations

import re
import uuid
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._directory.requests import find_tenant_by_domain
from ansible_collections.entra.cross_tenant.plugins.module_utils._names import domain_key, name_key
from ansible_collections.entra.cross_tenant.tests.everyday import examples, rest_long
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault
from ansible_collections.entra.cross_tenant.tests.modules.fuzz import HOSTILE_TEXTS, TEXTS
from ansible_collections.entra.cross_tenant.tests.modules.test_fault_matrix import FAULTS as EVERY_FAULT

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
OTHER = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
NOBODY = "b6a53db2-4e56-4e5f-8e4e-9a2f1f9c3a11"
PARTNERS = "/policies/crossTenantAccessPolicy/partners"
PERMISSION = "CrossTenantInformation.ReadBasic.All"

# Each module that takes a partner, with the other options that it needs.
SINGLE = {"partner": {}, "partner_info": {}, "partner_identity_sync": {}, "partner_identity_sync_info": {}}


def by_domain(domain):
    return ("GET", f"/tenantRelationships/findTenantInformationByDomainName(domainName='{domain}')")


def by_id(tenant_id):
    return ("GET", f"/tenantRelationships/findTenantInformationByTenantId(tenantId='{tenant_id}')")


def lookups(log):
    return [call for call in log.calls() if "findTenantInformation" in call[1]]


def failed(result, *words):
    assert result["failed"] is True
    for word in words:
        assert word in result["msg"]
    return result


@pytest.fixture
def directory(simulator):
    simulator.directory.add_tenant(TENANT, "Fabrikam", "fabrikam.example", domains=("fabrikam.example.net",))
    simulator.directory.add_tenant(OTHER, "Wingtip Toys", "wingtiptoys.example")
    return simulator.directory


@pytest.fixture
def without_permission(simulator):
    """An application with all permissions except the one to look up tenants."""
    client_id = "00000000-0000-4000-8000-0000000000c9"
    simulator.directory.add_application(client_id, roles=("Policy.ReadWrite.CrossTenantAccess",), secret="s3cret")
    return {"client_id": client_id, "client_secret": "s3cret"}


# tenant_info


@pytest.mark.parametrize(
    ("name", "call"),
    [
        (TENANT, by_id(TENANT)),
        (f" {TENANT.upper()}\n", by_id(TENANT)),
        ("fabrikam.example", by_domain("fabrikam.example")),
        ("Fabrikam.EXAMPLE.net", by_domain("fabrikam.example.net")),
    ],
)
@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("api_version", ["v1.0", "beta"])
def test_a_tenant_by_id_and_by_domain(simulator, directory, run_module, name, call, check, api_version):
    result = run_module("tenant_info", check=check, lookup_tenant=name, api_version=api_version)
    assert result["changed"] is False
    assert result["tenant_info"] == {
        "tenant_id": TENANT,
        "display_name": "Fabrikam",
        "default_domain": "fabrikam.example",
    }
    assert simulator.log.calls() == [call]


def test_a_brand_name_where_there_is_one(simulator, run_module):
    simulator.directory.add_tenant(TENANT, "Fabrikam", "fabrikam.example", federation_brand_name="Fabrikam Inc.")
    found = run_module("tenant_info", lookup_tenant=TENANT)["tenant_info"]
    assert found["federation_brand_name"] == "Fabrikam Inc."


def test_the_home_tenant_may_be_looked_up(simulator, run_module):
    assert run_module("tenant_info", lookup_tenant="home.example")["tenant_info"]["tenant_id"] == simulator.tenant_id


@pytest.mark.parametrize("answer", [(404, "Directory_ObjectNotFound"), (400, "Request_BadRequest"), (404, "NotFound")])
@pytest.mark.parametrize(("name", "words"), [(NOBODY, f"the ID {NOBODY}"), ("n.example", "the domain n.example")])
def test_a_tenant_that_does_not_exist(simulator, run_module, answer, name, words):
    simulator.behaviour.unknown_tenant = answer
    result = failed(run_module("tenant_info", lookup_tenant=name), f"no tenant has {words}", "{} {}".format(*answer))
    assert (result["error"]["status"], result["error"]["code"]) == answer
    assert result["error"]["request_id"]


@pytest.mark.parametrize("name", ["contoso", "", "contoso..example", "-a.example", "a.example-", "10.1.2.3"])
def test_a_name_that_is_none_is_refused(simulator, run_module, name):
    failed(run_module("tenant_info", lookup_tenant=name), repr(name), "not a tenant ID", "not a domain")
    assert not len(simulator.log)


def test_the_permission_to_look_up_is_enough_and_is_needed(simulator, directory, run_module, without_permission):
    for name in (TENANT, "fabrikam.example"):
        result = failed(run_module("tenant_info", lookup_tenant=name, **without_permission), PERMISSION, "403", name)
        assert "Policy." not in result["msg"] and "Security Administrator" not in result["msg"]
        assert result["error"]["code"] == "Authorization_RequestDenied"
    client_id = "00000000-0000-4000-8000-0000000000ca"
    simulator.directory.add_application(client_id, roles=(PERMISSION,), secret="s3cret")
    found = run_module("tenant_info", lookup_tenant=TENANT, client_id=client_id, client_secret="s3cret")
    assert found["tenant_info"]["tenant_id"] == TENANT


# Partners by domain


@pytest.mark.parametrize("module", SINGLE)
def test_a_single_partner_by_domain(simulator, directory, run_module, module):
    simulator.directory.add_partner(TENANT, identity_sync={"displayName": "Fabrikam"})
    wanted = run_module(module, partner_tenant=TENANT)
    simulator.log.clear()
    result = run_module(module, partner_tenant="FABRIKAM.example.net")
    assert {**result, "invocation": None} == {**wanted, "invocation": None}
    assert simulator.log.calls() == [by_domain("fabrikam.example.net"), ("GET", f"{PARTNERS}/{TENANT}")]
    simulator.log.clear()
    run_module(module, partner_tenant=TENANT)
    assert not lookups(simulator.log), "an ID needs no look-up"


def test_deleted_policies_by_domain(simulator, directory, run_module):
    for tenant in (TENANT, OTHER):
        simulator.directory.add_deleted_identity_sync(tenant)
    options = {"deleted": True, "api_version": "beta", "partner_tenant": "fabrikam.example"}
    rows = run_module("partner_identity_sync_info", **options)["partner_identity_syncs"]
    assert [row["tenant_id"] for row in rows] == [TENANT]


def test_partners_by_domain_and_by_id(simulator, directory, run_module):
    """The look-ups are one request, before everything else. All results contain IDs. Check mode equals the real run."""
    partners = [
        {"tenant": "Fabrikam.Example", "inbound_trust": {"mfa_accepted": True}, "identity_sync": {}},
        {"tenant": NOBODY},
        {"tenant_id": "wingtiptoys.example", "state": "absent"},
    ]
    directory.add_partner(OTHER, {"displayName": "Wingtip"})
    rehearsal = run_module("partners", check=True, partners=partners)
    assert not simulator.log.writes()
    simulator.log.clear()
    result = run_module("partners", partners=partners)
    for name in ("changes", "diff", "partners", "unmanaged_partners"):
        assert result[name] == rehearsal[name]
    assert [item["tenant_id"] for item in result["partners"]] == [TENANT, NOBODY, OTHER]
    assert {change["tenant_id"] for change in result["changes"]} == {TENANT, NOBODY, OTHER}
    assert ".example" not in str({**result, "invocation": None})
    assert sorted(simulator.log.calls()[:2]) == [by_domain("fabrikam.example"), by_domain("wingtiptoys.example")]
    assert simulator.log.calls()[2] == ("GET", PARTNERS)
    assert simulator.log.graph()[0].is_batch and len(lookups(simulator.log)) == 2
    assert set(directory.partners) == {TENANT, NOBODY}
    assert run_module("partners", partners=partners)["changed"] is False


def test_pruning_knows_partners_by_domain(simulator, directory, run_module):
    for tenant in (TENANT, OTHER):
        directory.add_partner(tenant)
    result = run_module("partners", partners=[{"tenant": "fabrikam.example"}], prune=True)
    assert [item["tenant_id"] for item in result["partners"]] == [TENANT, OTHER]
    assert set(directory.partners) == {TENANT}


@pytest.mark.parametrize(("batch_size", "requests"), [(20, 10), (7, 29), (1, 200)])
def test_many_domains(simulator, run_module, batch_size, requests):
    ids = [str(uuid.UUID(int=(0x90E29127 << 96) + (0x4 << 76) + (0x8 << 60) + number)) for number in range(200)]
    for number, tenant in enumerate(ids):
        simulator.directory.add_tenant(tenant, f"Partner {number}", f"partner-{number}.example")
        simulator.directory.add_partner(tenant)
    partners = [{"tenant": f"partner-{number}.example"} for number in range(200)]
    result = run_module("partners", partners=partners, batch_size=batch_size)
    assert [item["tenant_id"] for item in result["partners"]] == ids
    assert result["changed"] is False
    assert len(lookups(simulator.log)) == 200
    assert len(simulator.log.graph()) == requests + 2
    simulator.log.clear()


@pytest.mark.parametrize("shuffle", [False, True])
def test_throttled_and_shuffled_look_ups(simulator, run_module, shuffle):
    simulator.behaviour.shuffle_batch = shuffle
    tenants = {f"partner-{number}.example": str(uuid.UUID(int=number + 1)) for number in range(30)}
    for domain, tenant in tenants.items():
        simulator.directory.add_tenant(tenant, domain, domain)
    headers = {"Retry-After": "0"}
    fault = simulator.faults.add(Fault(path="DomainName", status=429, headers=headers, skip=3, times=4))
    result = run_module("partners", partners=[{"tenant": domain} for domain in tenants])
    assert fault.hits == 4
    assert [item["tenant_id"] for item in result["partners"]] == list(tenants.values())


@pytest.mark.parametrize("answer", [(404, "Directory_ObjectNotFound"), (400, "Request_BadRequest")])
@pytest.mark.parametrize("batch_size", [1, 20])
def test_all_unknown_domains_are_named_together(simulator, directory, run_module, answer, batch_size):
    simulator.behaviour.unknown_tenant = answer
    partners = [{"tenant": name} for name in ("first.example", "fabrikam.example", "SECOND.example", NOBODY)]
    for check in (True, False):
        result = run_module("partners", check=check, partners=partners, batch_size=batch_size)
        failed(result, "Nothing was changed: ", "no tenant has the domain first.example", "{} {}".format(*answer))
        assert len(result["problems"]) == 2 and "the domain second.example" in result["problems"][1]
    assert len(simulator.log.calls()) == 6, "nothing but the look-ups"


@pytest.mark.parametrize("module", SINGLE)
def test_an_unknown_domain_of_a_single_partner(simulator, run_module, module):
    failed(run_module(module, partner_tenant="nobody.example"), "no tenant has the domain nobody.example", "404")
    assert simulator.log.calls() == [by_domain("nobody.example")]


FAULTS = {
    "forbidden": (Fault(status=403), ["403", PERMISSION]),
    "broken": (Fault(status=500), ["500 InternalServerError"]),
    "unavailable": (Fault(status=503), ["503"]),
    "proxy": (Fault(status=404, body='{"detail": "Not found"}'), ["404 without an error code"]),
    "page": (Fault(status=404, body="<html>no</html>", content_type="text/html"), ["404"]),
    "nothing": (Fault(change=lambda body: None), ["cannot be understood", "without a valid tenantId"]),
    "list": (Fault(change=lambda body: []), ["cannot be understood"]),
    "no ID": (Fault(change=lambda body: {**body, "tenantId": "x"}), ["without a valid tenantId"]),
    "number": (Fault(change=lambda body: {**body, "displayName": 7}), ["displayName: 7 is not a string"]),
}


@pytest.mark.parametrize("batch_size", [1, 20])
@pytest.mark.parametrize("name", FAULTS)
def test_a_look_up_that_fails_says_nothing_about_the_tenant(simulator, directory, run_module, name, batch_size):
    fault, words = FAULTS[name]
    simulator.faults.add(Fault(**{**vars(fault), "path": "wingtiptoys", "times": None, "hits": 0, "seen": 0}))
    partners = [{"tenant": name} for name in ("nobody.example", "fabrikam.example", "wingtiptoys.example")]
    result = run_module("partners", partners=partners, batch_size=batch_size, retry_time=0)
    failed(result, "Failed to look up the tenant wingtiptoys.example", *words)
    assert "no tenant has" not in result["msg"] and "error" in result
    assert len(lookups(simulator.log)) == len(simulator.log.calls()) and not simulator.log.writes()
    simulator.log.clear()


# These faults exclude those of lists, and those of a batch if there is no batch.
POSSIBLE = [
    (name, batch_size)
    for name, fault in EVERY_FAULT.items()
    for batch_size in (1, 20)
    if "nextLink" not in name and (batch_size > 1 or fault.get("where") != "inner")
]


# Each fault every day, one by one or in a batch by turns.
BY_TURNS = [
    (name, batch_size)
    for number, (name, batch_size) in enumerate(POSSIBLE)
    if number % 4 in (0, 3) or EVERY_FAULT[name].get("where") == "inner"
]


@pytest.mark.parametrize(("name", "batch_size"), rest_long(POSSIBLE, *BY_TURNS))
def test_every_fault_of_a_look_up(simulator, directory, run_module, impatient, name, batch_size):
    """It is overcome, or the run ends before anything is written, and the next one completes it."""
    simulator.faults.add(Fault(path="findTenantInformation", **EVERY_FAULT[name]))
    partners = [{"tenant": "fabrikam.example"}, {"tenant": "wingtiptoys.example", "identity_sync": {}}]
    options = {"partners": partners, "batch_size": batch_size, "timeout": 0.4, "retry_time": 3.0}
    result = run_module("partners", **options)
    if result.get("failed"):
        assert not simulator.log.writes()
        assert ("no tenant has" in result["msg"]) == (name == "404 of replication")
        simulator.faults.clear()
        result = run_module("partners", **options)
    assert result.get("failed") is None
    assert set(directory.partners) == {TENANT, OTHER}
    simulator.log.clear()


def test_an_answer_about_somebody_else_is_no_answer(simulator, directory, run_module):
    simulator.faults.add(Fault(path="TenantId", change=lambda body: {**body, "tenantId": OTHER}, times=None))
    failed(run_module("tenant_info", lookup_tenant=TENANT), "about another tenant", OTHER)


@pytest.mark.parametrize("batch_size", [1, 20])
def test_without_the_permission_ids_work_and_domains_do_not(
    simulator, directory, run_module, without_permission, batch_size
):
    partners = [{"tenant": "fabrikam.example"}, {"tenant": "wingtiptoys.example"}]
    result = run_module("partners", partners=partners, batch_size=batch_size, **without_permission)
    failed(result, "Failed to look up the tenant fabrikam.example", PERMISSION)
    assert result["error"]["status"] == 403
    assert run_module("partners", partners=[{"tenant": TENANT}], **without_permission)["changed"] is True


def test_a_batch_that_is_refused_whole_names_the_same_permission(simulator, directory, run_module):
    simulator.faults.add(Fault(path="/$batch", status=403))
    partners = [{"tenant": "fabrikam.example"}, {"tenant": "wingtiptoys.example"}]
    assert "Policy." not in failed(run_module("partners", partners=partners), PERMISSION)["msg"]


@pytest.mark.parametrize("status", [400, 404])
def test_a_batch_that_is_refused_whole_says_nothing_about_tenants(simulator, directory, run_module, status):
    simulator.faults.add(Fault(path="/$batch", status=status, code="BadRequest"))
    partners = [{"tenant": "fabrikam.example"}, {"tenant": "wingtiptoys.example"}]
    result = failed(run_module("partners", partners=partners), "Failed to look up", f"{status} BadRequest")
    assert "no tenant has" not in result["msg"]


# One tenant by two names, and the home tenant


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["fabrikam.example", TENANT], [TENANT, "as fabrikam.example and " + TENANT]),
        ([TENANT.upper(), "Fabrikam.example.net"], [TENANT + " and fabrikam.example.net"]),
        (["fabrikam.example", "fabrikam.example.net"], [TENANT, "fabrikam.example and fabrikam.example.net"]),
    ],
)
def test_one_tenant_by_two_names(simulator, directory, run_module, names, words):
    result = run_module("partners", partners=[{"tenant": name} for name in names])
    failed(result, "Nothing was changed", "listed more than once", *words)
    assert lookups(simulator.log) == simulator.log.calls()


def test_one_domain_twice_is_refused_before_anything_is_sent(simulator, directory, run_module):
    result = run_module("partners", partners=[{"tenant": "fabrikam.example"}, {"tenant": "FABRIKAM.example"}])
    failed(result, "partner fabrikam.example is listed more than once")
    assert not len(simulator.log)


def test_what_needs_no_look_up_is_refused_without_one(simulator, directory, run_module):
    item = {"tenant": "fabrikam.example", "identity_sync": {"group_sync_allowed": True}}
    failed(run_module("partners", partners=[item]), "partner fabrikam.example: ", "group_sync_allowed", "beta")
    assert not len(simulator.log)


@pytest.mark.parametrize("tenant", [None, "home.example", "home.example.net"])
@pytest.mark.parametrize("module", ["partner", "partner_identity_sync", "partners"])
def test_the_home_tenant_by_domain(simulator, directory, run_module, tenant, module):
    """The credentials may name the home tenant by its ID, by the same domain, or by another domain."""
    simulator.directory.home["domains"].append("home.example.net")
    options = {"tenant": tenant} if tenant else {}
    target = {"partners": [{"tenant": "Home.example"}]} if module == "partners" else {"partner_tenant": "Home.example"}
    result = run_module(module, **target, **options)
    failed(result, "Nothing was changed", "partner home.example is the home tenant itself")
    if tenant == "home.example":
        assert not len(simulator.log)
    assert not simulator.log.writes()


def test_the_home_tenant_by_domain_with_a_given_token(simulator, run_module):
    only = {"graph_url": simulator.graph_url, "ca_path": simulator.ca_path, "access_token": simulator.issue_token()}
    failed(run_module("partner", credentials=False, partner_tenant="home.example", **only), "home tenant")
    assert simulator.log.calls() == [by_domain("home.example")]


# Names from the directory


def test_the_name_of_the_directory(simulator, directory, run_module):
    """The name is filled in, kept, and updated when it changes in the directory. Check mode does the same."""
    directory.add_partner(TENANT, {"displayName": "Old"})
    for name in ("Fabrikam", "Fabrikam AG", "x" * 300, "\u202eodd {{ name }}\t"):
        directory.add_tenant(TENANT, name, "fabrikam.example")
        wanted = {"partner_tenant": "fabrikam.example", "display_name_from_directory": True}
        rehearsal = run_module("partner_identity_sync", check=True, **wanted)
        assert not simulator.log.writes()
        result = run_module("partner_identity_sync", **wanted)
        assert result["changes"] == rehearsal["changes"] and result["changes"][0]["settings"] == ["display_name"]
        assert result["diff"] == rehearsal["diff"] and result["diff"]["after"] == {"display_name": name}
        assert result["partner_identity_sync"]["display_name"] == name
        assert directory.identity_sync(TENANT)["displayName"] == name
        simulator.log.clear()
        assert run_module("partner_identity_sync", **wanted)["changed"] is False
        assert lookups(simulator.log) == [by_domain("fabrikam.example")], "one look-up serves both"
        simulator.log.clear()


def test_the_names_of_many(simulator, directory, run_module):
    partners = [
        {"tenant": TENANT, "identity_sync": {"display_name_from_directory": True}},
        {"tenant": "wingtiptoys.example", "identity_sync": {"display_name_from_directory": True}},
        {"tenant": NOBODY, "identity_sync": {"display_name_from_directory": False, "display_name": "Nobody"}},
    ]
    result = run_module("partners", partners=partners)
    names = [item["after"]["identity_sync"]["display_name"] for item in result["partners"]]
    assert names == ["Fabrikam", "Wingtip Toys", "Nobody"]
    assert sorted(lookups(simulator.log)) == sorted([by_id(TENANT), by_domain("wingtiptoys.example")])
    simulator.log.clear()
    directory.add_tenant(OTHER, "Wingtip Games", "wingtiptoys.example")
    drift = run_module("partners", check=True, partners=partners)
    assert [part["after"] for part in drift["diff"]] == [{"identity_sync": {"display_name": "Wingtip Games"}}]


def test_no_name_is_asked_for_unless_it_is_wanted(simulator, directory, run_module):
    directory.add_partner(TENANT, {"displayName": "Old"})
    partners = [
        {"tenant": TENANT, "identity_sync": {"user_sync_allowed": True}},
        {"tenant": OTHER, "state": "absent", "identity_sync": {"display_name_from_directory": True}},
        {"tenant": NOBODY, "identity_sync": {"state": "absent", "display_name_from_directory": True}},
    ]
    run_module("partners", partners=partners)
    run_module("partner_identity_sync", partner_tenant=OTHER, state="absent", display_name_from_directory=True)
    assert not lookups(simulator.log)
    assert directory.identity_sync(TENANT)["displayName"] == "Old"


@pytest.mark.parametrize("name", [None, ""])
def test_a_directory_without_a_name_leaves_the_name_alone(simulator, run_module, name):
    simulator.directory.add_tenant(TENANT, name, "fabrikam.example")
    simulator.directory.add_partner(TENANT, {"displayName": "Old"})
    wanted = {"partner_tenant": TENANT, "display_name_from_directory": True}
    assert run_module("partner_identity_sync", **wanted)["changed"] is False
    assert lookups(simulator.log) == [by_id(TENANT)]


@pytest.mark.parametrize("name", ["Fabrikam", ""])
def test_two_names_are_a_contradiction(simulator, run_module, name):
    both = {"display_name": name, "display_name_from_directory": True}
    for check in (True, False):
        result = run_module("partner_identity_sync", check=check, partner_tenant=TENANT, **both)
        failed(result, TENANT, "display_name and display_name_from_directory are both given")
        result = run_module("partners", check=check, partners=[{"tenant": TENANT, "identity_sync": both}])
        failed(result, TENANT, "identity_sync.display_name and identity_sync.display_name_from_directory are both")
    assert not len(simulator.log)


def test_a_name_of_a_tenant_that_does_not_exist(simulator, run_module):
    item = {"tenant": NOBODY, "identity_sync": {"display_name_from_directory": True}}
    failed(run_module("partners", partners=[item]), "Nothing was changed", f"no tenant has the ID {NOBODY}", "404")
    assert simulator.log.calls() == [by_id(NOBODY)]


# Values that become part of a URL


def test_international_domains(simulator, run_module):
    """Domains in their ASCII form. Case does not matter. Other forms are refused, with the remedy in the error."""
    simulator.directory.add_tenant(TENANT, "Bücher", "xn--bcher-kva.example")
    found = run_module("tenant_info", lookup_tenant="XN--Bcher-KVA.example")["tenant_info"]
    assert (found["tenant_id"], found["display_name"]) == (TENANT, "Bücher")
    simulator.log.clear()
    # The last one begins with the Kelvin sign, which becomes "k" in lower case.
    for name in ("bücher.example", "straße.example", "例え.example", "\u212aelvin.example"):
        failed(run_module("partner", partner_tenant=name), "xn--")
    assert not len(simulator.log)


HOSTILE_DOMAINS = (
    "a.example'",
    "a.example')/x",
    "a.example'')",
    "a.example/../../partners",
    "a.example%27)",
    "a.example?x=1",
    "a.example#x",
    "a example.com",
    "a.example\n",
    "a.example\r\nX: y.example",
    "a.example\x00.example",
    "user@a.example",
    "https://a.example",
    "a.example:443",
    "a.example.",
    ".example",
    "*.example",
    "a_b.example",
    "[::1]",
    "127.0.0.1",
    "a" * 64 + ".example",
    "a." * 130 + "example",
    "a.example;b.example",
    "\uff41.example",
    "a\u3002example",
    "a\u200b.example",
)


@pytest.mark.parametrize("name", HOSTILE_DOMAINS + HOSTILE_TEXTS, ids=ascii)
def test_hostile_names_never_get_into_a_request(simulator, run_module, name):
    if name.strip() == "a.example":
        # White space around a name is dropped.
        assert domain_key(name) == "a.example"
        return
    for options in ({"module": "tenant_info", "lookup_tenant": name}, {"module": "partner", "partner_tenant": name}):
        module = options.pop("module")
        failed(run_module(module, **options))
    failed(run_module("partners", partners=[{"tenant": TENANT}, {"tenant": name}]))
    assert not len(simulator.log)


PARTS = st.sampled_from([*"abz09-._'\"()/\\%?#&=@: \t\n\r\x00", "''", "%27", "..", "xn--", "\u212a", "ß", "．", "例"])
NAMES = TEXTS | st.lists(PARTS | TEXTS, max_size=12).map("".join) | st.lists(PARTS, max_size=8).map("".join)


@given(name=NAMES | NAMES.map(lambda name: name + ".example"))
def test_what_gets_into_a_url_is_a_plain_domain(name):
    key = domain_key(name)
    if key is None:
        return
    assert key == name.strip().lower() and len(key) <= 253
    assert re.fullmatch(r"[a-z0-9.-]+", key)
    assert all(label and label.strip("-") == label for label in key.split("."))
    assert find_tenant_by_domain(key).path == by_domain(key)[1]


@given(name=NAMES)
def test_whatever_is_between_the_quotation_marks_stays_there(name):
    """The second line of defence, after the check of the pattern."""
    path = find_tenant_by_domain(name).path
    before, after = "/tenantRelationships/findTenantInformationByDomainName(domainName='", "')"
    assert path.startswith(before) and path.endswith(after)
    inner = path[len(before) : -len(after)]
    assert not set(inner) & set("/'?#&()\\ ")
    assert unquote(inner).replace("''", "'") == name and "'" not in unquote(inner).replace("''", "")


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES)
def test_any_name_is_refused_or_looked_up_as_it_is(simulator, run_module, name):
    simulator.log.clear()
    key = name_key(name)
    failed(run_module("tenant_info", lookup_tenant=name))
    assert simulator.log.calls() == ([] if key is None else [by_domain(key)])

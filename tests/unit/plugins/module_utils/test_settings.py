# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings tables against Graph's own words. They are repeated here from Microsoft's reference."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import PARTNER_OPTIONS, SYNC_OPTIONS
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.kinds import (
    INHERIT,
    Boolean,
    Choice,
    Field,
    Flags,
    Items,
    Record,
    RequiredText,
    Text,
    Texts,
    UnexpectedValue,
    Wrapped,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.observed import tenant_id_of
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resource import Setting
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import (
    DEFAULT_SETTINGS,
    IDENTITY_SYNC,
    MTO,
    MTO_JOIN_REQUEST,
    MTO_PARTNER_TEMPLATE,
    MTO_SYNC_TEMPLATE,
    MTO_TENANT,
    PARTNER,
)

EVERY_CLOUD = ("global", "usgov", "usgov_dod", "china")
EVERYWHERE = (("v1.0", "beta"), EVERY_CLOUD)
GLOBAL_ONLY = (("v1.0", "beta"), ("global",))
BETA_ONLY = (("beta",), EVERY_CLOUD)

# The ID of an object, one of Graph's words, and a type: crosstenantaccesspolicytarget.
GRAPH_USERS = {"accessType": "allowed", "targets": [{"target": "a6", "targetType": "group"}]}
USERS = {"access_type": "allowed", "targets": [{"target": "a6", "target_type": "group"}]}
GRAPH_APPS = {"accessType": "blocked", "targets": [{"target": "AllApplications", "targetType": "application"}]}
APPS = {"access_type": "blocked", "targets": [{"target": "AllApplications", "target_type": "application"}]}
GRAPH_B2B = {"usersAndGroups": GRAPH_USERS, "applications": GRAPH_APPS}
B2B = {"users_and_groups": USERS, "applications": APPS}

# Our name → Graph's name, the clouds and versions that have it, a value in Graph's words and in ours.
CONSENT = {
    "automatic_user_consent": (
        "automaticUserConsentSettings",
        EVERYWHERE,
        {"inboundAllowed": True, "outboundAllowed": False},
        {"inbound_allowed": True, "outbound_allowed": False},
    )
}
ACCESS = {
    "inbound_trust": (
        "inboundTrust",
        EVERYWHERE,
        {
            "isMfaAccepted": True,
            "isCompliantDeviceAccepted": False,
            "isHybridAzureADJoinedDeviceAccepted": True,
        },
        {"mfa_accepted": True, "compliant_device_accepted": False, "hybrid_joined_device_accepted": True},
    ),
    "b2b_collaboration_inbound": ("b2bCollaborationInbound", EVERYWHERE, GRAPH_B2B, B2B),
    "b2b_collaboration_outbound": ("b2bCollaborationOutbound", EVERYWHERE, GRAPH_B2B, B2B),
    "b2b_direct_connect_inbound": ("b2bDirectConnectInbound", EVERYWHERE, GRAPH_B2B, B2B),
    "b2b_direct_connect_outbound": ("b2bDirectConnectOutbound", EVERYWHERE, GRAPH_B2B, B2B),
}
MORE_ACCESS = {
    "tenant_restrictions": (
        "tenantRestrictions",
        GLOBAL_ONLY,
        {**GRAPH_B2B, "devices": {"mode": "blocked", "rule": "device.x -eq 1"}},
        {**B2B, "devices": {"mode": "blocked", "rule": "device.x -eq 1"}},
    ),
    "m365_collaboration_inbound": (
        "m365CollaborationInbound",
        GLOBAL_ONLY,
        {"users": GRAPH_USERS},
        {"users": USERS},
    ),
    "m365_collaboration_outbound": (
        "m365CollaborationOutbound",
        GLOBAL_ONLY,
        {"usersAndGroups": GRAPH_USERS},
        {"users_and_groups": USERS},
    ),
    "app_service_connect_inbound": (
        "appServiceConnectInbound",
        GLOBAL_ONLY,
        {"applications": GRAPH_APPS},
        {"applications": APPS},
    ),
    "block_service_provider_outbound_access": ("blockServiceProviderOutboundAccess", BETA_ONLY, True, True),
}
APPLICATION_LEVEL = {
    "application_level": (
        "templateApplicationLevel",
        EVERYWHERE,
        "newPartners,existingPartners",
        ["new_partners", "existing_partners"],
    )
}

TABLES = (
    PARTNER,
    IDENTITY_SYNC,
    MTO_SYNC_TEMPLATE,
    MTO_PARTNER_TEMPLATE,
    DEFAULT_SETTINGS,
    MTO,
    MTO_TENANT,
    MTO_JOIN_REQUEST,
)
ROWS_OF = {
    "partner": {
        **CONSENT,
        **ACCESS,
        **MORE_ACCESS,
        "service_provider": ("isServiceProvider", EVERYWHERE, True, True),
    },
    "identity_sync": {
        "display_name": ("displayName", EVERYWHERE, "Fabrikam", "Fabrikam"),
        "user_sync_allowed": ("userSyncInbound", EVERYWHERE, {"isSyncAllowed": True}, True),
        "group_sync_allowed": ("groupSyncInbound", BETA_ONLY, {"isSyncAllowed": True}, True),
        "role_enabled_group_sync_allowed": ("roleEnabledGroupSyncInbound", BETA_ONLY, {"isSyncAllowed": True}, True),
        "external_cloud_application_id": ("externalCloudAuthorizedApplicationId", BETA_ONLY, "b7", "b7"),
    },
    "mto_sync_template": {
        "user_sync_allowed": ("userSyncInbound", EVERYWHERE, {"isSyncAllowed": True}, True),
        "group_sync_allowed": ("groupSyncInbound", BETA_ONLY, {"isSyncAllowed": False}, False),
        **APPLICATION_LEVEL,
    },
    "mto_partner_template": {**CONSENT, **ACCESS, **APPLICATION_LEVEL},
    "default_settings": {**ACCESS, **MORE_ACCESS},
    "mto": {
        "display_name": ("displayName", EVERYWHERE, "Contoso", "Contoso"),
        "description": ("description", EVERYWHERE, "All of us", "All of us"),
    },
    "mto_tenant": {
        "display_name": ("displayName", EVERYWHERE, "Contoso", "Contoso"),
        "role": ("role", EVERYWHERE, "owner", "owner"),
    },
    "mto_join_request": {"added_by_tenant": ("addedByTenantId", EVERYWHERE, "b7", "b7")},
}
# Resource → the clouds and versions that have it, the properties that Graph computes, and other known properties.
REST = {
    "partner": (
        EVERY_CLOUD,
        {"isInMultiTenantOrganization": "in_multi_tenant_organization"},
        {"tenantId", "identitySynchronization"},
    ),
    "identity_sync": (EVERY_CLOUD, {"deletedDateTime": "deleted_date_time"}, {"tenantId"}),
    "mto_sync_template": (("global",), {}, {"id"}),
    "mto_partner_template": (("global",), {}, {"id"}),
    "default_settings": (
        EVERY_CLOUD,
        {"isServiceDefault": "service_default"},
        {"id", "automaticUserConsentSettings"},
    ),
    "mto": (
        ("global",),
        {"id": "id", "createdDateTime": "created_date_time"},
        {"state", "joinRequest", "tenants"},
    ),
    "mto_tenant": (
        ("global",),
        {
            "addedByTenantId": "added_by_tenant_id",
            "addedDateTime": "added_date_time",
            "joinedDateTime": "joined_date_time",
        },
        {"tenantId", "state", "transitionDetails", "id", "deletedDateTime"},
    ),
    "mto_join_request": (("global",), {}, {"id", "memberState", "role", "transitionDetails"}),
}
ROWS = [(resource, name, *row) for resource in TABLES for name, row in ROWS_OF[resource.name].items()]
EACH_ROW = pytest.mark.parametrize(
    ("resource", "name", "property_", "where", "graph", "ours"), ROWS, ids=[f"{row[0].name}.{row[1]}" for row in ROWS]
)
EACH_TABLE = pytest.mark.parametrize("resource", TABLES, ids=lambda resource: resource.name)


@EACH_TABLE
def test_a_table_has_these_settings_and_no_others(resource):
    assert [setting.name for setting in resource.settings] == list(ROWS_OF[resource.name])
    assert list(resource.options()) == list(ROWS_OF[resource.name])


@EACH_ROW
def test_a_setting_is_read_and_written_in_graphs_words(resource, name, property_, where, graph, ours):
    setting = resource.setting(name)
    assert setting.read({property_: graph}) == ours
    assert resource.read({property_: graph})[name] == ours
    assert resource.body({name: ours}, [name], {}) == {property_: graph}
    assert resource.differing({name: ours}, {property_: graph}) == ()
    assert (setting.versions, setting.clouds) == where
    assert setting.everywhere is (where == EVERYWHERE)


@EACH_TABLE
def test_what_else_graph_has_of_it(resource):
    clouds, read_only, other = REST[resource.name]
    assert resource.clouds == clouds
    graph = {name: f"<{name}>" for name in (*read_only, *other)}
    assert resource.read_only_values(graph) == {ours: f"<{name}>" for name, ours in read_only.items()}
    assert resource.read_only_values(dict.fromkeys(read_only)) == {}
    rows = ROWS_OF[resource.name]
    graph.update({row[0]: row[2] for row in rows.values()}, newIn2027=1, old=None, **{"@odata.type": "#x"})
    assert resource.unknown(graph) == {"newIn2027": 1}
    row = resource.row(graph)
    assert {name: row[name] for name in rows} == {name: each[3] for name, each in rows.items()}
    assert row["unknown_settings"] == {"newIn2027": 1}
    assert set(row["read_only"]) == set(read_only.values())


def test_who_inherits():
    """A partner inherits settings that have a default in the tenant. Templates inherit too. The default does not."""
    nullable = {**CONSENT, **ACCESS, **MORE_ACCESS}
    del nullable["block_service_provider_outbound_access"]
    assert PARTNER.nullable() == list(nullable)
    assert MTO_PARTNER_TEMPLATE.nullable() == [*CONSENT, *ACCESS]
    for resource in (DEFAULT_SETTINGS, IDENTITY_SYNC, MTO_SYNC_TEMPLATE, MTO, MTO_TENANT, MTO_JOIN_REQUEST):
        assert resource.nullable() == []


def test_what_admits_somebody_and_what_needs_another_setting():
    admitting = ["user_sync_allowed", "group_sync_allowed", "role_enabled_group_sync_allowed"]
    assert IDENTITY_SYNC.admitting() == admitting
    needs = [(setting.name, setting.needs) for table in TABLES for setting in table.settings if setting.needs]
    assert needs == [("role_enabled_group_sync_allowed", "group_sync_allowed")]
    for resource in TABLES:
        assert resource is IDENTITY_SYNC or resource.admitting() == []


@pytest.mark.parametrize(
    ("resource", "name", "empty"),
    [
        # Microsoft documents that null means false for these. All other nulls mean "as the default".
        (PARTNER, "service_provider", None),
        (PARTNER, "block_service_provider_outbound_access", None),
        (PARTNER, "automatic_user_consent", {"inboundAllowed": None, "outboundAllowed": None}),
        (DEFAULT_SETTINGS, "block_service_provider_outbound_access", None),
    ],
)
def test_null_that_is_false(resource, name, empty):
    setting = resource.setting(name)
    no, yes = False, True
    if empty:
        no, yes = ({"inbound_allowed": value, "outbound_allowed": value} for value in (no, yes))
    assert resource.differing({name: no}, {setting.property: empty}) == ()
    assert resource.differing({name: yes}, {setting.property: empty}) == (name,)
    assert resource.differing({name: no}, {}) == ()


@pytest.mark.parametrize("name", ["user_sync_allowed", "group_sync_allowed", "role_enabled_group_sync_allowed"])
def test_a_policy_that_says_nothing_does_not_say_no(name):
    assert IDENTITY_SYNC.differing({name: False}, {}) == (name,)


def everybody(access_type):
    return {
        "usersAndGroups": {"accessType": access_type, "targets": [{"target": "AllUsers", "targetType": "user"}]},
        "applications": {
            "accessType": access_type,
            "targets": [{"target": "AllApplications", "targetType": "application"}],
        },
    }


def test_what_a_reset_leaves():
    nothing = {row[0]: None for row in {**CONSENT, **ACCESS}.values()}
    level = {"templateApplicationLevel": "newPartners,existingPartners"}
    assert MTO_PARTNER_TEMPLATE.reset_state == {**nothing, **level}
    assert MTO_SYNC_TEMPLATE.reset_state == {"userSyncInbound": None, "groupSyncInbound": None, **level}
    assert DEFAULT_SETTINGS.reset_state == {
        "inboundTrust": {
            "isMfaAccepted": False,
            "isCompliantDeviceAccepted": False,
            "isHybridAzureADJoinedDeviceAccepted": False,
        },
        "b2bCollaborationInbound": everybody("allowed"),
        "b2bCollaborationOutbound": everybody("allowed"),
        "b2bDirectConnectInbound": everybody("blocked"),
        "b2bDirectConnectOutbound": everybody("blocked"),
        "tenantRestrictions": everybody("blocked"),
        "isServiceDefault": True,
    }
    assert [table.reset_flag for table in (DEFAULT_SETTINGS, MTO_SYNC_TEMPLATE, MTO_PARTNER_TEMPLATE)] == [
        "isServiceDefault",
        None,
        None,
    ]


# Values that users can give.


def test_argument_specs():
    assert PARTNER.options()["inbound_trust"] == {
        "type": "dict",
        "options": {
            "mfa_accepted": {"type": "bool"},
            "compliant_device_accepted": {"type": "bool"},
            "hybrid_joined_device_accepted": {"type": "bool"},
        },
    }
    targets = {
        "type": "list",
        "elements": "dict",
        "options": {
            "target": {"type": "str", "required": True},
            "target_type": {"type": "str", "choices": ["user", "group", "application"], "required": True},
        },
    }
    one_side = {
        "type": "dict",
        "options": {"access_type": {"type": "str", "choices": ["allowed", "blocked"]}, "targets": targets},
    }
    b2b = {"type": "dict", "options": {"users_and_groups": one_side, "applications": one_side}}
    assert PARTNER.options()["b2b_collaboration_inbound"] == b2b
    devices = PARTNER.options()["tenant_restrictions"]["options"]["devices"]
    assert devices["options"] == {
        "mode": {"type": "str", "choices": ["allowed", "blocked"]},
        "rule": {"type": "str"},
    }
    assert MTO_SYNC_TEMPLATE.options() == {
        "user_sync_allowed": {"type": "bool"},
        "group_sync_allowed": {"type": "bool"},
        "application_level": {
            "type": "list",
            "elements": "str",
            "choices": ["new_partners", "existing_partners"],
        },
    }
    assert MTO_TENANT.options() == {
        "display_name": {"type": "str"},
        "role": {"type": "str", "choices": ["owner", "member"]},
    }


def test_the_options_of_a_partner():
    state = {"type": "str", "choices": ["present", "absent"]}
    policy = dict(SYNC_OPTIONS)
    assert policy.pop("display_name_from_directory") == {"type": "bool"}
    assert policy == IDENTITY_SYNC.options()
    assert dict(PARTNER_OPTIONS) == {
        "tenant": {"type": "str", "aliases": ["tenant_id"]},
        "state": state,
        "inherit": {"type": "list", "elements": "str", "choices": PARTNER.nullable()},
        "identity_sync": {"type": "dict", "options": {"state": state, **SYNC_OPTIONS}},
        "read_only": {"type": "dict"},
        "unknown_settings": {"type": "dict"},
        **PARTNER.options(),
    }


# Kinds: a value that is not valid gives an error that names the place and the value.

FLAGS = Flags({"a": "A", "b": "B"})
PAIR = Record((Field("x", "X", Boolean()), Field("y", "Y", Text())))
LIST = Items((Field("name", "Name", Text()), Field("sort", "Sort", Choice(("u", "g")))))


@pytest.mark.parametrize(
    ("kind", "graph", "message"),
    [
        (Boolean(), 1, "1 is not a boolean"),
        (Boolean(), "true", "'true' is not a boolean"),
        (Text(), 1, "1 is not a string"),
        (Text(), False, "False is not a string"),
        (RequiredText(), None, "there is none"),
        (RequiredText(), "", "there is none"),
        (Texts(), "x", "'x' is not a list"),
        (Texts(), [1], "1 is not a string"),
        (Texts(), [""], "there is none"),
        (Choice(("u",)), 1, "1 is not a word"),
        (FLAGS, 1, "1 is not a string of flags"),
        (FLAGS, ["A"], "['A'] is not a string of flags"),
        (PAIR, [], "[] is not an object"),
        (PAIR, "x", "'x' is not an object"),
        (PAIR, {"X": 1}, "X: 1 is not a boolean"),
        (LIST, {}, "{} is not a list"),
        (LIST, "x", "'x' is not a list"),
        (LIST, [1], "1 is not an object"),
        (LIST, [{"Name": 1}], "Name: 1 is not a string"),
        (Wrapped("W", Boolean()), True, "True is not an object"),
        (Wrapped("W", Boolean()), {"W": "x"}, "W: 'x' is not a boolean"),
    ],
)
def test_what_cannot_be_understood(kind, graph, message):
    with pytest.raises(UnexpectedValue) as caught:
        kind.read(graph)
    assert str(caught.value) == message
    with pytest.raises(UnexpectedValue) as caught:
        Setting("s", "S", kind).read({"S": graph})
    assert str(caught.value) == f"S: {message}"


@pytest.mark.parametrize(
    ("kind", "graph", "ours"),
    [
        (Boolean(), None, None),
        (Boolean(), False, False),
        (Text(), "", None),
        (Text(), None, None),
        (RequiredText(), "x", "x"),
        (Texts(), None, None),
        (Texts(), ["b", "a"], ["a", "b"]),
        (Choice(("u",)), None, None),
        (Choice(("u",)), "newer", "newer"),
        (FLAGS, None, []),
        (FLAGS, "", []),
        (FLAGS, "none", []),
        (FLAGS, "B, A", ["a", "b"]),
        (FLAGS, "Z,B,Y,none", ["b", "Y", "Z"]),
        (PAIR, None, None),
        (PAIR, {}, None),
        (PAIR, {"X": None, "Y": ""}, None),
        (PAIR, {"X": False, "Y": None}, {"x": False}),
        (LIST, None, None),
        (LIST, [], []),
        (
            LIST,
            [{"Name": "b", "Sort": "u"}, {"Name": "A", "Sort": "u"}, {"Name": "a", "Sort": "g"}],
            [{"name": "a", "sort": "g"}, {"name": "A", "sort": "u"}, {"name": "b", "sort": "u"}],
        ),
        (LIST, [{"Sort": "u"}], [{"name": None, "sort": "u"}]),
        (Wrapped("W", Boolean()), None, None),
        (Wrapped("W", Boolean()), {}, None),
        (Wrapped("W", Boolean()), {"W": False}, False),
    ],
)
def test_what_is_read(kind, graph, ours):
    assert kind.read(graph) == ours


@pytest.mark.parametrize(
    ("kind", "desired", "current", "sent"),
    [
        (Text(), "", "x", None),
        (Text(), "y", "x", "y"),
        (Texts(), ["b", "a"], ["c"], ["b", "a"]),
        (Choice(("u",)), "u", "x", "u"),
        (FLAGS, [], "A", "none"),
        (FLAGS, ["b", "a"], None, "A,B"),
        (FLAGS, ["a"], "B,Z,unknownFutureValue,Y", "A,Y,Z"),
        (PAIR, {"x": True}, None, {"X": True}),
        (PAIR, {"x": True}, {"X": False, "Y": "y", "Z": 1, "@odata.type": "#z"}, {"X": True, "Y": "y", "Z": 1}),
        (LIST, [], [{"Name": "a", "Sort": "u"}], []),
        (
            LIST,
            [{"name": "A", "sort": "u"}, {"name": "b", "sort": "g"}, {"name": "a", "sort": "u"}],
            [{"Name": "a", "Sort": "u", "more": 1, "@odata.type": "#t"}, {"Name": "c", "Sort": "u"}],
            [{"Name": "a", "Sort": "u", "more": 1}, {"Name": "b", "Sort": "g"}],
        ),
        (Wrapped("W", Boolean()), True, None, {"W": True}),
        (Wrapped("W", Boolean()), True, {"W": False, "V": 1, "V@odata.type": "#v"}, {"W": True, "V": 1}),
    ],
)
def test_what_is_sent(kind, desired, current, sent):
    assert kind.write(desired, current) == sent


@pytest.mark.parametrize(
    ("kind", "desired", "observed", "same"),
    [
        (Boolean(), False, None, False),
        (Boolean(unset=False), False, None, True),
        (Boolean(unset=False), True, None, False),
        (Boolean(unset=False), False, True, False),
        (Text(), "", None, True),
        (Text(), "x", None, False),
        (Choice(("u", "g")), "u", "g", False),
        (FLAGS, [], None, True),
        (FLAGS, ["a", "a"], ["a", "Z"], True),
        (FLAGS, ["a"], ["a", "b"], False),
        (PAIR, {"x": True}, {"x": True, "y": "z"}, True),
        (PAIR, {"x": True, "y": "z"}, {"x": True}, False),
        (PAIR, {"x": False}, None, False),
        (PAIR, {"y": ""}, None, True),
        (Texts(), ["b", "a"], ["a", "b"], True),
        (Texts(), ["a"], ["a", "b"], False),
        (Texts(), [], None, True),
        (LIST, [], None, True),
        (LIST, [{"name": "A", "sort": "u"}], [{"name": "a", "sort": "u"}], True),
        (LIST, [{"name": "a", "sort": "u"}], [{"name": "a", "sort": "g"}], False),
        (LIST, [{"name": "a", "sort": "u"}], None, False),
        (Wrapped("W", Boolean()), True, True, True),
        (Wrapped("W", Boolean()), True, None, False),
    ],
)
def test_what_is_the_same(kind, desired, observed, same):
    assert bool(kind.same(desired, observed)) is same


def test_a_setting_that_inherits():
    setting = PARTNER.setting("inbound_trust")
    default = {"mfa_accepted": True}
    assert setting.same(INHERIT, None) is True
    # Graph may show the inherited value in place of null.
    assert setting.same(INHERIT, default, default) is True
    assert setting.same(INHERIT, {"mfa_accepted": False}, default) is False
    assert setting.same(INHERIT, default) is False
    assert setting.write(INHERIT, {"inboundTrust": {"isMfaAccepted": True}}) is None
    assert PARTNER.differing({"inbound_trust": INHERIT}, {"inboundTrust": {"isMfaAccepted": True}}) == (
        "inbound_trust",
    )
    graph = {"inboundTrust": {"isMfaAccepted": True}}
    assert PARTNER.differing({"inbound_trust": INHERIT}, graph, graph) == ()


def test_what_options_ask_for():
    options = {
        "inbound_trust": {"mfa_accepted": None},
        "service_provider": False,
        "automatic_user_consent": {"inbound_allowed": False, "outbound_allowed": None},
        "inherit": ["b2b_collaboration_inbound"],
    }
    assert PARTNER.desired(options) == {
        "service_provider": False,
        "automatic_user_consent": {"inbound_allowed": False},
        "b2b_collaboration_inbound": INHERIT,
    }
    assert PARTNER.desired({"inherit": None}) == PARTNER.desired({}) == {}


def test_what_a_row_shows_to_be_inherited():
    assert PARTNER.inherited({"inbound_trust": None, "service_provider": None}) == ["inbound_trust"]
    assert PARTNER.inherited({"inbound_trust": {"mfa_accepted": True}}) == []
    assert PARTNER.inherited({}) == []


def test_groups_with_roles_come_after_groups():
    late, needed = "role_enabled_group_sync_allowed", "group_sync_allowed"
    desired = {"display_name": "x", needed: True, late: True}
    off = {"groupSyncInbound": {"isSyncAllowed": False}}
    for graph in ({}, off):
        assert IDENTITY_SYNC.steps(desired, graph) == [{"display_name": "x", needed: True}, {late: True}]
    assert IDENTITY_SYNC.steps(desired, {"groupSyncInbound": {"isSyncAllowed": True}}) == [desired]
    for other in ({needed: True}, {late: True}, {needed: False, late: False}, {needed: True, late: False}):
        assert IDENTITY_SYNC.steps(other, {}) == [other]
    assert IDENTITY_SYNC.steps({}, {}) == []
    assert IDENTITY_SYNC.contradictions({needed: False, late: True}) == [(late, needed)]
    for fine in ({needed: True, late: True}, {needed: False, late: False}, {late: True}, {needed: False}, {}):
        assert IDENTITY_SYNC.contradictions(fine) == []


@pytest.mark.parametrize("graph", [None, [], "x", {}, {"tenantId": None}, {"tenantId": "x"}, {"tenantId": 1}])
def test_a_partner_without_a_key_is_none(graph):
    with pytest.raises(UnexpectedValue, match=r"^a partner without a valid tenantId$"):
        tenant_id_of(graph)

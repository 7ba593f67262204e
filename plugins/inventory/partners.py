# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: partners
short_description: Every partner tenant in Microsoft Graph as an inventory host
version_added: 1.0.0
description:
  - Reads all partners, with their identity synchronization policies, in one paged request, and adds each partner to
    the inventory as a host.
  - Puts the hosts into groups by type, and separates partners that another source of the inventory manages from
    unmanaged partners.
  - Its configuration is a file whose name ends in C(entra_partners.yml) or C(entra_partners.yaml).
  - The variable C(entra_partner) of a host contains the partner as M(entra.cross_tenant.partner_info) returns it. If
    the plugin cannot understand a partner, the variable contains C(tenant_id) and C(error) instead of the settings, and
    the host is in the group C(entra_partners_unreadable).
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.graph
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
requirements:
  - python >= 3.10
options:
  plugin:
    description: The name of this plugin. A file without it belongs to another plugin.
    type: str
    required: true
    choices: [entra.cross_tenant.partners]
  hostname:
    description:
      - The name of a new host. If another source already contains a host for the partner, the plugin extends that host
        instead.
      - V(display_name) is the display name of the synchronization policy, in lower case. All characters except letters
        and digits become dashes. If partners, hosts or groups would have the same name, the tenant ID is added. If
        there is no display name, the tenant ID is the name, see O(tenant_names). The playbook
        C(entra.cross_tenant.export) uses the same names.
      - V(tenant_id) is the tenant ID, which never changes.
    type: str
    choices: [display_name, tenant_id]
    default: display_name
  tenant_names:
    description:
      - Whether to ask the directory for the names of partners without the name of a synchronization policy, so that
        these names become the names of hosts. Needs the permission C(CrossTenantInformation.ReadBasic.All), and one
        request for twenty of these partners. Cannot be used with O(hostname=tenant_id).
      - If the name of a tenant changes, the name of its host changes as well.
    type: bool
    default: false
  group:
    description:
      - The group of all these hosts. The names of the groups below it begin with this name and end as follows.
      - C(_user_sync), users may be synchronized into the home tenant; C(_service_provider); C(_mto_member), the partner
        is a member of the multitenant organization of the home tenant; C(_unreadable), the partner could not be read.
      - C(_managed), O(managed_tenants) or another source names the partner; C(_unmanaged), neither names it.
      - It cannot be C(partners) or C(offboarding), because the playbooks of this collection act on these groups.
    type: str
    default: entra_partners
  managed_tenants:
    description:
      - Tenant IDs or domains of managed partners, in addition to the partners that earlier sources name. Needed if the
        sources of an inventory do not see each other, as in AWX.
      - Ansible reads sources in the order in which you give them, and the files of a directory in the order of their
        names. A partner is managed if a host of an earlier source names it in the variable
        C(partner_onboarding_partner) or C(partner_onboarding_partners) of the role
        P(entra.cross_tenant.partner_onboarding#role). The state of the partner does not matter.
    type: list
    elements: str
    default: []
  look_up_domains:
    description:
      - Whether to look up the tenant ID if a managed partner is named by a domain. Needs the permission
        C(CrossTenantInformation.ReadBasic.All), and one request for twenty domains.
      - Without it, a domain cannot be compared with the tenant IDs in Microsoft Graph, and it is unknown which partners
        are unmanaged. The same is true if a name is a template without a value yet. The plugin then warns, and the
        group of unmanaged partners is empty.
    type: bool
    default: false
  for_role:
    description:
      - Whether to give each unmanaged and readable partner also the variable C(partner_onboarding_partner), with the
        same value. Then the role P(entra.cross_tenant.partner_onboarding#role) can run on it. The role finds nothing to
        change, unless other variables of the role contain other settings.
    type: bool
    default: false
notes:
  - The plugin itself reads the environment variables that the descriptions of the options name, as the modules do. So a
    credential in its file is never combined with a credential in the environment. The other options have no variables.
  - If a source fails, Ansible itself only warns and continues without the hosts of this source. Set
    E(ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED), so that a failure does not look like an empty inventory. AWX sets
    E(ANSIBLE_INVENTORY_UNPARSED_FAILED) for its own imports.
  - Options may be templates, with lookups and extra variables, or values encrypted by Ansible Vault. Do not write
    secrets into the file as plain text, because Ansible may quote its lines in an error.
  - The cache contains the partners as Microsoft Graph returned them, and no secrets. Each home tenant, application and
    address of Microsoft Graph has its own entry. The cache is not used if the home tenant is unknown, as with the
    V(azure_cli) method without O(tenant), or if some partners could not be read.
seealso:
  - module: entra.cross_tenant.partner_info
"""

EXAMPLES = r"""
# fmt: code
---
# tenant.entra_partners.yml: credentials come from the environment, as AWX injects them.
# ansible-inventory -i tenant.entra_partners.yml --graph
plugin: entra.cross_tenant.partners
---
# inventory/zz.entra_partners.yml is read after inventory/hosts.yml. The group entra_partners_unmanaged contains the
# partners that hosts.yml does not name.
# ansible-inventory -i inventory --graph entra_partners_unmanaged
plugin: entra.cross_tenant.partners
tenant: "{{ lookup('ansible.builtin.env', 'ENTRA_TENANT') }}"
client_id: "{{ lookup('ansible.builtin.env', 'ENTRA_CLIENT_ID') }}"
client_secret: "{{ lookup('ansible.builtin.env', 'ENTRA_CLIENT_SECRET') }}"
look_up_domains: true
---
# An audit of unmanaged partners, with additional groups, and a cache that is valid for ten minutes.
plugin: entra.cross_tenant.partners
managed_tenants:
  - 90e29127-71ad-49c7-9ce8-db3f41ea06f1
compose:
  mfa_trusted: (entra_partner.inbound_trust | default({})).mfa_accepted | default(false)
groups:
  suspects: mfa_trusted and 'entra_partners_unmanaged' in group_names
keyed_groups:
  - key: entra_partner.inherit
    prefix: inherits
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: "{{ lookup('ansible.builtin.env', 'HOME') }}/.cache/partners"
cache_timeout: 600
---
# Run the role on all partners in Microsoft Graph. Nothing changes.
# ansible-playbook -i … entra.cross_tenant.onboard -e partner_onboarding_hosts=entra_partners --check
plugin: entra.cross_tenant.partners
hostname: tenant_id
for_role: true
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from functools import reduce
from hashlib import sha256
from typing import Any, TypedDict

from ansible.errors import AnsibleError, AnsibleParserError
from ansible.inventory.helpers import get_group_vars
from ansible.module_utils.basic import missing_required_lib
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible.template import Templar
from ansible.utils.vars import combine_vars
from ansible.vars.plugins import get_vars_from_inventory_sources

from ansible_collections.entra.cross_tenant.plugins.module_utils._arguments import misshapen
from ansible_collections.entra.cross_tenant.plugins.module_utils._directory import lookup, read
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.connect import Connection, connect
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.errors import EntraError, MissingLibrary
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.exposed import secrets_around
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import GRAPH_OPTIONS
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.masked import masked_problems
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.secrets import Secrets
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.wrong_form import shown_option
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._host_variables import Variables
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._inventory.hosts import (
    ROLE,
    VARIABLE,
    Claim,
    Host,
    claims_of,
    domains,
    given_claims,
    groups_of,
    hosts,
    resolved,
    warnings,
)
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._partner_variables import claimed

_ENDINGS = ("entra_partners.yml", "entra_partners.yaml")
# Options that contain expressions. Ansible evaluates them for each host.
_EXPRESSIONS = ("compose", "groups", "keyed_groups")
# Text that is plain in every use: neither a template nor a condition with an effect.
_PLAIN = re.compile(r"[A-Za-z0-9_. -]*")

if hasattr(Templar, "evaluate_expression"):
    from ansible.template import trust_as_template

    _AS_IT_IS: dict[str, bool] = {}

    def _marked(text: str) -> Any:
        # Only trusted text is a template. But AWX shows other text as a dictionary. Therefore plain text is trusted.
        return trust_as_template(text) if _PLAIN.fullmatch(text) else text

else:
    from ansible.utils.unsafe_proxy import wrap_var

    # ansible-core before 2.19 turns text that looks like a list, as a password may, into a list.
    _AS_IT_IS = {"convert_data": False}

    def _marked(text: str) -> Any:
        return text if _PLAIN.fullmatch(text) else wrap_var(text)


class _Observed(TypedDict):
    """The content of the cache. ``partners`` are rows, or errors in their place; ``tenants``: domain → tenant ID.

    ``names``: tenant ID → name in the directory, for partners without the name of a policy; None if there is no name.
    """

    partners: list[dict[str, Any]]
    tenants: dict[str, str]
    names: dict[str, str | None]


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """The partners of Graph as hosts."""

    NAME = "entra.cross_tenant.partners"

    def verify_file(self, path: str) -> bool:
        return bool(super().verify_file(path)) and path.endswith(_ENDINGS)

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        super().parse(inventory, loader, path, cache)
        self._read_config_data(path)
        group = self.get_option("group")
        by_name = self.get_option("hostname") == "display_name"
        if self.get_option("tenant_names") and not by_name:
            raise AnsibleParserError("tenant_names is true, but hostname is tenant_id, so no host would get a name")
        try:
            kinds = groups_of(group)
            claims = given_claims(self.get_option("managed_tenants"))
        except BadInput as error:
            raise AnsibleParserError(str(error)) from None
        for host in inventory.hosts.values():
            claims += self._claims_of(host)
        observed = self._observed(path, cache, domains(claims) if self.get_option("look_up_domains") else [])
        claims = resolved(claims, observed["tenants"])
        for warning in warnings(observed["partners"], claims, group):
            self.display.warning(warning)
        taken = {*inventory.hosts, *inventory.groups, group, *kinds}
        directory = observed["names"] if self.get_option("tenant_names") else {}
        self._fill(
            hosts(observed["partners"], claims, taken, group, by_name, self.get_option("for_role"), directory),
            group,
            kinds,
        )

    def set_options(
        self,
        task_keys: dict[str, Any] | None = None,
        var_options: dict[str, Any] | None = None,
        direct: dict[str, Any] | None = None,
    ) -> None:
        # Templates are resolved before ansible-core checks types, since a template is neither a number nor a choice.
        super().set_options(task_keys, var_options, direct and self._without_templates(direct))

    def _without_templates(self, config: dict[str, Any]) -> dict[str, Any]:
        """The options of the file with their templates resolved. Raises AnsibleParserError."""
        known = self.option_definitions
        unknown = sorted(shown_option(str(name), known) for name in config if name not in known)
        if unknown:
            # ansible-core ignores unknown options. A misspelled managed_tenants would make every partner unmanaged.
            raise AnsibleParserError(f"unknown options: {', '.join(unknown)}")
        self.templar.available_variables = self._vars
        values = {name: value if name in _EXPRESSIONS else self._value(name, value) for name, value in config.items()}
        given = {name: value for name, value in values.items() if value not in (None, "")}
        # The error of ansible-core itself would quote the wrong value.
        problems = misshapen(GRAPH_OPTIONS, given)
        if problems:
            raise AnsibleParserError("; ".join(problems))
        return given

    def _value(self, name: str, value: Any) -> Any:
        try:
            return self.templar.template(value, **(_AS_IT_IS if name in GRAPH_OPTIONS else {}))
        except AnsibleError as error:
            # The error may quote the text, and the text may be a secret, in any option of the connection.
            detail = "" if name in GRAPH_OPTIONS else f": {error}"
            raise AnsibleParserError(f"{name} is a template without a value{detail}") from None

    def _claims_of(self, host: Any) -> list[Claim]:
        """The partners that other sources give to a host."""

        def of_files(entities: list[Any]) -> Any:
            return get_vars_from_inventory_sources(self.loader, self.inventory.processed_sources, entities, "all")

        # A host is not in the group "all" before ansible-core has read all sources.
        groups = [self.inventory.groups["all"], *host.get_groups()]
        layers = (get_group_vars(groups), of_files(groups), host.get_vars(), of_files([host]), self._vars)
        raw = reduce(combine_vars, layers)
        self.templar.available_variables = raw
        own = {} if raw.get(VARIABLE) is None else {VARIABLE: raw[VARIABLE]}
        # The role converts these variables with the same code. So both understand a text in the same way.
        return claims_of(host.name, {**own, **claimed(Variables(self.templar, raw), ROLE)}, lambda text: text)

    def _observed(self, path: str, cache: bool, names: list[str]) -> _Observed:
        """The partners, and the tenant IDs of the domains in ``names``. Raises AnsibleParserError."""
        options = {name: self.get_option(name) for name in GRAPH_OPTIONS}
        secrets = Secrets(secrets_around(options, os.environ))

        def tell(line: str) -> None:
            # Standard output may contain the inventory as JSON.
            self.display.display(f"partners inventory: {secrets.masked(line)}", stderr=True)

        try:
            connection = connect(options, os.environ, secrets)
            with connection.progress.told(tell):
                observed = self._cached_or_read(connection, path, cache, names)
        except MissingLibrary as error:
            message = missing_required_lib(error.library) + error.advice
        except (BadInput, EntraError) as error:
            message = str(error)
        else:
            return observed
        raise AnsibleParserError(secrets.masked(message))

    def _cached_or_read(self, connection: Connection, path: str, cache: bool, names: list[str]) -> _Observed:
        """The same as ``_observed``, from the cache or from Graph. Raises BadInput and EntraError."""
        key = self._key(connection, path) if self.get_option("cache") else None
        cached: _Observed | None = self._cache.get(key) if key and cache else None
        rows = cached["partners"] if cached else read.all_rows(connection.client)
        tenant_ids = dict(cached["tenants"]) if cached else {}
        # A cache of an earlier version contains no names.
        directory = dict(cached.get("names") or {}) if cached else {}
        names = [name for name in names if name not in tenant_ids]
        if names:
            tenants = lookup.tenants(connection.client, names)
            tenant_ids.update({name: tenants[name].tenant_id for name in names})
        if self.get_option("tenant_names"):
            nameless = [row for row in rows if row["tenant_id"] not in directory]
            directory.update(lookup.display_names(connection.client, nameless))
        # The name of a partner may contain a secret. Its masked form would become the name of a host.
        observed: _Observed = {
            "partners": [_unmasked(connection.secrets.masked(row)) for row in rows],
            "tenants": tenant_ids,
            "names": {
                tenant_id: None if masked_problems(name) else name
                for tenant_id, name in connection.secrets.masked(directory).items()
            },
        }
        if key and not any("error" in row for row in observed["partners"]):
            self._cache[key] = observed
        return observed

    def _key(self, connection: Connection, path: str) -> str | None:
        """The key of the cache for this connection. None if other connections could have the same key."""
        if not connection.home_tenant:
            self.display.warning("Nothing is cached, because the home tenant is unknown. Set the option tenant")
            return None
        # A cached result was compared with this value of the option only. Another value needs another key.
        meant = self.get_option("home_tenant")
        names = [
            connection.cloud.graph,
            connection.api_version,
            connection.home_tenant,
            connection.credentials.client_id,
            *([meant] if meant else []),
        ]
        return f"{self.get_cache_key(path)}_{sha256(' '.join(map(str, names)).encode()).hexdigest()}"

    def _fill(self, everyone: list[Host], parent: str, kinds: list[str]) -> None:
        """Add hosts, the group ``parent``, and the groups below it to the inventory. Raises AnsibleParserError."""
        inventory = self.inventory
        twice = [name for name in inventory.hosts if VARIABLE in inventory.hosts[name].vars]
        twice = sorted({host.name for host in everyone}.intersection(twice))
        if twice:
            raise AnsibleParserError(
                f"another file of this plugin already contains these hosts of partners: {', '.join(twice[:3])}"
            )
        with _all_or_nothing(inventory):
            inventory.add_group(parent)
            for group in kinds:
                inventory.add_group(group)
                inventory.add_child(parent, group)
            for host in everyone:
                inventory.add_host(host.name)
                for group in host.groups:
                    inventory.add_child(group, host.name)
                for name, value in host.variables.items():
                    inventory.set_variable(host.name, name, _verbatim(value))
            for host in everyone:
                self._construct(host.name)

    def _construct(self, name: str) -> None:
        strict = self.get_option("strict")
        variables = self.inventory.hosts[name].get_vars()
        self._set_composite_vars(self.get_option("compose"), variables, name, strict)
        self._add_host_to_composed_groups(self.get_option("groups"), variables, name, strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), variables, name, strict)


def _unmasked(row: dict[str, Any]) -> dict[str, Any]:
    """A row, or its tenant ID and an error if a text in it is masked."""
    problems = [] if "error" in row else masked_problems(row)
    return {"tenant_id": row["tenant_id"], "error": {"msg": "; ".join(problems)}} if problems else row


@contextmanager
def _all_or_nothing(inventory: Any) -> Iterator[None]:
    """A block that restores the inventory after any failure.

    Ansible continues without a source that failed. If such a source left hosts behind, the groups would lack the other
    hosts. The block calls ansible-core. The steps of ansible-core cannot be undone one by one. So the whole content of
    the inventory, its groups and its hosts is restored instead.
    """
    everything = [inventory, *inventory.groups.values(), *inventory.hosts.values()]
    held = [{name: _again(value) for name, value in vars(entity).items()} for entity in everything]
    try:
        yield
    except BaseException:
        for entity, before in zip(everything, held):
            vars(entity).clear()
            vars(entity).update(before)
        raise


def _again(value: Any) -> Any:
    """A copy of a container with the same members: objects in it, such as groups, are not copied."""
    return copy(value) if isinstance(value, (dict, list, set)) else value


def _verbatim(value: Any) -> Any:
    """The same value, whose texts are not templates. The name of a policy must not run code where Ansible runs."""
    if isinstance(value, dict):
        return {name: _verbatim(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_verbatim(member) for member in value]
    return _marked(value) if isinstance(value, str) else value

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options → the desired state of synchronization configurations (private to this collection). Pure.

As for partners, these functions refuse all options that can be refused without a request to Graph, and one error names
all problems at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..._names import guid_key, name_key, tenant_key
from ..._secrecy.wrong_form import no_name
from ..desired import ABSENT, PRESENT, BadInput
from ..kinds import Option, Options, Settings
from ..resource import reason_unavailable
from ..tenants import Tenant
from .configuration import GROUP, USER
from .expressions import CONSTANT_WORD, EXPRESSION, LONGEST, SOURCE, WORDS, malformed
from .filters import MEMBERS, UNUSABLE, is_binary, is_unary
from .mappings import MATCHING, USER_TYPE, source_in, target_key, with_user_type
from .resources import SYNC_CONFIGURATION, SYNC_CREDENTIALS, SYNC_JOB, SYNC_SCHEMA

#: The state of a configuration that ends in Microsoft's order: nobody in scope, a cycle, then the deletion.
RETIRED = "retired"
#: The states in which there is no configuration in the end.
ENDING = (ABSENT, RETIRED)
STATES = (PRESENT, *ENDING)

_STATE: Option = {"type": "str", "choices": list(STATES)}

#: The argument spec of one configuration, as an item of a list. A missing ``state`` means "present".
CONFIGURATION_OPTIONS: dict[str, Option] = {
    "target_tenant": {"type": "str", "aliases": ["target_tenant_id"]},
    "state": _STATE,
    **SYNC_CONFIGURATION.options(),
    **SYNC_JOB.options(),
    **SYNC_CREDENTIALS.options(),
    **SYNC_SCHEMA.options(),
    "assignments": {"type": "list", "elements": "dict", "options": {USER: {"type": "str"}, GROUP: {"type": "str"}}},
    "assignments_exclusive": {"type": "bool"},
    "leave_users": {"type": "bool"},
}

#: What a row contains beside options. Items of lists may contain it, and it is ignored.
IGNORED_OPTIONS: dict[str, Option] = {
    "missing": {"type": "list", "elements": "str"},
    "service_principal_id": {"type": "str"},
    "application_id": {"type": "str"},
    "job_id": {"type": "str"},
    "status": {"type": "dict"},
    "read_only": {"type": "dict"},
    "errors": {"type": "dict"},
}

_LARGEST = 1_000_000_000
_LONGEST_NAME = 256


class Principal(NamedTuple):
    """A user or a group to assign. ``kind`` is "user" or "group"; ``name`` is an object ID, or a name to look up."""

    kind: str
    name: str


class DesiredConfiguration(NamedTuple):
    """The desired state of one configuration.

    Before the call of ``resolved``, ``tenant_id`` may be a domain, and principals may have names that are no IDs.
    ``name`` is None if the name is not managed; ``assignments`` is None if assignments are not managed. ``exclusive``:
    whether all other assignments are removed. ``leave_users``: whether the configuration may be removed although users
    are in its scope, who then stay in the target tenant.
    """

    tenant_id: str
    state: str = PRESENT
    name: str | None = None
    job: Settings = {}
    credentials: Settings = {}
    schema: Settings = {}
    assignments: tuple[Principal, ...] | None = None
    exclusive: bool = False
    leave_users: bool = False

    @property
    def ends(self) -> bool:
        """Whether the configuration has to go."""
        return self.state in ENDING


def desired_configuration(options: Options) -> DesiredConfiguration:
    """The desired state of one configuration. Raises BadInput.

    If the configuration has to be absent, all settings are ignored, as for partners. Only ``name`` still counts. If it
    has to be retired, the settings of its credentials count as well, because Graph may mask them.
    """
    tenant, name = options["target_tenant"], options.get("name")
    problems = _wrong_name(name)
    if options.get("state") == ABSENT:
        if problems:
            raise BadInput(problems)
        return DesiredConfiguration(tenant, ABSENT, name, leave_users=bool(options.get("leave_users")))
    if options.get("state") == RETIRED:
        settings = SYNC_CREDENTIALS.desired(options)
        problems += _wrong_credentials(settings)
        if problems:
            raise BadInput(problems)
        leave = bool(options.get("leave_users"))
        return DesiredConfiguration(tenant, RETIRED, name, credentials=settings, leave_users=leave)
    exclusive = bool(options.get("assignments_exclusive"))
    principals, of_assignments = _principals(options.get("assignments"))
    if exclusive and principals is None:
        of_assignments.append("assignments_exclusive is true, and assignments is not given")
    credentials, schema = SYNC_CREDENTIALS.desired(options), SYNC_SCHEMA.desired(options)
    problems += _wrong_credentials(credentials) + _wrong_mappings(options) + _wrong_filters(options)
    problems += of_assignments
    if problems:
        raise BadInput(problems)
    if "attribute_mappings" in schema:
        schema = with_user_type(dict(schema, attribute_mappings=_normalized(schema["attribute_mappings"])))
    return DesiredConfiguration(
        tenant, PRESENT, name, SYNC_JOB.desired(options), credentials, schema, principals, exclusive
    )


def desired_configurations(
    items: Sequence[Options], api_version: str, cloud: str, home_tenant: str | None
) -> list[DesiredConfiguration]:
    """The desired states of several configurations. Each item contains a ``target_tenant``, an ID or a domain.

    ``home_tenant`` is the tenant that the credentials belong to, which is the source of the synchronization, or None if
    it is not known. Raises BadInput with all problems of all items.
    """
    reason = reason_unavailable(SYNC_CONFIGURATION.clouds, SYNC_CONFIGURATION.settings[0].versions, cloud, api_version)
    problems = [f"cross-tenant synchronization from this tenant {reason}"] if reason else []
    result: list[DesiredConfiguration] = []
    seen: set[str] = set()
    for options in items:
        tenant = name_key(options["target_tenant"])
        if tenant is None:
            problems.append(no_name(options["target_tenant"]))
            continue
        if tenant in seen:
            problems.append(f"target tenant {tenant} is listed more than once")
        if tenant == name_key(home_tenant):
            problems.append(_is_home(tenant))
        seen.add(tenant)
        try:
            result.append(desired_configuration(dict(options, target_tenant=tenant)))
        except BadInput as error:
            problems += [f"target tenant {tenant}: {problem}" for problem in error.problems]
    if problems:
        raise BadInput(problems)
    return result


def tenants_to_look_up(desired: Sequence[DesiredConfiguration]) -> list[str]:
    """The domains that have to be looked up in the directory, each once."""
    return list(dict.fromkeys(item.tenant_id for item in desired if tenant_key(item.tenant_id) is None))


def principals_to_look_up(desired: Sequence[DesiredConfiguration]) -> list[Principal]:
    """The users and groups that are given by name and have to be looked up in the directory, each once."""
    named = (principal for item in desired for principal in item.assignments or ())
    return list(dict.fromkeys(principal for principal in named if guid_key(principal.name) is None))


def resolved(
    desired: Sequence[DesiredConfiguration],
    tenants: Mapping[str, Tenant],
    principals: Mapping[Principal, str],
    home_tenant: str | None,
) -> list[DesiredConfiguration]:
    """``desired`` with IDs in place of domains and of names.

    ``tenants`` maps each domain to its tenant, and ``principals`` each user or group to its object ID. Raises BadInput
    if two items name the same tenant, if an item names the home tenant, or if two names are the same user or group.
    """
    problems: list[str] = []
    result: list[DesiredConfiguration] = []
    spellings: dict[str, list[str]] = {}
    for item in desired:
        tenant = tenants.get(item.tenant_id)
        tenant_id = tenant.tenant_id if tenant else item.tenant_id
        spellings.setdefault(tenant_id, []).append(item.tenant_id)
        if tenant_id == tenant_key(home_tenant):
            problems.append(_is_home(item.tenant_id))
        assignments = item.assignments
        if assignments is not None:
            found = [Principal(one.kind, guid_key(one.name) or principals[one]) for one in assignments]
            if len({one.name for one in found}) < len(found):
                problems.append(f"target tenant {item.tenant_id}: assignments names a user or group more than once")
            assignments = tuple(found)
        result.append(item._replace(tenant_id=tenant_id, assignments=assignments))
    for tenant_id, names in spellings.items():
        if len(names) > 1:
            problems.append("target tenant {} is listed more than once, as {}".format(tenant_id, " and ".join(names)))
    if problems:
        raise BadInput(problems)
    return result


def _is_home(name: str) -> str:
    return f"target tenant {name} is the home tenant itself, which cannot synchronize to itself"


def _wrong_name(name: str | None) -> list[str]:
    if name is None:
        return []
    if not name.strip():
        return ["name is empty"]
    return [f"name is longer than {_LONGEST_NAME} characters"] if len(name) > _LONGEST_NAME else []


def _wrong_credentials(desired: Settings) -> list[str]:
    problems = []
    mail, threshold = desired.get("notification_email"), desired.get("deletion_threshold")
    # How Graph separates several addresses is not known. So the address is not taken apart.
    if mail and ("@" not in mail or mail != mail.strip()):
        problems.append("notification_email is no mail address")
    if threshold is not None and not 0 <= threshold <= _LARGEST:
        problems.append(f"deletion_threshold has to be at least 0 and at most {_LARGEST:,}; 0 switches it off")
    return problems


def _wrong_mappings(options: Options) -> list[str]:
    mappings = options.get("attribute_mappings") or []
    problems: list[str] = []
    seen: set[str] = set()
    for number, item in enumerate(mappings, start=1):
        place = f"attribute_mappings[{number}]"
        given = [word for word in WORDS if item.get(word) is not None]
        target = str(item.get("target") or "").strip()
        if not target:
            problems.append(f"{place} has no target")
        if len(given) != 1:
            problems.append(f"{place} has {' and '.join(given) or 'no source'}: give one of {', '.join(WORDS)}")
        elif given == [EXPRESSION]:
            problem = malformed(item[EXPRESSION])
            problems += [f"{place}.expression {problem}"] if problem else []
        elif given == [CONSTANT_WORD] and len(source_in(item).expression) > LONGEST:
            problems.append(f"{place}.constant is longer than the {LONGEST:,} characters that Graph accepts")
        elif given == [SOURCE] and (not item[SOURCE].strip() or malformed(f"[{item[SOURCE]}]")):
            problems.append(f"{place}.source is no name of an attribute")
        if target_key(target) == target_key(MATCHING):
            problems.append(f"{place}: Graph does not let the mapping of {target} be changed, which matches users")
        if target_key(target) in seen:
            problems.append(f"{place} is the second mapping of one target")
        seen.add(target_key(target))
    both = [name for name in ("user_type", "user_type_of_existing") if options.get(name) is not None]
    if both and target_key(USER_TYPE) in seen:
        problems.append(f"{' and '.join(both)} and a mapping of {USER_TYPE} are both given")
    return problems


def _wrong_filters(options: Options) -> list[str]:
    problems = []
    for number, alternative in enumerate(options.get("scoping_filters") or [], start=1):
        place = f"scoping_filters[{number}]"
        if not isinstance(alternative, list) or not alternative:
            problems.append(f"{place} is no list of clauses, or has no clause")
            continue
        for position, clause in enumerate(alternative, start=1):
            problems += [f"{place}[{position}] {problem}" for problem in _wrong_clause(clause)]
    return problems


def _wrong_clause(clause: Any) -> list[str]:
    if not isinstance(clause, dict):
        return ["is no dictionary"]
    problems = []
    if not set(clause) <= set(MEMBERS):
        problems.append(f"has a member other than {', '.join(MEMBERS)}")
    attribute, operator, values = (clause.get(name) for name in MEMBERS)
    for name, value in (("attribute", attribute), ("operator", operator)):
        if not isinstance(value, str) or not value.strip():
            problems.append(f"has no {name}")
    if values is not None and not (isinstance(values, list) and all(isinstance(value, str) for value in values)):
        return [*problems, "has values that are no list of texts"]
    if str(attribute).strip().lower() in (name.lower() for name in UNUSABLE):
        problems.append(f"uses {attribute}, which filters cannot use")
    if is_unary(operator) and values:
        problems.append("has values, and its operator needs none")
    if is_binary(operator) and not values:
        problems.append("has no values, and its operator needs some")
    return problems


def _principals(items: Any) -> tuple[tuple[Principal, ...] | None, list[str]]:
    """The users and groups in ``assignments``, or None if the option is not given; and the problems."""
    if items is None:
        return None, []
    principals: list[Principal] = []
    problems = []
    for number, item in enumerate(items, start=1):
        given = [kind for kind in (USER, GROUP) if str(item.get(kind) or "").strip()]
        if len(given) != 1:
            problems.append(f"assignments[{number}] has {' and '.join(given) or 'nobody'}: give {USER} or {GROUP}")
            continue
        name = str(item[given[0]]).strip()
        principals.append(Principal(given[0], guid_key(name) or name))
    if len(set(principals)) < len(principals):
        problems.append("assignments names a user or group more than once")
    return tuple(principals), problems


def _normalized(mappings: Sequence[Settings]) -> list[Settings]:
    """Desired mappings without the members that are not given, and with the plainest word for each source."""
    result = []
    for item in mappings:
        source = source_in(item)
        words: Settings = {"target": item["target"].strip(), source.word: source.value}
        result.append(dict(words, apply=item["apply"]) if item.get("apply") is not None else words)
    return result

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects that extensions/awx creates in AWX: AWX accepts them, and the jobs that they describe work.

These tests run without AWX. Its rules come from its source, ansible/awx: CredentialTypeInputField and
CredentialTypeInjectorField in awx/main/fields.py, validate_rrule in awx/api/serializers.py, _validate_spec_data of
surveys in awx/api/views. AWX's own code, which is on PyPI and needs Python 3.11, injects the credentials. With Python
3.10, a few lines here do the same, so that the jobs run with the oldest ansible-core too. awx_arguments.json contains
the options that awx.awx documents for its modules.
"""

from __future__ import annotations

import copy
import importlib
import json
import re
import subprocess
import sys
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from dateutil.rrule import rrulestr
from jinja2 import StrictUndefined, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.credentials import METHODS, VARIABLES
from ansible_collections.entra.cross_tenant.tests.everyday import rest_long
from ansible_collections.entra.cross_tenant.tests.graph_simulator import SECRET_MARKER, GraphSimulator
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import CHECKOUT, PASSWORD, Play, Run

FOLDER = CHECKOUT / "extensions" / "awx"
PROJECT = FOLDER / "project"
COLLECTION = json.loads(Path(__file__).with_name("awx_arguments.json").read_text(encoding="utf-8"))
TYPE, TARGET_TYPE = (
    yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    for name in ("credential_type.yml", "target_credential_type.yml")
)
FABRIKAM, WINGTIP = "90e29127-71ad-49c7-9ce8-db3f41ea06f1", "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
# In place of a variable that is not given.
UNSET = "unset"
STRANGER = "b6a53db2-4e56-4e5f-8e4e-9a2f1f9c3a11"

# Modules, actions and the lookup with the names and options of awx.awx. They write down the options that they were
# given, and return an ID. A module starts a process for each object, so only those with secrets are modules: Ansible
# adds the options of a module to its result. The lookup reads objects from a file, and filters them like AWX.
MODULES_WITH_SECRETS = ("credential", "notification_template")
MODULE = """#!/usr/bin/python
import json
import os
import zlib

from ansible.module_utils.basic import AnsibleModule

module = AnsibleModule({options!r}, supports_check_mode=True)
given = {{name: value for name, value in module.params.items() if value is not None}}
with open(os.environ["AWX_GIVEN"], "a") as file:
    file.write(json.dumps([{name!r}, given]) + "\\n")
with open(os.environ["AWX_REFUSES"]) as file:
    refusal = json.load(file).get({name!r})
if refusal:
    module.fail_json(msg="Unable to create {name}, see response", response={{"json": refusal, "status_code": 400}})
module.exit_json(changed=True, id=zlib.crc32(json.dumps([{name!r}, given.get("name")]).encode()))
"""
ACTION = """
import json
import os
import zlib

from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    def run(self, tmp=None, task_vars=None):
        super().run(tmp, task_vars)
        _result, options = self.validate_argument_spec({options!r})
        given = {{name: value for name, value in options.items() if value is not None}}
        with open(os.environ["AWX_GIVEN"], "a") as file:
            file.write(json.dumps([{name!r}, given]) + "\\n")
        with open(os.environ["AWX_REFUSES"]) as file:
            refusal = json.load(file).get({name!r})
        if refusal:
            return dict(failed=True, msg="Unable to create {name}, see response", response=dict(json=refusal))
        return dict(changed=True, id=zlib.crc32(json.dumps([{name!r}, given.get("name")]).encode()))
"""
LOOKUP = """
import json
import os

from ansible.plugins.lookup import LookupBase


def value(thing, path):
    for name in path:
        thing = thing[name]
    return str(thing)


class LookupModule(LookupBase):
    def run(self, terms, variables=None, query_params=None, return_ids=False, return_all=False):
        with open(os.environ["AWX_OBJECTS"]) as file:
            found = json.load(file)[terms[0]]
        for name, wanted in (query_params or {}).items():
            *path, last = name.split("__")
            among = wanted.split(",") if last == "in" else [str(wanted)]
            path = path if last == "in" else [*path, last]
            found = [each for each in found if value(each, path) in among]
        return [str(each["id"]) for each in found] if return_ids else found
"""


@pytest.fixture(scope="session")
def awx_collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("awx")
    plugins = path / "ansible_collections" / "awx" / "awx" / "plugins"
    for folder in ("modules", "action", "lookup"):
        (plugins / folder).mkdir(parents=True)
    for name, options in COLLECTION["modules"].items():
        folder, text = ("modules", MODULE) if name in MODULES_WITH_SECRETS else ("action", ACTION)
        (plugins / folder / f"{name}.py").write_text(text.format(name=name, options=options), encoding="utf-8")
    (plugins / "lookup" / "controller_api.py").write_text(LOOKUP, encoding="utf-8")
    return path


def schedule(name: str, template: str, organization: int = 7) -> dict[str, Any]:
    """A schedule as AWX shows it. Its organization is that of its template."""
    return {
        "id": 5,
        "name": name,
        "unified_job_template": {"organization": organization},
        "summary_fields": {"unified_job_template": {"name": template}},
    }


NAMES = tuple(f"Partner tenants - {key}" for key in ("read", "write", "source, read", "source, write", "target"))
# The playbooks of the source side.
OF_SOURCE = ("synchronize.yml", "retire.yml")
NIGHTLY = "Partner tenants - every night"
# Two organizations with credentials of the same names.
OBJECTS: dict[str, list[dict[str, Any]]] = {
    "organizations": [{"id": 1, "name": "Default"}, {"id": 7, "name": "Security"}],
    "organizations/1/galaxy_credentials": [{"id": 2, "name": "Ansible Galaxy"}],
    "organizations/7/galaxy_credentials": [],
    "credentials": [
        {"id": 10 * organization + number, "name": name, "organization": organization}
        for organization in (1, 7)
        for number, name in enumerate(NAMES)
    ],
    "execution_environments": [],
    # Schedules of earlier runs. All tests see them, because a run of the playbook for one test alone takes long.
    "schedules": [
        schedule(NIGHTLY, "Partner tenants - compliance"),
        schedule(NIGHTLY, "Partner tenants - mend drift"),
        schedule(NIGHTLY, "Own"),
        schedule(NIGHTLY, "Theirs", organization=1),
        schedule("Other", "Partner tenants - compliance"),
    ],
}


@pytest.fixture(scope="module")
def configured() -> dict[str, tuple[Run, list[tuple[str, dict[str, Any]]]]]:
    """The results of configure.yml, by what it was given."""
    return {}


@pytest.fixture(scope="module")
def files_of_awx(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the files of a run. All runs have the same one, because new settings need new imports."""
    return tmp_path_factory.mktemp("configure")


@pytest.fixture
def configure(
    play: Play,
    ansible: dict[str, str],
    awx_collection: Path,
    files_of_awx: Path,
    configured: dict[str, tuple[Run, list[tuple[str, dict[str, Any]]]]],
) -> Callable[..., tuple[Run, list[tuple[str, dict[str, Any]]]]]:
    """Run configure.yml, once for all tests that give it the same. The result has each module with its options.

    ``objects`` replace those of OBJECTS, and ``refuses`` maps the names of modules to AWX's answer.
    """

    def configure(
        variables: dict[str, Any], objects: dict[str, Any] | None = None, refuses: dict[str, Any] | None = None
    ) -> tuple[Run, list[tuple[str, dict[str, Any]]]]:
        name = json.dumps([variables, objects, refuses], sort_keys=True)
        if name not in configured:
            configured[name] = run(variables, objects or {}, refuses or {})
        once, given = configured[name]
        return once, copy.deepcopy(given)

    def run(
        variables: dict[str, Any], objects: dict[str, Any], refuses: dict[str, Any]
    ) -> tuple[Run, list[tuple[str, dict[str, Any]]]]:
        url = "https://git.example/partners.git"
        given = {name: value for name, value in {"partner_awx_project_url": url, **variables}.items() if value != UNSET}
        folder = files_of_awx
        (folder / "vars.json").write_text(json.dumps(given), encoding="utf-8")
        (folder / "objects.json").write_text(json.dumps({**OBJECTS, **objects}), encoding="utf-8")
        (folder / "refuses.json").write_text(json.dumps(refuses), encoding="utf-8")
        (folder / "given.json").touch()
        environment = {
            "ANSIBLE_COLLECTIONS_PATH": f"{ansible['ANSIBLE_COLLECTIONS_PATH']}:{awx_collection}",
            "AWX_GIVEN": str(folder / "given.json"),
            "AWX_OBJECTS": str(folder / "objects.json"),
            "AWX_REFUSES": str(folder / "refuses.json"),
        }
        extra = f"-e @{folder / 'vars.json'}"
        once = play(str(FOLDER / "configure.yml"), {"all": {}}, extra, environment=environment)
        lines = (folder / "given.json").read_text(encoding="utf-8").splitlines()
        for name in ("given.json", "vars.json", "refuses.json"):
            (folder / name).unlink()
        return once, [tuple(json.loads(line)) for line in lines]

    return configure


@pytest.fixture
def setup(configure) -> Callable[..., tuple[Run, dict[str, Any]]]:
    """The options of each module in a run of configure.yml, by the name of the object."""

    def setup(**variables: Any) -> tuple[Run, dict[str, Any]]:
        run, given = configure(variables)
        by_name: dict[str, Any] = {}
        for module, options in given:
            if "name" in options:
                by_name.setdefault(module, {})[options["name"]] = options
        return run, by_name

    return setup


def id_of(module: str, name: str) -> str:
    """The ID that a module of this file returns for an object."""
    return str(zlib.crc32(json.dumps([module, name]).encode()))


# The objects that AWX accepts.


MAIL = {"host": "mail.example", "sender": "awx@example.com", "recipients": ["a@example.com"]}
FULL = {
    "partner_awx_organization": "Security",
    "partner_awx_image": "registry.example/partners:1.0.0",
    "partner_awx_slices": 3,
    "partner_awx_nightly": "Partner tenants - mend drift",
    "partner_awx_time_zone": "Europe/Berlin",
    "partner_awx_mail": {**MAIL, "username": "awx", "password": f"{SECRET_MARKER}-'mail\"\\n"},
    "partner_awx_secrets": {
        "read": {"tenant": "home.example", "client_id": FABRIKAM, "client_secret": f"{SECRET_MARKER}-read"},
        "target": {"tenant": "target.example", "client_id": WINGTIP, "client_secret": f"{SECRET_MARKER}-target"},
    },
    "partner_awx_credentials": dict(zip(("read", "write", "source_read", "source_write", "target"), NAMES)),
    "partner_awx_teams": {
        "rehearse": ["Help desk"],
        "onboard": ["Engineers"],
        "approve": ["Officers", "Deputies"],
        "synchronize": ["Identity"],
    },
}

MORE_OF_MAIL = {"port": "2525", "use_tls": "no"}
# Values in other forms than those of FULL.
MORE: dict[str, Any] = {
    "partner_awx_credentials": {"read": 1234, "write": "Partner tenants - write"},
    "partner_awx_mail": {**FULL["partner_awx_mail"], **MORE_OF_MAIL},
}
TO_SAVE_TIME = {"workflow_job_template": {"only": "to save time"}}


@pytest.mark.parametrize("full", [False, True])
def test_the_playbook_gives_modules_what_they_take(setup, full: bool) -> None:
    run, given = setup(**(FULL if full else {}))
    assert run.status == "successful", run.output
    assert not run.hosts("failures")
    # Templates that AWX has to resolve reached AWX unchanged.
    for kind, made in zip((TYPE, TARGET_TYPE), given["credential_type"].values()):
        assert {name: made[name] for name in kind} == kind
    assert len(given["credential_type"]) == 2
    # The results of these tasks are hidden, but the tasks ran.
    for module in ("credential", "notification_template"):
        assert (module in given) is full
    for name in ("Create the credentials in AWX", "Create the notification in AWX"):
        assert ("censored" in str(run.results(name))) is full

    known = {*given["job_template"], *given["workflow_job_template"]}
    (project,), (inventory,), (source,) = given["project"], given["inventory"], given["inventory_source"].values()
    # Another organization has credentials of the same names. awx.awx would find these as well.
    read, write, *of_source = ("70", "71", "72", "73", "74") if full else ("10", "11")
    notifications = [id_of("notification_template", "Partner tenants - mail")] if full else []
    for template in given["job_template"].values():
        assert (template["project"], template["inventory"]) == (project, id_of("inventory", inventory))
        assert (PROJECT / template["playbook"]).is_file()
        assert template.get("execution_environment") == ("Partner tenants" if full else None)
        assert template["notification_templates_error"] == notifications
        may_read, may_write, *target = of_source if template["playbook"] in OF_SOURCE else (read, write)
        writes = template["credentials"] == [may_write, *target]
        assert writes or template["credentials"] == [may_read, *target]
        assert writes is (template["job_type"] == "run"), "who cannot change anything gets nothing that could"
        sliced = full and template["name"] == "Partner tenants - onboard"
        assert template["job_slice_count"] == (3 if sliced else 1), "a plan is that of all hosts"
        assert template["ask_limit_on_launch"] is True or template["playbook"] not in OF_SOURCE
    if full:
        types = {name: each["credential_type"] for name, each in given["credential"].items()}
        assert types == {NAMES[0]: TYPE["name"], NAMES[-1]: TARGET_TYPE["name"]}
    source_side = [each for each in given["job_template"].values() if each["playbook"] in OF_SOURCE]
    assert sorted(each["job_type"] for each in source_side) == (["check", "check", "run", "run"] if full else [])
    (workflow,) = given["workflow_job_template"].values()
    assert workflow["inventory"] == id_of("inventory", inventory)
    assert workflow["notification_templates_approvals"] == workflow["notification_templates_error"] == notifications
    assert source["inventory"] == inventory and source["source_project"] == project
    assert (PROJECT / source["source_path"]).is_dir()
    assert source["credential"] == read
    for schedule in given["schedule"].values():
        assert schedule["unified_job_template"] in known
    owners = {each.get("organization") for objects in given.values() for each in objects.values()} - {None}
    assert owners == {"7" if full else "1"}


@pytest.mark.parametrize("step", rest_long([1, 2], 2))
def test_mail_has_the_types_that_awx_demands(configure, step: int) -> None:
    """On each ansible-core. The types come from init_parameters in awx/main/notifications/email_backend.py."""
    for more, port in (({}, 587), ({"use_ssl": True}, 465), (MORE_OF_MAIL, 2525))[::step]:
        full = {**FULL, "partner_awx_mail": {**FULL["partner_awx_mail"], **more}}
        # Other tests need the first and the last of these runs too.
        _run, given = configure(MORE, refuses=TO_SAVE_TIME) if more is MORE_OF_MAIL else configure(full)
        (sent,) = [options["notification_configuration"] for module, options in given if "notification" in module]
        assert sent == {
            **FULL["partner_awx_mail"],
            "port": port,
            "use_tls": not more,
            "use_ssl": "use_ssl" in more,
            "timeout": 30,
        }
        assert {name: type(value) for name, value in sent.items()} == {
            **dict.fromkeys(("host", "sender", "username", "password"), str),
            "port": int,
            "timeout": int,
            "use_tls": bool,
            "use_ssl": bool,
            "recipients": list,
        }


@pytest.mark.parametrize("module", ["credential", "notification_template"])
def test_the_answer_of_awx_is_shown_without_secrets(configure, module: str) -> None:
    """no_log hides the secrets, and must not hide why AWX refused the object."""
    secrets = [FULL["partner_awx_mail"]["password"], FULL["partner_awx_secrets"]["read"]["client_secret"]]
    certificate = f"-----BEGIN PRIVATE KEY-----\n{SECRET_MARKER}/certificate\n-----END PRIVATE KEY-----\n"
    variables = copy.deepcopy(FULL)
    variables["partner_awx_secrets"]["read"]["certificate"] = certificate
    answer = {
        "port": ["int is required"],
        "echo": [*secrets, certificate],
        "text": [repr(secrets), json.dumps(secrets), repr(certificate)],
    }
    run, given = configure(variables, refuses={module: answer})
    assert run.rc == 2
    (message,) = [
        result["msg"]
        for name in ("credentials were", "notification was")
        for result in run.results(f"Show why the {name} not created")
    ]
    assert f"Unable to create {module}, see response" in message and "int is required" in message
    assert "********" in message
    assert SECRET_MARKER not in run.output + json.dumps(run.events)
    assert not [name for name, _options in given if name == "job_template"]


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no project": ({"partner_awx_project_url": UNSET}, "partner_awx_project_url is missing"),
    "empty project": ({"partner_awx_project_url": ""}, "partner_awx_project_url is missing"),
    "nightly": ({"partner_awx_nightly": ""}, "partner_awx_nightly is empty"),
    "credentials": ({"partner_awx_credentials": {"read": "R"}}, "partner_awx_credentials must have the keys"),
    "secrets": ({"partner_awx_secrets": {"reads": {}}}, "partner_awx_secrets may only have the keys"),
    "teams": ({"partner_awx_teams": {"approver": ["A"]}}, "partner_awx_teams may only have the keys"),
    "half a source side": (
        {"partner_awx_credentials": {"read": "R", "write": "W", "source_read": "S"}},
        "partner_awx_credentials must have the keys",
    ),
    "no source side": ({"partner_awx_teams": {"synchronize": ["A"]}}, "has no credentials of the source side"),
    "no sender": (
        {"partner_awx_mail": {"host": "mail.example", "recipients": []}},
        "needs host, sender and recipients",
    ),
    "unknown key": ({"partner_awx_mail": {**MAIL, "user": "awx"}}, "partner_awx_mail may only have the keys"),
    "one recipient": ({"partner_awx_mail": {**MAIL, "recipients": "a@example.com"}}, "must be a list of addresses"),
    "words": ({"partner_awx_mail": {**MAIL, "port": "smtp"}}, "must be a number from 1 to 65535"),
    "large": ({"partner_awx_mail": {**MAIL, "port": 70000}}, "must be a number from 1 to 65535"),
    "zero": ({"partner_awx_mail": {**MAIL, "port": 0}}, "must be a number from 1 to 65535"),
    "both": ({"partner_awx_mail": {**MAIL, "use_tls": True, "use_ssl": True}}, "either use_tls or use_ssl"),
}


@pytest.mark.parametrize("name", rest_long(sorted(WRONG), "no project", "large"))
def test_mistakes_are_found_before_anything_is_created(configure, name: str) -> None:
    variables, message = WRONG[name]
    run, given = configure(variables)
    assert run.rc == 2 and message in run.output
    assert given == []
    told = run.results("Check the variables")[0]["msg"]
    checks = yaml.safe_load((FOLDER / "checks.yml").read_text(encoding="utf-8"))
    messages = [check["message"] for check in checks["partner_awx_checks"] if check["message"] in told]
    assert len(messages) == 1 or name == "no project", "one mistake, one message"


@pytest.mark.parametrize(
    ("variables", "objects", "message"),
    [
        ({"partner_awx_organization": "Sales"}, {}, "AWX has no organization with the name Sales"),
        ({"partner_awx_organization": "Security"}, {}, "The organization Security has no Galaxy credential"),
        (
            FULL,
            {"execution_environments": [{"id": 4, "name": "Partner tenants", "organization": 1}]},
            "belongs to another organization",
        ),
        ({}, {"credentials": OBJECTS["credentials"][1:]}, "AWX has 0 credentials with the name Partner tenants - read"),
        ({}, {"credentials": [*OBJECTS["credentials"], OBJECTS["credentials"][1]]}, "AWX has 2 credentials"),
    ],
    ids=["organization", "galaxy", "execution environment", "no credential", "two credentials"],
)
def test_awx_is_looked_at_before_objects_are_created(configure, variables: Any, objects: Any, message: str) -> None:
    run, given = configure(variables, objects)
    assert run.rc == 2 and message in " ".join(run.output.split())
    assert {module for module, _options in given} <= {"credential_type", "credential", "execution_environment"}


def test_a_credential_of_another_organization_has_an_id(configure) -> None:
    _run, given = configure(MORE, refuses=TO_SAVE_TIME)
    assert [options["credential"] for module, options in given if module == "inventory_source"] == ["1234"]
    assert {tuple(options["credentials"]) for module, options in given if module == "job_template"} == {
        ("1234",),
        ("11",),
    }


def test_another_nightly_template_replaces_the_schedule(configure) -> None:
    run, given = configure(FULL)
    assert run.status == "successful", run.output
    schedules = [options for module, options in given if module == "schedule"]
    assert [(each["name"], each["unified_job_template"], each["state"]) for each in schedules] == [
        (NIGHTLY, "Partner tenants - compliance", "absent"),
        (NIGHTLY, "Own", "absent"),
        (NIGHTLY, "Partner tenants - mend drift", "present"),
    ]
    assert {each["organization"] for each in schedules} == {"7"}


def test_teams_launch_and_approve_without_a_role_on_credentials(configure) -> None:
    _run, given = configure(FULL)
    grants = [options for module, options in given if module == "role"]
    templates = {options["name"]: options for module, options in given if module == "job_template"}
    (workflow,) = [options for module, options in given if module == "workflow_job_template"]
    roles: dict[str, set[tuple[str, str]]] = {}
    for grant in grants:
        assert set(grant) <= {"teams", "role", "job_templates", "workflows", "lookup_organization", "state"}
        assert (grant["lookup_organization"], grant["state"]) == ("7", "present")
        for team in grant["teams"]:
            names = [*grant.get("job_templates", []), *grant.get("workflows", [])]
            roles.setdefault(team, set()).update((name, grant["role"]) for name in names)
    assert set(roles) == {"Help desk", "Engineers", "Officers", "Deputies", "Identity"}
    source = {name for name, template in templates.items() if template["playbook"] in OF_SOURCE}
    assert roles["Identity"] == {(name, "execute") for name in source}
    templates = {name: template for name, template in templates.items() if name not in source}
    writing = {name for name, template in templates.items() if template["job_type"] == "run"}
    assert roles["Help desk"] == {(name, "execute") for name in {*templates} - writing}
    alone = "Partner tenants - onboard what was approved"
    assert roles["Engineers"] == {(name, "execute") for name in {*templates, workflow["name"]} - {alone}}
    # The output of all jobs of the workflow can be read.
    nodes = {node["unified_job_template"]["name"] for node in workflow["workflow_nodes"]} & set(templates)
    assert roles["Officers"] == {(workflow["name"], "approval"), *((name, "read") for name in nodes)}
    assert roles["Officers"] == roles["Deputies"]
    # Without the variable, nobody gets a role.
    assert not [options for module, options in configure({})[1] if module == "role"]


def test_every_file_is_used(setup) -> None:
    text = (FOLDER / "configure.yml").read_text(encoding="utf-8")
    page = (CHECKOUT / "docs" / "awx.md").read_text(encoding="utf-8")
    for path in FOLDER.glob("*.yml"):
        assert path.name == "configure.yml" or path.name in text
        assert path.name in page, "docs/awx.md says what it is"


@pytest.mark.parametrize("kind", [TYPE, TARGET_TYPE], ids=["own", "target"])
def test_credential_type(kind: dict[str, Any]) -> None:
    name = {"type": "string", "pattern": "^[a-zA-Z_]+[a-zA-Z0-9_]*$"}
    field = {
        "type": "object",
        "properties": {
            "id": {**name, "not": {"const": "tower"}},
            "type": {"enum": ["string", "boolean"]},
            "label": {"type": "string", "minLength": 1},
            "help_text": {"type": "string"},
            "secret": {"type": "boolean"},
            "multiline": {"type": "boolean"},
            "choices": {"type": "array", "minItems": 1, "items": {"type": "string"}, "uniqueItems": True},
            "default": {"type": "string"},
        },
        "required": ["id", "label", "type"],
        "additionalProperties": False,
    }
    text = {"type": "string", "pattern": r"^[\x00-\x7F]*$"}
    schema = {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "description": {"type": "string"},
            "kind": {"enum": ["cloud", "net"]},
            "inputs": {
                "type": "object",
                "properties": {
                    "fields": {"type": "array", "items": field},
                    "required": {"type": "array", "items": name},
                },
                "required": ["fields", "required"],
                "additionalProperties": False,
            },
            "injectors": {
                "type": "object",
                "properties": {
                    "file": {
                        "patternProperties": {r"^template(\.[a-zA-Z_]+[a-zA-Z0-9_]*)?$": text},
                        "additionalProperties": False,
                    },
                    "env": {"patternProperties": {name["pattern"]: text}, "additionalProperties": False},
                },
                "additionalProperties": False,
            },
        },
        "required": ["name", "description", "kind", "inputs", "injectors"],
        "additionalProperties": False,
    }
    jsonschema.validate(kind, schema)
    fields = {field["id"]: field for field in kind["inputs"]["fields"]}
    assert len(fields) == len(kind["inputs"]["fields"])
    assert set(kind["inputs"]["required"]) <= set(fields)
    for field in fields.values():
        assert field.get("default") in (None, *field.get("choices", []))
    assert set(fields["auth_method"]["choices"]) <= set(METHODS)
    secret = {name for name, field in fields.items() if field.get("secret")}
    assert secret == {"client_secret", "certificate", "certificate_password", "federated_token"}


@pytest.mark.parametrize("kind", [TYPE, TARGET_TYPE], ids=["own", "target"])
def test_injectors(kind: dict[str, Any]) -> None:
    """The checks of AWX when the type is saved: each name is defined. Also, modules read each of the variables.

    A credential of the target tenant is for options of a play. Nothing that it injects may be read by itself, and
    both credentials together may not inject one variable twice.
    """
    known = {name for names in VARIABLES.values() for name in names} | {"AZURE_CLOUD_ENVIRONMENT"}
    injectors = kind["injectors"]
    if kind is TYPE:
        assert set(injectors["env"]) <= known
    else:
        assert not set(injectors["env"]) & known
        assert {name.replace("_TARGET", "") for name in injectors["env"]} == {
            *(f"ENTRA_{name.upper()}" for name in ("tenant", "client_id", "auth_method", "client_secret")),
            *("ENTRA_CERTIFICATE_PATH", "ENTRA_CERTIFICATE_PASSWORD", "ENTRA_FEDERATED_TOKEN_FILE"),
        }
    namespace: dict[str, Any] = {field["id"]: "EXAMPLE" for field in kind["inputs"]["fields"]}
    namespace["tower"] = {"filename": {name.partition(".")[2]: "FILE" for name in injectors["file"]}}
    sandbox = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    for template in (*injectors["file"].values(), *injectors["env"].values()):
        assert sandbox.from_string(template).render(namespace) in ("EXAMPLE", "FILE")
    with pytest.raises(UndefinedError):
        sandbox.from_string("{{ other }}").render(namespace)


def variables_of_roles() -> set[str]:
    """The names that extra variables may have."""
    names = {f"partner_onboarding_{name}" for name in ("hosts", "allow_empty", "serial", "api_version")}
    names |= {f"partner_synchronization_{name}" for name in ("hosts", "allow_empty", "serial")}
    for path in CHECKOUT.glob("roles/*/meta/argument_specs.yml"):
        names |= set(yaml.safe_load(path.read_text(encoding="utf-8"))["argument_specs"]["main"]["options"])
    return names


TYPES = {"text": str, "textarea": str, "password": str, "integer": int, "float": float}


def test_surveys_and_extra_variables(setup) -> None:
    _run, given = setup(**FULL)
    specifications: dict[str, Any] = {}
    for path in CHECKOUT.glob("roles/*/meta/argument_specs.yml"):
        text = path.read_text(encoding="utf-8")
        specifications.update(yaml.safe_load(text)["argument_specs"]["main"]["options"])
    for template in given["job_template"].values():
        assert set(template["extra_vars"]) <= variables_of_roles()
        assert template["survey_enabled"] is ("survey_spec" in template)
        survey = template.get("survey_spec")
        if survey is None:
            continue
        assert set(survey) == {"name", "description", "spec"}
        assert survey["spec"]
        asked = [question["variable"] for question in survey["spec"]]
        assert len(set(asked)) == len(asked)
        for question in survey["spec"]:
            assert set(question) <= {
                *("question_name", "question_description", "required", "type", "variable"),
                *("min", "max", "default", "choices"),
            }
            assert isinstance(question["question_name"], str) and isinstance(question["required"], bool)
            kind = TYPES[question["type"]]
            assert question["default"] == "" or isinstance(question["default"], kind)
            assert all(isinstance(question[name], int) for name in ("min", "max"))
            option = specifications[question["variable"]]
            assert {"int": "integer", "raw": "textarea"}[option["type"]] == question["type"]
            if kind is int:
                assert question["default"] == option["default"]


def test_workflow(setup) -> None:
    """Each node exists and is reached, and writes only after an approval."""
    _run, given = setup()
    (workflow,) = given["workflow_job_template"].values()
    nodes = {node["identifier"]: node for node in workflow["workflow_nodes"]}
    assert len(nodes) == len(workflow["workflow_nodes"])
    parents: dict[str, list[str]] = {name: [] for name in nodes}
    for name, node in nodes.items():
        job = node["unified_job_template"]
        assert job["type"] == "workflow_approval" or job["name"] in given["job_template"]
        for kind, children in node.get("related", {}).items():
            assert kind in ("success_nodes", "failure_nodes", "always_nodes")
            for child in children:
                parents[child["identifier"]].append(name)
    assert [name for name, of in parents.items() if not of] == ["compliance"]
    for name, node in nodes.items():
        template = given["job_template"].get(node["unified_job_template"]["name"])
        if template and template["job_type"] == "run":
            assert [nodes[parent]["unified_job_template"]["type"] for parent in parents[name]] == ["workflow_approval"]
            demanded = {"partner_onboarding_expected_plan", "partner_onboarding_expected_revision"}
            assert set(template["extra_vars"]) == demanded
            (rehearsal,) = (parents[parent] for parent in parents[name])
            assert [nodes[each]["unified_job_template"]["name"] for each in rehearsal] == ["Partner tenants - rehearse"]


@pytest.mark.parametrize("zone", ["Etc/UTC", "Europe/Berlin"])
def test_schedules(setup, zone: str) -> None:
    """Without a time zone, schedules are in UTC."""
    _run, given = setup(**(FULL if zone == FULL["partner_awx_time_zone"] else {}))
    for schedule in given["schedule"].values():
        rule = schedule["rrule"]
        assert len(re.findall(r"DTSTART(?:;[^:]+)?:[0-9]+T[0-9]+Z?", rule)) == 1
        assert re.match(rf"DTSTART;TZID={zone}:\d{{8}}T\d{{6}} RRULE:", rule), "not a time without a zone"
        assert "INTERVAL=" in rule and "SECONDLY" not in rule
        assert not re.search("EXDATE|RDATE", rule)
        occurrences = rrulestr(rule.replace(" ", "\n"))
        now = datetime.now(timezone.utc)
        first = occurrences.after(now)
        assert timedelta() < first - now <= timedelta(days=1, hours=1)
        assert first.hour == 5


# The environment and the variables of jobs.


@pytest.fixture
def inject(simulator: GraphSimulator, tmp_path: Path) -> Callable[..., dict[str, str]]:
    """The environment of a job with a credential of our type, and the address of the simulator."""
    injected = _injected_by_awx if sys.version_info >= (3, 11) else _injected_like_awx

    def inject(type_: dict[str, Any] = TYPE, **inputs: str) -> dict[str, str]:
        private = tmp_path / ("private" if type_ is TYPE else "target")
        (private / "env").mkdir(parents=True)
        defaults = {field["id"]: field["default"] for field in type_["inputs"]["fields"] if "default" in field}
        values = {**defaults, "tenant": simulator.tenant_id, "client_id": simulator.client_id, **inputs}
        assert set(type_["inputs"]["required"]) <= set(values)
        environment, stored = injected(type_, values, private)
        for secret in (simulator.client_secret, PASSWORD, "PRIVATE KEY"):
            assert secret not in str(stored), "AWX keeps this with the job"
        return {**environment, **addresses(simulator)}

    return inject


def _injected_by_awx(
    type_: dict[str, Any], values: dict[str, Any], private: Path
) -> tuple[dict[str, str], dict[str, str]]:
    """The environment of a job, and the one that AWX stores with the job."""
    injection = importlib.import_module("awx_plugins.interfaces._temporary_private_inject_api")
    interface = importlib.import_module("awx_plugins.interfaces._temporary_private_api")
    kind = interface.ManagedCredentialType(
        namespace="entra", name=type_["name"], kind="cloud", inputs=type_["inputs"], injectors=type_["injectors"]
    )
    environment: dict[str, str] = {}
    stored: dict[str, str] = {}
    arguments: list[str] = []
    injection.inject_credential(kind, interface.Credential(values), environment, stored, arguments, str(private))
    assert not arguments
    # In AWX, a container shows this folder as /runner. There is no container here.
    environment = {
        name: str(private / Path(value).relative_to("/runner")) if value.startswith("/runner/") else value
        for name, value in environment.items()
    }
    return environment, stored


def _injected_like_awx(
    type_: dict[str, Any], values: dict[str, Any], private: Path
) -> tuple[dict[str, str], dict[str, str]]:
    """The environment of a job, as AWX makes it. What AWX stores is seen with a newer Python only."""
    sandbox = ImmutableSandboxedEnvironment()
    given = {name: value for name, value in values.items() if value}
    files = {}
    for label, template in type_["injectors"]["file"].items():
        path = private / "env" / label.partition(".")[2]
        path.touch(mode=0o600)
        path.write_text(sandbox.from_string(template).render(given), encoding="utf-8")
        files[path.name] = str(path)
    given["tower"] = {"filename": files}
    injectors = type_["injectors"]["env"].items()
    return {name: sandbox.from_string(template).render(given) for name, template in injectors}, {}


def addresses(simulator: GraphSimulator) -> dict[str, str]:
    return {
        "ENTRA_GRAPH_URL": simulator.graph_url,
        "ENTRA_AUTHORITY_URL": simulator.authority_url,
        "ENTRA_CA_PATH": simulator.ca_path,
    }


READ = """
- hosts: localhost
  gather_facts: false
  tasks:
    - entra.cross_tenant.partner_info:
"""


def given_by(simulator: GraphSimulator, kind: str, folder: Path) -> dict[str, str]:
    """The values that a user types into the form of the credential."""
    if kind == "client_secret":
        return {"client_secret": simulator.client_secret}
    if kind == "certificate":
        return {"certificate": Path(simulator.certificate_path).read_text(encoding="ascii")}
    if kind == "certificate with a password":
        pem = Path(simulator.issued_certificate("pem", PASSWORD)).read_text(encoding="ascii")
        return {"certificate": pem, "certificate_password": PASSWORD}
    token = simulator.federated_token("federated-5f2c")
    if kind == "federated_token":
        return {"federated_token": token}
    (folder / "token").write_text(token, encoding="utf-8")
    return {"federated_token_file": str(folder / "token")}


KINDS = ["client_secret", "certificate", "certificate with a password", "federated_token", "federated_token_file"]


@pytest.mark.parametrize(
    ("kind", "chosen"),
    rest_long(
        [(kind, chosen) for kind in KINDS for chosen in (False, True)],
        ("client_secret", False),
        ("certificate", False),
        ("certificate with a password", True),
        ("federated_token", False),
        ("federated_token_file", True),
    ),
)
def test_a_job_with_our_credential(
    play: Play, simulator: GraphSimulator, inject, tmp_path: Path, kind: str, chosen: bool
) -> None:
    method = {"c": kind.partition(" ")[0], "f": "workload_identity"}[kind[0]]
    extra = {"auth_method": method, "cloud": ""} if chosen else {}
    run = play(READ, {"all": {}}, environment=inject(**given_by(simulator, kind, tmp_path), **extra))
    assert run.status == "successful", run.output
    (login,) = [each for each in simulator.log if each.kind == "login" and each.method == "POST"]
    assert ("client_secret" in login.body) is (kind == "client_secret")
    assert login.status == 200


def test_a_job_with_a_credential_of_nothing(play: Play, simulator: GraphSimulator, inject) -> None:
    run = play(READ, {"all": {}}, environment=inject())
    assert run.status == "failed"
    assert "no credentials: give one of" in run.output
    assert not len(simulator.log)


def test_a_job_with_the_built_in_azure_credential(play: Play, simulator: GraphSimulator) -> None:
    """The same variables that azure_rm of awx_plugins/credentials/injectors.py injects for a client and a tenant."""
    simulator.directory.add_partner(FABRIKAM)
    environment = {
        "AZURE_SUBSCRIPTION_ID": "5f1c3c1a-6a0e-4a63-9f0b-2f6f5c1d7e42",
        "AZURE_CLIENT_ID": simulator.client_id,
        "AZURE_TENANT": simulator.tenant_id,
        "AZURE_SECRET": simulator.client_secret,
        "AZURE_CLOUD_ENVIRONMENT": "AzureCloud",
        **addresses(simulator),
    }
    inventory = {"partners": {"hosts": {"fabrikam": {"partner_onboarding_partner": {"tenant": FABRIKAM}}}}}
    arguments = """-e '{"compliance_report_formats": []}'"""
    run = play("entra.cross_tenant.compliance", inventory, arguments, environment=environment)
    assert run.status == "successful", run.output
    assert run.artifacts["compliance_report_counts"]["compliant"] == 1


# The project.


def extra_vars(template: dict[str, Any], **answers: Any) -> str:
    """The variables that AWX passes: those of the template, then the answers to its survey, or their defaults."""
    questions = template.get("survey_spec", {"spec": []})["spec"]
    defaults = {each["variable"]: each["default"] for each in questions if each["default"] != ""}
    return "-e '{}'".format(json.dumps({**template["extra_vars"], **defaults, **answers}))


def test_jobs_of_the_project(setup, play: Play, simulator: GraphSimulator, inject, ansible, tmp_path: Path) -> None:
    """All jobs that AWX is configured to run, from an import of the inventory to a successful compliance job."""
    _run, given = setup(**FULL)
    templates = {name.partition(" - ")[2]: template for name, template in given["job_template"].items()}
    environment = inject(client_secret=simulator.client_secret)
    simulator.directory.add_partner(STRANGER, {"displayName": "Stranger"})

    def job(name: str, limit: str = "", **answers: Any) -> Run:
        template = templates[name]
        check = {"check": "--check", "run": ""}[template["job_type"]]
        arguments = f"--diff {check} {extra_vars(template, **answers)}{limit and f' --limit {limit}'}"
        return play(str(PROJECT / template["playbook"]), imported, arguments, environment=environment)

    source = given["inventory_source"]["Project"]
    # Like awx-manage: one call for the whole folder. Its output is the inventory of all jobs.
    listing = subprocess.run(
        ["ansible-inventory", "-i", str(PROJECT / source["source_path"]), "--list", "--export"],
        env={**ansible, **environment, **source["source_vars"], "ANSIBLE_VERBOSITY": "0"},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    listed = json.loads(listing)
    assert listed["entra_partners_unmanaged"]["hosts"] == ["stranger"]
    imported = {
        "partners": {
            "hosts": {name: listed["_meta"]["hostvars"][name] for name in listed["partners"]["hosts"]},
            "vars": listed["partners"].get("vars", {}),
        }
    }
    assert set(imported["partners"]["hosts"]) == {"fabrikam", "wingtip"}

    preflight = job("preflight")
    assert preflight.status == "successful" and "yes     read partners (read_partners)" in preflight.output
    assert job("compliance").status == "failed", "two are missing"
    rehearsal = job("rehearse")
    assert rehearsal.hosts("changed") == {"fabrikam", "wingtip"}
    assert not simulator.log.writes()
    assert job("onboard").hosts("changed") == {"fabrikam", "wingtip"}
    assert simulator.directory.identity_sync(WINGTIP)["displayName"] == "Wingtip"
    assert simulator.directory.identity_sync(WINGTIP)["userSyncInbound"]["isSyncAllowed"] is False

    answer = json.dumps([{"tenant": STRANGER, "identity_sync": {"display_name": "Known"}}])
    assert job("onboard a list", partner_onboarding_partners=answer).hosts("changed") == {"localhost"}
    assert simulator.directory.identity_sync(STRANGER)["displayName"] == "Known"
    imported["partners"]["hosts"]["stranger"] = {"partner_onboarding_partner": {"tenant": STRANGER}, "x": 1}
    imported["offboarding"] = {"hosts": {"stranger": {}}}
    refused = job("offboard", partner_onboarding_removal_limit=0)
    assert refused.hosts("failures") == {"stranger"}
    assert job("offboard").hosts("changed") == {"stranger"}
    del imported["partners"]["hosts"]["stranger"], imported["offboarding"]
    last = job("compliance")
    assert last.status == "successful", last.output
    assert last.artifacts["compliance_report_counts"]["compliant"] == 2

    # The other direction. Nobody is synchronized until a host is in the group.
    nobody = job("rehearse synchronization")
    assert nobody.rc != 0 and "partner_synchronization_hosts" in nobody.output
    simulator.directory.change_partner(FABRIKAM, automaticUserConsentSettings={"outboundAllowed": True})
    source = simulator.directory.source
    source.allow(FABRIKAM)
    imported["synchronized"] = {"hosts": {"fabrikam": {"partner_synchronization_configuration": {"enabled": True}}}}
    rehearsal = job("rehearse synchronization")
    assert rehearsal.hosts("changed") == {"fabrikam"} and not list(source.principals.rows())
    assert job("synchronize").hosts("changed") == {"fabrikam"}
    imported["synchronized"]["hosts"]["fabrikam"]["partner_synchronization_configuration"] = {"enabled": False}
    refused = job("synchronize", partner_synchronization_removal_limit=0)
    assert refused.hosts("failures") == {"fabrikam"} and "removal_limit is 0" in refused.output

    # The end of it needs the name of the host, which AWX asks for.
    refused = job("retire")
    assert refused.rc != 0 and "needs --limit with the name of each host" in refused.output
    rehearsal = job("rehearse retirement", "fabrikam")
    assert rehearsal.hosts("changed") == {"fabrikam"} and list(source.principals.rows()), rehearsal.output[-3000:]
    assert "partner_synchronization_plan" not in rehearsal.artifacts
    assert job("retire", "fabrikam").hosts("changed") == {"fabrikam"}
    assert not list(source.principals.rows()), "its job never ran, so nobody is left behind"


def test_a_job_for_both_tenants(play: Play, simulator: GraphSimulator, inject, ansible, tmp_path: Path) -> None:
    """A credential of each type: with the variable of docs/awx.md, and with the play of the same page."""
    text = (CHECKOUT / "docs" / "awx.md").read_text(encoding="utf-8")
    blocks = [block for block in re.findall(r"^```yaml\n(.*?)^```$", text, re.M | re.S) if "ENTRA_TARGET" in block]
    variable, playbook = blocks
    target = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
    with GraphSimulator({"home": {"tenantId": target}}) as other:
        addresses_of_target = "".join(
            f"      {name}: {other.options()[name]}\n" for name in ("graph_url", "authority_url", "ca_path")
        )
        line = "    group/entra.cross_tenant.graph:\n"
        assert playbook.count(line) == 1
        simulator.directory.source.link(other.directory)
        simulator.directory.add_partner(target, automaticUserConsentSettings={"outboundAllowed": True})
        hosts = {
            "receiving": {"hosts": {"we": {"partner_onboarding_partner": {"tenant": simulator.tenant_id}}}},
            "sending": {
                "hosts": {
                    "they": {
                        "partner_onboarding_partner": {"tenant": target},
                        "partner_synchronization_configuration": {"enabled": True},
                    }
                }
            },
        }
        hosts["receiving"]["vars"] = {"partner_onboarding_direction": "inbound"}
        hosts["sending"]["vars"] = {"partner_onboarding_direction": "outbound"}
        certificate = Path(other.certificate_path).read_text(encoding="ascii")
        environment = {
            **inject(client_secret=simulator.client_secret),
            **inject(TARGET_TYPE, tenant=target, client_id=other.client_id, certificate=certificate),
            **addresses(simulator),
        }
        run = play(playbook.replace(line, line + addresses_of_target), hosts, environment=environment)
        assert run.rc == 0 and run.hosts("changed") == {"we", "they"}, run.output[-3000:]

        # The end, with the templates of AWX. Another target tenant has no credential in this job.
        group = yaml.safe_load(variable)
        more = "".join(f"'{name}': '{other.options()[name]}', " for name in ("graph_url", "authority_url", "ca_path"))
        folded = group["partner_synchronization_target"]
        group["partner_synchronization_target"] = folded.replace("{'tenant'", f"{{{more}'tenant'")
        they = hosts.pop("sending")["hosts"]["they"]
        stranger = {**they, "partner_onboarding_partner": {"tenant": STRANGER}}
        both = {"hosts": {"they": they, "stranger": stranger}, "vars": group}
        both["vars"].update(partner_onboarding_direction="outbound", partner_onboarding_home_tenant=simulator.tenant_id)
        arguments = "-e partner_synchronization_hosts=synchronized --limit they,stranger"
        last = play(str(PROJECT / "retire.yml"), {"synchronized": both}, arguments, environment=environment)
        assert last.rc == 0 and last.hosts("changed") == {"they"}, last.output[-3000:]
        assert [partner.get("in_tenant") for partner in last.outcome["they"]["partners"]] == [None, target]
        assert last.outcome["stranger"]["partners"][0]["changed"] is False
        assert other.directory.policy_rows.get(simulator.tenant_id) is None


@pytest.mark.parametrize("whole", rest_long([False, True], False))
def test_what_is_approved_is_what_is_applied(setup, play: Play, simulator: GraphSimulator, inject, whole: bool) -> None:
    """A rehearsal, an approval, and a job that gets the artifacts of the rehearsal in the way of AWX."""
    templates = setup()[1]["job_template"]
    environment = inject(client_secret=simulator.client_secret)
    hosts = {"fabrikam": {"partner_onboarding_partner": {"tenant": FABRIKAM}}}
    inventory = {"partners": {"hosts": hosts}}

    def job(name: str, revision: str | None = "1234abc", **artifacts: Any) -> Run:
        template = templates[f"Partner tenants - {name}"]
        check = {"check": "--check", "run": ""}[template["job_type"]]
        own = {"awx_project_revision": revision} if revision else {}
        arguments = f"{check} {extra_vars(template, **own, **artifacts)}"
        return play(str(PROJECT / template["playbook"]), inventory, arguments, environment=environment)

    approved = "onboard what was approved"
    left = job("rehearse").artifacts
    assert left["partner_onboarding_revision"] == "1234abc" and left["partner_onboarding_plan"]["create"] == 1

    refusals: list[tuple[dict[str, Any], str]] = [
        ({}, "partner_onboarding_plan"),
        ({"revision": "5678def", **left}, "1234abc"),
        ({"partner_onboarding_plan": left["partner_onboarding_plan"]}, "partner_onboarding_revision"),
        ({"revision": None, **left}, "not known"),
    ]
    for given, reason in refusals if whole else refusals[:2]:
        refused = job(approved, **given)
        assert refused.rc == 2 and reason in refused.output
    # A commit between the rehearsal and the job.
    hosts["fabrikam"]["partner_onboarding_partner"]["inbound_trust"] = {"mfa_accepted": True}
    refused = job(approved, **left)
    assert refused.hosts("failures") == {"fabrikam"}
    assert f"reviewed, but with other changes now: {FABRIKAM}" in refused.outcome["fabrikam"]["msg"]
    assert not simulator.log.writes()
    del hosts["fabrikam"]["partner_onboarding_partner"]["inbound_trust"]
    assert job(approved, **left).hosts("changed") == {"fabrikam"}
    # The same job again: now there is nothing to change, and that is another plan.
    assert job(approved, **left).rc == 2

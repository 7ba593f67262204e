# SPDX-License-Identifier: GPL-3.0-or-later
"""Other people must not be able to put code into a build or a release. These tests check the known ways."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.entra.cross_tenant.tests import matrix
from ansible_collections.entra.cross_tenant.tests.matrix import SUPPORTED
from ansible_collections.entra.cross_tenant.tests.static import source_tree
from ansible_collections.entra.cross_tenant.tests.static.test_pythons import OLDEST

WORKFLOWS = sorted((source_tree.CHECKOUT / ".github" / "workflows").glob("*.y*ml"))
PINNED = re.compile(r"[A-Za-z0-9_-]+/[A-Za-z0-9_./-]+@[0-9a-f]{40}")
# Older versions have a security hole that matters here. meta/ee-requirements.txt names the sources.
FLOORS = {"requests": (2, 33, 0), "msal": (1, 35, 0)}


def loaded(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def steps(workflow: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for job in workflow["jobs"].values():
        yield from job.get("steps", [])


def test_there_are_workflows() -> None:
    assert {"ci", "audit", "release"} <= {path.stem for path in WORKFLOWS}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_by_commit(path: Path) -> None:
    """A tag can be moved, so actions are pinned by commit. A comment beside the commit names the release."""
    workflow = loaded(path)
    used = [step["uses"] for step in steps(workflow) if "uses" in step]
    used += [job["uses"] for job in workflow["jobs"].values() if "uses" in job]
    assert not [each for each in used if not PINNED.fullmatch(each)]
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if re.search(r"\buses:", line)]
    assert len(lines) == len(used)
    assert not [line for line in lines if not re.search(r"@[0-9a-f]{40}  # v\d+(\.\d+){2}$", line)]


def test_the_same_action_is_the_same_commit_everywhere() -> None:
    commits: dict[str, set[str]] = {}
    for path in WORKFLOWS:
        for step in steps(loaded(path)):
            name, _at, commit = step.get("uses", "@").partition("@")
            commits.setdefault(name, set()).add(commit)
    assert not {name: found for name, found in commits.items() if len(found) > 1}
    # All of them are renewed together.
    (renewed,) = loaded(source_tree.CHECKOUT / ".github/dependabot.yml")["updates"]
    assert (renewed["package-ecosystem"], renewed["groups"]["actions"]["patterns"]) == ("github-actions", ["*"])


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_tokens_are_small(path: Path) -> None:
    """No token stays in a checkout, and no token has more rights than its job needs."""
    workflow = loaded(path)
    assert "pull_request_target" not in workflow["on"]
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        writes = {scope for scope, right in job["permissions"].items() if right == "write"}
        checkouts = [step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]
        assert all(step.get("with", {}).get("persist-credentials") is False for step in checkouts), name
        # A job that may write runs no code of the checkout and no action.
        assert not writes or (writes == {"contents"} and not [step for step in job["steps"] if "uses" in step]), name
    # A text that another person may choose is never part of a script.
    assert not [step["run"] for step in steps(workflow) if "${{ github." in step.get("run", "")]


def floors(path: str) -> dict[str, tuple[int, ...]]:
    text = (source_tree.CHECKOUT / path).read_text(encoding="utf-8")
    found = re.findall(r"(?m)^(?:  - )?(requests|msal) >= ([\d.]+)", text)
    return {name: tuple(int(part) for part in version.split(".")) for name, version in found}


def test_oldest_versions_have_no_known_hole() -> None:
    """This tests known holes. ``make audit``, which runs weekly, looks for holes that became known later."""
    required = floors("meta/ee-requirements.txt")
    assert set(required) == set(FLOORS)
    assert all(required[name] >= FLOORS[name] for name in FLOORS)
    # ansible-test reads one file of requirements, so that these lines are there a second time.
    assert floors("tests/integration/requirements.txt") == required
    # The documentation for users gives the same versions.
    documented = floors("plugins/doc_fragments/graph.py")
    assert {name: version[:2] for name, version in required.items()} == documented
    readme = (source_tree.CHECKOUT / "README.md").read_text(encoding="utf-8")
    assert f"`requests` {'.'.join(map(str, required['requests'][:2]))} or later" in readme
    makefile = (source_tree.CHECKOUT / "Makefile").read_text(encoding="utf-8")
    assert "pip-audit --strict" in makefile and "cyclonedx-py environment" in makefile
    runs = {path.stem: [step.get("run") for step in steps(loaded(path))] for path in WORKFLOWS}
    assert "make audit" in runs["audit"] and "make release-files" in runs["release"]
    assert loaded(source_tree.CHECKOUT / ".github/workflows/audit.yml")["on"]["schedule"]


def test_base_image_is_pinned() -> None:
    definition = loaded(source_tree.CHECKOUT / "extensions/execution-environment/execution-environment.yml")
    image = definition["images"]["base_image"]["name"]
    assert re.search(r"@sha256:[0-9a-f]{64}$|:\d+(\.\d+)+(-\d+)?$", image), image
    # A short name such as ubi9 is not found by podman, or is found in another registry.
    assert re.match(r"[a-z0-9-]+(\.[a-z0-9-]+)+/", image), image


def installed_pythons(job: dict[str, Any]) -> list[str]:
    """The Pythons of a job, in their order. The last one is its ``python3``."""
    (given,) = (step["with"] for step in job["steps"] if "setup-python" in step.get("uses", ""))
    return [line.strip() for line in given["python-version"].splitlines()]


def test_public_ci_runs_every_ansible_core() -> None:
    """Each supported series of ansible-core, with a Python that it supports, has a job of its own."""
    jobs = loaded(source_tree.CHECKOUT / ".github/workflows/ci.yml")["jobs"]
    assert jobs["matrix"]["strategy"]["matrix"]["core"] == list(SUPPORTED)
    assert {*installed_pythons(jobs["matrix"])} >= {python for pythons in SUPPORTED.values() for python in pythons}
    rows = jobs["test"]["strategy"]["matrix"]["include"]
    assert [row["core"] for row in rows] == list(SUPPORTED)
    assert all(row["python"] in SUPPORTED[row["core"]] for row in rows)
    # Each supported Python is used as well.
    assert {row["python"] for row in rows} == {python for pythons in SUPPORTED.values() for python in pythons}


def test_a_release_is_tested_before_anybody_sees_it() -> None:
    jobs = loaded(source_tree.CHECKOUT / ".github/workflows/release.yml")["jobs"]
    assert [(name, job.get("needs")) for name, job in jobs.items()] == [
        ("test", None),
        ("build", "test"),
        ("publish", "build"),
        ("notes", "publish"),
    ]
    # Only one job has the token of Galaxy, and only its last step.
    holders = [name for name, job in jobs.items() if "secrets." in str(job)]
    assert holders == ["publish"] and "secrets." not in str(jobs["publish"]["steps"][:-1])


def test_public_ci_runs_every_gate() -> None:
    """The tests and the gates with each ansible-core and before a release. Other targets are each in a workflow."""
    run = {step.get("run") for path in WORKFLOWS for step in steps(loaded(path))}
    assert {"make test CORE=${{ matrix.core }}", "make lint CORE=${{ matrix.core }}"} <= run
    assert {"make test", "make lint", "make test-long", "make audit"} <= run
    assert 'make test-matrix ARGS="--core ${{ matrix.core }}"' in run


def test_public_ci_has_the_oldest_python_of_hosts_for_its_gate() -> None:
    """It runs all gates, or none of those that need this Python, and on an image for which there are builds of it."""
    for path in WORKFLOWS:
        for job in loaded(path)["jobs"].values():
            # "ubuntu-latest" changes by itself. Ubuntu 26.04 has no build of Python 3.9:
            # https://github.com/actions/python-versions/blob/main/versions-manifest.json
            assert job["runs-on"] == "ubuntu-24.04", path
            lints = [str(step["run"]) for step in job["steps"] if str(step.get("run")).startswith("make lint")]
            if any("-k" not in lint for lint in lints):
                assert installed_pythons(job)[0] == OLDEST, path


def test_the_job_with_the_token_installs_only_what_has_a_hash() -> None:
    """From the index that pip has by itself. A line with an option could name another one."""
    lines = (source_tree.CHECKOUT / ".github/publish.txt").read_text(encoding="utf-8").splitlines()
    requirements = [line for line in lines if line and not line.startswith(("#", " "))]
    assert requirements and all(re.fullmatch(r"[a-z][a-z0-9-]*==[\d.]+ \\", line) for line in requirements)
    hashes = [line for line in lines if line.startswith(" ")]
    assert hashes and all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?", line) for line in hashes)
    steps_of_job = loaded(source_tree.CHECKOUT / ".github/workflows/release.yml")["jobs"]["publish"]["steps"]
    assert any("--require-hashes -r .github/publish.txt" in step.get("run", "") for step in steps_of_job)


def test_a_release_has_the_version_of_its_tag() -> None:
    jobs = loaded(source_tree.CHECKOUT / ".github/workflows/release.yml")["jobs"]
    (check,) = (step["run"] for step in jobs["build"]["steps"] if "galaxy.yml" in step.get("run", ""))
    version = loaded(source_tree.CHECKOUT / "galaxy.yml")["version"]
    for tag, accepted in ((version, True), (f"{version}0", False), (version.replace(".", "0"), False)):
        environment = {**os.environ, "GITHUB_REF_NAME": tag}
        done = subprocess.run(["bash", "-e", "-c", check], cwd=source_tree.CHECKOUT, env=environment, check=False)
        assert (done.returncode == 0) is accepted, tag


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_only_ci_needs_every_python(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ci: str, code: int
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(matrix, "find_python", lambda version: None if version == "3.10" else sys.executable)
    monkeypatch.setattr(sys, "argv", ["matrix.py", "--list", "--core", "2.16"])
    assert matrix.main() == code
    assert "no Python 3.10" in capsys.readouterr().out or ci


def test_examples_are_the_same_for_each_change_and_new_each_week() -> None:
    script = """
from ansible_collections.entra.cross_tenant.tests import everyday
everyday.register()
for name in ("everyday", "whole"):
    everyday.settings.load_profile(name)
    print(name, everyday.settings.default.derandomize)
"""
    environment = {**os.environ, "CI": "true"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["everyday", "True", "whole", "False"]


@pytest.mark.parametrize(
    ("mail", "tls", "ssl"),
    [
        ({}, True, False),
        ({"use_tls": False}, False, False),
        ({"use_ssl": True}, False, True),
        ({"use_tls": "no"}, False, False),
    ],
)
def test_mail_is_encrypted_unless_somebody_says_otherwise(mail: dict[str, Any], tls: bool, ssl: bool) -> None:
    from ansible.parsing.dataloader import DataLoader
    from ansible.template import Templar

    data = loaded(source_tree.CHECKOUT / "extensions/awx/notification.yml")
    expression = data["partner_awx_notification"]["notification_configuration"]
    try:
        # Before ansible-core 2.19, all text is a template.
        from ansible.template import trust_as_template
    except ImportError:
        pass
    else:
        expression = trust_as_template(expression)
    given = {"host": "mail.example", "sender": "a@example.com", "recipients": [], **mail}
    sent = Templar(loader=DataLoader(), variables={"partner_awx_mail": given}).template(expression)
    assert (sent["use_tls"], sent["use_ssl"], sent["port"]) == (tls, ssl, 465 if ssl else 587)
    assert type(sent["use_tls"]) is type(sent["use_ssl"]) is bool

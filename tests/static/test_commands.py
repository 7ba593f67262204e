# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands in the documentation that people paste."""

from __future__ import annotations

import re
import stat
from pathlib import Path

from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.certificate import client_certificate
from ansible_collections.entra.cross_tenant.tests.static import source_tree

PAGES = [path for path in source_tree.files() if path.suffix == ".md" and path.parts[0] != "tests"]
TEXTS = [(source_tree.CHECKOUT / page).read_text(encoding="utf-8") for page in PAGES]


def blocks(page: Path, language: str) -> list[str]:
    text = (source_tree.CHECKOUT / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_certificate_can_be_used(run, tmp_path: Path) -> None:
    (command,) = [block for block in blocks(Path("docs/compliance.md"), "shell") if "openssl req" in block]
    run("bash", "-e", "-c", command, cwd=tmp_path)
    key = tmp_path / "graph.pem"
    credential = client_certificate(str(key), key.read_bytes(), None)
    uploaded = (tmp_path / "graph.crt").read_text(encoding="ascii")
    assert credential["public_certificate"].strip() == uploaded.strip()
    assert "PRIVATE" not in uploaded
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_libraries_are_installed_in_the_versions_that_are_needed() -> None:
    requirements = (source_tree.CHECKOUT / "meta" / "ee-requirements.txt").read_text(encoding="utf-8")
    needed = {f"{name}>={version}" for name, version in re.findall(r"(?m)^([a-z]+) >= (\d+\.\d+)", requirements)}
    runtime = (source_tree.CHECKOUT / "meta" / "runtime.yml").read_text(encoding="utf-8")
    needed |= {f"ansible-core{found}" for found in re.findall(r'requires_ansible: "(>=\d+\.\d+)', runtime)}
    assert len(needed) == 3
    lines = [
        (page, line)
        for page in PAGES
        for block in blocks(page, r"(?:shell|yaml)")
        for line in block.splitlines()
        if "pip install" in line
    ]
    assert [line for _page, line in lines if "ansible-core" in line]
    for page, line in lines:
        given = set(re.findall(r'"([^"]+)"', line))
        # Every package has a version, and what the collection needs is complete.
        assert not re.search(r"install(?: \"[^\"]+\")* [a-z]", line), line
        if page == Path("README.md"):
            # Automation Hub accepts no README that installs ansible-core with pip:
            # https://docs.ansible.com/projects/partner-certification-requirements/readmes/
            assert given == {each for each in needed if "ansible" not in each}, line
        else:
            assert needed <= given or "ansible-builder" in line, line


def test_readme_has_the_sections_of_automation_hub() -> None:
    """https://docs.ansible.com/projects/partner-certification-requirements/readmes/ names them."""
    readme = (source_tree.CHECKOUT / "README.md").read_text(encoding="utf-8")
    sections = re.findall(r"^## (.+)$", readme, re.MULTILINE)
    asked = ["Description", "Requirements", "Installation", "Testing", "Support", "Release notes", "License"]
    assert [section for section in sections if section in asked] == asked
    # The community package asks for this one: the forum, the category for help, and a tag.
    communication = readme.partition("## Communication")[2].partition("\n## ")[0]
    for place in ("forum.ansible.com/c/help/6", "forum.ansible.com/tag/", "#the-bullhorn"):
        assert place in communication, place


def test_commands_are_shell(run) -> None:
    """Bash can read each block; the prompts of a console are not part of it."""
    read = [re.sub(r"(?m)^\$ ", "", block) for page in PAGES for block in blocks(page, "(?:shell|console)")]
    assert len(read) > 40
    # A block that is not complete would swallow the next one. So each block is read by itself.
    run("bash", "-c", 'for each in "$@"; do bash -n -c "$each" || exit; done', "bash", *read)


def test_targets_of_make_exist() -> None:
    """Those of commands and of texts."""
    makefile = (source_tree.CHECKOUT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = {name for text in TEXTS for name in re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE)}
    workflows = sorted((source_tree.CHECKOUT / ".github" / "workflows").glob("*.yml"))
    run = "\n".join(path.read_text(encoding="utf-8") for path in workflows)
    named.update(re.findall(r"run: make ([a-z-]+)", run))
    assert len(named) > 20
    assert named - targets == set()


def test_commands_for_gates_name_all_of_them() -> None:
    """``make lint ARGS="-k …"`` of CONTRIBUTING.md: each word selects a gate, and each gate is selected."""
    contributing = (source_tree.CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = re.search(r"^\| gate \| command \|$.*?\n\n", contributing, re.MULTILINE | re.DOTALL)
    assert table
    words = {word for given in re.findall(r"""-k '?([\w ]+)""", table[0]) for word in given.split(" or ")}
    gates = {
        f"{path.stem}.{name}"
        for path in (source_tree.CHECKOUT / "tests" / "static").glob("test_*.py")
        if re.search(r"^pytestmark = .*?pytest\.mark\.gate", text := path.read_text("utf-8"), re.MULTILINE | re.DOTALL)
        for name in re.findall(r"^def (test_\w+)", text, re.MULTILINE)
    }
    assert len(gates) > 20
    assert {word for word in words if not any(word in gate for gate in gates)} == set()
    assert {gate for gate in gates if not any(word in gate for word in words)} == set()


def test_playbooks_and_variables_exist() -> None:
    """A command that sets a variable which nobody reads would do something else than its page says."""
    code = "\n".join(
        (source_tree.CHECKOUT / path).read_text(encoding="utf-8")
        for path in source_tree.files()
        if path.parts[0] == "playbooks"
        or path.name == "argument_specs.yml"
        or path == Path("extensions/awx/configure.yml")
    )
    known = set(re.findall(r"\b[a-z]\w+\b", code))
    playbooks = {path.stem for path in (source_tree.CHECKOUT / "playbooks").glob("*.yml")}
    called, given = set(), set()
    for text in TEXTS:
        called.update(re.findall(r"ansible-playbook [^`\n]*?entra\.cross_tenant\.(\w+)", text))
        given.update(name for pair in re.findall(r"-e (\w+)=|-e '?\{\"(\w+)\"", text) for name in pair if name)
    assert playbooks - {"offboard"} <= called <= playbooks
    assert len(given) > 20
    assert given - known == set()


def test_commands_are_complete() -> None:
    """A reader needs nothing that the page leaves out: the folder of an export, and a folder that everybody has."""
    exports = [found for text in TEXTS for found in re.findall(r"ansible-playbook [^`\n]*\.export\b[^`\n]*", text)]
    assert len(exports) > 4
    assert [command for command in exports if "-e partner_export_directory=" not in command] == []
    folders = [
        folder
        for page in PAGES
        for block in blocks(page, "shell")
        for folder in re.findall(r"(?:^|&& )cd (\S+)", block, re.MULTILINE)
    ]
    # "entra.cross_tenant" is what git clone has just made.
    assert len(folders) > 3
    assert [folder for folder in folders if not folder.startswith(("~/", "/")) and folder != "entra.cross_tenant"] == []

# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands in the documentation that people paste."""

from __future__ import annotations

import re
import stat
from pathlib import Path

from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.certificate import client_certificate
from ansible_collections.entra.cross_tenant.tests.static import source_tree

PAGES = [path for path in source_tree.files() if path.suffix == ".md" and path.parts[0] != "tests"]


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
        line
        for page in PAGES
        for block in blocks(page, r"(?:shell|yaml)")
        for line in block.splitlines()
        if "pip install" in line
    ]
    assert [line for line in lines if "ansible-core" in line]
    for line in lines:
        given = set(re.findall(r'"([^"]+)"', line))
        # Every package has a version, and what the collection needs is complete.
        assert not re.search(r"install(?: \"[^\"]+\")* [a-z]", line), line
        assert needed <= given or "ansible-builder" in line, line

# SPDX-License-Identifier: GPL-3.0-or-later
"""antsibull-docs and Sphinx. They have a file of their own: they take long, and pytest runs files in parallel."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.gate

BUILD = (sys.executable, "tests/docs_site/build.py")


def test_documentation(run) -> None:
    """Markup, references and links of all plugins and roles are correct, and examples are valid YAML."""
    run(
        "antsibull-docs",
        "lint-collection-docs",
        "--plugin-docs",
        "--validate-collection-refs=self",
        "--disallow-unknown-collection-refs",
        ".",
    )


def built(html: Path, page: str, *links: str) -> None:
    text = (html / page).read_text(encoding="utf-8")
    assert [link for link in links if f'"{link}"' not in text] == []


def test_guides_become_a_site(run, tmp_path: Path) -> None:
    """Without a warning. The links between guides lead to pages of the site."""
    run(*BUILD, "--guides", "--output", tmp_path / "site")
    html = tmp_path / "site" / "html"
    built(html, "index.html", "getting-started.html", "compliance_report.html", "_images/report.png")
    built(html, "runs.html", "review-and-undo.html", "_images/flow.png")
    built(html, "awx.html", "runs.html#long-runs", "partner_onboarding.html#a-list-on-one-host")


@pytest.mark.long  # antsibull-docs asks ansible-doc about everything a second time
@pytest.mark.timeout(900)
def test_everything_becomes_a_site(run, tmp_path: Path) -> None:
    run(*BUILD, "--output", tmp_path / "site")
    html = tmp_path / "site" / "html"
    built(html, "index.html", "content.html")
    built(html, "content.html", "partners_module.html", "partner_onboarding_role.html")

# SPDX-License-Identifier: GPL-3.0-or-later
"""antsibull-docs and Sphinx. They have a file of their own: they take long, and pytest runs files in parallel."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

pytestmark = pytest.mark.gate


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


def test_everything_becomes_a_site(run, tmp_path: Path) -> None:
    """Without a warning. Links between guides and the pages of modules lead to pages and headings of the site."""
    run(sys.executable, "tests/docs_site/build.py", "--output", tmp_path / "site")
    html = tmp_path / "site" / "html"
    built(html, "index.html", "getting-started.html", "compliance_report.html", "content.html", "_images/report.png")
    built(html, "runs.html", "review-and-undo.html", "_images/flow.png")
    built(html, "awx.html", "runs.html#long-runs", "partner_onboarding.html#a-list-on-one-host")
    built(html, "content.html", "partners_module.html", "partner_onboarding_role.html")
    pages = {page.name: page.read_text(encoding="utf-8") for page in html.glob("*.html")}
    headings = {name: {"", *re.findall(r'\bid="([^"]+)"', text)} for name, text in pages.items()}
    broken = []
    for name, text in pages.items():
        for link in re.findall(r"""<a [^>]*href=["']([^"'?]*)""", text):
            page, _number_sign, heading = unquote(link).partition("#")
            if not re.match("[a-z]+:", link) and heading not in headings.get(page or name, ()):
                broken.append(f"{name}: {link}")
    # Other files have no headings: the sources of pages.
    assert [link for link in broken if "_sources/" not in link] == []

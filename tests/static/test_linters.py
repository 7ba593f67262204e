# SPDX-License-Identifier: GPL-3.0-or-later
"""Linters, each with its own configuration in the root of the checkout."""

from __future__ import annotations


def test_ruff(run) -> None:
    run("ruff", "check", "--no-cache", ".")


def test_ansible_lint(run, tmp_path) -> None:
    # Its scratch folder would otherwise be made in the checkout.
    run("ansible-lint", "--offline", "--nocolor", env={"ANSIBLE_HOME": str(tmp_path)})


def test_licences(run) -> None:
    """Every file has a copyright and a licence (REUSE)."""
    run("reuse", "lint", "--lines")


def test_changelog_fragments(run) -> None:
    run("antsibull-changelog", "lint")


def test_documentation(run) -> None:
    """Markup, references and links of all plugins and roles; examples that are valid YAML."""
    run(
        "antsibull-docs",
        "lint-collection-docs",
        "--plugin-docs",
        "--validate-collection-refs=self",
        "--disallow-unknown-collection-refs",
        ".",
    )

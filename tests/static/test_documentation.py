# SPDX-License-Identifier: GPL-3.0-or-later
"""antsibull-docs. It has a file of its own because it takes long, and pytest runs files in parallel."""

from __future__ import annotations


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

# SPDX-License-Identifier: GPL-3.0-or-later
"""The allow list of the built collection, written into ``build_ignore`` of galaxy.yml.

``ansible-galaxy collection build`` has an allow list of its own, ``manifest``. It needs the library distlib, which
ansible-core does not bring along: nobody without this library could install the collection from git. ``build_ignore``
works everywhere, but lists what to leave out. So this file turns the allow list around: the patterns match every name
that begins like an allowed one and goes on differently.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ansible_collections.entra.cross_tenant.tests.static import source_tree

GALAXY = source_tree.CHECKOUT / "galaxy.yml"
# Paths from the root of the checkout. A folder ends in "/" and stands for everything in it.
NAMES = (
    # Galaxy and Automation Hub lint what they import, and ansible-lint looks for its configuration there.
    ".ansible-lint",
    "CHANGELOG.md",
    "LICENSE",
    "LICENSES/",
    "README.md",
    "changelogs/",
    "docs/",
    "extensions/",
    "meta/",
    "playbooks/",
    "plugins/",
    "roles/",
)
# Patterns for names in these folders. Other people build release notes of many collections from changelog.yaml.
EXCEPT = ("changelogs/config.yaml", "changelogs/fragments")
# What may follow a dot, in the name of a file or a folder. After "*", anything may follow.
ENDINGS = (
    "0-*",
    "ansible-*",
    "css",
    "entra_*",
    "html",
    "j2",
    "js",
    "json",
    "md",
    "py",
    "rst",
    "schema",
    "txt",
    "yaml",
    "yml",
)
WIDTH = 120
BLOCK = re.compile(r"(?<=# begin allow list\n).*(?=# end allow list\n)", re.DOTALL)


def others(allowed: Iterable[str], before: str, closing: str) -> Iterator[str]:
    """Patterns of fnmatch for every text that begins with `before` and does not go on with an allowed text.

    After an allowed text, the next character is one of `closing`, or there is none. After "*", anything may follow.
    """
    allowed = set(allowed)
    shortest = min(map(len, allowed))
    # One pattern for each length that no allowed text has.
    if not before:
        yield from ("?" * length for length in range(1, shortest))
    for start in sorted({text[:length] for text in allowed for length in range(len(text))} | allowed):
        following = {text[len(start)] for text in allowed if text.startswith(start) and text != start}
        if start.endswith("*") or "*" in following:
            continue
        if start in allowed:
            following |= set(closing)
        elif before or len(start) >= shortest:
            yield before + start
        # An empty set of characters is no pattern.
        yield f"{before}{start}[!{''.join(sorted(following))}]*" if following else f"{before}{start}?*"


def patterns() -> list[str]:
    folders = [name.rstrip("/") for name in NAMES if name.endswith("/")]
    files = [name for name in NAMES if not name.endswith("/")]
    # "docs" and "docs/*": the folder itself, and everything in it.
    names = [*files, *folders, *(f"{folder}/*" for folder in folders)]
    return [*others(names, "", ""), *EXCEPT, *others(ENDINGS, "*.", "./")]


def block() -> str:
    """The lines between the markers of galaxy.yml."""
    lines, line = [], " "
    for pattern in patterns():
        entry = f' "{pattern}",'
        if len(line) + len(entry) > WIDTH:
            lines.append(line)
            line = " "
        line += entry
    return "\n".join(["build_ignore: [", *lines, line.rstrip(","), "]", ""])


def main() -> None:
    text = GALAXY.read_text(encoding="utf-8")
    GALAXY.write_text(BLOCK.sub(lambda _match: block(), text), encoding="utf-8")


if __name__ == "__main__":
    main()

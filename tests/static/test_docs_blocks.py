# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of settings in modules is generated from the tables and from one file of descriptions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from ansible_collections.entra.cross_tenant.tests.docs_blocks import generate

SENTENCES = generate.DESCRIPTIONS.read_text(encoding="utf-8")


def copy_of(name: str, folder: Path, old: str = "", new: str = "") -> Path:
    """A copy of a module in which one text is replaced."""
    (source,) = [path for path in generate.FILES if path.stem == name]
    path = folder / source.parent.name / source.name
    path.parent.mkdir()
    text = source.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize("path", generate.FILES, ids=lambda path: path.stem)
def test_blocks_are_up_to_date(path: Path) -> None:
    stale = generate.stale([path], generate.Descriptions(SENTENCES))
    assert not stale, "\n".join(["make docs-blocks", *map(generate.difference, stale, stale.values())])


def test_every_description_is_used() -> None:
    said = generate.Descriptions(SENTENCES)
    generate.stale(generate.FILES, said)
    assert said.unused() == []


def test_nothing_is_said_by_hand_that_the_script_says() -> None:
    """A sentence of a block is in no other place. In another place, it could become outdated."""
    block = re.compile(r"^( *# )begin (.+)\n(?:.*\n)*?\1end \2$", re.MULTILINE)
    by_hand = {path.stem: block.sub("", path.read_text(encoding="utf-8")) for path in generate.FILES}
    said = {
        line.strip(" -").partition("description: ")[2] or line.strip(" -")
        for path in generate.FILES
        for found in block.finditer(path.read_text(encoding="utf-8"))
        for line in found[0].splitlines()
        if line.endswith(".")
    }
    assert len(said) > 50
    found = [(name, each) for name, text in by_hand.items() for each in sorted(said) if len(each) > 40 and each in text]
    assert found == []


@pytest.mark.parametrize(
    "module, right, wrong",
    [
        (
            "partner",
            "      description: The settings that the partner inherits",
            "      description: Settings that it inherits",
        ),
        ("mto_tenant", "    choices: [owner, member]\n", ""),
        ("partner_info", "      elements: str\n    identity_sync:", "    identity_sync:"),
        ("partners", "        type: bool\n      service_provider:", "        type: str\n      service_provider:"),
        ("mto_sync_template", "    choices: [new_partners, existing_partners]", "    choices: [new_partners]"),
        ("mto", "# begin error\n", "# begin error\nerror:\n  description: Everything.\n"),
    ],
)
def test_a_drift_is_seen_and_put_right(tmp_path: Path, module: str, right: str, wrong: str) -> None:
    (original,) = [path for path in generate.FILES if path.stem == module]
    path = copy_of(module, tmp_path, right, wrong)
    (text,) = generate.stale([path], generate.Descriptions(SENTENCES)).values()
    assert text == original.read_text(encoding="utf-8")
    assert generate.difference(path, text)


@pytest.mark.parametrize(
    "old, new, trouble",
    [
        ("# end error\n", "", "partner lacks # end error"),
        ("# begin error\n", "# begin eror\n", "partner: no such block: eror"),
        ("# end changes\n", "", "# begin error comes before # end changes"),
    ],
)
def test_a_wrong_marker_is_an_error(tmp_path: Path, old: str, new: str, trouble: str) -> None:
    path = copy_of("partner", tmp_path, old, new)
    with pytest.raises(generate.Trouble, match=trouble):
        generate.text_of(path, generate.Descriptions(SENTENCES))


def test_a_missing_and_an_unused_description_are_named() -> None:
    described = yaml.safe_load(SENTENCES)
    described["settings"]["mfa_accpted"] = described["settings"].pop("mfa_accepted")
    said = generate.Descriptions(yaml.safe_dump(described))
    (path,) = [path for path in generate.FILES if path.stem == "partner"]
    with pytest.raises(generate.Trouble, match=r"no result for partner[.]inbound_trust[.]mfa_accepted"):
        generate.text_of(path, said)
    assert "settings.mfa_accpted.option" in said.unused()


def test_a_sentence_that_is_no_plain_yaml_is_an_error() -> None:
    described = yaml.safe_load(SENTENCES)
    described["error"]["fields"]["status"] = "The status: of HTTP."
    (path,) = [path for path in generate.FILES if path.stem == "partner"]
    with pytest.raises(generate.Trouble, match="The status: of HTTP"):
        generate.text_of(path, generate.Descriptions(yaml.safe_dump(described)))

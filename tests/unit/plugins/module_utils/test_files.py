# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files are private and complete. All of them are written, or none.

No file is written through a link. If the replaced files have to be kept, they are never lost.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._files import (
    look,
    names_in,
    write_files,
    write_new_folder,
)

TEXTS = {"group_vars/partners.yml": "new variables\n", "hosts.yml": "new hosts\n"}


def test_the_file_of_a_stranger_is_not_filled(tmp_path, monkeypatch):
    """In a folder that is open to all, another user may have made the file, and would own the new content."""
    (tmp_path / "hosts.yml").write_text("old\n", encoding="utf-8")
    before = tree(tmp_path)
    mine = os.geteuid()
    os.chown(tmp_path / "hosts.yml", mine or 4711, -1)
    # Only root can give files to another user. For all other users, the process pretends to be another user's.
    if mine:
        monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
        monkeypatch.setattr(os, "fstat", lambda number, fstat=os.fstat: _as_root(fstat(number)))
    for attempt in (lambda: write_files(str(tmp_path), TEXTS), lambda: look(str(tmp_path), TEXTS)):
        with pytest.raises(PermissionError, match="belongs to somebody else"):
            attempt()
    assert tree(tmp_path) == before


def _as_root(status):
    return os.stat_result([*status[:4], 0, *status[5:]])


@pytest.mark.parametrize("folder", ["half\ud800", "nul\0", "line\nbreak"])
def test_what_is_no_name_of_a_folder(tmp_path, folder):
    for attempt in (lambda path: write_files(path, TEXTS), lambda path: look(path, TEXTS)):
        with pytest.raises(OSError, match="name of the folder"):
            attempt(f"{tmp_path}/{folder}")


def tree(folder):
    """Everything below a folder: mode and content of a file, or the target of a link."""
    result = {}
    for place, folders, files in os.walk(folder):
        for name in folders + files:
            path = os.path.join(place, name)
            status = os.lstat(path)
            what = None
            if stat.S_ISLNK(status.st_mode):
                what = os.readlink(path)
            elif stat.S_ISREG(status.st_mode):
                with open(path, "rb") as file:
                    what = file.read()
            result[os.path.relpath(path, folder)] = (oct(status.st_mode), what)
    return result


@contextlib.contextmanager
def umask(mask):
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


@pytest.mark.parametrize(
    ("mask", "folder", "file"), [(0o022, 0o750, 0o640), (0o077, 0o700, 0o600), (0, 0o750, 0o640), (0o027, 0o750, 0o640)]
)
def test_what_is_new_is_private(tmp_path, mask, folder, file):
    with umask(mask):
        write_files(str(tmp_path / "a" / "b"), TEXTS)
        write_files(str(tmp_path / "c" / "d"), TEXTS, 0o600, 0o700)
    assert {mode(path) for path in tmp_path.glob("a/**/*") if path.is_dir()} == {folder} == {mode(tmp_path / "a")}
    assert {mode(path) for path in tmp_path.glob("a/**/*.yml")} == {file}
    assert {mode(path) for path in tmp_path.glob("c/**/*.yml")} == {0o600}
    assert {mode(tmp_path / "c"), mode(tmp_path / "c" / "d"), mode(tmp_path / "c/d/group_vars")} == {0o700}


@pytest.mark.parametrize("file", [0o600, 0o640, 0o644, 0o400, 0o666, 0o755])
@pytest.mark.parametrize("folder", [0o700, 0o755, 0o770, 0o1777])
def test_what_is_there_keeps_its_mode(tmp_path, file, folder):
    place = tmp_path / "place"
    (place / "group_vars").mkdir(parents=True)
    (place / "hosts.yml").write_text("old", encoding="utf-8")
    (place / "hosts.yml").chmod(file)
    for path in (place / "group_vars", place):
        path.chmod(folder)
    with umask(0o022):
        write_files(str(place), TEXTS)
    assert mode(place) == mode(place / "group_vars") == folder
    assert mode(place / "hosts.yml") == file
    assert (place / "hosts.yml").read_text(encoding="utf-8") == "new hosts\n"
    assert sorted(each.name for each in place.iterdir()) == ["group_vars", "hosts.yml"]


def _link_file(place, elsewhere):
    (place / "hosts.yml").symlink_to(elsewhere / "victim")


def _link_dangling(place, elsewhere):
    (place / "hosts.yml").symlink_to(elsewhere / "not-yet")


def _link_file_to_folder(place, elsewhere):
    (place / "hosts.yml").symlink_to(elsewhere)


def _link_inner_folder(place, elsewhere):
    (place / "group_vars").symlink_to(elsewhere)


def _link_inner_folder_dangling(place, elsewhere):
    (place / "group_vars").symlink_to(elsewhere / "not-yet")


def _folder_in_its_place(place, elsewhere):
    (place / "hosts.yml").mkdir()


def _fifo(place, elsewhere):
    os.mkfifo(place / "hosts.yml")


def _file_for_inner_folder(place, elsewhere):
    (place / "group_vars").write_text("a file", encoding="utf-8")


IN_THE_WAY = [
    _link_file,
    _link_dangling,
    _link_file_to_folder,
    _link_inner_folder,
    _link_inner_folder_dangling,
    _folder_in_its_place,
    _fifo,
    _file_for_inner_folder,
]


@pytest.fixture
def elsewhere(tmp_path):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "victim").write_text("precious", encoding="utf-8")
    return folder


@pytest.mark.parametrize("put", IN_THE_WAY)
def test_what_is_no_file_is_neither_followed_nor_replaced(tmp_path, elsewhere, put):
    place = tmp_path / "place"
    place.mkdir()
    put(place, elsewhere)
    before = tree(tmp_path)
    with pytest.raises(OSError, match=str(place)):
        write_files(str(place), TEXTS, kept=list(TEXTS))
    assert tree(tmp_path) == before
    with pytest.raises(OSError, match=str(place)):
        look(str(place), list(TEXTS))


@pytest.mark.parametrize("inside", ["", "/inventory", "/inventory/deeper"])
@pytest.mark.parametrize("target", ["elsewhere", "elsewhere/not-yet", "elsewhere/victim", "link"])
def test_no_folder_is_made_or_filled_through_a_link(tmp_path, elsewhere, inside, target):
    (tmp_path / "link").symlink_to(tmp_path / target)
    folder = f"{tmp_path}/link{inside}"
    before = tree(tmp_path)
    with pytest.raises(OSError, match=str(tmp_path)):
        write_files(folder, TEXTS)
    with pytest.raises(OSError, match=str(tmp_path)):
        write_new_folder(folder, "backup", TEXTS, 0o600, 0o700)
    with pytest.raises(OSError, match=str(tmp_path)):
        look(folder, list(TEXTS))
    assert tree(tmp_path) == before


def test_a_link_of_the_user_further_up_is_the_users(tmp_path, elsewhere):
    (elsewhere / "home").mkdir()
    (tmp_path / "link").symlink_to(elsewhere)
    write_files(f"{tmp_path}/link/home", TEXTS)
    assert (elsewhere / "home" / "hosts.yml").exists()


def test_a_link_of_somebody_else_is_nobodys(tmp_path, elsewhere, monkeypatch):
    (elsewhere / "home").mkdir()
    (tmp_path / "link").symlink_to(elsewhere)
    mine = os.geteuid()
    # Only root can give links to another user. For all other users, the process pretends to be another user's.
    if mine:
        monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    else:
        os.lchown(tmp_path / "link", 12345, 12345)
    with pytest.raises(OSError, match="is a link"):
        write_files(f"{tmp_path}/link/home", TEXTS)
    assert not list((elsewhere / "home").iterdir())


def test_a_second_name_of_a_file_keeps_the_old_text(tmp_path):
    (tmp_path / "victim").write_text("precious", encoding="utf-8")
    os.link(tmp_path / "victim", tmp_path / "hosts.yml")
    write_files(str(tmp_path), TEXTS)
    assert (tmp_path / "victim").read_text(encoding="utf-8") == "precious"


# The system calls that can fail during a write. Each call fails once, one after the other.
CALLS = ["open", "mkdir", "fsync", "replace", "rename", "link", "unlink", "fchmod"]


class Failing:
    """A system call that fails once, at the given turn."""

    def __init__(self, function, turn, error):
        self.function, self.turn, self.error, self.failed = function, turn, error, False

    def __call__(self, *arguments, **options):
        self.turn -= 1
        if self.turn == 0:
            self.failed = True
            raise self.error
        return self.function(*arguments, **options)


FAILURES = st.tuples(
    st.sampled_from(CALLS),
    st.integers(1, 14),
    st.sampled_from(
        [OSError(errno.ENOSPC, "full"), OSError(errno.EACCES, "no"), OSError(errno.EROFS, "read"), KeyboardInterrupt()]
    ),
)


@given(failure=FAILURES, there=st.sets(st.sampled_from([*TEXTS, "old.yml"])), kept=st.booleans(), links=st.booleans())
@settings(deadline=None, max_examples=3 * settings.default.max_examples, suppress_health_check=list(HealthCheck))
def test_all_or_none(tmp_path_factory, failure, there, kept, links):
    call, turn, error = failure
    base = tmp_path_factory.mktemp("all-or-none")
    place = base / "place"
    for name in there:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(f"old {name}", encoding="utf-8")
    texts = {**TEXTS, **({"old.yml": None} if "old.yml" in there else {})}
    before = tree(base)
    with pytest.MonkeyPatch.context() as patch:
        if not links:
            patch.setattr(os, "link", Failing(os.link, 1, OSError(errno.EPERM, "no second names")))
        failing = Failing(getattr(os, call), turn, error)
        patch.setattr(os, call, failing)
        try:
            write_files(str(place), texts, kept=list(there) if kept else [])
            done = True
        except OSError:
            done = False
        except KeyboardInterrupt:
            # If the interrupt comes at the last moment, the files are already there.
            done = tree(base) != before
    after = tree(base)
    if not done:
        assert after == before
        return
    for name, text in TEXTS.items():
        assert (place / name).read_text(encoding="utf-8") == text
    assert not (place / "old.yml").exists()
    beside = [name for name in after if name.endswith("~")]
    assert len(beside) == (len(there) if kept else 0)
    if not failing.failed:
        assert len(after) == 4 + len(beside)


@pytest.mark.parametrize("name", ["x" * 300 + ".yml", "group_vars/" + "x" * 252 + ".yml", "y" * 128 + "é" * 64])
def test_a_name_that_is_too_long_leaves_everything(tmp_path, name):
    (tmp_path / "hosts.yml").write_text("old", encoding="utf-8")
    before = tree(tmp_path)
    with pytest.raises(OSError):
        write_files(str(tmp_path), {**TEXTS, name: "text"})
    with pytest.raises(OSError):
        write_files(str(tmp_path / ("z" * 300)), TEXTS)
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    "name",
    ["../evil", "a/../../evil", "/evil", "a//b", "", ".", "..", ".hidden", "-rf", "a/.b", "a\\b", "a\nb", "a\0b", "a/"]
    + ["a\u200bb", "a\u202eb", "a\x7fb"],
)
def test_names_that_lead_elsewhere_or_hide(tmp_path, name):
    place = tmp_path / "place"
    place.mkdir()
    for attempt in (lambda: write_files(str(place), {"a.yml": "text", name: "text"}), lambda: look(str(place), [name])):
        with pytest.raises(OSError, match="is no name for a file"):
            attempt()
    assert list(tree(tmp_path)) == ["place"]


def test_a_folder_with_a_control_character(tmp_path):
    for name in ("a\nb", "a\0b", "a\x1bb"):
        with pytest.raises(OSError, match="control character"):
            write_files(f"{tmp_path}/{name}", TEXTS)


def test_what_is_kept_has_a_name_of_its_own_each_time(tmp_path):
    write_files(str(tmp_path), TEXTS)
    paths = []
    for number in range(4):
        paths += write_files(str(tmp_path), {"hosts.yml": f"{number}"}, kept=["hosts.yml", "other.yml"])
    assert len(set(paths)) == 4
    texts = []
    for path in paths:
        assert path.startswith(f"{tmp_path}/hosts.yml.") and path.endswith("~")
        assert mode(path) == mode(tmp_path / "hosts.yml")
        with open(path, encoding="utf-8") as file:
            texts.append(file.read())
    assert texts == ["new hosts\n", "0", "1", "2"]


def test_a_new_folder_takes_no_name_that_is_taken(tmp_path):
    made = [write_new_folder(str(tmp_path), "backup", TEXTS, 0o600, 0o700) for _turn in range(3)]
    assert [os.path.basename(path) for path in made] == ["backup", "backup-2", "backup-3"]
    assert sorted(os.listdir(tmp_path)) == ["backup", "backup-2", "backup-3"]
    assert {mode(path) for path in made} == {0o700}


@pytest.mark.parametrize("call", ["rename", "fsync", "mkdir"])
@pytest.mark.parametrize("turn", [1, 2, 3])
def test_a_new_folder_is_there_as_a_whole_or_not_at_all(tmp_path, monkeypatch, call, turn):
    failing = Failing(getattr(os, call), turn, OSError(errno.ENOSPC, "full"))
    monkeypatch.setattr(os, call, failing)
    try:
        write_new_folder(str(tmp_path / "backups"), "backup", TEXTS, 0o600, 0o700)
    except OSError:
        assert list(tree(tmp_path)) in ([], ["backups"])
    else:
        # There are fewer calls of that kind, or nothing depends on the call that failed.
        assert set(TEXTS) <= set(tree(tmp_path / "backups" / "backup"))
        assert not [name for name in tree(tmp_path) if "unfinished" in name]


def test_looking_changes_nothing(tmp_path):
    (tmp_path / "hosts.yml").write_bytes(b"\xff\r\n")
    before = tree(tmp_path)
    assert look(str(tmp_path), list(TEXTS)) == {"group_vars/partners.yml": None, "hosts.yml": b"\xff\r\n"}
    assert look(str(tmp_path / "none"), list(TEXTS)) == dict.fromkeys(TEXTS)
    assert names_in(str(tmp_path)) == ["hosts.yml"]
    assert names_in(str(tmp_path), "group_vars") == names_in(str(tmp_path / "none")) == []
    assert tree(tmp_path) == before

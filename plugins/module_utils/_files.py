# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files of the controller (private to this collection). The collection writes all its files here.

New files and folders are private; the umask may make them more private. Files that exist keep their mode. A call writes
either all of its files or none of them. A replaced file can be kept beside the new one.

Symbolic links are not followed. Every folder is opened relative to its parent folder. So another user cannot replace a
folder by a link after the check. There is one exception, since /home may be a link: a link above the target folder is
followed if it belongs to root or to the user.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import time
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack
from typing import NamedTuple

_NEW_FILE = 0o640
_NEW_FOLDER = 0o750
# With O_PATH, passing through a folder does not need the right to read it. macOS has no O_PATH.
_FOLDER = os.O_DIRECTORY | os.O_CLOEXEC | getattr(os, "O_PATH", os.O_RDONLY)
_LONGEST_NAME = 255


class _Making(NamedTuple):
    """The creation of missing folders. They get ``mode``. ``undo`` collects the calls that remove them again."""

    mode: int
    undo: ExitStack


class _Step(NamedTuple):
    """One replacement of the file ``name`` in the open folder ``folder``.

    ``beside`` is the name of the new file, or None if the file is removed. ``saved`` is the name under which the old
    file is saved, or None if there is no old file.
    """

    folder: int
    name: str
    beside: str | None
    saved: str | None
    # Whether the old file already has ``saved`` as a second name (a hard link).
    linked: bool
    kept: bool


def write_files(
    folder: str,
    texts: Mapping[str, str | None],
    file_mode: int = _NEW_FILE,
    folder_mode: int = _NEW_FOLDER,
    kept: Collection[str] = (),
) -> list[str]:
    """Write texts into a folder, which is created if it is missing. Raises OSError; then nothing is changed.

    ``texts`` maps names to contents. A name may be a path below the folder. None as content removes the file. Old files
    whose names are in ``kept`` stay beside the new files, under names that no inventory reads. The result contains the
    paths of these old files. At every moment each file is complete: either the old file or the new file.
    """
    folder = _absolute(folder)
    with ExitStack() as stack, ExitStack() as undo:
        making = _Making(folder_mode, undo)
        opened = _opened(folder, stack, making)
        steps, paths = [], []
        for name, text in texts.items():
            parts = _parts(name)
            inner = _below(folder, opened, parts[:-1], stack, making)
            steps.append(_prepared(os.path.join(folder, name), inner, parts[-1], text, file_mode, name in kept, undo))
            if steps[-1].saved and steps[-1].kept:
                paths.append(os.path.join(folder, *parts[:-1], steps[-1].saved))
        for step in steps:
            _carry_out(step, undo)
        undo.pop_all()
        for step in steps:
            with contextlib.suppress(OSError):
                if step.saved and not step.kept:
                    os.unlink(step.saved, dir_fd=step.folder)
        for number in {opened, *(step.folder for step in steps)}:
            _settle(number)
    return paths


def write_new_folder(parent: str, name: str, texts: Mapping[str, str], file_mode: int, folder_mode: int) -> str:
    """Create a folder with files. Either it exists with all files, or it does not exist. Returns its path.

    If the name is already in use, a number is added to it. Raises OSError.
    """
    parent = _absolute(parent)
    (name,) = _parts(name)
    unfinished = f".unfinished-{uuid.uuid4().hex}"
    with ExitStack() as stack, ExitStack() as undo:
        # The parent folder stays even after an error: the next folder goes into it.
        opened = _opened(parent, stack, _Making(folder_mode, ExitStack()))
        _make(unfinished, opened, _Making(folder_mode, undo))
        undo.callback(shutil.rmtree, os.path.join(parent, unfinished), ignore_errors=True)
        write_files(os.path.join(parent, unfinished), texts, file_mode, folder_mode)
        number, free = 1, name
        while True:
            try:
                os.mkdir(free, folder_mode, dir_fd=opened)
                break
            except FileExistsError:
                number += 1
                free = f"{name}-{number}"
        undo.callback(_without_error, os.rmdir, free, opened)
        # rename() may replace an empty folder, and this one was created just before.
        os.rename(unfinished, free, src_dir_fd=opened, dst_dir_fd=opened)
        undo.pop_all()
        _settle(opened)
    return os.path.join(parent, free)


def look(folder: str, names: Collection[str]) -> dict[str, bytes | None]:
    """The contents of the files with these names; None if there is no such file. Changes nothing.

    Raises OSError if ``write_files`` would fail, as far as this is known before a write.
    """
    folder = _absolute(folder)
    result: dict[str, bytes | None] = dict.fromkeys(names)
    for name in names:
        parts = _parts(name)
        with ExitStack() as stack, contextlib.suppress(FileNotFoundError):
            opened = _opened(folder, stack)
            opened = _below(folder, opened, parts[:-1], stack)
            _writable(opened, os.path.dirname(os.path.join(folder, name)))
            if _regular(os.path.join(folder, name), opened, parts[-1]):
                result[name] = _content(opened, parts[-1])
    return result


def names_in(folder: str, subfolder: str = "") -> list[str]:
    """The names of the entries of a folder, or of its subfolder; empty if it is missing. Raises OSError for a link."""
    folder = _absolute(folder)
    with ExitStack() as stack:
        try:
            opened = _opened(folder, stack)
            opened = _below(folder, opened, [subfolder] if subfolder else [], stack)
        except FileNotFoundError:
            return []
        readable = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=opened)
        stack.callback(os.close, readable)
        return sorted(os.listdir(readable))


def _absolute(folder: str) -> str:
    if any(ord(character) < 0x20 or ord(character) == 0x7F for character in folder):
        raise OSError(f"the name of the folder {folder!r} has a control character")
    try:
        os.fsencode(folder)
    except UnicodeEncodeError as error:
        raise OSError(f"the name of the folder {folder!r} has half a character") from error
    return os.path.abspath(folder)


def _parts(name: str) -> list[str]:
    """The parts of a path: folders and a file. Raises OSError for a part that is hidden or leads to another folder."""
    parts = name.split("/")
    for part in parts:
        if (
            not part
            or part[0] in ".-"
            or "\\" in part
            or not part.isprintable()
            or len(os.fsencode(part)) > _LONGEST_NAME
        ):
            raise OSError(f"{name!r} is no name for a file")
    return parts


def _opened(path: str, stack: ExitStack, making: _Making | None = None) -> int:
    """A descriptor of the folder with this absolute path. With ``making``, missing folders are created."""
    number = os.open("/", _FOLDER)
    stack.callback(os.close, number)
    parts = [part for part in path.split("/") if part]
    for index, part in enumerate(parts):
        here = "/" + "/".join(parts[: index + 1])
        try:
            number = _folder_in(number, part, here, stack)
        except FileNotFoundError:
            _refuse_link(os.path.dirname(here))
            _writable(number, os.path.dirname(here))
            if making is None:
                raise
            _make(part, number, making)
            number = _folder_in(number, part, here, stack, links=False)
    _refuse_link(path)
    return number


def _below(folder: str, number: int, parts: list[str], stack: ExitStack, making: _Making | None = None) -> int:
    """A descriptor of a folder below an open one. With ``making``, missing folders are created."""
    here = folder
    for part in parts:
        here = os.path.join(here, part)
        try:
            number = _folder_in(number, part, here, stack, links=False)
        except FileNotFoundError:
            if making is None:
                raise
            _make(part, number, making)
            number = _folder_in(number, part, here, stack, links=False)
    return number


def _folder_in(number: int, part: str, path: str, stack: ExitStack, links: bool = True) -> int:
    try:
        inner = os.open(part, _FOLDER | os.O_NOFOLLOW, dir_fd=number)
    except FileNotFoundError:
        raise
    except OSError as error:
        status = os.stat(part, dir_fd=number, follow_symlinks=False)
        if not stat.S_ISLNK(status.st_mode):
            raise type(error)(error.errno, error.strerror, path) from error
        if not links or status.st_uid not in (0, os.geteuid()):
            raise _link(path) from error
        try:
            inner = os.open(part, _FOLDER, dir_fd=number)
        except OSError as wrong:
            # This error does not say "missing". Otherwise the folder would be created at the target of the link.
            raise _link(path) from wrong
    stack.callback(os.close, inner)
    return inner


def _refuse_link(path: str) -> None:
    if os.path.islink(path):
        raise _link(path)


def _link(path: str) -> OSError:
    return OSError(f"{path} is a link, and links are not followed: name the folder {os.path.realpath(path)} itself")


def _writable(number: int, path: str) -> None:
    if not os.access(".", os.W_OK | os.X_OK, dir_fd=number):
        raise PermissionError(f"{path} cannot be written into")


def _make(name: str, number: int, making: _Making) -> None:
    # Another process may have created something else at this place, which is no folder. Then the next step raises an
    # error.
    with contextlib.suppress(FileExistsError):
        os.mkdir(name, making.mode, dir_fd=number)
        making.undo.callback(_without_error, os.rmdir, name, number)


def _regular(path: str, number: int, name: str) -> os.stat_result | None:
    """The status of a file, or None if there is none. Raises OSError if it is no regular file, or has a foreign owner.

    A new file gets the owner of the old file. In a folder in which every user may create files, another user could
    create a file first, and would then own the new file.
    """
    try:
        status = os.stat(name, dir_fd=number, follow_symlinks=False)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        raise FileExistsError(f"{path} exists and is not a regular file")
    if status.st_uid not in (0, os.geteuid(), os.fstat(number).st_uid):
        raise PermissionError(f"{path} belongs to somebody else, who could read what is written into it")
    return status


def _content(number: int, name: str) -> bytes:
    # O_NONBLOCK: if a pipe, for example, has just replaced the file, the call must not wait.
    file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=number)
    with os.fdopen(file, "rb") as stream:
        return stream.read()


def _prepared(path: str, number: int, name: str, text: str | None, mode: int, keep: bool, undo: ExitStack) -> _Step:
    """The replacement of a file. The new file is written here, beside the old one."""
    old = _regular(path, number, name)
    token = uuid.uuid4().hex
    beside, saved, linked = None, None, False
    if text is not None:
        # Inventories ignore files whose names begin with a dot.
        beside = f".{token}.new"
        file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode, dir_fd=number)
        undo.callback(_without_error, os.unlink, beside, number)
        with os.fdopen(file, "wb") as stream:
            # A single surrogate cannot be encoded.
            stream.write(text.encode("utf-8", "replace"))
            stream.flush()
            if old:
                # Only root may change the owner of a file. Other users usually own the files that they replace.
                with contextlib.suppress(OSError):
                    os.fchown(stream.fileno(), old.st_uid, old.st_gid)
                os.fchmod(stream.fileno(), stat.S_IMODE(old.st_mode))
            os.fsync(stream.fileno())
    if old:
        saved = next(_free(name, number)) if keep else f".{token}.old"
        # The saved file is a second name of the old file, so that the first name always has a file.
        linked = _linked(name, saved, number, undo)
    return _Step(number, name, beside, saved, linked, keep)


def _linked(name: str, saved: str, number: int, undo: ExitStack) -> bool:
    try:
        os.link(name, saved, src_dir_fd=number, dst_dir_fd=number, follow_symlinks=False)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):
        # Some file systems have no hard links, and some files may not be linked by every user.
        return False
    undo.callback(_without_error, os.unlink, saved, number)
    return True


def _free(name: str, number: int) -> Iterator[str]:
    """Free names for the saved file. They end with "~", so that Ansible does not take the file for an inventory."""
    base, count = f"{name}.{time.strftime('%Y-%m-%dT%H%M%SZ', time.gmtime())}", 1
    while True:
        free = f"{base}~" if count == 1 else f"{base}-{count}~"
        try:
            os.stat(free, dir_fd=number, follow_symlinks=False)
        except FileNotFoundError:
            yield free
        count += 1


def _carry_out(step: _Step, undo: ExitStack) -> None:
    if step.saved:
        if not step.linked:
            os.rename(step.name, step.saved, src_dir_fd=step.folder, dst_dir_fd=step.folder)
        undo.callback(_put_back, step.saved, step.name, step.folder)
    if step.beside:
        os.replace(step.beside, step.name, src_dir_fd=step.folder, dst_dir_fd=step.folder)
        if not step.saved:
            undo.callback(_without_error, os.unlink, step.name, step.folder)
    elif step.linked:
        os.unlink(step.name, dir_fd=step.folder)


def _put_back(saved: str, name: str, number: int) -> None:
    with contextlib.suppress(OSError):
        os.replace(saved, name, src_dir_fd=number, dst_dir_fd=number)


def _without_error(function: Callable[..., None], name: str, number: int) -> None:
    with contextlib.suppress(OSError):
        function(name, dir_fd=number)


def _settle(number: int) -> None:
    """Write the names in a folder to disk, if the file system can sync folders."""
    with contextlib.suppress(OSError):
        readable = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=number)
        try:
            os.fsync(readable)
        finally:
            os.close(readable)

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files of the controller (private to this collection). Whatever the collection writes is written here.

What is new is private, as far as the umask does not make it more so; what is there keeps its mode. Either all files of
a call are written or none. What is replaced can be kept beside.

Links are not followed. Every folder is opened in the one before it, so that nobody can put a link in its place after it
was looked at. Links above the folders into which something is put are the exception, if nobody but root or the user
himself can have made them: /home may be a link.
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
# To pass through a folder does not take the right to read it. macOS has no O_PATH.
_FOLDER = os.O_DIRECTORY | os.O_CLOEXEC | getattr(os, "O_PATH", os.O_RDONLY)
_LONGEST_NAME = 255


class _Making(NamedTuple):
    """How folders are made that are not there; ``undo`` takes them away again."""

    mode: int
    undo: ExitStack


class _Step(NamedTuple):
    """A file that takes the place of ``name``, or nothing where ``beside`` is None; ``saved`` is what was there."""

    folder: int
    name: str
    beside: str | None
    saved: str | None
    # Whether the old file has the name ``saved`` already, beside its own.
    linked: bool
    kept: bool


def write_files(
    folder: str,
    texts: Mapping[str, str | None],
    file_mode: int = _NEW_FILE,
    folder_mode: int = _NEW_FOLDER,
    kept: Collection[str] = (),
) -> list[str]:
    """Write texts into a folder, which is made if need be. Raises OSError, and then everything is as it was.

    Names may have folders in them; None in place of a text removes the file. Of the names in ``kept``, what is replaced
    or removed stays beside, under a name that no inventory reads; the paths of these are returned. Each file is there
    as a whole, the old one or the new one, whatever happens in between.
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
    """A folder with files, which is there as a whole or not at all; its name gets a number if it is taken.

    Returns its path. Raises OSError.
    """
    parent = _absolute(parent)
    (name,) = _parts(name)
    unfinished = f".unfinished-{uuid.uuid4().hex}"
    with ExitStack() as stack, ExitStack() as undo:
        # The folder for all of them stays: the next one goes into it.
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
        # An empty folder may be replaced, and this one is ours.
        os.rename(unfinished, free, src_dir_fd=opened, dst_dir_fd=opened)
        undo.pop_all()
        _settle(opened)
    return os.path.join(parent, free)


def look(folder: str, names: Collection[str]) -> dict[str, bytes | None]:
    """What the files of these names have in them, None where there is none. Changes nothing.

    Raises OSError where ``write_files`` could not write them, as far as that can be told.
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
    """The names of what is in a folder, or in a folder in it; none if there is none. Raises OSError for a link."""
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
    """A name as the names of folders and of a file. Raises OSError for what could lead elsewhere, or hide."""
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
    """A descriptor of a folder by its absolute path, which is made if need be and it is said how."""
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
    """A descriptor of a folder in one that is open."""
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
            # Not "there is none": what is made there would be made wherever the link leads.
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
    # If somebody was faster, and made no folder, the next step says so.
    with contextlib.suppress(FileExistsError):
        os.mkdir(name, making.mode, dir_fd=number)
        making.undo.callback(_without_error, os.rmdir, name, number)


def _regular(path: str, number: int, name: str) -> os.stat_result | None:
    """The status of a file, None if there is none. Raises OSError for all that is no file, and for a stranger's.

    Who may put files into a folder that is open to all could own what is written there: what is new gets the owner of
    the old file.
    """
    try:
        status = os.stat(name, dir_fd=number, follow_symlinks=False)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        raise FileExistsError(f"{path} is there, and is no file that could be replaced")
    if status.st_uid not in (0, os.geteuid(), os.fstat(number).st_uid):
        raise PermissionError(f"{path} belongs to somebody else, who could read what is written into it")
    return status


def _content(number: int, name: str) -> bytes:
    # Not to wait for whatever took the place of the file in this moment.
    file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=number)
    with os.fdopen(file, "rb") as stream:
        return stream.read()


def _prepared(path: str, number: int, name: str, text: str | None, mode: int, keep: bool, undo: ExitStack) -> _Step:
    """What has to be done about a file, with the new one written beside the old one."""
    old = _regular(path, number, name)
    token = uuid.uuid4().hex
    beside, saved, linked = None, None, False
    if text is not None:
        # Inventories leave out what begins with a dot.
        beside = f".{token}.new"
        file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode, dir_fd=number)
        undo.callback(_without_error, os.unlink, beside, number)
        with os.fdopen(file, "wb") as stream:
            # Half of a pair of surrogates is in no file.
            stream.write(text.encode("utf-8", "replace"))
            stream.flush()
            if old:
                # Only root may give a file away; the others own what they replace, mostly.
                with contextlib.suppress(OSError):
                    os.fchown(stream.fileno(), old.st_uid, old.st_gid)
                os.fchmod(stream.fileno(), stat.S_IMODE(old.st_mode))
            os.fsync(stream.fileno())
    if old:
        saved = next(_free(name, number)) if keep else f".{token}.old"
        # As a second name of the old file, so that there is one under the first all the time.
        linked = _linked(name, saved, number, undo)
    return _Step(number, name, beside, saved, linked, keep)


def _linked(name: str, saved: str, number: int, undo: ExitStack) -> bool:
    try:
        os.link(name, saved, src_dir_fd=number, dst_dir_fd=number, follow_symlinks=False)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):
        # Not every file system has second names, and not every user may give them to every file.
        return False
    undo.callback(_without_error, os.unlink, saved, number)
    return True


def _free(name: str, number: int) -> Iterator[str]:
    """Names for what is kept of a file. They end so that Ansible takes none of them for an inventory."""
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
    """Names are on disk, too, as far as the file system does that for folders."""
    with contextlib.suppress(OSError):
        readable = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=number)
        try:
            os.fsync(readable)
        finally:
            os.close(readable)

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files of the controller (private to this collection).

What is new is private, as far as the umask does not make it more so; what is there keeps its mode. Links are not
followed. Either all files of a call are written or none.
"""

from __future__ import annotations

import contextlib
import os
import stat
import uuid

_NEW_FILE = 0o640
_NEW_FOLDER = 0o750


def write_files(folder: str, texts: dict[str, str], file_mode: int = _NEW_FILE, folder_mode: int = _NEW_FOLDER) -> None:
    """Write texts into a folder, which is made if need be; names may have folders in them. Raises OSError.

    Each file is there as a whole, the old one or the new one, whatever happens in between.
    """
    written: list[tuple[str, str]] = []
    try:
        for name, text in texts.items():
            path = os.path.join(folder, name)
            _make_folder(os.path.dirname(path), folder_mode)
            written.append((_written_beside(path, text, file_mode), path))
        for beside, path in written:
            os.replace(beside, path)
    except BaseException:
        for beside, _path in written:
            if os.path.exists(beside):
                os.unlink(beside)
        raise


def _written_beside(path, text, mode):
    """A file with the text in the folder of ``path``, ready to take its place."""
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        pass
    else:
        if not stat.S_ISREG(status.st_mode):
            raise FileExistsError(f"{path} is there, and is no file that could be replaced")
    beside = f"{path}.{uuid.uuid4().hex}"
    file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    try:
        with os.fdopen(file, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        if os.path.exists(path):
            os.chmod(beside, stat.S_IMODE(os.lstat(path).st_mode))
    except BaseException:
        os.unlink(beside)
        raise
    return beside


def _make_folder(folder, mode):
    if not folder or os.path.isdir(folder):
        return
    _make_folder(os.path.dirname(folder), mode)
    # If somebody was faster, and made no folder, the next step says so.
    with contextlib.suppress(FileExistsError):
        os.mkdir(folder, mode)

# SPDX-License-Identifier: GPL-3.0-or-later
"""A home directory in which ansible-test works without downloading pip, and without touching the user's own.

For every virtual environment that it makes, ansible-test fetches a get-pip script from a fixed address, unless its
cache contains one of that name. This fails if only a package index can be reached. So the cache is filled with scripts
that run the pip of the interpreter's own ensurepip. With it, ansible-test installs the release that it pins.
"""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
import types
from pathlib import Path

GET_PIP = '''\
"""Stand-in for get-pip.py: runs the pip that this interpreter carries in ensurepip."""
import os
import runpy
import sys
import sysconfig

import ensurepip

bundled = os.path.join(os.path.dirname(ensurepip.__file__), "_bundled")
folders = [bundled, sysconfig.get_config_var("WHEEL_PKG_DIR") or bundled]
wheels = [os.path.join(d, f) for d in folders if os.path.isdir(d) for f in os.listdir(d) if f.startswith("pip-")]
if not wheels:
    sys.exit("This Python carries no pip; install its venv package.")
sys.path.insert(0, wheels[0])
sys.argv = ["pip", "install"] + [a for a in sys.argv[1:] if a not in ("--no-setuptools", "--no-wheel")]
runpy.run_module("pip", run_name="__main__", alter_sys=True)
'''


def pinned_pip() -> str:
    """The pip release that the installed ansible-test puts into its virtual environments."""
    # ansible-test is an application, not a library: it has no public interface for this. Its package imports itself as
    # ansible_test._internal. A plain import is enough for the module.
    requirements = importlib.import_module("ansible_test._internal.python_requirements")
    python = types.SimpleNamespace(version=f"{sys.version_info.major}.{sys.version_info.minor}")
    return requirements.get_venv_packages(python)["pip"]


def pip_settings() -> dict[str, str]:
    """The settings of pip from files and variables. ansible-test hides both from its own pip."""
    listing = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], check=True, capture_output=True, text=True
    ).stdout
    settings = {}
    # Variables, printed as ":env:.key", override files.
    for section in ("global", ":env:"):
        for key, value in re.findall(rf"^{section}\.([\w-]+)='(.*)'$", listing, re.M):
            settings[key] = value.replace("\\n", "\n\t")
    settings.pop("config-file", None)
    if "cert" not in settings and os.environ.get("REQUESTS_CA_BUNDLE"):
        settings["cert"] = os.environ["REQUESTS_CA_BUNDLE"]
    cache = subprocess.run([sys.executable, "-m", "pip", "cache", "dir"], check=False, capture_output=True, text=True)
    if cache.returncode == 0:
        settings["cache-dir"] = cache.stdout.strip()
    return settings


def prepare(home: Path) -> dict[str, str]:
    """Prepare `home`, and return the variables that a run of ansible-test in it needs."""
    cache = home / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    (cache / f"get_pip_{pinned_pip().replace('.', '_')}.py").write_text(GET_PIP, encoding="utf-8")

    config = home / ".config" / "pip" / "pip.conf"
    config.parent.mkdir(parents=True, exist_ok=True)
    # The address of an index may contain a password.
    config.touch(mode=0o600)
    lines = [f"{key} = {value}" for key, value in pip_settings().items()]
    config.write_text("\n".join(["[global]", *lines, ""]), encoding="utf-8")

    return {"HOME": str(home), "LC_ALL": "C.UTF-8", "PYTHONPATH": "", "XDG_CONFIG_HOME": str(home / ".config")}

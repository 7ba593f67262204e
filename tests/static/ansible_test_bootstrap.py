# SPDX-License-Identifier: GPL-3.0-or-later
"""A home directory in which ansible-test works without downloading pip, and without touching the user's own.

For every virtual environment that it makes, ansible-test fetches a get-pip script from a fixed address, unless its
cache has one of that name. Where only a package index can be reached, that is the end. So the cache is filled with
scripts that run the pip of the interpreter's own ensurepip; ansible-test lets it install the release that it pins.
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
    # ansible-test is an application, not a library: there is no public way to ask. Its package imports itself as
    # ansible_test._internal; the module needs nothing that a plain import would not give.
    requirements = importlib.import_module("ansible_test._internal.python_requirements")
    python = types.SimpleNamespace(version=f"{sys.version_info.major}.{sys.version_info.minor}")
    return requirements.get_venv_packages(python)["pip"]


def pip_settings() -> dict[str, str]:
    """What pip is told here by files and variables. ansible-test hides both from its own pip."""
    listing = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], check=True, capture_output=True, text=True
    ).stdout
    settings = {}
    # Variables, printed as ":env:.key", win over files.
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
    """Make `home` ready and return what running ansible-test in it adds to the environment."""
    cache = home / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    (cache / f"get_pip_{pinned_pip().replace('.', '_')}.py").write_text(GET_PIP, encoding="utf-8")

    config = home / ".config" / "pip" / "pip.conf"
    config.parent.mkdir(parents=True, exist_ok=True)
    # An address of an index may carry a password.
    config.touch(mode=0o600)
    lines = [f"{key} = {value}" for key, value in pip_settings().items()]
    config.write_text("\n".join(["[global]", *lines, ""]), encoding="utf-8")

    return {"HOME": str(home), "LC_ALL": "C.UTF-8", "PYTHONPATH": "", "XDG_CONFIG_HOME": str(home / ".config")}

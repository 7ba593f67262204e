# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A wrong environment: CA bundles, paths, proxies, TLS. Each gives a readable error, at once if waiting cannot help."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import time
from pathlib import Path

import pytest
import trustme

from ansible_collections.entra.cross_tenant.plugins.module_utils._graph import failures
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.files import expanded, is_no_path, shown
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault
from ansible_collections.entra.cross_tenant.tests.modules.listeners import Server

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
# A test fails if it waits for a tenth of this.
PATIENT = {"retry_time": 60, "timeout": 20}
PASSWORD = "p4ssw0rd-of-the-proxy"
# Another host than loopback: no proxy is asked for a loopback address.
ELSEWHERE = {"graph_url": "https://graph.example", "authority_url": "https://login.example"}


@pytest.fixture
def proof():
    """The tests of this file are about logins."""
    return "client_secret"


@pytest.fixture(autouse=True)
def nothing_from_outside(monkeypatch):
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def failed_at_once(run_module, module="partner_info", **options):
    started = time.monotonic()
    result = run_module(module, **{**PATIENT, **options})
    assert time.monotonic() - started < 6, "it was tried again"
    assert result["failed"] is True
    return result["msg"]


# CA bundles.


def broken_bundles(folder: Path, good: str):
    """Name → a path that is not a valid CA bundle, and the error about it."""
    pem = Path(good).read_text(encoding="ascii")
    files = {
        "empty": "",
        "text": "this is no certificate\n",
        "html": "<html>404</html>",
        "half": pem[: len(pem) // 2],
        "garbled": pem.replace("MII", "!!!", 1),
        "good_and_garbled": pem + pem.replace("MII", "!!!", 1),
        "key": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    }
    for name, content in files.items():
        (folder / f"{name}.pem").write_text(content, encoding="ascii")
    (folder / "der.pem").write_bytes(ssl.PEM_cert_to_DER_cert(pem))
    for name in ("empty_folder", "unhashed", "hashed_badly"):
        (folder / name).mkdir()
    (folder / "unhashed" / "ca.pem").write_text(pem, encoding="ascii")
    (folder / "hashed_badly" / "0123abcd.0").write_text("nothing", encoding="ascii")
    os.mkfifo(folder / "pipe.pem")
    (folder / "dangling.pem").symlink_to(folder / "nowhere.pem")
    unreadable = dict.fromkeys([*files, "der"], "has no CA certificate that can be read")
    return {
        **{str(folder / f"{name}.pem"): words for name, words in unreadable.items()},
        **{str(folder / name): "is a folder without" for name in ("empty_folder", "unhashed", "hashed_badly")},
        str(folder / "pipe.pem"): "is neither a file nor a folder",
        str(folder / "dangling.pem"): "does not exist",
        str(folder / "empty.pem" / "ca.pem"): "cannot be read",
        "/nonexistent": "does not exist",
        "/dev/null": "is neither a file nor a folder",
    }


@pytest.mark.parametrize("where", ["ca_path", "ENTRA_CA_PATH", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
@pytest.mark.parametrize("given", ["client_secret", "access_token"])
def test_a_ca_bundle_that_is_none_is_named(simulator, run_module, monkeypatch, tmp_path, where, given):
    token = {"access_token": simulator.issue_token(), "client_secret": None} if given == "access_token" else {}
    simulator.log.clear()
    for path, words in broken_bundles(tmp_path, simulator.ca_path).items():
        if where == "ca_path":
            message = failed_at_once(run_module, ca_path=path, **token)
        else:
            monkeypatch.setenv(where, path)
            message = failed_at_once(run_module, ca_path=None, **token)
        assert message.startswith(f"{where} {path} {words}"), message
        assert "ca_path" in message
    assert len(simulator.log) == 0


def test_the_variable_in_force_is_the_one_that_is_named(simulator, run_module, monkeypatch):
    monkeypatch.setenv("CURL_CA_BUNDLE", "/nowhere/curl.pem")
    assert failed_at_once(run_module, ca_path=None).startswith("CURL_CA_BUNDLE /nowhere/curl.pem does not exist")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/requests.pem")
    assert failed_at_once(run_module, ca_path=None).startswith("REQUESTS_CA_BUNDLE /nowhere/requests.pem")
    monkeypatch.setenv("ENTRA_CA_PATH", "/nowhere/entra.pem")
    assert failed_at_once(run_module, ca_path=None).startswith("ENTRA_CA_PATH /nowhere/entra.pem")
    # A wrong value does no harm if another value is used.
    assert run_module("partner_info")["partners"] == []
    monkeypatch.setenv("ENTRA_CA_PATH", simulator.ca_path)
    assert run_module("partner_info", ca_path=None)["partners"] == []


def test_no_variable_is_expanded_that_requests_does_not_expand(simulator, run_module, monkeypatch):
    monkeypatch.setenv("HOME", str(Path(simulator.ca_path).parent))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "~/ca.pem")
    assert failed_at_once(run_module, ca_path=None).startswith("REQUESTS_CA_BUNDLE ~/ca.pem does not exist")


def test_a_folder_that_openssl_has_seen(simulator, run_module, tmp_path):
    (tmp_path / "ca.pem").write_bytes(Path(simulator.ca_path).read_bytes())
    subprocess.run(["openssl", "rehash", str(tmp_path)], check=True, capture_output=True)
    # A broken link in the folder is no obstacle.
    (tmp_path / "00000000.0").symlink_to(tmp_path / "nowhere")
    assert run_module("partner_info", ca_path=str(tmp_path))["partners"] == []


def test_another_ca_is_not_tried_again(simulator, run_module, tmp_path):
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "other.pem"))
    message = failed_at_once(run_module, ca_path=str(tmp_path / "other.pem"))
    assert "TLS certificate could not be verified" in message and "ca_path" in message


def test_a_ca_bundle_that_vanishes_in_the_middle(simulator, run_module, monkeypatch, tmp_path):
    """requests itself finds it out. The error contains the changes that were made."""
    bundle = tmp_path / "ca.pem"
    bundle.write_bytes(Path(simulator.ca_path).read_bytes())
    simulator.faults.add(Fault(method="PUT", action="pass", before=lambda _simulator: bundle.unlink(missing_ok=True)))
    partners = [{"tenant": TENANT, "identity_sync": {"user_sync_allowed": True}}]
    result = run_module("partners", partners=partners, ca_path=str(bundle), **PATIENT)
    assert result["failed"] is True and "ca_path" in result["msg"] and str(bundle) in result["msg"]
    assert [change["resource"] for change in result["changes"]] == ["partner", "identity_sync"]


# Paths of the environment.


@pytest.mark.parametrize("spelling", ["~/{}", "$HOME/{}", "${{HOME}}/{}", "$FOLDER/{}", "~/x/../{}"])
def test_paths_of_the_environment_are_expanded_as_options_are(simulator, run_module, monkeypatch, tmp_path, spelling):
    (tmp_path / "x").mkdir()
    for source in (simulator.ca_path, simulator.certificate_path):
        (tmp_path / Path(source).name).write_bytes(Path(source).read_bytes())
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("FOLDER", str(tmp_path))
    ca, certificate = (spelling.format(Path(each).name) for each in (simulator.ca_path, simulator.certificate_path))
    options = {"ca_path": None, "client_secret": None}
    as_options = run_module("partner_info", client_secret=None, ca_path=ca, certificate_path=certificate)
    monkeypatch.setenv("ENTRA_CA_PATH", ca)
    for name in ("ENTRA_CERTIFICATE_PATH", "AZURE_CLIENT_CERTIFICATE_PATH"):
        monkeypatch.setenv(name, certificate)
        assert as_options["partners"] == run_module("partner_info", **options)["partners"] == []
        monkeypatch.delenv(name)
    (tmp_path / "token").write_text("not.a.token", encoding="ascii")
    monkeypatch.setenv("AZURE_FEDERATED_TOKEN_FILE", spelling.format("token"))
    # The file was found. The login endpoint refused its content.
    assert "AADSTS" in run_module("partner_info", **options)["msg"]


@pytest.mark.parametrize("value", ["~/a", "$HOME/a", "~nobody-there/a", "$NOT_SET/a", "a~b", "${HOME", "relative"])
def test_the_same_function_of_the_environment_as_of_ansible(monkeypatch, value):
    from ansible.module_utils.common.validation import check_type_path

    monkeypatch.setenv("HOME", "/somewhere")
    assert expanded(value) == check_type_path(value)


# Secrets in the place of a path.


@pytest.fixture(scope="module")
def pem():
    return trustme.CA().issue_cert("x.example").private_key_pem.bytes().decode("ascii")


@pytest.mark.parametrize("name", ["certificate_path", "federated_token_file", "ca_path"])
@pytest.mark.parametrize("kind", ["pem", "one_line", "jwt", "newline", "nul"])
def test_a_secret_in_the_place_of_a_path_is_not_repeated(simulator, run_module, monkeypatch, pem, name, kind):
    one_line = "".join(line for line in pem.splitlines() if "-----" not in line)
    value = {
        "pem": pem,
        "one_line": one_line,
        "jwt": f"eyJhbGciOiJSUzI1NiJ9.{one_line[:120]}.{one_line[120:280]}",
        "newline": f"{one_line[:40]}\n",
        "nul": f"/{one_line[:40]}\x00",
    }[kind]
    value = value.replace("/", "_") if kind == "jwt" else value
    others = {} if name == "ca_path" else {"client_secret": None}
    result = run_module("partner_info", **others, **{name: value})
    assert result["failed"] is True and name in result["msg"]
    assert one_line[8:38] not in json.dumps(result), result
    if kind == "nul":
        return
    variables = {
        "certificate_path": "ENTRA_CERTIFICATE_PATH",
        "federated_token_file": "AZURE_FEDERATED_TOKEN_FILE",
        "ca_path": "ENTRA_CA_PATH",
    }
    monkeypatch.setenv(variables[name], value)
    result = run_module("partner_info", **others, **({"ca_path": None} if name == "ca_path" else {}))
    assert result["failed"] is True and (name in result["msg"] or variables[name] in result["msg"])
    assert one_line[8:38] not in json.dumps(result), result


def test_what_looks_like_a_path():
    for path in ("/etc/ssl/certs/ca.pem", "certs/birch.pfx", "~/ca", "./x", "C:\\x.pem", "/with blanks/ca bundle"):
        assert shown(path) == path and not is_no_path(path)
    for value in ("x8Q~abcDEF", "hunter2", "MII" + "A" * 90, "/" + "A" * 300, "", None, 5, "/a\nb", "/a\x1b[31m"):
        assert "not shown" in shown(value)


# Proxies, TLS, odd values.


@pytest.mark.parametrize(
    "proxy",
    [
        "http://birch:{}@127.0.0.1:port",
        "https://birch:{}@127.0.0.1:99999",
        "birch:{}@:8",
        "ftp://birch:{}@127.0.0.1:8",
        "http://birch:{}@[::1",
        "http://birch:{}@" + "a" * 70 + ".example:8",
        "socks5://birch:{}@127.0.0.1:1",
        "http://birch:{}/x@127.0.0.1:port",
        "http://birch:{} x@127.0.0.1:port",
        "http://birch:x@{}@:8",
        "http://",
        "://",
    ],
)
def test_a_proxy_that_is_none(simulator, run_module, monkeypatch, proxy):
    monkeypatch.setenv("HTTPS_PROXY", proxy.format(PASSWORD))
    message = failed_at_once(run_module, **ELSEWHERE)
    assert ("cannot be sent" in message or "no usable URL of a proxy" in message) and "HTTPS_PROXY" in message, message
    assert PASSWORD not in message and "birch" not in message


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (403, "the proxy refused the connection"),
        (404, "the proxy refused the connection"),
        (407, "the proxy needs a name and a password"),
    ],
)
def test_a_proxy_that_refuses_is_not_asked_again(simulator, run_module, monkeypatch, status, words):
    with Server(lambda: [b"HTTP/1.1 %d No\r\n\r\n" % status]) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://birch:{PASSWORD}@127.0.0.1:{proxy.port}")
        message = failed_at_once(run_module, **ELSEWHERE)
    assert words in message and PASSWORD not in message and proxy.connections == 1


@pytest.mark.parametrize("reply", [b"", b"HTTP/1.1 503 Busy\r\n\r\n", b"HTTP/1.1 429 Slow\r\n\r\n"])
def test_a_proxy_that_is_busy_is_asked_again(simulator, run_module, monkeypatch, reply):
    with Server(lambda: [reply]) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://birch:{PASSWORD}@127.0.0.1:{proxy.port}")
        result = run_module("partner_info", retry_time=1.5, timeout=5, **ELSEWHERE)
    assert result["failed"] is True and PASSWORD not in result["msg"] and proxy.connections > 1


def test_an_address_without_tls_is_not_asked_again(simulator, run_module):
    with Server(lambda: [b"HTTP/1.1 400 Bad Request\r\n\r\n"]) as plain:
        message = failed_at_once(run_module, authority_url=f"https://127.0.0.1:{plain.port}")
    assert "the TLS handshake failed" in message and plain.connections == 1


def test_tls_that_breaks_half_way_is_tried_again(simulator, run_module):
    with Server(lambda: [b""]) as broken:
        result = run_module("partner_info", authority_url=f"https://127.0.0.1:{broken.port}", retry_time=1.5, timeout=5)
    assert result["failed"] is True and broken.connections > 1


@pytest.mark.parametrize("timeout", [1e300, 1e20, "inf"])
def test_a_timeout_that_no_clock_has(simulator, run_module, timeout):
    message = failed_at_once(run_module, timeout=timeout)
    assert message and "Traceback" not in message


def test_an_address_with_a_password_is_refused_without_it(simulator, run_module):
    for url in (f"https://birch:{PASSWORD}@graph.example", f"https://birch:{PASSWORD}/x@graph.example"):
        for name in ("graph_url", "authority_url"):
            message = failed_at_once(run_module, **{name: url})
            assert name in message and PASSWORD not in message


def raised():
    """Exceptions that requests lets through, and whether the problem can go away by itself."""
    import requests
    import urllib3

    request = requests.exceptions
    pool = urllib3.exceptions
    yield OSError("no such CA bundle"), False
    yield PermissionError(13, "denied"), False
    yield ValueError("x"), False
    yield OverflowError("timestamp out of range"), False
    yield UnicodeError("label too long"), False
    yield UnicodeEncodeError("ascii", "é", 0, 1, "no"), False
    yield LookupError("unknown encoding: x"), False
    yield pool.LocationParseError("x"), False
    yield pool.LocationValueError("x"), False
    yield request.InvalidURL("x"), False
    yield request.InvalidProxyURL("x"), False
    yield request.InvalidHeader("x"), False
    yield request.InvalidSchema("x"), False
    yield request.MissingSchema("x"), False
    yield request.TooManyRedirects("x"), False
    yield request.SSLError(pool.MaxRetryError(None, "/", pool.SSLError(ssl.SSLCertVerificationError(1, "no")))), False
    yield request.ConnectionError(pool.MaxRetryError(None, "/", pool.LocationParseError("x"))), False
    yield request.ConnectionError("refused"), True
    yield request.ConnectTimeout("late"), True
    yield request.ReadTimeout("late"), True
    yield request.ChunkedEncodingError(pool.ProtocolError("half")), True
    yield request.SSLError(pool.MaxRetryError(None, "/", pool.SSLError(ssl.SSLEOFError(8, "EOF")))), True
    yield ConnectionResetError(104, "reset"), True
    yield TimeoutError("late"), True


@pytest.mark.parametrize(("error", "better"), [pytest.param(*each, id=repr(each[0])[:60]) for each in raised()])
def test_whatever_the_transport_raises_is_an_error_in_words(simulator, run_module, monkeypatch, error, better):
    """The exception is raised in the place of requests, below all of our own code."""
    import requests

    simulator.directory.add_partner(TENANT)
    calls = []

    def send(self, request, **options):
        calls.append(request)
        if request.method != "PATCH":
            return original(self, request, **options)
        raise error

    original = requests.adapters.HTTPAdapter.send
    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", send)
    result = run_module(
        "partner", partner_tenant=TENANT, inbound_trust={"mfa_accepted": True}, retry_time=1.2, timeout=5
    )
    assert result["failed"] is True and TENANT in result["msg"] and result["changes"] == []
    assert isinstance(error, failures.KINDS) and failures.may_get_better(error) is better
    assert (len([call for call in calls if call.method == "PATCH"]) > 1) is better

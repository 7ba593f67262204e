# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The target of a request: the check of the URL, two parsers and the socket agree on it, or nothing is sent."""

from __future__ import annotations

import itertools
import random
import socket
from urllib.parse import urlsplit

import pytest
import requests
from urllib3.util import parse_url

from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.errors import UnexpectedAnswer
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.origin import is_on_this_machine, origin_of
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.session import new_session

EXPECTED = ("https://graph.example", "https://login.example:8443", "http://127.0.0.1:8080", "https://[::1]:8443")
NUMBER = 40_000

SCHEMES = ["https", "https", "https", "http", "HTTPS", "hTTp", " https", "https\t", "ht\ntps", "ftp", "http\u017f", ""]
SEPARATORS = ["://"] * 8 + [":/", ":///", ":\\\\", ":/\\", "//", ":", "://\t", ":// ", "\\://"]
USERINFOS = [""] * 10 + [
    "other.example@",
    "other.example\\@",
    "other.example\\\\@",
    "birch:password@",
    "other.example#@",
    "other.example?@",
    "other.example/@",
    "other.example;@",
    "other.example%5c@",
    "other.example%40",
    "other.example:443\\@",
    "[::1]@",
    "@",
    ":@",
    "@@",
    "other.example ",
    "other.example\x00@",
]
HOSTS = [
    "other.example",
    "graph.example.",
    ".graph.example",
    "graph..example",
    "graph.example.other.example",
    "graph.example%00.other.example",
    "%67raph.example",
    "graph%2eexample",
    "graph\u3002example",
    "\uff47raph.example",
    "gr\u0430ph.example",
    "gra\u00adph.example",
    "gra\u200bph.example",
    "gra\tph.example",
    "graph.example\\",
    "graph.example\\.other.example",
    "*.example",
    "127.1",
    "127.0.1",
    "0177.0.0.1",
    "0x7f.0.0.1",
    "0x7f000001",
    "2130706433",
    "127.0.0.1.",
    "127.0.0.01",
    "127.0.0.256",
    "\u2460.0.0.1",
    "[::1%25lo]",
    "[::1%lo]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::1",
    "::1]",
    "[]",
    "[v1.x]",
    "[127.0.0.1]",
    "[::1]other.example",
    "",
    "\ud800",
    "xn--graph-.example",
    "gra_ph.example",
    "-graph.example",
    "a" * 64 + ".example",
    "\u212a.example",
]
PORTS = [""] * 6 + [
    ":443",
    ":80",
    ":8443",
    ":8080",
    ":08443",
    ":",
    ":0",
    ":65536",
    ":99999",
    ":x",
    ":+443",
    ":-1",
    ":4 43",
    ":4_43",
    ":\uff14\uff14\uff13",
    ":443:80",
    ":443@other.example",
    ":443\\@other.example",
    ":443#@other.example",
]
TAILS = ["", "/", "/v1.0/x?y=z", "/x", "/x"] * 3 + [
    "?@other.example/",
    "#@other.example/",
    "/@other.example/",
    "\\@other.example/",
    "\\other.example/",
    ";@other.example/",
    "@other.example/",
    "/\\@other.example",
    "/../../x",
    "//other.example/",
    "/%2e%2e/x",
    "/x y",
    "/x\r\nHost: other.example",
    "/\u00e9",
    "/\x00",
    " ",
    "\n",
    "/x#\\@other.example",
]
ODD = "\\@#?/:;[]%. \t\r\n\x00\x0b\x7f\xa0\u2028\uff0f\uff20\uff1a\ufe55\u2044"


def odd_urls():
    """URLs that are not what they seem to be, and some that are. They are the same in each run."""
    # This is random data for tests, not for secrets.
    chance = random.Random(12)
    for _number in range(NUMBER):
        expected = chance.choice(EXPECTED)
        plain = urlsplit(expected)
        scheme = chance.choice([plain.scheme] * 12 + SCHEMES)
        bracketed = plain.netloc.rpartition(":")[0] if plain.port else plain.netloc
        host = chance.choice([bracketed] * len(HOSTS) + [bracketed.upper()] * 5 + HOSTS)
        port = chance.choice([f":{plain.port}" if plain.port else ""] * len(PORTS) + PORTS)
        url = scheme + chance.choice(SEPARATORS) + chance.choice(USERINFOS) + host + port + chance.choice(TAILS)
        if chance.random() < 0.3:
            place = chance.randrange(len(url) + 1)
            url = url[:place] + chance.choice(ODD) + url[place:]
        yield expected, url


@pytest.fixture
def opened(monkeypatch):
    """The addresses that sockets would be opened to. No socket is opened."""
    asked = []
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)

    def getaddrinfo(host, port, *_args, **_options):
        asked.append((host, port))
        raise socket.gaierror(socket.EAI_NONAME, "not in a test")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def test_all_parsers_and_the_socket_agree_on_what_passes_the_judge(opened):
    sessions = {expected: new_session(expected, None, 1.0) for expected in EXPECTED}
    passed, refused = set(), set()
    for expected, url in odd_urls():
        if url in passed or url in refused:
            continue
        opened.clear()
        sent = None
        try:
            sessions[expected].request("POST", url, data={"client_secret": "x"})
        except UnexpectedAnswer:
            assert opened == [], url
            refused.add(url)
            continue
        except requests.exceptions.ConnectionError as error:
            sent = error.request.url
        host, port = urlsplit(expected).hostname, urlsplit(expected).port or 443
        assert opened == [(host, port)], url
        for text in (url, sent):
            assert origin_of(text) == expected
            split, parsed = urlsplit(text), parse_url(text)
            assert (split.hostname, split.username, split.password) == (host, None, None), url
            assert (parsed.host.strip("[]"), parsed.auth) == (host, None), url
            assert (split.port or 443, parsed.port or 443) == (port, port), url
        passed.add(url)
    # Otherwise the test would have proved nothing.
    assert len(passed) > 100 and len(refused) > 10_000


def test_a_session_for_any_place_sends_to_plain_ones_only(opened):
    """This is the session of a managed identity, whose address comes from the environment."""
    session = new_session(None, None, 1.0, proxies=False)
    for _expected, url in itertools.islice(odd_urls(), NUMBER // 5):
        opened.clear()
        try:
            session.request("GET", url)
        except UnexpectedAnswer:
            assert opened == [] and origin_of(url) is None
        except requests.exceptions.ConnectionError as error:
            ((host, port),) = opened
            plain = urlsplit(origin_of(url))
            assert (host, port) == (plain.hostname, plain.port or {"https": 443, "http": 80}[plain.scheme])
            assert urlsplit(error.request.url).hostname == parse_url(url).host.strip("[]") == host


@pytest.mark.parametrize(
    ("origin", "here"),
    [
        ("http://localhost", True),
        ("https://LOCALHOST:8443", True),
        ("https://127.0.0.1:8443", True),
        ("https://127.1.2.3", True),
        ("https://[::1]", True),
        ("https://[0:0:0:0:0:0:0:1]", True),
        ("https://[::ffff:127.0.0.1]", True),
        ("https://128.0.0.1", False),
        ("https://[::2]", False),
        ("https://localhost.example", False),
        ("https://127.0.0.1.example", False),
        ("http://169.254.169.254", False),
    ],
)
def test_what_is_on_this_machine(origin, here):
    assert is_on_this_machine(origin_of(origin)) is here


@pytest.mark.parametrize(
    "value", [None, 5, b"https://graph.example", ["https://graph.example"], "https://graph.example\n"]
)
def test_what_is_no_url_leads_nowhere(value):
    assert origin_of(value) is None

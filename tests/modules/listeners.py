# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Listeners on the loopback interface that use no TLS and are not Graph: broken servers, and proxies."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit


class Listener:
    """A place that many clients can connect to, as long as its block lasts. Subclasses define ``serve``."""

    def __init__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.connections = 0

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        try:
            with client:
                self.serve(client)
        except OSError:
            # The client hung up. These tests are about that.
            pass

    def serve(self, client: socket.socket) -> None:
        raise NotImplementedError


class Server(Listener):
    """Reads one request of each client, and sends what ``talk`` yields, with ``pause`` seconds in between."""

    def __init__(self, talk: Callable[[], Iterable[bytes]], pause: float = 0.0):
        super().__init__()
        self.talk = talk
        self._pause = pause
        self.heard: list[bytes] = []

    def serve(self, client):
        self.heard.append(client.recv(65536))
        for part in self.talk():
            client.sendall(part)
            time.sleep(self._pause)


class ConnectProxy(Listener):
    """An HTTPS proxy that leads every host to one place, so that clients can be sent to Microsoft's own names.

    ``asked`` are the hosts and ports that clients wanted to reach.
    """

    def __init__(self, target: str):
        super().__init__()
        self._target = urlsplit(target)
        self.asked: list[str] = []

    def serve(self, client):
        head = b""
        while b"\r\n\r\n" not in head:
            head += client.recv(4096)
        method, place, _version = head.decode("ascii").split("\r\n")[0].split(" ")
        assert method == "CONNECT"
        self.asked.append(place)
        with socket.create_connection((self._target.hostname, self._target.port)) as server:
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            threading.Thread(target=_pump, args=(client, server), daemon=True).start()
            _pump(server, client)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    try:
        while content := source.recv(65536):
            sink.sendall(content)
    except OSError:
        pass
    finally:
        for end in (source, sink):
            end.close()

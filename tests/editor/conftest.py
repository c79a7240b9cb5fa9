"""A YAML language server over standard input and output: what VS Code and others start."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import pytest

WAIT = 20


class Server:
    """The server with one folder open, as an editor would have it."""

    def __init__(self, command: str, folder: Path, settings: dict[str, Any]) -> None:
        self._settings = settings
        self._process = subprocess.Popen(
            [command, "--stdio"],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._answers: Queue[dict[str, Any]] = Queue()
        self._published: Queue[dict[str, Any]] = Queue()
        self._last = 0
        threading.Thread(target=self._read, daemon=True).start()
        root = folder.as_uri()
        self.ask(
            "initialize",
            {
                "processId": None,
                "rootUri": root,
                "workspaceFolders": [{"uri": root, "name": "folder"}],
                "capabilities": {
                    "workspace": {"configuration": True, "workspaceFolders": True},
                    "textDocument": {"completion": {"completionItem": {"snippetSupport": True}}},
                },
            },
        )
        self.tell("initialized", {})
        self.tell("workspace/didChangeConfiguration", {"settings": settings})

    def open(self, path: Path) -> None:
        """Open the file in the editor."""
        text = path.read_text(encoding="utf-8")
        item = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": item})

    def at(self, method: str, path: Path, line: int, column: int) -> Any:
        """What the server says of a place, line and column from 1."""
        place = {"line": line - 1, "character": column - 1}
        document = {"uri": path.as_uri()}
        return self.ask(f"textDocument/{method}", {"textDocument": document, "position": place})

    def diagnostics(self, path: Path, line: int) -> list[dict[str, Any]]:
        """The findings that the server publishes for the file, once one is on ``line`` (from 1).

        It publishes what it has, and again when it has read more of the settings.
        """
        while True:
            try:
                said = self._published.get(timeout=WAIT)
            except Empty:
                pytest.fail("the server published no findings")
            found: list[dict[str, Any]] = said["diagnostics"]
            if said["uri"] == path.as_uri() and any(
                d["range"]["start"]["line"] == line - 1 for d in found
            ):
                return found

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        """Send a request and wait for its answer."""
        self._last += 1
        self._send({"id": self._last, "method": method, "params": params})
        while True:
            try:
                answer = self._answers.get(timeout=WAIT)
            except Empty:
                pytest.fail(f"no answer to {method}")
            if answer["id"] == self._last:
                assert "error" not in answer, answer
                return answer["result"]

    def tell(self, method: str, params: dict[str, Any]) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    def close(self) -> None:
        """End the server."""
        self._process.kill()
        self._process.wait()

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _read(self) -> None:
        out = self._process.stdout
        assert out is not None
        while True:
            size = 0
            while (line := out.readline().strip()) or not size:
                if not line:
                    return
                if line.lower().startswith(b"content-length:"):
                    size = int(line.split(b":")[1])
            message = json.loads(out.read(size))
            if message.get("method") == "textDocument/publishDiagnostics":
                self._published.put(message["params"])
            elif "method" in message and "id" in message:
                self._send({"id": message["id"], "result": self._asked(message)})
            elif "id" in message:
                self._answers.put(message)

    def _asked(self, message: dict[str, Any]) -> Any:
        """What the server wants of the editor: nothing but its settings."""
        if message["method"] != "workspace/configuration":
            return None
        return [self._settings.get(item.get("section")) for item in message["params"]["items"]]


Start = Callable[[Path, dict[str, Any]], Server]


@pytest.fixture
def start(need: Callable[..., list[str]]) -> Iterator[Start]:
    """``start(folder, settings)``: a server, ended with the test."""
    command, _ = need("yaml-language-server", "node")
    servers: list[Server] = []

    def started(folder: Path, settings: dict[str, Any]) -> Server:
        servers.append(Server(command, folder, settings))
        return servers[-1]

    yield started
    for server in servers:
        server.close()

"""The system's Chromium, driven as a person drives it: keys, taps, sizes, paper.

It speaks the DevTools protocol over a pipe, so no port is opened.
"""

import base64
import html
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    "",
)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
KEYS = {
    "Tab": (9, ""),
    "Enter": (13, "\r"),
    "Escape": (27, ""),
    "ArrowDown": (40, ""),
    "ArrowUp": (38, ""),
    "ArrowRight": (39, ""),
    "Space": (32, " "),
}


class Browser:
    """A page in a browser.

    Parameters
    ----------
    to, back
        The pipes to and from the browser.
    """

    def __init__(self, to: int, back: int) -> None:
        self._to = to
        self._back = back
        self._rest = b""
        self._number = 0
        self._session = self._script = ""
        self.events: list[dict[str, Any]] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call(
            "Target.attachToTarget", targetId=target, flatten=True
        )["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            found = os.read(self._back, 1 << 16)
            assert found, "the browser has ended"
            self._rest += found
        one, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(one)
        return message

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Ask the browser, and return what it answers."""
        self._number += 1
        asked = {"id": self._number, "method": method, "params": params}
        if self._session:
            asked["sessionId"] = self._session
        os.write(self._to, json.dumps(asked).encode() + b"\0")
        while True:
            message = self._read()
            if message.get("id") == self._number:
                assert "error" not in message, message["error"]
                result: dict[str, Any] = message["result"]
                return result
            self.events.append(message)

    def _wait(self, method: str) -> None:
        while not any(e.get("method") == method for e in self.events):
            self.events.append(self._read())

    def size(self, width: int, height: int = 900, *, phone: bool = False) -> None:
        """Make the screen as large as told."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=phone,
        )

    def clock(self, instant: str, zone: str = "Europe/Paris") -> None:
        """Set the reader's clock (``2026-10-24T21:00+02:00``) and time zone.

        It holds for pages opened afterwards.
        """
        self.call("Emulation.setTimezoneOverride", timezoneId=zone)
        if self._script:
            self.call(
                "Page.removeScriptToEvaluateOnNewDocument", identifier=self._script
            )
        source = f"""{{
          const now = Date.parse({json.dumps(instant)}), Real = Date;
          Date = class extends Real {{
            constructor(...given) {{ super(...(given.length ? given : [now])); }}
            static now() {{ return now; }}
          }};
        }}"""
        self._script = self.call(
            "Page.addScriptToEvaluateOnNewDocument", source=source
        )["identifier"]

    def open(self, address: str) -> None:
        """Open a page and wait until it is there."""
        # By way of another page: a fragment alone would not load the page anew.
        for url in ("about:blank", address):
            self.events.clear()
            self.call("Page.navigate", url=url)
            self._wait("Page.loadEventFired")

    def run(self, script: str) -> Any:
        """Return the value of an expression on the page."""
        found = self.call(
            "Runtime.evaluate",
            expression=script,
            returnByValue=True,
            awaitPromise=True,
        )
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def press(self, key: str, times: int = 1) -> None:
        """Press a key."""
        code, text = KEYS[key]
        name = " " if key == "Space" else key
        for _ in range(times):
            for kind in ("keyDown", "keyUp"):
                self.call(
                    "Input.dispatchKeyEvent",
                    type=kind,
                    key=name,
                    code=key,
                    windowsVirtualKeyCode=code,
                    text=text if kind == "keyDown" else "",
                )

    def write(self, text: str) -> None:
        """Type a text where the focus is."""
        self.call("Input.insertText", text=text)

    def click(self, css: str) -> None:
        """Click in the middle of the first element that is shown."""
        x, y = self.run(
            f"""(() => {{
              const e = [...document.querySelectorAll({json.dumps(css)})]
                .find((e) => e.getClientRects().length);
              const r = e.getClientRects()[0];
              return [r.left + r.width / 2, r.top + r.height / 2];
            }})()"""
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.call(
                "Input.dispatchMouseEvent",
                type=kind,
                x=x,
                y=y,
                button="left",
                clickCount=1,
            )

    def picture(self) -> bytes:
        """Return what the screen shows, as PNG."""
        return base64.b64decode(self.call("Page.captureScreenshot")["data"])

    def paper(self) -> bytes:
        """Return the page as it is printed, as PDF."""
        found = self.call("Page.printToPDF", preferCSSPageSize=True)
        return base64.b64decode(found["data"])

    @property
    def complaints(self) -> list[str]:
        """What the browser complained of since the page was opened."""
        found = []
        for event in self.events:
            params = event.get("params", {})
            if event.get("method") == "Runtime.exceptionThrown":
                found.append(str(params["exceptionDetails"]))
            if event.get("method") == "Log.entryAdded":
                found.append(params["entry"]["text"])
        return found


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """Start a browser that keeps its files in a folder, and end it."""
    here, to = os.pipe()
    back, there = os.pipe()

    def pipes() -> None:
        os.dup2(here, 3)
        os.dup2(there, 4)

    # The browser expects its pipes at 3 and 4.
    here, there = _above(here), _above(there)
    process = subprocess.Popen(
        [
            CHROMIUM,
            *FLAGS,
            f"--user-data-dir={folder / 'profile'}",
            "--remote-debugging-pipe",
            "about:blank",
        ],
        preexec_fn=pipes,
        close_fds=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(here)
    os.close(there)
    try:
        yield Browser(to, back)
    finally:
        os.close(to)
        os.close(back)
        process.terminate()
        process.wait(20)


def _above(pipe: int) -> int:
    """Return a copy of a pipe that stands above 4."""
    import fcntl

    found = fcntl.fcntl(pipe, fcntl.F_DUPFD, 10)
    os.close(pipe)
    return found


# A window is at least 500 pixels wide; a frame is as narrow as it is told to be.
FRAME = """<!doctype html><title>frame</title><pre id="measured"></pre>
<iframe src="board.html" style="width:{width}px;height:900px;border:0"></iframe>
<script>
addEventListener("message", (e) => {{
  document.getElementById("measured").textContent = e.data;
}});
</script>
"""


def measure(page: bytes, width: int, folder: Path, script: str) -> dict[str, Any]:
    """Return what a script measures of a page in a window of a width."""
    inner, outer = folder / "board.html", folder / "frame.html"
    inner.write_bytes(page.replace(b"</body>", script.encode() + b"</body>"))
    outer.write_text(FRAME.format(width=width), encoding="utf-8")
    shown = subprocess.run(
        [
            CHROMIUM,
            *FLAGS,
            f"--user-data-dir={folder / 'profile'}",
            "--window-size=1600,1000",
            "--virtual-time-budget=5000",
            "--dump-dom",
            outer.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    ).stdout
    found = re.search(r'<pre id="measured">(.+?)</pre>', shown, re.DOTALL)
    assert found is not None
    measured: dict[str, Any] = json.loads(html.unescape(found[1]))
    return measured

#!/usr/bin/env python3
"""Reports as a browser shows them: no error, no request to outside, light and dark, wide and narrow, on paper.

    python3 tests/report/browser_test.py build/release/plimsoll [--keep FOLDER]

--keep leaves the pictures in FOLDER, to be looked at. Exits with 77, which ctest shows as skipped, where there is no
Chromium; tools/setup.sh installs Debian's.
"""

import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest
import zlib
from pathlib import Path

PROGRAM = Path(sys.argv.pop(1) if len(sys.argv) > 1 else "plimsoll").resolve()
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SCENARIOS = Path(__file__).resolve().parents[2] / "configs/scenarios"
KEEP = None
if "--keep" in sys.argv:
    at = sys.argv.index("--keep")
    KEEP = Path(sys.argv[at + 1]).resolve()
    del sys.argv[at : at + 2]

DARK, LIGHT = 0, 1
# The browser's own errands; --disable-background-networking does not keep all of them back.
ITS_OWN = re.compile(r"^https?://[\w.-]*\.?(google|googleapis|gvt1|gstatic)\.com/")


def rows_of(png):
    """The rows of a picture as bytes: 8 bits, RGB or RGBA (PNG, second edition, section 9)."""
    position, data = 8, b""
    while position < len(png):
        (length,), kind = struct.unpack(">I", png[position : position + 4]), png[position + 4 : position + 8]
        content = png[position + 8 : position + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", content[:10])
        if kind == b"IDAT":
            data += content
        position += length + 12
    assert depth == 8 and colour in (2, 6)
    pixel, raw = (3 if colour == 2 else 4), zlib.decompress(data)
    stride, above = width * pixel, bytearray(width * pixel)
    for y in range(height):
        start = y * (stride + 1)
        line, how = bytearray(raw[start + 1 : start + 1 + stride]), raw[start]
        for i in range(stride):
            left, up = (line[i - pixel] if i >= pixel else 0), above[i]
            corner = above[i - pixel] if i >= pixel else 0
            if how == 1:
                line[i] = (line[i] + left) & 255
            elif how == 2:
                line[i] = (line[i] + up) & 255
            elif how == 3:
                line[i] = (line[i] + (left + up) // 2) & 255
            elif how == 4:
                guess = left + up - corner
                nearest = min((abs(guess - left), 0, left), (abs(guess - up), 1, up), (abs(guess - corner), 2, corner))
                line[i] = (line[i] + nearest[2]) & 255
        yield line
        above = line


def brightness(png, rows):
    """The mean over the first rows, from 0 to 255, and how many different bytes are there."""
    total, count, seen = 0, 0, set()
    for _, row in zip(range(rows), rows_of(png)):
        total, count = total + sum(row), count + len(row)
        seen.update(row)
    return total / count, len(seen)


class Browser(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory(prefix="plimsoll-", ignore_cleanup_errors=True)
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = Path(scratch.name)
        cls.reports = {}
        for name, arguments in REPORTS.items():
            path = cls.folder / f"{name}.html"
            done = subprocess.run([PROGRAM, "report", *arguments, "--out", path], cwd=SCENARIOS, capture_output=True)
            assert done.returncode in (0, 98, 99), done.stderr.decode()
            cls.reports[name] = path

    def browse(self, page, *options, width=1100, height=1400, scheme=LIGHT):
        """Opens a page; returns what the console said and which addresses were asked for."""
        log = self.folder / "net.json"
        command = [
            BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
            "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={self.folder}/profile",
            f"--window-size={width},{height}", f"--blink-settings=preferredColorScheme={scheme}",
            f"--log-net-log={log}", "--enable-logging=stderr", *options, page.as_uri(),
        ]  # fmt: skip
        environment = {**os.environ, "HOME": str(self.folder)}
        done = subprocess.run(command, capture_output=True, env=environment, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr.decode()[-2000:])
        console = [line for line in done.stderr.decode().splitlines() if "CONSOLE" in line]
        asked = sorted(set(re.findall(r'"url":"(https?:[^"]*)"', log.read_text())))
        return console, [url for url in asked if not ITS_OWN.match(url)], done.stdout.decode()

    def picture(self, page, name, **how):
        """The same, with a picture of it."""
        path = (KEEP or self.folder) / f"{name}.png"
        console, asked, _ = self.browse(page, f"--screenshot={path}", **how)
        return console, asked, path.read_bytes()

    def measured(self, page, width):
        """How wide the page is when shown that wide, and what reaches beyond: asked of the page by a script that the
        report itself would not let in."""
        probe = self.folder / "probe.html"
        text = re.sub(r"<meta http-equiv[^>]*>", "", page.read_text())
        script = """<script>
            const wide = [...document.querySelectorAll("main *")].filter((one) => !one.closest(".table, .drawing, pre") &&
              one.getBoundingClientRect().right > innerWidth + 1);
            document.documentElement.innerHTML = "<p>" + JSON.stringify({ window: innerWidth,
              page: document.documentElement.scrollWidth, beyond: wide.map((one) => one.tagName + "." + one.className) });
        </script>"""
        probe.write_text(text.replace("</body>", script + "</body>"))
        _, _, dom = self.browse(probe, "--dump-dom", width=width)
        return json.loads(re.search(r"<p>(\{.*?\})(?:</p>|<)", dom, re.DOTALL)[1])

    # What follows would notice: a page that breaks its own policy is reported by the console, and a request to outside
    # is seen.
    def test_errors_and_requests_would_be_seen(self):
        page = self.folder / "bad.html"
        policy = '<meta http-equiv="Content-Security-Policy" content="script-src \'none\'">'
        page.write_text(f'<!doctype html>{policy}<script>1</script><img src="http://outside.example/a.png">')
        console, asked, _ = self.browse(page, "--dump-dom")
        self.assertTrue(console)
        self.assertEqual(asked, ["http://outside.example/a.png"])

    # Each kind of report, light and dark, wide and narrow: nothing on the console, no request, and the page is as
    # bright as it should be.
    def test_each_report_in_light_and_dark(self):
        for name, page in self.reports.items():
            for scheme, bright in ((LIGHT, True), (DARK, False)):
                for width in (1100, 500):
                    kind = f"{name}-{'light' if bright else 'dark'}-{width}"
                    with self.subTest(kind):
                        height = 6000 if KEEP else 700
                        console, asked, png = self.picture(page, kind, width=width, height=height, scheme=scheme)
                        self.assertEqual((console, asked), ([], []))
                        mean, different = brightness(png, 240)
                        self.assertTrue(mean > 200 if bright else mean < 80, mean)
                        self.assertGreater(different, 40, "an empty page")

    # The page is never wider than the window: what is wide scrolls in its own frame.
    def test_nothing_reaches_beyond_the_window(self):
        for name, page in self.reports.items():
            for width in (1100, 500):
                with self.subTest(f"{name} at {width}"):
                    found = self.measured(page, width)
                    self.assertEqual(found["beyond"], [])
                    self.assertLessEqual(found["page"], found["window"])

    # The script changes what is shown, and a page without it is whole: it has the same text, but for the buttons.
    def test_the_page_is_whole_without_script(self):
        page = self.reports["run"]
        without = self.folder / "without.html"
        text = page.read_text()
        without.write_text(text[: text.rindex("<script>")] + "</body>\n</html>\n")
        _, _, plain = self.browse(without, "--dump-dom")
        _, _, scripted = self.browse(page, "--dump-dom")
        self.assertIn('class="enlarge"', scripted)
        self.assertNotIn('class="enlarge"', plain)

        def words(dom):
            shown = re.sub(r"<(script|style|title|button|dialog)\b.*?</\1>|<[^>]*>", " ", dom, flags=re.DOTALL)
            return shown.split()

        self.assertEqual(words(plain), words(scripted))
        self.assertGreater(len(words(plain)), 500)

    # It can be printed: some pages, and not a picture of one.
    def test_it_prints(self):
        path = (KEEP or self.folder) / "run.pdf"
        console, asked, _ = self.browse(self.reports["run"], f"--print-to-pdf={path}")
        self.assertEqual((console, asked), ([], []))
        pages = len(re.findall(rb"/Type /Page\b", path.read_bytes()))
        self.assertGreaterEqual(pages, 3)
        self.assertLessEqual(pages, 12)


QUICK = ("--replications", "2", "--set", "run.warm_up=1 s", "--set", "run.duration=30 s")
REPORTS = {
    "run": ("shop.toml", "--replications", "2"),
    "overload": ("mm_1.toml", *QUICK, "--set", "traffic.jobs.rate=150 /s"),
    "comparison": ("shop.toml", "--replications", "2", "--b-set", "system.app.instances=1", "--b-set", "system.app.cores=1"),
    "cases": ("feed.toml", "--cases", "--replications", "2", "--set", "run.duration=4 s"),
}

if __name__ == "__main__":
    if BROWSER is None:
        print("skipped: no Chromium is installed; `apt-get install chromium` brings one")
        sys.exit(77)
    unittest.main()

"""The browser that pages are opened in, and what is wrong with one that is open."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from exploring import EXPLORE

if TYPE_CHECKING:
    from playwright.sync_api import Page

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking "
    "--disable-quic --disable-component-update --disable-sync"
)
MISSING = "no Chromium: on Debian, apt-get install chromium"


def chromium() -> str:
    """Find the browser; where there is none, skip, but fail where the change is judged."""
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None and os.environ.get("CI") == "true":
        pytest.fail(MISSING)
    if found is None:
        pytest.skip(MISSING)
    return found


def violations(page: Page, *, contrast: bool = True) -> list[str]:
    """Ask axe-core what is wrong, with all that can be opened open; of colours, in the light and in the dark."""
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    if not EXPLORE:
        # The rows of a long table are alike.
        page.evaluate("document.querySelectorAll('tbody tr:nth-child(n + 13)').forEach(one => one.remove())")
    page.emulate_media(color_scheme="light")
    # What is right need not be told, which takes half of its time, and no rule needs the style sheets once more.
    told = {"resultTypes": ["violations"], "preload": False}
    found = Axe().run(page, options=told | {"rules": {"color-contrast": {"enabled": contrast}}}).response["violations"]
    page.emulate_media(color_scheme="dark")
    if contrast:
        found += page.evaluate("told => axe.run(told)", told | {"runOnly": ["color-contrast"]})["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]

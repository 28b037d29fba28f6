"""A headless Chromium for tests of pages, or the reason why there is none."""

import shutil
import tempfile
from contextlib import contextmanager

import pytest

FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


def chromium():
    """Return the path of a browser, or skip."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return found or pytest.skip("there is no Chromium")


@contextmanager
def browser(downloads=None, width=1280, height=800):
    """Yield a driver with a profile of its own, gone afterwards; skip where there is no Chromium or no driver of it."""
    selenium = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    driver = shutil.which("chromedriver") or pytest.skip("there is no chromedriver")
    options = selenium.ChromeOptions()
    options.binary_location = chromium()
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        for flag in (*FLAGS, f"--user-data-dir={profile}", f"--window-size={width},{height}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        if downloads is not None:
            options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
        opened = selenium.Chrome(options=options, service=selenium.ChromeService(driver))
        try:
            yield opened
        finally:
            opened.quit()

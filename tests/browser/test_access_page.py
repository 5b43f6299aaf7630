"""The page of `access`, in a real browser: headless Chromium."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.cli.test_access import ANY_OTHER, PROXY, A, policy
from tests.cli.test_check import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(CHROMIUM is None or DRIVER is None, reason="needs chromium and chromedriver")
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars")  # fmt: skip


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder: Path = tmp_path_factory.mktemp("page")
    wall = {"Sid": "DenyAllOthers", "Effect": "Deny", "Action": f"{A}InvokeAgentRuntime", "Condition": PROXY}
    (folder / "policy.json").write_text(policy(wall))
    out = folder / "access.html"
    assert run("access", str(folder / "policy.json"), "-f", "html", "-o", str(out)).returncode == 0
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in (*QUIET, f"--user-data-dir={folder / 'profile'}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options, webdriver.ChromeService(str(DRIVER)))
    driver.get(out.as_uri())
    yield driver
    driver.quit()


def size(page: Any, width: int) -> None:
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def cells(page: Any, caller: str) -> dict[str, str]:
    for row in page.find_elements(By.CSS_SELECTOR, ".ways tbody tr"):
        if row.find_element(By.TAG_NAME, "th").text == caller:
            found = row.find_elements(By.TAG_NAME, "td")
            assert all(each.is_displayed() for each in found)
            return {each.get_attribute("data-way"): each.text for each in found}
    raise AssertionError(caller)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_open_ways_are_seen_at_every_width(page: Any, width: int) -> None:
    size(page, width)
    found = cells(page, ANY_OTHER)
    assert found["HTTP call"] == "✕ denied\nDenyAllOthers"
    assert found["WebSocket"] == "✓ allowed\nIAM"
    assert found["command shell"] == "✓ allowed\nIAM"
    assert page.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")


def test_the_tables_are_reached_by_keyboard(page: Any) -> None:
    size(page, 700)
    page.execute_script("document.activeElement.blur(); window.scrollTo(0, 0)")
    names = []
    for _ in range(2):
        page.switch_to.active_element.send_keys(Keys.TAB)
        focused = page.switch_to.active_element
        assert page.execute_script("return getComputedStyle(arguments[0]).outlineStyle", focused) != "none"
        names.append(focused.accessible_name)
    assert names == ["Callers by ways in", "IAM policy and resource policy, for callers of the same account"]


def brightness(page: Any, selector: str, what: str) -> float:
    """Relative luminance of a colour on the page (WCAG 2.2, "relative luminance")."""
    script = f"return getComputedStyle(document.querySelector({selector!r})).{what}"
    parts = [
        float(each) / 255 for each in page.execute_script(script).split("(")[1].rstrip(")").split(",")[:3]
    ]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("selector", ["td.allowed", "td.denied"])
def test_text_stands_out_in_light_and_in_dark(page: Any, scheme: str, selector: str) -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    assert (brightness(page, "body", "backgroundColor") < 0.1) == (scheme == "dark")
    pair = sorted((brightness(page, selector, "color"), brightness(page, selector, "backgroundColor")))
    assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5


def test_the_page_asks_for_nothing_else(page: Any) -> None:
    entries = page.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
    assert entries == []
    assert page.find_elements(By.TAG_NAME, "script") == []

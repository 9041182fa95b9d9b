"""The unit tests of the widget's own language, its size, and what its files promise."""

import gzip
import re
import subprocess
from pathlib import Path

from mock_gateway import WIDGET

from bot.folders import ROOT
from bot.settings import Settings

LIMIT = 32_000
"""Bytes, gzipped."""


def test_vitest(built: Path) -> None:
    done = subprocess.run([ROOT / "scripts" / "widget", "npm", "test"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_size(built: Path) -> None:
    assert len(gzip.compress((built / "orientation.js").read_bytes())) <= LIMIT


def test_nothing_that_a_strict_policy_refuses(built: Path) -> None:
    script = (built / "orientation.js").read_text(encoding="utf-8")
    assert not re.search(r"\beval\(|new Function|innerHTML|insertAdjacentHTML|document\.write", script)
    addresses = set(re.findall(r"https?://[\w.]+", script))
    assert addresses <= {"http://www.w3.org", "https://www.systeme"}


def test_the_default_contact_is_the_setting_s() -> None:
    texts = (WIDGET / "src" / "textes.ts").read_text(encoding="utf-8")
    assert str(Settings.__fields__["contact_email"].default) in texts


def test_the_lock_has_hashes_and_no_address() -> None:
    lock = (WIDGET / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert lock.count('"integrity"') > 40


def test_displayed_french_is_in_one_file() -> None:
    comment = re.compile(r"/\*[\s\S]*?\*/|//.*")
    french = re.compile(r"""["`][^"`\n]*[éèêàçù’][^"`\n]*["`]""")
    sources = {path.name: path.read_text(encoding="utf-8") for path in (WIDGET / "src").rglob("*.ts")}
    assert [name for name, text in sources.items() if french.search(comment.sub("", text))] == ["textes.ts"]

"""Settings of connectors, and the limit on one person."""

import os
import stat
from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import Field

from bot import settings as product_settings
from bot.connectors.common.limits import PersonLimiter
from bot.connectors.common.settings import ConnectorSettings, WrongSetting, folder
from bot.settings import unknown_keys


class Toy(ConnectorSettings):
    """For these tests."""

    prefix: ClassVar[str] = "TOY_"
    address: str = Field(...)
    count: int = Field(3, ge=1)


def load(tmp_path: Path, written: str = "", **environment: str) -> "Toy | None":
    path = tmp_path / ".env"
    if written:
        path.write_text(written, encoding="utf-8")
    return Toy.load(environment, path)


def test_no_key_is_no_connector(tmp_path: Path) -> None:
    assert load(tmp_path, OTHER_ADDRESS="x") is None


def test_environment_and_file(tmp_path: Path) -> None:
    found = load(tmp_path, "TOY_ADDRESS=fichier\nTOY_COUNT=5\n", TOY_ADDRESS="environnement", toy_gateway_secret=" s ")
    assert found is not None
    assert (found.address, found.count, found.gateway_secret) == ("environnement", 5, "s")
    with pytest.raises(TypeError):
        found.count = 4


def test_an_empty_value_is_the_default(tmp_path: Path) -> None:
    found = load(tmp_path, TOY_ADDRESS="x", TOY_COUNT="")
    assert found is not None
    assert found.count == 3


@pytest.mark.parametrize(
    ("environment", "said"),
    [({"TOY_ADRESS": "secret"}, "TOY_ADRESS"), ({"TOY_COUNT": "4"}, "TOY_ADDRESS"),
     ({"TOY_ADDRESS": "x", "TOY_COUNT": "secret"}, "TOY_COUNT"), ({"TOY_ADDRESS": "x", "TOY_COUNT": "0"}, "TOY_COUNT"),
     ({"TOY_ADDRESS": "x", "TOY_GATEWAY_URL": "secret"}, "TOY_GATEWAY_URL")],
)  # fmt: skip
def test_faults_name_the_key_and_never_the_value(tmp_path: Path, environment: dict[str, str], said: str) -> None:
    with pytest.raises(WrongSetting) as caught:
        load(tmp_path, **environment)
    assert said in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_products_own_check_leaves_connectors_keys_to_them(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("TCHAP_USER=x\nMATTERMOST_URL=y\nTCHAPP_USER=z\nPORT=5005\n", encoding="utf-8")
    assert unknown_keys(path) == ["TCHAPP_USER"]


def test_the_folder_is_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    product_settings.get_settings.cache_clear()
    try:
        made = folder("tchap")
    finally:
        product_settings.get_settings.cache_clear()
    assert made == tmp_path / "var" / "tchap"
    assert stat.S_IMODE(os.stat(made).st_mode) == 0o700


def test_one_person_is_told_once_and_answered_again_later() -> None:
    now = [0.0]
    limiter = PersonLimiter(6, clock=lambda: now[0])
    assert all(limiter.take("anne").allowed for _ in range(6))
    refused = limiter.take("anne")
    assert (refused.allowed, refused.tell, refused.seconds) == (False, True, 10)
    assert not limiter.take("anne").tell
    assert limiter.take("bob").allowed
    now[0] = 10.1
    assert limiter.take("anne").allowed
    assert limiter.take("anne").tell


def test_people_of_long_ago_are_forgotten() -> None:
    now = [0.0]
    limiter = PersonLimiter(6, clock=lambda: now[0])
    for number in range(10_000):
        limiter.take(str(number))
    now[0] = 61.0
    limiter.take("anne")
    assert len(limiter._buckets) == 1

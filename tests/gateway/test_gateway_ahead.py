"""What is sent to be read while Rasa works: what Rasa gets, and nothing that matters to the turn."""

import pytest
from conftest import House, until
from fake_rasa import Act, text

NEED = "des logements vides dans le bourg"


@pytest.mark.asyncio
async def test_a_need_is_read_as_rasa_gets_it(house: House) -> None:
    await house.say(f"{NEED}, écrivez à jean.dupont@exemple.fr")
    await until(lambda: house.rasa.ahead)
    assert house.rasa.ahead == [{"text": f"{NEED}, écrivez à [adresse électronique]"}]
    assert house.rasa.ahead[0]["text"] == house.rasa.sent[0]


@pytest.mark.asyncio
async def test_choices_and_short_messages_are_not(house: House) -> None:
    button = {"title": "Oui, s’il vous plaît, allez-y", "payload": "/affirmer"}
    house.rasa.acts.append(Act([text("Est-ce bon ?", buttons=[button])]))
    offered = (await house.say("merci")).json()[0]["buttons"][0]["payload"]
    await house.say(offered)
    assert house.rasa.sent == ["merci", "/affirmer"]
    await house.say(NEED)
    await until(lambda: house.rasa.ahead)
    assert house.rasa.ahead == [{"text": NEED}]


@pytest.mark.asyncio
async def test_the_turn_goes_on_without_it(house: House) -> None:
    house.rasa.reads = False
    house.rasa.default = Act([text("Bonjour")], delay=0.05)
    response = await house.say(NEED)
    assert (response.status_code, response.json()[0]["text"]) == (200, "Bonjour")
    assert len(house.rasa.ahead) == 1

"""What is known of a person, from the widget's endpoints to the dialogue and back, through every process."""

import json
import uuid
from typing import Any

import pytest
from whole_service import Service

BASE = "/api/v1/widget"


class Talk:
    """One widget's conversation."""

    def __init__(self, service: Service, territory: str | None = None) -> None:
        self._client, self._territory = service.client, territory
        self._path = (
            f"{BASE}/conversations/{self._client.post(f'{BASE}/conversations', json={}).json()['conversation']}"
        )

    def known(self, text: str) -> dict[str, Any]:
        """What is known once a message is answered."""
        body: dict[str, Any] = {"message": text, "message_id": uuid.uuid4().hex}
        if self._territory:
            body["territory"] = self._territory
        stream = self._client.post(f"{self._path}/messages", json=body).text
        lines = [json.loads(line[6:]) for line in stream.splitlines() if line.startswith("data: ")]
        (told,) = [line["known"] for line in lines if "known" in line]
        return dict(told)


def test_what_is_said_is_in_sight(service: Service) -> None:
    talk = Talk(service)
    known = talk.known("je suis secrétaire de mairie à Vierzon")
    assert known["territory"] == {"kind": "commune", "code": "18279", "name": "Vierzon", "departement": "18"}
    assert (known["population"], known["role_label"], known["need"]) == (25068, "commune", None)
    assert "rues" in talk.known("il nous faut numéroter les rues")["need"]


@pytest.mark.parametrize(
    ("place", "name"),
    [("Bourges", "Bourges"), ("Allier", "Allier"), ("Bretagne", "Bretagne"),
     ("CC Vierzon-Sologne-Berry", "CC Vierzon-Sologne-Berry")],
)  # fmt: skip
def test_the_sentences_of_the_correction_are_understood(service: Service, place: str, name: str) -> None:
    """Those that the widget's form writes (``connu`` in its texts).

    The département that holds the commune known already is no correction: who is in Vierzon is in the Cher.
    """
    talk = Talk(service)
    talk.known("je suis secrétaire de mairie à Vierzon")
    talk.known("trop de logements vides dans le bourg")
    assert talk.known(f"Je suis à {place}.")["territory"]["name"] == name
    known = talk.known("J’écris pour une intercommunalité. Nous avons 64000 habitants.")
    assert known["territory"]["name"] == name
    assert (known["role"], known["population"]) == ("epci", 64000)
    assert "logements" in known["need"]


def test_one_thing_is_corrected_alone(service: Service) -> None:
    talk = Talk(service)
    talk.known("je suis secrétaire de mairie à Vierzon")
    assert talk.known("Nous avons 900 habitants.")["population"] == 900
    known = talk.known("J’écris pour un CCAS.")
    assert (known["role"], known["territory"]["name"], known["population"]) == ("ccas", "Vierzon", 900)


def test_the_territory_of_the_site(service: Service) -> None:
    talk = Talk(service, territory="18279")
    assert talk.known("trop de logements vides dans le bourg")["territory"]["name"] == "Vierzon"
    assert talk.known("je suis à Bourges")["territory"]["name"] == "Bourges"
    assert talk.known("bonjour")["territory"]["name"] == "Bourges"


def test_a_shared_list(service: Service) -> None:
    found = service.client.get(
        f"{BASE}/solutions", params={"ids": "zero-logement-vacant,inconnu,aides-territoires"}
    ).json()
    assert [(card["position"], card["id"]) for card in found["solutions"]] == [
        (1, "zero-logement-vacant"), (2, "aides-territoires"),
    ]  # fmt: skip
    assert all(card["url"] and card["reason"] is None for card in found["solutions"])
    assert not any("payload" in action for card in found["solutions"] for action in card["actions"])

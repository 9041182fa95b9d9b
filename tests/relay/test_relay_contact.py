"""What is a contact detail, and what is an ordinary message."""

import pytest

from bot.gateway.masking import mask, mask_attempt
from bot.relay.contact import read


@pytest.mark.parametrize(
    ("said", "means", "value"),
    [
        ("jeanne.durand@mairie-vierzon.fr", "courriel", "jeanne.durand@mairie-vierzon.fr"),
        ("Mon adresse : Jeanne@Mairie.FR, merci", "courriel", "Jeanne@mairie.fr"),
        ("<a+b@c.gouv.fr>.", "courriel", "a+b@c.gouv.fr"),
        ("mailto:o'neil@ville.bzh", "courriel", "o'neil@ville.bzh"),
        ("maire@saint-étienne.fr", "courriel", "maire@xn--saint-tienne-geb.fr"),
        ("06 12 34 56 78", "telephone", "06 12 34 56 78"),
        ("0248530000", "telephone", "02 48 53 00 00"),
        ("c'est le 02.48.53.00.00", "telephone", "02 48 53 00 00"),
        ("+33 (0)6 12 34 56 78", "telephone", "06 12 34 56 78"),
        ("0033612345678", "telephone", "06 12 34 56 78"),
        ("vous pouvez me joindre au 06-12-34-56-78", "telephone", "06 12 34 56 78"),
        ("+262 692 12 34 56", "telephone", "+262 692123456"),
        ("+687 12 34 56", "telephone", "+687 123456"),
        ("06\u00a012\u00a034\u00a056\u00a078", "telephone", "06 12 34 56 78"),
        ("jeanne@mairie.fr ou 06 12 34 56 78", "courriel", "jeanne@mairie.fr"),
    ],
)
def test_a_contact_detail(said: str, means: str, value: str) -> None:
    found = read(said)
    assert found and (found.means, found.value) == (means, value)
    assert value not in repr(found)


@pytest.mark.parametrize(
    "said",
    [
        "non merci", "jeanne@mairie", "jeanne.mairie.fr", "a@b.c", "@mairie.fr", "jeanne@@mairie.fr", "06 12 34 56",
        "06 12 34 56 78 90", "18100", "12 500 habitants", "+44 20 7946 0958", "3949", "jeanne..durand@mairie.fr",
        "qui gère contact@mairie.fr chez vous ?", "le 06 12 34 56 78 est celui du garde champêtre",
        "a" * 65 + "@mairie.fr", "jeanne@-mairie.fr", "dossier 0612345678A", "x " * 300 + "a@b.fr", "",
    ],
)  # fmt: skip
def test_an_ordinary_message(said: str) -> None:
    assert read(said) is None


def test_what_is_not_quite_a_contact_detail_is_masked_while_one_is_waited_for() -> None:
    for said in ("jeanne.durand@mairie", "06 12 34 56 7", "061234567"):
        assert mask_attempt(mask(said)).startswith("[")
    assert mask_attempt("nous sommes 1 200 à Vierzon 18100") == "nous sommes 1 200 à Vierzon 18100"

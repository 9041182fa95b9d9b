"""What is a contact detail, and what is an ordinary message."""

import pytest

from bot.gateway.masking import mask, mask_attempt
from bot.relay.contact import Attempt, Contact, attempt, beside, dictated, find, is_yes, masked, read


@pytest.mark.parametrize(
    ("said", "means", "value"),
    [
        ("jeanne.durand@mairie-vierzon.fr", "courriel", "jeanne.durand@mairie-vierzon.fr"),
        ("Mon adresse : Jeanne@Mairie.FR, merci", "courriel", "Jeanne@mairie.fr"),
        ("<a+b@c.gouv.fr>.", "courriel", "a+b@c.gouv.fr"),
        ("jean @ mairie.fr", "courriel", "jean@mairie.fr"),
        ("Mme Martin mairie@exemple-vif.fr", "courriel", "mairie@exemple-vif.fr"),
        ("mailto:o'neil@ville.bzh", "courriel", "o'neil@ville.bzh"),
        ("maire@saint-étienne.fr", "courriel", "maire@xn--saint-tienne-geb.fr"),
        ("06 12 34 56 78", "telephone", "06 12 34 56 78"),
        ("0248530000", "telephone", "02 48 53 00 00"),
        ("c'est le 02.48.53.00.00", "telephone", "02 48 53 00 00"),
        ("+33 (0)6 12 34 56 78", "telephone", "06 12 34 56 78"),
        ("0033612345678", "telephone", "06 12 34 56 78"),
        ("vous pouvez me joindre au 06-12-34-56-78", "telephone", "06 12 34 56 78"),
        ("+262 692 12 34 56", "telephone", "+262 692 12 34 56"),
        ("0692 12 34 56", "telephone", "+262 692 12 34 56"),
        ("0690123456", "telephone", "+590 690 12 34 56"),
        ("0696 12 34 56", "telephone", "+596 696 12 34 56"),
        ("0694 12 34 56", "telephone", "+594 694 12 34 56"),
        ("+687 75 12 34", "telephone", "+687 75 12 34"),
        ("+689 87 12 34 56", "telephone", "+689 87 12 34 56"),
        ("+32 470 12 34 56", "telephone", "+32 470 12 34 56"),
        ("0032 470 12 34 56", "telephone", "+32 470 12 34 56"),
        ("+44 20 7946 0958", "telephone", "+44 20 7946 0958"),
        ("o6 12 34 56 78", "telephone", "06 12 34 56 78"),
        ("contact : 06 12 34 56 78", "telephone", "06 12 34 56 78"),
        ("06 39 98 12 34 le soir", "telephone", "06 39 98 12 34"),
        ("06 12 34 56 78 après 14h", "telephone", "06 12 34 56 78"),
        ("vous répondez quand ? mon adresse est jeanne@mairie.fr", "courriel", "jeanne@mairie.fr"),
        ("x " * 300 + "a@b.fr", "courriel", "a@b.fr"),
        ("[jeanne@mairie.fr](mailto:jeanne@mairie.fr)", "courriel", "jeanne@mairie.fr"),
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
        "06 12 34 56 78 90", "18100", "12 500 habitants", "+44 20 7946", "3949", "jeanne..durand@mairie.fr",
        "a" * 65 + "@mairie.fr", "jeanne@-mairie.fr", "dossier 0612345678A", "SIRET 123 456 789 00012",
        "FR76 3000 6000 0112 3456 7890 189", "01000 02000", "depuis le 01/02/2024", "R261128-7R4H3Q", "",
    ],
)  # fmt: skip
def test_an_ordinary_message(said: str) -> None:
    assert read(said) is None


def test_what_is_not_quite_a_contact_detail_is_masked_while_one_is_waited_for() -> None:
    for said in ("jeanne.durand@mairie", "06 12 34 56 7", "061234567"):
        assert mask_attempt(mask(said)).startswith("[")
    assert mask_attempt("nous sommes 1 200 à Vierzon 18100") == "nous sommes 1 200 à Vierzon 18100"


@pytest.mark.parametrize(
    ("said", "shown", "remark"),
    [
        ("jean.dupont@mairie.fr", "j…t@mairie.fr", ""),
        ("jo@mairie.fr, merci", "j…@mairie.fr", ""),
        ("06 12 34 56 78 après 14h", "06 … 78", "après 14h"),
        ("06 12 34 56 78 (le matin)", "06 … 78", "le matin"),
        ("le matin, 06 12 34 56 78 poste 12", "06 … 78", "le matin poste 12"),
        ("+32 470 12 34 56", "+32 … 56", ""),
        ("jeanne@mairie.fr ou 06 12 34 56 78", "j…e@mairie.fr", ""),
        ("[jeanne@mairie.fr](mailto:jeanne@mairie.fr)", "j…e@mairie.fr", ""),
    ],
)
def test_how_it_is_shown_and_what_stands_beside(said: str, shown: str, remark: str) -> None:
    found = find(said)
    assert found and (masked(found.contact), beside(said, found)) == (shown, remark)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("jean point dupont arobase mairie point fr", "jean.dupont@mairie.fr"),
        ("mon mail c est test arobase example point org", "test@example.org"),
        ("jean.dupont [at] mairie.fr", "jean.dupont@mairie.fr"),
        ("jean tiret du bas dupont arobase ville tiret sur tiret mer point fr", "jean_dupont@ville-sur-mer.fr"),
    ],
)
def test_an_address_said_aloud(said: str, value: str) -> None:
    assert read(said) is None and dictated(said) == Contact("courriel", value)


def test_what_is_said_aloud_and_is_no_address() -> None:
    for said in ("un point à voir", "arobase", "rendez-vous point de rencontre", "jean arobase"):
        assert dictated(said) is None


@pytest.mark.parametrize(
    ("said", "tried"),
    [
        ("test@exmaple", Attempt("courriel")), ("06 12 34 56", Attempt("telephone", 8)),
        ("mon numéro : 061234567", Attempt("telephone", 9)), ("120 000", Attempt("telephone", 6)),
        ("nous sommes 120 000 habitants", None), ("depuis le 01/02/2024 on attend", None), ("@equipe le 2", None),
        ("appelez au 06 12 34 56 7", Attempt("telephone", 9)), ("nous sommes à 01000 02000", None),
    ],
)  # fmt: skip
def test_what_was_meant_as_a_detail(said: str, tried: Attempt | None) -> None:
    assert attempt(said) == tried


def test_a_yes_to_what_was_read_back() -> None:
    assert all(map(is_yes, ("oui", "Oui, c’est ça !", "c'est bien ça"))) and not is_yes("oui mais non")

"""What a message points at: ranks, carriers, pronouns and choices; and what only looks like it."""

import pytest

from bot.reading.lexicon import Lexicon
from bot.reading.referents import has_pronoun, ranks_said, referents
from bot.reading.state import NONE_OF_THESE, QUESTION, Choice, Last, Need, State

FIRST, SECOND, THIRD = "histologe", "zero-logement-vacant", "oilhi"
ALL = (FIRST, SECOND, THIRD)


@pytest.mark.parametrize(
    ("text", "services"),
    [
        ("le 2, c'est ça", (SECOND,)),
        ("le deuxième", (SECOND,)),
        ("la seconde m'intéresse", (SECOND,)),
        ("le 1er", (FIRST,)),
        ("le dernier svp", (THIRD,)),
        ("2", (SECOND,)),
        ("n° 3", (THIRD,)),
        ("option 1", (FIRST,)),
        ("bon ben le 2 alors !", (SECOND,)),
        ("pour le 2 il faut un informaticien ?", (SECOND,)),
        ("le premier et le troisième", (FIRST, THIRD)),
        ("1 ou 3 ?", (FIRST, THIRD)),
        ("les 2 et 3", (SECOND, THIRD)),
        ("les deux", (FIRST, SECOND)),
        ("les 2 ?", (FIRST, SECOND)),
        ("quelle différence entre les deux services ?", (FIRST, SECOND)),
        ("les trois", ALL),
        ("les 3", ALL),
        ("ils sont tous gratuits ?", ALL),
        ("tous les services sont gratuits ?", ALL),
        ("celui de l'Anah", (SECOND,)),
        ("l'outil pour les logements vacants", (SECOND,)),
        ("ZLV plutôt", (SECOND,)),
        ("oilhi et histologe", (THIRD, FIRST)),
        ("le 2, enfin zlv", (SECOND,)),
    ],
)
def test_services_are_pointed_at(lexicon: Lexicon, listed: State, text: str, services: tuple[str, ...]) -> None:
    found = referents(text, listed, lexicon)
    assert (found.services, found.explicit) == (services, True)


@pytest.mark.parametrize(
    "text",
    [
        "le 12 mars",
        "le 2 mars",
        "le 1er janvier",
        "depuis le premier janvier",
        "le premier de l'an",
        "le 2/04",
        "le 3 à 14h",
        "à 2h du matin",
        "le 62",
        "3 rue des Lilas",
        "le 3 rue de la mairie",
        "au 2 bis place de l'église",
        "3, rue de l'église",
        "2 500 euros",
        "2,5 millions",
        "2.5 km de voirie",
        "on est 2 agents",
        "2 ou 3 personnes",
        "il y a 2 écoles",
        "tous les 2 mois",
        "3000 habitants",
        "le premier adjoint",
        "la première fois",
        "la deuxième liste",
        "le mois dernier",
        "depuis lundi dernier",
        "3100 habitants au dernier recensement",
    ],
)
def test_dates_addresses_and_numbers_are_no_rank(lexicon: Lexicon, listed: State, text: str) -> None:
    found = referents(text, listed, lexicon)
    assert found.ranks == ()
    assert (found.services, found.explicit) == (ALL, False)


@pytest.mark.parametrize(
    "text",
    ["les deux communes", "les deux ponts", "tous les jours", "toutes les écoles", "tous nos agents", "tous les 2 ans"],
)
def test_both_or_all_of_something_else_point_at_nothing(lexicon: Lexicon, listed: State, text: str) -> None:
    assert not referents(text, listed, lexicon).explicit


@pytest.mark.parametrize("text", ["le 4", "le 9, c'est ça"])
def test_a_rank_beyond_the_list_is_told_and_points_at_nothing(lexicon: Lexicon, listed: State, text: str) -> None:
    found = referents(text, listed, lexicon)
    assert found.ranks != ()
    assert not found.explicit


@pytest.mark.parametrize("text", ["l'outil", "le service est gratuit ?", "et ça coûte combien ?", "celui de la Dinum"])
def test_what_is_meant_by_default(lexicon: Lexicon, listed: State, text: str) -> None:
    assert referents(text, listed, lexicon).services == ALL
    about_one = referents(text, listed.change(current=THIRD), lexicon)
    assert (about_one.services, about_one.explicit) == ((THIRD,), False)


@pytest.mark.parametrize("text", ["celui d'avant", "l'outil d'avant", "l'autre", "la précédente"])
def test_the_one_before_is_another_than_the_current_one(lexicon: Lexicon, listed: State, text: str) -> None:
    assert referents(text, listed.change(current=THIRD), lexicon).services == (FIRST,)
    assert referents(text, listed.change(current=FIRST), lexicon).services == (SECOND,)
    assert not referents(text, listed, lexicon).explicit


@pytest.mark.parametrize("text", ["le 2", "les deux", "l'outil", "celui de l'Anah", "celui d'avant", "ça"])
def test_nothing_is_meant_before_anything_was_shown(lexicon: Lexicon, text: str) -> None:
    found = referents(text, State(), lexicon)
    assert (found.services, found.explicit, found.choice) == ((), False, None)


def test_a_name_is_enough_before_anything_was_shown(lexicon: Lexicon) -> None:
    found = referents("Tchap et ZLV", State(), lexicon)
    assert found.services == found.named == ("tchap", SECOND)
    assert found.explicit


MOBILE = Choice("Améliorer la couverture mobile", "infrastructures.numeriques")
FIBRE = Choice("Déclarer une panne de fibre", "panne")
NEITHER = Choice("Aucune de ces pistes", NONE_OF_THESE)
ASKED = State(needs=(Need("le réseau"),), last=Last(QUESTION, choices=(MOBILE, FIBRE, NEITHER)))


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("couverture mobile", MOBILE),
        ("la couverture du mobile oui", MOBILE),
        ("une panne de fibre", FIBRE),
        ("plutôt la panne de fibre !", FIBRE),
        ("aucune de ces pistes", NEITHER),
        ("le 1", MOBILE),
        ("le deuxième", FIBRE),
        ("la dernière", NEITHER),
    ],
)
def test_a_choice_is_picked_by_its_rank_or_half_its_title(lexicon: Lexicon, text: str, choice: Choice) -> None:
    found = referents(text, ASKED, lexicon)
    assert found.choice == choice
    assert found.services == ((choice.value,) if choice == MOBILE else ())


@pytest.mark.parametrize(
    "text",
    [
        "la fibre",
        "le cimetière",
        "4",
        "notre couverture mobile est mauvaise depuis la tempête, les hameaux du haut se plaignent chaque semaine",
        "le 2 mai",
    ],
)
def test_too_little_or_much_more_than_a_title_picks_nothing(lexicon: Lexicon, text: str) -> None:
    assert referents(text, ASKED, lexicon).choice is None


def test_a_title_said_by_two_choices_picks_neither(lexicon: Lexicon) -> None:
    twice = ASKED.change(last=Last(QUESTION, choices=(Choice("Panne mobile", "a"), Choice("Panne fibre", "b"))))
    found = referents("une panne", twice, lexicon)
    assert found.choice is None
    assert found.likeness == 0.5


@pytest.mark.parametrize(
    ("text", "ranks"),
    [("le 3 puis le premier", (3, 1)), ("le dernier", (-1,)), ("le 2, oui le 2", (2,)), ("les 2", ()), ("", ())],
)
def test_ranks_come_in_order_each_once(text: str, ranks: tuple[int, ...]) -> None:
    assert ranks_said(text) == ranks


@pytest.mark.parametrize(
    ("text", "pointing"),
    [
        ("ça coûte combien ?", True),
        ("et l'outil", True),
        ("celui-ci", True),
        ("la voirie du bourg", False),
        ("", False),
    ],
)
def test_a_pronoun_is_seen(text: str, pointing: bool) -> None:
    assert has_pronoun(text) is pointing

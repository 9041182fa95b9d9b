"""How many inhabitants a message says its author's place has."""

import pytest

from bot.territory import find_population, population_said


@pytest.mark.parametrize(
    ("text", "population"),
    [
        ("nous sommes un service déconcentré de l'État", None),
        ("DDTM 29, on veut diffuser des cartes", None),
        ("on est un petit CCAS de 3 agents", None),
        ("agent d'accueil au centre communal d'action sociale", None),
        ("commune de 1 250 habitants, besoin d'un site", 1250),
        ("on est 450", 450),
        ("2300 hab environ", 2300),
        ("quatorze cents habitants", 1400),
        ("mille deux cents habitants", 1200),
        ("95 000 habitants", 95000),
        ("moins de 1000 habitants c'est gratuit ?", None),
        ("entre 500 et 1000 habitants", None),
        ("à partir de 5 000 habitants", None),
        ("nous avons 45 agents", None),
        ("budget de 12 000 euros", None),
        ("la ville d'à côté a 9 000 habitants", None),
        ("village de 800 âmes, secrétaire de mairie à mi-temps", 800),
        ("on est un peu moins de 7 800 habitants", 7800),
        ("350 élèves", None),
        ("on compte quatre mille habitants", 4000),
        ("on est quatre-vingt-cinq habitants", 85),
        ("mille neuf cent soixante-quinze habitants", 1975),
        ("on est trois cent vingt au village", 320),
        ("25000 hab.", 25000),
        ("le 12/05/2024 à 14h", None),
        ("06 12 34 56 78", None),
        ("44000 Nantes", None),
        ("1500", None),
        ("ville de 2 400 habitants, service jeunesse, comment faire un questionnaire", 2400),
        ("On est une communauté de communes de 12 communes", None),
        ("je travaille au CD 35", None),
        ("SMICTOM d'Alsace centrale", None),
        ("nous gérons l'eau potable, syndicat intercommunal de 14 communes", None),
        ("mère de famille, je cherche une nounou", None),
        ("centre de gestion 35, service archives", None),
        ("commune touristique, 2.800 habitants permanents", 2800),
        ("pop : 12 500 hab", 12500),
        ("640 habitants dans mon village", 640),
        ("nous avons 3100 habitants", 3100),
        ("neuf cents habitants", 900),
        ("on est soixante-douze mille habitants", 72000),
        ("2 millions d'habitants", 2000000),
        ("35k hab", 35000),
        ("8 400 habitants et 120 agents", 8400),
        ("10 000 abonnés", None),
        ("on est 12 agents", None),
        ("on est 3 dans le service", None),
        ("plus de 50 000 habitants", None),
        ("3500 habitants c'est le seuil ?", None),
        ("les communes de 2 000 habitants doivent-elles publier", None),
        ("obligatoire pour les plus de 1000 habitants", None),
        ("en 2024", None),
        ("2", None),
        ("le 3", None),
        ("75011", None),
        ("on est 2 à vouloir ça", None),
        ("on est 15 à la mairie", None),
        ("mille habitants", 1000),
        ("on tourne autour de 7 000 habitants", 7000),
        ("six cents et quelques habitants", 600),
        ("commune de 210 h", 210),
        ("210 h", None),
        ("on est le 210", None),
        ("ouvert 24 h", None),
        ("il est 14 h.", None),
        ("on n'est que 540", 540),
        ("5300 ames et des brouettes", 5300),
        ("48 000", 48000),
        ("de 3 500 à 10 000 habitants", None),
        ("pas 16 000 habitants, 1 600 habitants", 1600),
        ("4 200 habitants, donc au-dessus de 3 500 habitants", 4200),
    ],
)
def test_population_said(text: str, population: int | None) -> None:
    assert population_said(text) == population


def test_the_words_that_say_it_are_located() -> None:
    text = "notre œuvre, 1 200 habitants ici"
    found = find_population(text)
    assert found
    assert (found[0], text[found[1] : found[2]]) == (1200, "1 200 habitants")

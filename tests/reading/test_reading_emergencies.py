"""Emergencies under way are told from what else is said on the same subjects; the page to sign is complete."""

import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import folders
from bot.catalogue import load_valid
from bot.reading.emergencies import LONGEST, emergencies, emergency_said, signs_said
from bot.reading.emergency_signs import BadSign, Signs
from bot.settings import get_settings

PAGE = folders.ROOT / "docs" / "urgences.md"
KINDS = ["violence", "accident", "incendie", "inondation", "sans-abri", "cyberattaque"]

UNDER_WAY = [
    ("cyberattaque", "On nous demande une rançon pour récupérer les fichiers"),
    ("cyberattaque", "TOUS LES POSTES AFFICHENT UN ECRAN ROUGE AVEC UN MESSAGE EN ANGLAIS"),
    ("cyberattaque", "la souris bouge toute seule sur mon pc"),
    ("cyberattaque", "nos sauvegardes sont cryptées, qui j'appelle"),
    ("cyberattaque", "un faux technicien a pris la main sur l'ordi et il demande le code de la carte"),
    ("cyberattaque", "La page Facebook de la ville est piratée, ils publient des horreurs"),
    ("inondation", "l'eau monte dans la rue, elle arrive aux portes"),
    ("inondation", "La rivière déborde, on a des gens coincés à l'étage"),
    ("inondation", "coulée de boue sur le lotissement, ça rentre dans les maisons"),
    ("inondation", "la digue est en train de céder"),
    ("incendie", "ya le feu a l ecole"),
    ("incendie", "Ça sent le gaz dans le couloir"),
    ("incendie", "une fumée noire sort du toit de la salle des fêtes"),
    ("incendie", "Une bouteille de gaz vient d'exploser au camping"),
    ("accident", "un agent est tombé de l'échelle il ne bouge plus"),
    ("accident", "Une dame fait un malaise au guichet"),
    ("accident", "le petit a avalé de la javel"),
    ("accident", "Voiture contre bus devant le collège, plusieurs blessés"),
    ("accident", "elle a mal dans la poitrine et n'arrive plus à parler"),
    ("violence", "il est à l'accueil avec un couteau"),
    ("violence", "un monsieur me dit au téléphone qu'il va se pendre"),
    ("violence", "mon mari me frappe, je suis enfermée dans la chambre"),
    ("violence", "on entend des coups de feu"),
    ("violence", "un enfant a disparu depuis la sortie de l'école"),
    ("sans-abri", "une famille dort dans sa voiture devant la mairie"),
    ("sans-abri", "je suis à la rue ce soir"),
    ("sans-abri", "Le 115 ne répond pas et j'ai une mère et son bébé sans logement pour la nuit"),
    ("sans-abri", "le 115 ne répond pas"),
    ("sans-abri", "mon proprio m'a foutu dehors, je sais pas où dormir"),
]

ORDINARY = {
    "past": [
        "Notre mairie a été piratée en 2021, quel retour d'expérience existe ?",
        "La salle des fêtes a brûlé il y a deux ans, l'assurance traîne",
        "Après la crue de janvier, comment déclarer les dégâts ?",
        "Un agent s'était blessé l'an dernier en tombant d'une échelle",
    ],
    "feared": [
        "Qui prévenir en cas d'inondation ?",
        "Comment éviter de se faire pirater ?",
        "que faire si jamais un usager sort un couteau",
    ],
    "training": [
        "On cherche une formation aux gestes qui sauvent",
        "exercice incendie prévu jeudi à l'école",
        "Sensibiliser les agents aux violences",
    ],
    "counting": [
        "Statistiques du 115 dans le département",
        "le nombre d'accidents sur la D12",
        "Bilan du plan grand froid",
    ],
    "tool": [
        "Un outil pour recenser les personnes sinistrées",
        "Quel logiciel pour suivre les accidents du travail ?",
        "Quelle subvention pour des caméras de détection de fumée ?",
        "Comment ouvrir un accueil de nuit pour les personnes à la rue ?",
    ],
    "denied": ["aucun blessé dans le bâtiment", "il n'y a pas le feu, prenez votre temps"],
    "figure": [
        "on est noyés sous les demandes de passeport",
        "le service est sous l'eau avec les inscriptions",
        "je brûle d'envie de lancer un budget participatif",
        "l'explosion des prix du gaz nous étrangle",
        "Le feu tricolore du carrefour est mal réglé",
        "la mairie prend l'eau de toutes parts avec ces démissions",
        "Ce logiciel me tue",
        "Un virus de plantes attaque nos buis",
        "je suis morte de peur avant mon premier conseil",
        "le commerce va mourir si rien n'est fait",
    ],
    "deadline": [
        "c'est urgent, la DETR ferme demain midi, où dépose-t-on le dossier ?",
        "au secours je ne comprends rien à ce formulaire",
        "URGENT : la signature électronique du maire expire ce soir",
    ],
}


@pytest.mark.parametrize(("kind", "text"), UNDER_WAY)
def test_an_emergency_under_way_is_told(kind: str, text: str) -> None:
    said = emergency_said(text)
    assert said is not None and said.kind == kind, signs_said(text)


@pytest.mark.parametrize("family", ORDINARY)
def test_what_only_speaks_of_it_is_left_alone(family: str) -> None:
    assert [text for text in ORDINARY[family] if emergency_said(text)] == []


@pytest.mark.parametrize(("kind", "text"), UNDER_WAY)
def test_capitals_accents_and_apostrophes_dont_matter(kind: str, text: str) -> None:
    said = emergency_said(text.upper().replace("'", "’"))
    assert said is not None and said.kind == kind


def test_a_strong_sign_under_way_is_heard_through_a_past_one() -> None:
    said = emergency_said("Comme en 2021, l'eau monte dans la rue en ce moment")
    assert said is not None and said.kind == "inondation"


def test_kinds_are_in_the_order_of_danger() -> None:
    assert [item.kind for item in emergencies()] == KINDS


def test_the_service_for_afterwards_is_in_the_catalogue() -> None:
    solutions = load_valid(get_settings().data_dir / "catalogue").solutions
    assert [item.after for item in emergencies() if item.after and item.after not in solutions] == []


def test_only_the_beginning_is_read() -> None:
    assert emergency_said("bla " * (LONGEST // 4) + "ya le feu") is None


class TestSigns:
    LISTS = {"QUI": ["agent*", "bout_de_chou"]}

    @pytest.mark.parametrize(
        ("sign", "text", "said"),
        [
            ("feu", "Le FEU !", True),
            ("feu", "feuille", False),
            ("brul*", "ça brûle", True),
            ("par_terre|au_sol", "il est au sol", True),
            ("QUI .. tombe", "l'agent technique est tombe", True),
            ("QUI .. tombe", "un bout de chou tombe", True),
            ("QUI .. tombe", "l'agent part. La nuit tombe", False),
            ("QUI .. tombe", "l'agent a vu un gros arbre tombe", False),
            ("QUI ... tombe", "l'agent a vu un gros arbre tombe", True),
            ("N heures", "depuis 3 heures", True),
            ("en AAAA", "en 2021", True),
            ("en AAAA", "en 12", False),
            ("eau + monte", "ça monte, cette eau", True),
            ("eau + monte", "cette eau", False),
            ("blesses", "pas de blessés", False),
            ("monte", "elle monte pas", False),
        ],
    )
    def test_a_sign_is_looked_for(self, sign: str, text: str, said: bool) -> None:
        assert bool(Signs({"group": [sign]}, self.LISTS).said(text)) is said

    @pytest.mark.parametrize("sign", ["INCONNU", ".. feu", "feu ..", "brûle", "a|b*c"])
    def test_a_sign_that_cant_be_read_is_refused(self, sign: str) -> None:
        with pytest.raises(BadSign):
            Signs({"group": [sign]}, self.LISTS)


def test_it_takes_no_time() -> None:
    texts = [text for _, text in UNDER_WAY] + [text for family in ORDINARY.values() for text in family]
    assert emergency_said("bonjour") is None
    best = min(_seconds(texts) for _ in range(5))
    assert best / len(texts) < 0.001


@pytest.mark.parametrize("unit", ["il ", "l'eau ", "a|", "1, ", "dort dans la rue ", "pas de ", "é", ".;"])
def test_a_longer_message_takes_no_more_than_its_length(unit: str) -> None:
    emergency_said(unit)
    assert min(_seconds([unit * 4_000]) for _ in range(3)) < 0.1


def _seconds(texts: list[str]) -> float:
    began = time.thread_time()
    for text in texts:
        emergency_said(text)
    return time.thread_time() - began


def _raw() -> list[dict[str, Any]]:
    paths: list[Path] = [path for path in (folders.data() / "emergencies").glob("*.yml") if path.stem != "general"]
    return sorted((yaml.safe_load(path.read_text("utf-8")) for path in paths), key=lambda item: int(item["ordre"]))


def row(item: dict[str, Any]) -> str:
    """The line of a kind in the page's table."""
    advice = item["consigne"].strip().replace("\n", "<br>")
    sources = "<br>".join(f"{source['url']} ({source['checked']:%d/%m/%Y})" for source in item["sources"])
    signed = f"{item['reviewed']:%d/%m/%Y}" if item["reviewed"] else "à signer"
    return f"| {item['sorte']} | {advice} | {sources} | {item['suite'] or '—'} | {signed} |"


def test_the_page_to_sign_says_what_is_shown() -> None:
    page = PAGE.read_text("utf-8")
    assert [row(item) for item in _raw() if row(item) not in page] == []


def test_each_file_is_named_after_its_kind_and_has_a_source() -> None:
    folder = folders.data() / "emergencies"
    assert {path.stem for path in folder.glob("*.yml")} == {*KINDS, "general"}
    assert all(item["sources"] and item["consigne"].strip() for item in _raw())

"""Masking: what is replaced, what must stay."""

import time

import pytest

from bot.gateway.masking import mask

WITH = """
Écrivez à jean.dupont@mairie-vierzon.fr svp | Écrivez à [adresse électronique] svp
mon mail: JEAN_DUPONT+info@Orange.FR. | mon mail: [adresse électronique].
(a@b.fr) | ([adresse électronique])
<mailto:élodie@exemple.fr> | <mailto:[adresse électronique]>
jean.dupont (at) mairie.fr | [adresse électronique]
jean.dupont[arobase]mairie.fr | [adresse électronique]
jean.dupont arobase mairie.fr | [adresse électronique]
a@b.fr, c@d.org;e@f.gouv.fr | [adresse électronique], [adresse électronique];[adresse électronique]
@jean.dupont-mairie.fr:agent.dinum.tchap.gouv.fr | [adresse électronique]
d'accord jean@cc-pays.fr | d'accord [adresse électronique]
appelez le 06 12 34 56 78 | appelez le [numéro de téléphone]
0612345678 | [numéro de téléphone]
06.12.34.56.78 | [numéro de téléphone]
06-12-34-56-78 merci | [numéro de téléphone] merci
06/12/34/56/78 | [numéro de téléphone]
06 - 12 - 34 - 56 - 78 | [numéro de téléphone]
06  12  34  56  78 | [numéro de téléphone]
tél:0248526500 | tél:[numéro de téléphone]
Tél. : 02 48 52 65 00, mairie | Tél. : [numéro de téléphone], mairie
01 40 00 00 00 | [numéro de téléphone]
0612 345 678 | [numéro de téléphone]
0 805 123 456 | [numéro de téléphone]
+33612345678 | [numéro de téléphone]
+33 6 12 34 56 78 | [numéro de téléphone]
+33 (0)6 12 34 56 78 | [numéro de téléphone]
+33.6.12.34.56.78 | [numéro de téléphone]
0033 6 12 34 56 78 | [numéro de téléphone]
(0)6 12 34 56 78 | [numéro de téléphone]
+262 692 12 34 56 | [numéro de téléphone]
0692 12 34 56 ou 06 92 12 34 56 | [numéro de téléphone] ou [numéro de téléphone]
09 72 72 72 72. | [numéro de téléphone].
06\u00a012\u00a034\u00a056\u00a078 | [numéro de téléphone]
06 12 34 56 78 et 02 48 52 65 00 | [numéro de téléphone] et [numéro de téléphone]
1 84 05 78 006 084 36 | [numéro de sécurité sociale]
184057800608436 | [numéro de sécurité sociale]
1840578006084 | [numéro de sécurité sociale]
n° sécu 2 69 05 49 588 157 80 | n° sécu [numéro de sécurité sociale]
2 69 05 2A 588 157 80 | [numéro de sécurité sociale]
1.84.05.78.006.084.36 | [numéro de sécurité sociale]
1-84-05-78-006-084-36 | [numéro de sécurité sociale]
184 05 78 006 084 | [numéro de sécurité sociale]
FR76 3000 6000 0112 3456 7890 189 pour | [coordonnées bancaires] pour
FR7630006000011234567890189 | [coordonnées bancaires]
fr76 3000 6000 0112 3456 7890 189 | [coordonnées bancaires]
IBAN : FR14 2004 1010 0505 0001 3M02 606. | IBAN : [coordonnées bancaires].
DE89 3704 0044 0532 0130 00 | [coordonnées bancaires]
BE68 5390 0754 7034 ok | [coordonnées bancaires] ok
M. Dupont | M. [nom]
M.Dupont | M.[nom]
M Dupont habite Vierzon | M [nom] habite Vierzon
Mr Dupont | Mr [nom]
Mme Dupont de Vierzon | Mme [nom] de Vierzon
Mme. Petit | Mme. [nom]
Mme DUPONT Claire | Mme [nom]
Mlle Élodie Martin | Mlle [nom]
Monsieur Jean-Pierre Le Goff, maire | Monsieur [nom], maire
Monsieur de La Tour | Monsieur [nom]
Madame Le Goff | Madame [nom]
madame Durand est seule | madame [nom] est seule
MADAME DURAND | MADAME [nom]
Mme d'Ornano | Mme [nom]
Mme d’Ornano | Mme [nom]
Mme O'Brien-Martin | Mme [nom]
mme dupont veut un rendez-vous | mme [nom] veut un rendez-vous
mr martin | mr [nom]
M. J. Dupont est | M. [nom] est
M. Martin. Nous voulons | M. [nom]. Nous voulons
M. et Mme Dupont | M. et Mme [nom]
Mme Dupont et M. Martin | Mme [nom] et M. [nom]
MM. Dupont et Martin | MM. [nom] et [nom]
Bonjour Monsieur Durand, | Bonjour Monsieur [nom],
M. Dupont Maire de Vierzon | M. [nom] Maire de Vierzon
l’adjointe, Mme Martin (02 48 52 65 00) | l’adjointe, Mme [nom] ([numéro de téléphone])
"""

WITHOUT = """
M. le maire
M. le Maire de Vierzon
M. Le Maire
Madame la sous-préfète
Madame la Sous-Préfète de Vierzon
Mme la Présidente
Monsieur le Préfet du Cher
Monsieur Le Préfet du Cher
Madame l'adjointe à l'urbanisme
Madame l’Adjointe
Monsieur Maire
Monsieur le directeur général des services
Mme la DGS
M. le DGS de Bourges
Mme la conseillère départementale
mme la maire
mme le maire de bourges
mme habite à Bourges
Bonjour Madame, Monsieur,
Bonjour Madame Monsieur
Madame / Monsieur
Bonjour Madame Je cherche un outil
Bonjour Monsieur Nous voulons rénover l'école
Bonjour Madame J'ai une question
Bonjour madame comment faire
une madame âgée de Vierzon
1,5 M. Vierzon a payé
2 M d'euros
un budget de 3 M Bourges
Vierzon 18100
18279
code INSEE 2A004
les codes postaux 01000 01200
01000, 01200 et 01300
les départements 01 02 03 04 05
départements 01, 02, 03, 04, 05
75001 75002 75003 75004
18100 18000 18200
18100 18000 18200 18300
population 12 500 habitants
2 500 000 euros de travaux
1 234 567 890 euros
12 500,50 €
1 200 000 000 000 €
SIREN 200 046 977
SIREN 200046977
SIRET 123 456 789 00012
SIRET 12345678900012
SIRET 200 046 977 00015
21180279800013
TVA FR40303265045
TVA FR 40 303 265 045
RNA W061234567
FINESS 010000123
UAI 0751234A
le 01/02/2024 à 12h
01/02/2024 12 agents
du 01.02.2024 au 05.06.2024
de 2014 à 2024, 06 communes
3949 ou 115
le 3020
parcelle AB 0123
RD 943, km 12
46.5 7.2
Saint-Denis, Sainte-Mère-Église
Saint-Maur et Villers-Cotterêts
Le Mans, La Rochelle, L'Haÿ-les-Roses
Martin est une commune ? Saint-Martin aussi
M'Tsangamouji
Mont-Dore et Le Tampon
la rue du Général Leclerc
l'école Jules Ferry
RGPD, CCAS, EPCI, PLUi
la loi n° 2019-1461 du 27 décembre 2019
le marché 2024-0012
10 % des 3 200 logements
https://zerologementvacant.beta.gouv.fr/accueil?x=1
le compte @mairie sur les réseaux
2 ou 3 agents @ mi-temps
06 12 34
0612 34 56 7
taux de 0,5 et 12.34.56
[nom] et [adresse électronique]
"""


UNITS = [
    *"a|a.|1|1 |01 |0|M. |M. A|Mme Le |FR76 |@|a@|a-|+33|d'|'".split("|"),
    *"a point |a arobase |(0)|1 1 |de 20 |M. le maire |Mme Van |Mmes A, |Mme\n".split("|"),
]


def _lines(block: str) -> list[str]:
    return [line for line in block.strip().splitlines() if line]


@pytest.mark.parametrize("line", _lines(WITH))
def test_masked(line: str) -> None:
    said, expected = line.split(" | ")
    assert mask(said) == expected
    assert mask(expected) == expected


@pytest.mark.parametrize("line", _lines(WITHOUT))
def test_unchanged(line: str) -> None:
    assert mask(line) == line


def test_sets_are_large_enough() -> None:
    changed = [line for line in _lines(WITH) if line.split(" | ")[0] != line.split(" | ")[1]]
    assert len(changed) >= 60
    assert len(_lines(WITHOUT)) >= 60


@pytest.mark.parametrize("unit", UNITS)
def test_time_is_bounded(unit: str) -> None:
    began = time.perf_counter()
    mask((unit * 4000)[:4000])
    assert time.perf_counter() - began < 0.25

"""What the tests of the upkeep share: the excerpt of the API and the files that go with it."""

import hashlib
from pathlib import Path

EXCERPT = Path(__file__).with_name("startups.json")

SOLUTION = """\
# Une remarque en tête, qui reste.
id: {id}
name: {name}
kind: solution
programme: null
phase: construction
aliases: []
status: en_test  # remarque au bout d’une ligne
status_note: null
access: "en essai"
purpose: "essayer la comparaison avec la source"
summary: >-
  Une fiche faite pour cet essai.
  Elle garde ses lignes repliées.
details: 'Entre apostrophes.'
audiences: [commune, epci]
eligibility:
  min_population: null
  max_population: null
  territories: []
  conditions: null
cost:
  free: null
  text: null
getting_started: null
prerequisites: null
usage: null
accompaniment: null
operator: null
contact:
  email: contact@{id}.example
  url: null
links:
  site: https://{id}.example/
  statistics: null
  code: null
themes: [donnees]
vocabulary:
  - essai
limits:
  - "Elle n’est faite que pour cet essai."
questions:
  - kind: open_to
    q: Qui peut s’en servir ?
    a: "Personne d’autre que cet essai."
    source: null
snapshot: 2026-08-20
examples:
  - "Il nous faut un essai."
"""

STUDY = """\
id: rouverte
name: Rouverte
kind: investigation
programme: null
phase: abandon
ended: "2020-05"
summary: Une étude faite pour cet essai.
problem: Un problème d’essai.
lesson: null
with: null
audiences: []
operator: null
contact: {email: null, url: null}
links: {site: null, statistics: null, code: null}
themes: [donnees]
vocabulary: []
snapshot: 2026-08-20
"""

IDS = ("pareil", "acheve", "avance", "demenage", "boite", "nominatif", "sans-site", "futur", "disparu")

DAY = ("--date", "2026-08-20")
"""The day of the excerpt, as an option."""


def hashes(folder: Path) -> dict[str, str]:
    """Each file of a folder and the hash of its bytes."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}

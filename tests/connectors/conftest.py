"""Tests of the connectors in the product's environment; ``apart/`` runs in the connectors' own."""

import sys
from pathlib import Path

collect_ignore = ["apart"]
sys.path.append(str(Path(__file__).parents[1] / "runtime"))

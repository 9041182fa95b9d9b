# Une commande pour tout : `make run` (le service) et `make test` (les tests). `make help` dit les autres.
.DEFAULT_GOAL := help
PY := .venv/bin/python -W ignore::DeprecationWarning
# Le service ne doit rien à ce que l’appelant a dans son environnement Python.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV

.PHONY: help env widget screenshots encoder train run shell test lint format evaluate bench lock

help: ## Dit ce que fait chaque commande
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 18

env: ## Installe l’environnement dans .venv/ (rien à faire s’il est à jour)
	@scripts/environment

widget: env ## Construit l’assistant des pages dans bot/widget/dist/ (rien à faire s’il est à jour)
	@scripts/widget

train: env ## Apprend ce qui a changé : classement, réponses et lecture des messages, et dialogue à côté
	@{ $(PY) -m bot.orientation.train && $(PY) -m bot.answers.training && $(PY) -m bot.reading.training; } & \
	  ranking=$$!; \
	  $(PY) -m bot.engine.training; dialogue=$$?; \
	  wait $$ranking && exit $$dialogue
	@$(PY) -m bot.encoder.lessons --check

run: train widget ## Installe, apprend si besoin, charge le catalogue et démarre sur http://localhost:5005
	@$(PY) -m bot catalogue load
	@$(PY) -m bot serve

shell: train ## Parle à l’assistant dans le terminal
	@$(PY) -m bot catalogue load
	@$(PY) -m bot chat

# En intégration continue, les tests longs aussi.
ONLY = $(if $(filter true,$(CI)),,-m "not slow")
test: train widget ## Lance les tests (CI=true : les tests longs aussi)
	@scripts/environment connectors && scripts/environment synapse
	@$(PY) -m pytest -n 2 --dist loadgroup --no-loadscope-reorder $(ONLY)

lint: env ## Vérifie le style et les types
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

format: env ## Met le code en forme
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

screenshots: widget ## Prend des images de l’assistant des pages, dans results/widget/
	@PYTHONPATH=tests:tests/widget $(PY) tests/widget/screenshots.py results/widget

evaluate: train ## Mesure la qualité sur les jeux d’évaluation
	@$(PY) -m bot evaluate

bench: train ## Mesure le temps de réponse et la mémoire
	@$(PY) -m bot bench

encoder: env ## Ajuste le modèle de phrases à nos textes (à la main, vingt à quatre-vingts minutes), puis `make train`
	@scripts/environment encoder
	@$(PY) -m bot.encoder.lessons models/encoder/lessons.json
	@.venv-encoder/bin/python -m bot.encoder.training models/encoder/lessons.json models/encoder data/encoder/difference.npz

COMPILE = scripts/environment uv pip compile --generate-hashes --no-emit-index-url --no-emit-find-links -q \
	  --python-version
lock: ## Recalcule les versions de requirements/*.txt d’après pyproject.toml et requirements/*.in
	@$(COMPILE) 3.10 pyproject.toml --extra dev -o requirements/product.txt
	@$(COMPILE) 3.10 requirements/connectors.in -o requirements/connectors.txt
	@$(COMPILE) 3.10 requirements/synapse.in -o requirements/synapse.txt
	@$(COMPILE) 3.11 requirements/encoder.in -o requirements/encoder.txt

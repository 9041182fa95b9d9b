"""A team's CSV file, the mailboxes that may be written, and the drafts of new files."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from sync_samples import DAY, EXCERPT, hashes

from bot.catalogue.checks import FEWEST_EXAMPLES, check
from bot.catalogue.sync.addresses import owner, same_place
from bot.catalogue.sync.facts import SourceError
from bot.catalogue.sync.tables import read_csv

Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize(
    "raw",
    [
        'identifiant,nom,phase,depuis,usagers\na,Été,Accélération,2026-01-02,"Collectivités, État"\n'.encode(),
        "\ufeffIdentifiant;Nom;Phase;Début;Usagers\na;Été;accélération;2026-01-02;Collectivités, État\n".encode(),
        "IDENTIFIANT;NOM;PHASE;DEPUIS;USAGERS\r\na;Été;acceleration;2026-01-02;Collectivités,État\r\n\r\n".encode(
            "cp1252"
        ),
    ],
)
def test_csv_as_spreadsheets_write_it(raw: bytes) -> None:
    product = read_csv(raw, "Tableau").products["a"]
    assert (product.name, product.phases[0].name, product.in_scope()) == ("Été", "acceleration", True)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "aucun produit"), (b"identifiant,nom\n", "aucun produit"), (b"<html>", "page web"),
        (b"a;b\n1;2\n", "aucun produit"), (b"nom;phase\nA;construction\n", "colonne « identifiant »"),
        (b'identifiant,nom\na,"' + b"x" * 200_000 + b'"\n', "CSV lisible"),
    ],
)  # fmt: skip
def test_what_is_no_table(raw: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read_csv(raw, "Tableau")


def test_bad_rows_are_set_aside() -> None:
    rows = ["a;fusion;;", "b;abandon;hier;", "c;;;pas une adresse", "../d;;;", "e;construction;;", "e;;;", "f;;;"]
    raw = "\n".join(["identifiant;phase;depuis;site", *rows])
    source = read_csv(raw.encode(), "Tableau")
    assert set(source.products) == {"f"} and len(source.faults) == 5
    assert source.faults[0] == "Tableau : a : phase inconnue : fusion"
    assert source.faults[3].startswith("Tableau : ligne 5 : identifiant impossible")


def test_an_empty_cell_says_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("identifiant;phase;site\navance;;\nacheve;construction;\n", encoding="utf-8")
    _, out, _ = run("sync", "--api", EXCERPT, "--table", tmp_path / "t.csv", *DAY, "--dry-run")
    assert "(`avance`) : construction → accélération" in out
    assert "Terminés : " not in out and "Terminés selon une source seulement : 1" in out, "the table speaks last"


@pytest.mark.parametrize(
    ("mailbox", "whose"),
    [
        ("contact@x.gouv.fr", "shared"), ("equipe-produit@x.gouv.fr", "shared"), ("support2@x.gouv.fr", "shared"),
        ("mon.produit@x.gouv.fr", "shared"), ("monproduit@x.gouv.fr", "shared"), ("produit@x.gouv.fr", "shared"),
        ("jeanne.doe@x.gouv.fr", "person"), ("j.doe@x.gouv.fr", "person"), ("Jeanne-Marie.Doe.ext@x.fr", "person"),
        ("monproduit@gmail.com", "person"), ("labrousse.jean@x.gouv.fr", "person"), ("infoa.jean@x.fr", "person"),
        ("jdoe@x.gouv.fr", "unsure"), ("xyz@x.gouv.fr", "unsure"),
    ],
)  # fmt: skip
def test_whose_a_mailbox_is(mailbox: str, whose: str) -> None:
    assert owner(mailbox, "mon-produit", "Mon produit") == whose


def test_same_place() -> None:
    assert same_place("http://A.example/x/", "https://a.example/x?utm_source=b")
    assert not same_place("https://a.example/x", "https://a.example/y")
    assert not same_place("https://a.example/x", None) and same_place(None, None)


def test_a_draft_holds_the_facts_and_can_not_be_loaded_as_it_is(run: Run, folder: Path) -> None:
    status, out, err = run("new", "neuf-anct", "--api", EXCERPT, *DAY)
    text = (folder / "neuf-anct.yml").read_text()
    data = yaml.safe_load(text)
    assert status == 0 and "Ébauche écrite" in out and err == ""
    assert (data["id"], data["name"]) == ("neuf-anct", "Neuf de l’incubateur")
    assert (data["phase"], data["status"], data["links"]["site"]) == ("construction", "en_test", "https://neuf.example")
    assert data["contact"]["email"] == "contact@neuf-anct.example" and str(data["snapshot"]) == "2026-08-20"
    assert "Pour essayer" not in text and "Quelques lignes" not in text
    faults = [fault for fault in check(folder)[1] if fault.path.name == "neuf-anct.yml"]
    assert {"summary", "purpose", "details", "themes"} <= {fault.message.partition(":")[0] for fault in faults}


def test_a_written_draft_is_a_file_of_the_catalogue(run: Run, folder: Path) -> None:
    run("new", "neuf-anct", "--api", EXCERPT, *DAY)
    path = folder / "neuf-anct.yml"
    text = path.read_text()
    needs = [f"Un besoin, le {number}e." for number in range(FEWEST_EXAMPLES)]
    for key, value in (
        ("purpose: null", "purpose: essayer ce que donne une ébauche"), ("themes: []", "themes: [donnees]"),
        ("summary: null", "summary: Une ou deux phrases simples."), ("details: null", "details: Ce que fait cela."),
        ("audiences: []", "audiences: [commune]"), ("examples: []", f"examples: {needs}"),
        ("limits: []", 'limits: ["Il ne fait rien d’autre."]'),
        ("questions: []", "questions: [{kind: open_to, q: Pour qui ?, a: Toutes les communes., source: null}]"),
    ):  # fmt: skip
        text = text.replace(key, value)
    path.write_text(text)
    assert [fault for fault in check(folder)[1] if fault.path == path] == []


def test_a_draft_of_an_ended_study_leaves_a_person_out(run: Run, folder: Path) -> None:
    assert run("new", "etude-anct", "--api", EXCERPT, *DAY)[0] == 0
    text = (folder / "etude-anct.yml").read_text()
    data = yaml.safe_load(text)
    assert (data["kind"], data["ended"], data["contact"]["email"]) == ("investigation", "2026-02", None)
    assert "jo.doe" not in text


@pytest.mark.parametrize(
    ("key", "status", "said"),
    [
        ("pareil", 1, "existe déjà"), ("neuf-anc", 1, "Vouliez-vous dire : neuf-anct"),
        ("zzz", 1, "aucune source ne connaît"),
        ("../x", 2, "ne peut pas être un identifiant"), ("fini-ailleurs", 2, "n’entre pas dans le catalogue"),
    ],
)  # fmt: skip
def test_no_draft(run: Run, folder: Path, key: str, status: int, said: str) -> None:
    before = hashes(folder)
    done = run("new", key, "--api", EXCERPT, *DAY)
    assert done[0] == status and said in done[2] and hashes(folder) == before


def test_a_draft_out_of_scope_is_said_so(run: Run) -> None:
    status, _, err = run("new", "neuf-ailleurs", "--api", EXCERPT, *DAY)
    assert status == 0 and "ne dit pas si des collectivités" in err


def test_odd_names_stay_one_line_of_yaml(run: Run, folder: Path, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text('identifiant;nom;phase;usagers\n007;"a: ""b"" # {c} ${d}";construction;"collectivité # x"\n')
    assert run("new", "007", "--table", table, *DAY)[0] == 0
    data = yaml.safe_load((folder / "007.yml").read_text())
    assert (data["id"], data["name"]) == ("007", 'a: "b" # {c} ${d}')

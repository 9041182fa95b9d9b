"""One renderer of a turn: what is shown, its numbers, and that nothing quoted becomes markup."""

import re
from typing import Any

import pytest

from bot.connectors.common.html import as_text, clean
from bot.connectors.common.render import Choice, plain_message, render
from bot.gateway.choices import outgoing

SOLUTIONS: dict[str, Any] = {
    "type": "solutions",
    "text": "Voici :\n\n1. Zéro_Logement (ouvert)\nLien : https://a.fr/b_c(d).\nContact : x@y.fr\n\n2. B & <C>"
    "\n\n3. Autres",
    "solutions": [
        {
            "name": "Zéro_Logement",
            "position": 1,
            "actions": [
                {"title": "Voir le site", "label": "Voir le site de Zéro_Logement", "url": "https://a.fr"},
                {"title": "En savoir plus", "label": "En savoir plus sur Zéro_Logement", "payload": "c:z"},
                {"title": "Combien ça coûte", "label": "Combien ça coûte, pour Zéro_Logement", "payload": "c:p"},
            ],
        },
        {"name": "B & <C>", "position": 2, "actions": []},
    ],
    "next": [{"title": "Autres", "payload": "c:autres", "position": 3}],
    "feedback": [{"title": "Ça m’aide", "payload": "c:oui"}, {"title": "Non", "payload": "c:non"}],
}
QUESTION: dict[str, Any] = {
    "type": "question", "text": "Quoi ?\n1. Arbres\n2. Logements",
    "choices": [{"title": "Arbres", "payload": "c:1", "position": 1},
                {"title": "Logements", "payload": "c:2", "position": 2}],
}  # fmt: skip
NONE: dict[str, Any] = {
    "type": "none", "text": "Rien.\n1. Le forum : https://forum.fr\n2. Une personne",
    "ways_on": [{"kind": "forum", "title": "Le forum", "url": "https://forum.fr", "position": 1},
                {"kind": "human", "title": "Une personne", "payload": "c:h", "position": 2}],
}  # fmt: skip
HINT = "Pour en savoir plus sur un service, répondez par son numéro."
NEXT = [{"title": "Son prix", "payload": "c:1", "position": 1},
        {"title": "Les autres", "payload": "c:2", "position": 2}]  # fmt: skip
DETAIL: dict[str, Any] = {
    "type": "detail", "text": "DomiFa (ouvert)\n\nPour qui : les communes.\n\n1. Son prix\n2. Les autres",
    "name": "DomiFa", "sections": [{"key": "for", "title": "Pour qui", "items": ["les communes"]}], "next": NEXT,
}  # fmt: skip
ANSWER: dict[str, Any] = {
    "type": "answer", "text": "C’est gratuit.\n\n1. Son prix\n2. Les autres", "next": NEXT,
    "passages": [{"id": "domifa", "kind": "cost", "question": None, "text": "C’est gratuit.", "source": None}],
}  # fmt: skip
THEMES: dict[str, Any] = {
    "type": "themes",
    "text": "Thèmes :\n\nEnvironnement\n1. Eau (4)\n2. Déchets (3)\n\nÉconomie\n3. Mobilités (6)\n\nOu vos mots.",
    "groups": [
        {"title": "Environnement", "choices": [{"title": "Eau", "payload": "c:e", "position": 1, "count": 4},
                                               {"title": "Déchets", "payload": "c:d", "position": 2, "count": 3}]},
        {"title": "Économie", "choices": [{"title": "Mobilités", "payload": "c:m", "position": 3, "count": 6}]},
    ],
}  # fmt: skip
RELAY: dict[str, Any] = {
    "type": "relay", "text": "Compris :\n- Besoin : des *x* - y\n\nBon ?\n1. Oui",
    "items": [{"key": "need", "title": "Besoin", "value": "des *x* - y"}],
    "choices": [{"title": "Oui", "payload": "c:oui", "position": 1}],
}  # fmt: skip


def test_a_text() -> None:
    (message,) = render([{"text": "Bonjour\n\nvous"}])
    assert (message.plain, message.markdown, message.html) == (
        "Bonjour\n\nvous", "Bonjour\n\nvous", "<p>Bonjour</p><p>vous</p>",
    )  # fmt: skip
    assert message.choices == ()


def test_buttons_are_numbered() -> None:
    yes = {"title": "Oui", "payload": "c:1", "position": 1}
    site = {"title": "Site", "url": "https://x.fr", "position": 2}
    (message,) = render([{"text": "Ça va ?", "buttons": [yes, site]}])
    assert message.plain == "Ça va ?\n1. Oui\n2. Site : https://x.fr"
    assert message.markdown == "Ça va ?\n**1. Oui**\n2\\. Site : https://x.fr"
    assert message.choices == (Choice(1, "Oui", "c:1"),)


def test_what_the_text_lists_already_is_numbered_in_place() -> None:
    names = enumerate(("Eau", "Forêts", "Routes"), start=1)
    buttons = [{"title": name, "payload": f"c:{name}", "position": position} for position, name in names]
    (message,) = render([{"text": "Thèmes :\nEau\n2. Forêts\nChoisissez.", "buttons": buttons}])
    assert message.plain == "Thèmes :\n1. Eau\n2. Forêts\nChoisissez.\n3. Routes"
    assert [choice.number for choice in message.choices] == [1, 2, 3]


@pytest.mark.parametrize("payload", [SOLUTIONS, QUESTION, NONE, DETAIL, ANSWER, THEMES, RELAY])
def test_the_plain_form_of_a_payload_is_shown_once(payload: dict[str, Any]) -> None:
    buttons = payload.get("choices") or payload.get("next") or []
    messages = render([{"text": payload["text"], "buttons": buttons}, {"custom": payload}])
    hint = f"\n\n{HINT}" if payload is SOLUTIONS else ""
    assert [message.plain for message in messages] == [payload["text"] + hint]
    assert messages[0].payload is payload


def test_solutions() -> None:
    (message,) = render([{"custom": SOLUTIONS}])
    assert message.html == (
        "<p>Voici :</p><p><strong>1. Zéro_Logement</strong> (ouvert)<br>"
        'Lien : <a href="https://a.fr/b_c(d)">https://a.fr/b_c(d)</a>.<br>'
        'Contact : <a href="mailto:x@y.fr">x@y.fr</a></p><p><strong>2. B &amp; &lt;C&gt;</strong></p>'
        f"<p><strong>3. Autres</strong></p><p>{HINT}</p>"
    )
    assert "**1. Zéro\\_Logement** (ouvert)\nLien : https://a.fr/b_c(d)." in message.markdown
    assert message.choices == (
        Choice(1, "Zéro_Logement", "1", "rank"), Choice(2, "B & <C>", "2", "rank"),
        Choice(None, "En savoir plus sur Zéro_Logement", "c:z", "action"), Choice(3, "Autres", "c:autres"),
        Choice(None, "Ça m’aide", "c:oui", "feedback"), Choice(None, "Non", "c:non", "feedback"),
    )  # fmt: skip


def test_headings_are_bold_and_the_summary_of_a_request_is_a_list() -> None:
    (detail,), (themes,), (relay,) = (render([{"custom": payload}]) for payload in (DETAIL, THEMES, RELAY))
    assert detail.markdown.startswith("**DomiFa** (ouvert)\n\n**Pour qui** : les communes")
    assert themes.markdown == (
        "Thèmes :\n\n**Environnement**\n**1. Eau** (4)\n**2. Déchets** (3)\n\n"
        "**Économie**\n**3. Mobilités** (6)\n\nOu vos mots."
    )
    assert themes.html.count("<strong>") == 5
    assert [(choice.number, choice.message) for choice in themes.choices] == [(1, "c:e"), (2, "c:d"), (3, "c:m")]
    assert relay.markdown == "Compris :\n- **Besoin** : des \\*x\\* - y\n\nBon ?\n**1. Oui**"
    assert relay.html == (
        "<p>Compris :</p><ul><li><strong>Besoin</strong> : des *x* - y</li></ul><p>Bon ?<br><strong>1. Oui</strong></p>"
    )
    assert relay.choices == (Choice(1, "Oui", "c:oui"),)


def test_a_line_that_only_begins_like_a_heading_is_plain() -> None:
    (message,) = render([{"custom": {**DETAIL, "text": "Pour qui ? Les communes.\nDomiFait"}}])
    assert "**" not in message.markdown


def test_links_count_among_ways_on_but_are_no_choice() -> None:
    (message,) = render([{"custom": NONE}])
    assert message.choices == (Choice(2, "Une personne", "c:h"),)


@pytest.mark.parametrize("payload", [DETAIL, ANSWER])
def test_what_may_come_next_is_a_choice(payload: dict[str, Any]) -> None:
    (message,) = render([{"custom": payload}])
    assert message.choices == (Choice(1, "Son prix", "c:1"), Choice(2, "Les autres", "c:2"))
    assert message.markdown.endswith("\n\n**1. Son prix**\n**2. Les autres**")
    assert message.html.endswith("<p><strong>1. Son prix</strong><br><strong>2. Les autres</strong></p>")
    (bare,) = render([{"custom": {**payload, "next": []}}])
    assert bare.plain == payload["text"] and bare.choices == ()


def test_numbers_are_those_that_the_gateway_counts() -> None:
    cards = [{**item, "actions": []} for item in SOLUTIONS["solutions"]]
    turn = [
        {"text": "Avant", "buttons": [{"title": "Oui", "payload": "/oui"}]},
        {"text": QUESTION["text"], "buttons": QUESTION["choices"]},
        {"custom": {**QUESTION, "choices": [{**one, "payload": f"/{one['title']}"} for one in QUESTION["choices"]]}},
        {"custom": {**NONE, "ways_on": [{**NONE["ways_on"][0]}, {**NONE["ways_on"][1], "payload": "/humain"}]}},
        {"custom": {**SOLUTIONS, "feedback": [], "next": [], "solutions": cards}},
        {"custom": {**RELAY, "choices": [{**RELAY["choices"][0], "payload": "/oui"}]}},
        {"text": DETAIL["text"], "buttons": DETAIL["next"]},
        {"custom": {**DETAIL, "next": [{**one, "payload": f"/{one['title']}"} for one in NEXT]}},
        {"text": "Enfin", "buttons": [{"title": "Fin", "payload": "/fin"}]},
    ]  # fmt: skip
    counted = outgoing(turn)
    shown = [choice for message in render(counted.entries) for choice in message.choices]
    theirs = {(one.position, one.title) for one in counted.choices if one.position is not None}
    assert {(choice.number, choice.title) for choice in shown} == theirs
    assert {choice.message for choice in shown if choice.kind == "choice"} == {
        one.token for one in counted.choices if one.kind == "choice" and one.position is not None
    }


@pytest.mark.parametrize(
    "entries",
    [[], [{}], [{"text": 1}], [{"text": "  "}], [{"custom": None}], [{"custom": {"type": "inconnu"}}],
     [{"custom": {"type": "question", "text": 3}}], [{"image": "x"}]],
)  # fmt: skip
def test_what_holds_nothing_to_show_gives_nothing(entries: list[dict[str, Any]]) -> None:
    assert render(entries) == []


@pytest.mark.parametrize("choices", [None, "x", [None, 1, {}, {"title": 1, "payload": "c:1"}, {"title": "A"}]])
def test_malformed_choices_are_left_out(choices: Any) -> None:
    (message,) = render([{"custom": {"type": "question", "text": "Quoi ?", "choices": choices}}])
    assert message.choices == ()


@pytest.mark.parametrize(
    ("text", "markdown"),
    [("*a* _b_ `c` ~d~ [e](f) <g> | # h", r"\*a\* \_b\_ \`c\` \~d\~ \[e\](f) \<g\> \| \# h"),
     ("- a\n1. b\n+ c", "\\- a\n1\\. b\n\\+ c"),
     ("@channel et @all, mais a@b.fr", "@\u200bchannel et @\u200ball, mais a@b.fr"),
     ("https://x.fr/a_b*c, fin", "https://x.fr/a_b*c, fin"),
     ("back\\slash", "back\\\\slash")],
)  # fmt: skip
def test_nothing_quoted_is_markdown(text: str, markdown: str) -> None:
    assert plain_message(text).markdown == markdown


@pytest.mark.parametrize(
    ("given", "kept"),
    [("<b>a</b>", "<b>a</b>"), ("a<br/>b", "a<br>b"), ("<p onclick='x'>a</p>", "<p>a</p>"),
     ("<script>x</script>a", "a"), ("<img src=x onerror=y>a", "a"), ("<b>a", "<b>a</b>"), ("a</b>", "a"),
     ("<b><i>a</b>c</i>", "<b><i>a</i></b>c"),
     ('<a href="javascript:x">a</a>', "<a>a</a>"), ('<a href="JaVaScRiPt:x">a</a>', "<a>a</a>"),
     ('<a href="data:text/html,x">a</a>', "<a>a</a>"), ('<a href="https://x.fr?a=1&amp;b">a</a>', '<a href="https://x.fr?a=1&amp;b">a</a>'),
     ('<a href="https://x.fr&quot; onclick=&quot;y">a</a>', "<a>a</a>"),
     ("&lt;script&gt;", "&lt;script&gt;"), ("<style>a{}</style><mx-reply>q</mx-reply>b", "b"),
     ("<svg><script>x</script></svg>a", "a"), ("1 < 2 & 3", "1 &lt; 2 &amp; 3"), ("<!-- x -->a", "a")],
)  # fmt: skip
def test_html_is_kept_by_allow_list(given: str, kept: str) -> None:
    assert clean(given) == kept
    assert clean(kept) == kept


def test_deep_html_is_bounded() -> None:
    assert len(re.findall("<b>", clean("<b>" * 10_000 + "a"))) <= 40


def test_words_of_html() -> None:
    assert as_text("<mx-reply>cité</mx-reply><p>Un<br>deux &amp; <b>trois</b></p>") == "Un\ndeux & trois"

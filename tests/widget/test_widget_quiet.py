"""What a screen reader is told: a log of every change in live regions, and no jump while one reads."""

from driver import INSIDE, Visit, Widget
from mock_gateway import MockGateway
from playwright.sync_api import expect

RECORD = f"""(() => {{
  const root = {INSIDE};
  window.told = [];
  window.nodes = new Set();
  // The nearest part that says whether it is live decides, as in browsers.
  const live = (node) => {{
    const element = node.nodeType === 1 ? node : node.parentElement;
    const region = element?.closest("[aria-live], [role=status], [role=alert], [role=log]");
    if (!region) return null;
    const said = region.getAttribute("aria-live") ?? (region.getAttribute("role") === "alert" ? "assertive" : "polite");
    return said === "off" ? null : region.getAttribute("role") ?? "message";
  }};
  const words = (node) => node.textContent.replace(/\\u00a0/g, " ").trim();
  new MutationObserver((changes) => {{
    for (const change of changes) {{
      for (const node of change.addedNodes) {{
        if (node.nodeType === 1 && node.classList.contains("message")) window.nodes.add(node);
        const region = live(node);
        if (region && words(node)) window.told.push([region, words(node)]);
      }}
      const said = change.type === "characterData" && live(change.target);
      if (said) window.told.push([said, words(change.target)]);
    }}
  }}).observe(root, {{childList: true, subtree: true, characterData: true}});
}})()"""
Told = list[tuple[str, str]]


def record(widget: Widget) -> None:
    widget.page.evaluate(RECORD)


def told(widget: Widget) -> Told:
    """What was announced since, each with the role of its region."""
    return [(region, text) for region, text in widget.page.evaluate("window.told")]


def test_one_turn_is_told_once(widget: Widget) -> None:
    """Of a turn: one node for the message and one for the answer, and nothing told but the answer."""
    widget.open().say("bonjour").told("Bien reçu : bonjour").settled()
    record(widget)
    widget.say("des logements vides")
    expect(widget.cards).to_have_count(3)
    widget.settled().page.wait_for_timeout(700)
    log = told(widget)
    print(log)
    assert [region for region, _ in log] == ["log"]
    assert "1. Zéro logement vacant" in log[0][1]
    assert not any("Vous :" in text for _, text in log)
    assert widget.page.evaluate("window.nodes.size") == 2


def test_a_mark_on_a_choice_is_not_told(widget: Widget) -> None:
    widget.open().say("une question").told("Que voulez-vous faire").settled()
    record(widget)
    widget.button("Repérer les logements").click()
    expect(widget.cards).to_have_count(3)
    widget.settled()
    assert not any("choisi" in text for _, text in told(widget))
    assert widget.button("Repérer les logements (choisi)").is_visible()


def test_a_long_wait_is_told_by_the_status(widget: Widget, gateway: MockGateway) -> None:
    gateway.faults.pause = 1.0
    widget.open()
    record(widget)
    widget.say("bonjour").told("Bien reçu : bonjour").settled()
    assert [(region, text[:20]) for region, text in told(widget)] == [
        ("status", "L’assistant cherche…"), ("log", "L’assistant : Bien r"),
    ]  # fmt: skip


def test_fates_are_told_by_the_status(widget: Widget, gateway: MockGateway) -> None:
    gateway.faults.fail = "L’assistant est momentanément indisponible."
    widget.open()
    record(widget)
    widget.say("logements").told("indisponible").settled()
    assert ("status", "L’assistant est momentanément indisponible.") in told(widget)
    widget.page.evaluate("window.told.length = 0")
    widget.button("Renvoyer").click()
    expect(widget.cards).to_have_count(3)
    expect(widget.log).to_be_focused()  # the button that had the focus is gone
    widget.settled()
    assert [region for region, _ in told(widget)] == ["log"]
    assert widget.page.evaluate("window.nodes.size") == 2


def test_what_waits_is_told_after_a_while(widget: Widget, gateway: MockGateway) -> None:
    widget.open()
    gateway.stop()
    record(widget)
    widget.say("gardez-moi")
    expect(widget.fates("Pas encore envoyé.")).to_be_visible()
    texts = [text for _, text in told(widget)]
    assert "Pas encore envoyé. Votre message partira dès que possible." in texts
    assert not any("gardez-moi" in text for text in texts)


def test_what_was_said_before_is_not_told_again(widget: Widget) -> None:
    widget.open().say("des logements")
    expect(widget.cards).to_have_count(3)
    widget.settled().page.reload()
    expect(widget.dialog).to_be_visible()
    record(widget)
    expect(widget.cards).to_have_count(3)
    assert [region for region, _ in told(widget) if region == "log"] == []


def _above(widget: Widget) -> None:
    """Go and read what stands above, as with a wheel."""
    widget.log.hover()
    widget.page.mouse.wheel(0, -4000)
    widget.until(f"{INSIDE}.querySelector('.log').scrollTop < 5")


def _answered_above(widget: Widget, gateway: MockGateway) -> None:
    """Let an answer come while what stands above is read."""
    widget.open().say("logements")
    expect(widget.cards).to_have_count(3)
    gateway.faults.pause = 1.0
    widget.settled().say("bonjour")
    _above(widget)
    widget.told("Bien reçu : bonjour").settled()


def test_reading_above_is_not_interrupted(widget: Widget, gateway: MockGateway) -> None:
    _answered_above(widget, gateway)
    newer = widget.button("Nouvelle réponse ↓")
    expect(newer).to_be_visible()
    assert widget.page.evaluate(f"{INSIDE}.querySelector('.log').scrollTop") < 5
    assert widget.violations() == []
    newer.click()
    expect(widget.log.get_by_text("Bien reçu : bonjour")).to_be_in_viewport()
    expect(newer).to_be_hidden()
    expect(widget.log).to_be_focused()


def test_the_marker_goes_when_the_answer_is_reached(widget: Widget, gateway: MockGateway) -> None:
    _answered_above(widget, gateway)
    expect(widget.button("Nouvelle réponse ↓")).to_be_visible()
    widget.page.mouse.wheel(0, 9000)
    expect(widget.button("Nouvelle réponse ↓")).to_be_hidden()


def test_the_answer_to_a_very_long_message_is_reached(visit: Visit) -> None:
    for window in ({"width": 1280, "height": 800}, {"width": 390, "height": 430}):
        widget = visit(viewport=window).open()
        widget.say("des logements vides " * 199)  # 3,980 characters
        expect(widget.cards).to_have_count(3)
        widget.settled()
        expect(widget.page.get_by_role("heading", name="1. Zéro logement vacant")).to_be_in_viewport()

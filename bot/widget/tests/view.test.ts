import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Entry } from "../src/messages";
import { Transcript } from "../src/view/transcript";
import { el } from "../src/view/dom";
import { draft } from "../src/draft";
import { answer, detail, none, question, relay, solutions, themes } from "./samples";

const acts = { choose: vi.fn(), followed: vi.fn(), announce: vi.fn(), resend: vi.fn(), edit: vi.fn() };
const common = { messageId: null, at: "2026-01-01T09:30:00Z" };
let transcript: Transcript;
const show = (entry: Partial<Entry> & Pick<Entry, "kind">) => transcript.entry({ id: 1, ...common, ...entry } as Entry, false);
const titles = () => [...transcript.node.querySelectorAll("button")].map((node) => node.textContent);

beforeEach(() => {
  vi.clearAllMocks();
  transcript = new Transcript(el("div"), acts);
  document.body.replaceChildren(transcript.node);
});

describe("drawing", () => {
  it("shows hostile texts as texts", () => {
    const hostile = "<img src=x onerror=alert(1)>";
    show({ kind: "person", text: hostile });
    show({ kind: "text", text: hostile, choices: [{ title: hostile, payload: "c:1" }], plainOfNext: false });
    expect(transcript.node.querySelector("img")).toBeNull();
    expect(transcript.node.textContent?.split(hostile)).toHaveLength(4);
  });

  it("draws cards, with links that may be followed only", () => {
    show({ kind: "payload", payload: solutions });
    const cards = [...transcript.node.querySelectorAll(".card")];
    expect(cards.map((card) => card.querySelector("h3")?.textContent)).toEqual(["1. Zéro", "2. Bail"]);
    expect(cards[0]?.textContent).toContain("communes, inconnu");
    expect(cards[0]?.textContent).not.toContain("Coût");
    expect(cards[1]?.textContent).toContain("gratuit");
    expect([...transcript.node.querySelectorAll("a")].map((link) => link.href)).toEqual(["https://exemple.fr/", "mailto:a@exemple.fr"]);
  });

  it("leads from a card to its site first, then to questions that name it", () => {
    show({ kind: "payload", payload: solutions });
    const [first, second] = [...transcript.node.querySelectorAll(".card")];
    const actions = [...(first?.querySelectorAll("ul[aria-label='Suites pour Zéro'] > li > *") ?? [])];
    expect(actions.map((node) => node.tagName)).toEqual(["A", "BUTTON"]);
    expect(actions.map((node) => node.querySelector("[aria-hidden=true]")?.textContent)).toEqual(["Voir le site", "En savoir plus"]);
    (actions[1] as HTMLElement).click();
    expect(acts.choose).toHaveBeenCalledWith({ title: "En savoir plus sur Zéro", payload: "c:z" });
    expect(actions[1]?.textContent).toBe("En savoir plusEn savoir plus sur Zéro (choisi)");
    // An address that may not be followed is no action.
    expect(second?.querySelector("ul")).toBeNull();
  });

  it("marks the action that was taken, by what was said", () => {
    show({ kind: "payload", payload: solutions });
    show({ id: 2, kind: "person", text: "En savoir plus sur Zéro" });
    expect(transcript.node.querySelectorAll(".chosen")).toHaveLength(1);
  });

  it("offers what may be done with the list", () => {
    show({ kind: "payload", payload: solutions });
    expect(titles()).toContain("Autres pistes");
    expect(transcript.node.textContent).not.toContain("3. Autres pistes");
  });

  it("draws a list that was said before cards had actions", () => {
    const items = solutions.solutions.map(({ actions: _actions, ...item }) => item);
    const { next: _next, ...older } = { ...solutions, solutions: items };
    show({ kind: "payload", payload: older });
    expect(transcript.node.querySelectorAll(".card")).toHaveLength(2);
  });

  it("draws themes once, by group, with their counts", () => {
    show({ kind: "payload", payload: themes });
    expect([...transcript.node.querySelectorAll("h3")].map((node) => node.textContent)).toEqual(["Environnement", "Économie"]);
    expect(titles()).toEqual(["Eau (4)", "Déchets (3)", "Mobilités (6)"]);
    expect(transcript.node.textContent?.split("Eau")).toHaveLength(2);
    transcript.node.querySelector("button")?.click();
    expect(acts.choose).toHaveBeenCalledWith(expect.objectContaining({ title: "Eau", payload: "c:eau" }));
    expect(titles()[0]).toBe("Eau (4) (choisi)");
  });

  it("draws the summary of a request as a list", () => {
    show({ kind: "payload", payload: relay });
    expect([...transcript.node.querySelectorAll("dt")].map((node) => node.textContent)).toEqual(["Besoin", "Qui écrit"]);
    expect([...transcript.node.querySelectorAll("dd")].map((node) => node.textContent)).toEqual(["des logements vides", "une commune"]);
    expect(titles()).toEqual(["C’est bon"]);
  });

  it("counts the links that are followed", () => {
    show({ kind: "payload", payload: solutions });
    transcript.node.querySelector<HTMLElement>("a.primary")?.dispatchEvent(new Event("click"));
    expect(acts.followed).toHaveBeenCalledWith({ type: "link_followed", list_id: "l", solution: "zero" });
  });

  it("leaves the plain form of a payload out", () => {
    show({ kind: "text", text: question.text, choices: question.choices, plainOfNext: true });
    show({ id: 2, kind: "payload", payload: question });
    expect(titles()).toEqual(["Une", "Deux"]);
    expect(transcript.node.textContent).not.toContain("1. Une");
  });

  it("shows it when the payload can't be drawn", () => {
    show({ kind: "text", text: question.text, choices: question.choices, plainOfNext: true });
    show({ id: 2, kind: "text", text: question.text, choices: [], plainOfNext: false });
    expect(titles()).toEqual(["Une", "Deux"]);
    expect(transcript.node.textContent).toContain("1. Une");
  });

  it("offers the ways on as buttons and links", () => {
    show({ kind: "payload", payload: none });
    expect(titles()).toEqual(["Reformuler"]);
    expect(transcript.node.querySelector("a")?.href).toBe("https://forum.exemple.fr/");
  });
});

describe("what is said of known services", () => {
  const words = (selector: string) => [...transcript.node.querySelectorAll(selector)].map((node) => node.textContent?.replace(/\u00a0/g, " "));
  const links = () => [...transcript.node.querySelectorAll("a")].map((node) => node.href);

  it("is a card with its parts, then what may be asked", () => {
    show({ kind: "payload", payload: detail });
    expect(words(".card h3")).toEqual(["Zéro"]);
    expect(words(".card > p")).toEqual(["Zéro repère.", "Fiche vérifiée le 20 août 2026. Signaler une erreur"]);
    expect(words(".card h4")).toEqual(["Pour qui"]);
    expect(words(".card .section li")).toEqual(["communes", "voyez https://exemple.fr/qui (nouvelle fenêtre)."]);
    expect(words(".card .fact")).toEqual(["Aujourd’huien test", "Contacta@exemple.fr"]);
    expect(links()).toEqual([
      "https://exemple.fr/", "https://exemple.fr/qui", "mailto:a@exemple.fr", "mailto:b@exemple.fr?cc=a@exemple.fr",
    ]);
    expect(titles()).toEqual(["Son prix", "Les autres"]);
    transcript.node.querySelector("button")?.click();
    expect(acts.choose).toHaveBeenCalledWith(detail.next[0]);
  });

  it("is a card with a name alone when nothing else is known", () => {
    const said = { summary: null, status: null, status_label: null, url: null, contact: null, intro: null, outro: null };
    const unknown = { ...said, sections: [], checked: null, report: null, actions: [], next: [] };
    show({ kind: "payload", payload: { ...detail, ...unknown } });
    expect(words(".card > *")).toEqual(["Zéro"]);
    expect(transcript.node.querySelectorAll("a, ul, dl, .prose")).toHaveLength(0);
  });

  it("stands under the name of each service when there are several", () => {
    show({ kind: "payload", payload: answer });
    expect(words("h3, .passage .prose")).toEqual([
      "Zéro (nouvelle fenêtre)", "C’est gratuit.", "Sans engagement.", "Bail utile", "Deux cents euros.",
    ]);
    expect(words(".source")).toEqual(["Source : exemple.fr (nouvelle fenêtre), 14 mars 2026", "Source : novembre 2025"]);
    expect(links()).toEqual(["https://exemple.fr/", "https://www.exemple.fr/prix"]);
    expect([...transcript.node.querySelectorAll(".source time")].map((node) => node.getAttribute("datetime"))).toEqual(["2026-03-14", "2025-11"]);
    expect(titles()).toEqual(["Son prix", "Les autres"]);
  });

  it("is plain paragraphs for one service, or for none", () => {
    for (const about of [answer.about.slice(0, 1), []]) {
      show({ kind: "payload", payload: { ...answer, about, intro: "Pour Zéro :", outro: "Dites-m’en plus." } });
      const shown = transcript.node.lastElementChild;
      expect(shown?.querySelectorAll("h3")).toHaveLength(0);
      expect([...(shown?.querySelectorAll(".prose") ?? [])].map((node) => node.textContent)).toEqual([
        "Pour Zéro\u00a0:", "C’est gratuit.", "Deux cents euros.", "Sans engagement.", "Dites-m’en plus.",
      ]);
    }
  });

  it("puts first what belongs to no service, and dates as they are when they are none", () => {
    const stray = { id: "autre", kind: "other", question: null, text: "En général.", source: { url: null, date: "au printemps" } };
    show({ kind: "payload", payload: { ...answer, passages: [...answer.passages, stray] } });
    expect(words("h3, .passage .prose")[0]).toBe("En général.");
    expect(words(".source")[0]).toBe("Source : au printemps");
  });

  it("leaves its plain form out", () => {
    for (const payload of [detail, answer]) {
      show({ kind: "text", text: payload.text, choices: payload.next, plainOfNext: true });
      show({ id: 2, kind: "payload", payload });
    }
    expect(titles()).toEqual(["Son prix", "Les autres", "Son prix", "Les autres"]);
    expect(transcript.node.textContent).not.toContain("1. Son prix");
  });
});

describe("choices", () => {
  it("stay, and the chosen one is marked", () => {
    show({ kind: "payload", payload: question });
    const [one, two] = [...transcript.node.querySelectorAll("button")];
    one?.click();
    two?.click();
    expect(acts.choose.mock.calls.map(([choice]) => (choice as { payload: string }).payload)).toEqual(["c:1", "c:2"]);
    expect(titles()).toEqual(["Une", "Deux (choisi)"]);
  });

  it("are marked when the history says so", () => {
    show({ kind: "payload", payload: question });
    show({ id: 2, kind: "person", text: "Une" });
    expect(titles()).toEqual(["Une (choisi)", "Deux"]);
  });
});

describe("messages on their way", () => {
  const sent = draft({ text: "bonjour", choice: null, reason: null });

  it("say that they wait, and go behind what is answered", () => {
    transcript.draft(sent, false);
    expect(transcript.node.textContent).toContain("Pas encore envoyé");
    show({ kind: "text", text: "avant", choices: [], plainOfNext: false });
    expect(transcript.node.lastElementChild?.textContent).toContain("bonjour");
  });

  it("offer to go again", () => {
    transcript.draft({ ...sent, state: "failed", reason: "Panne." }, false);
    expect(titles()).toEqual(["Renvoyer", "Modifier"]);
    transcript.node.querySelector("button")?.click();
    expect(acts.resend).toHaveBeenCalledWith(sent.id);
  });

  it("have their answers replaced by another try", () => {
    transcript.draft({ ...sent, state: "accepted" }, false);
    show({ kind: "text", text: "moitié", choices: [], plainOfNext: false, messageId: sent.id });
    transcript.again(sent.id);
    expect(transcript.node.textContent).not.toContain("moitié");
    expect(transcript.node.textContent).toContain("bonjour");
  });
});

import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Entry } from "../src/messages";
import { Transcript } from "../src/view/transcript";
import { el } from "../src/view/dom";
import { draft } from "../src/draft";
import { none, question, solutions } from "./samples";

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
    expect(cards[0]?.textContent).toContain("non précisé");
    expect([...transcript.node.querySelectorAll("a")].map((link) => link.href)).toEqual(["mailto:a@exemple.fr", "https://exemple.fr/"]);
  });

  it("counts the links that are followed", () => {
    show({ kind: "payload", payload: solutions });
    transcript.node.querySelector<HTMLElement>(".site a")?.dispatchEvent(new Event("click"));
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

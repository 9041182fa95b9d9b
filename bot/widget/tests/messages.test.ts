import { describe, expect, it } from "vitest";
import { isAnswer, isChoice, isDetail, isNone, isPayload, isQuestion, isSolutions, readEntry } from "../src/messages";
import { answer, detail, none, question, solutions } from "./samples";

describe("guards", () => {
  it("tell each payload from the others", () => {
    const samples = [solutions, question, none, detail, answer];
    const told = [isSolutions, isQuestion, isNone, isDetail, isAnswer].map((guard) => samples.map((sample) => guard(sample)));
    expect(told).toEqual(samples.map((one) => samples.map((other) => one === other)));
    expect(samples.every(isPayload)).toBe(true);
  });

  it.each([null, undefined, 3, "solutions", [], {}, { type: "solutions" }, { type: "autre", text: "x" }])("refuse %j", (value) => {
    expect(isPayload(value)).toBe(false);
  });

  it("refuse a payload with one bad part", () => {
    const bad = { ...solutions, solutions: [{ ...solutions.solutions[0], name: 3 }] };
    expect(isSolutions(bad)).toBe(false);
    expect(isSolutions({ ...solutions, feedback: [{ title: "x" }] })).toBe(false);
    expect(isSolutions({ ...solutions, outro: 3 })).toBe(false);
    expect(isSolutions({ ...solutions, solutions: [{ ...solutions.solutions[0], position: "1" }] })).toBe(false);
    expect(isQuestion({ ...question, choices: "aucun" })).toBe(false);
    expect(isQuestion({ ...question, intro: undefined })).toBe(false);
    expect(isNone({ ...none, near: [{ id: "a" }] })).toBe(false);
    expect(isNone({ ...none, ways_on: [{ kind: "forum", title: "x", url: 3 }] })).toBe(false);
    expect(isChoice({ title: "x", payload: null })).toBe(false);
  });

  it.each([
    { ...detail, next: [{ title: "x" }] },
    { ...detail, name: null },
    { ...detail, contact: undefined },
    { ...detail, sections: [{ key: "for", title: "x", items: [null] }] },
    { ...answer, text: 3 },
    { ...answer, next: null },
    { ...answer, about: [{ id: "x", name: "x" }] },
    { ...answer, passages: [{ ...answer.passages[0], source: { url: "https://exemple.fr" } }] },
    { ...answer, passages: [{ ...answer.passages[0], text: null }] },
  ])("refuse what is said of a service when a part is bad (%#)", (bad) => {
    expect(isPayload(bad)).toBe(false);
  });

  it("take what is unknown as null", () => {
    const unknown = { status: null, status_label: null, url: null, contact: null, intro: null, outro: null, sections: [], next: [] };
    expect(isDetail({ ...detail, ...unknown })).toBe(true);
    expect(isAnswer({ ...answer, about: [], passages: [], next: [] })).toBe(true);
  });
});

describe("readEntry", () => {
  const base = { id: 1, message_id: "m", at: "2026-01-01T00:00:00Z" };

  it("reads what people and the assistant said", () => {
    expect(readEntry({ ...base, author: "person", text: "bonjour" })).toMatchObject({ kind: "person", text: "bonjour" });
    expect(readEntry({ ...base, author: "bot", text: "oui", buttons: [{ title: "a", payload: "c:1" }] })).toMatchObject({
      kind: "text",
      choices: [{ title: "a", payload: "c:1" }],
    });
    expect(readEntry({ ...base, author: "bot", custom: question })).toMatchObject({ kind: "payload", payload: question });
  });

  it("shows an unknown payload by its text, and nothing of what has none", () => {
    const strange = { type: "surprise", text: "en clair", html: "<b>" };
    expect(readEntry({ ...base, author: "bot", custom: strange })).toMatchObject({ kind: "text", text: "en clair" });
    expect(readEntry({ ...base, author: "bot", custom: { type: "surprise" } })).toBeNull();
    expect(readEntry({ ...base, author: "person" })).toBeNull();
    expect(readEntry({ author: "bot", text: "sans numéro" })).toBeNull();
  });

  it("takes a line that isn't kept", () => {
    expect(readEntry({ ...base, id: null, author: "bot", text: "effacé" })).toMatchObject({ id: null });
  });
});

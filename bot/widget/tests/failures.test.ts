import { describe, expect, it } from "vitest";
import { contactSentence, decide } from "../src/failures";
import { textes } from "../src/textes";
import { Cut, Refused, TooSlow, Unreachable } from "../src/transport";

const now = { tries: 0, accepted: false, cutFor: 0, contact: "Écrivez à a@exemple.fr." };

describe("decide", () => {
  it("holds what the server never had", () => expect(decide(new Unreachable(), now)).toEqual({ then: "hold" }));
  it("resumes what was cut, then gives up with the contact", () => {
    expect(decide(new Cut(), now)).toMatchObject({ then: "retry", resuming: true });
    expect(decide(new Unreachable(), { ...now, accepted: true })).toMatchObject({ then: "retry" });
    const last = decide(new Cut(), { ...now, cutFor: 31_000 });
    expect(last).toMatchObject({ then: "failed", reason: expect.stringContaining(now.contact) as string });
  });
  it.each([401, 404, 410])("begins anew on %i, but not for ever", (status) => {
    expect(decide(new Refused(status, "x", "non"), now)).toEqual({ then: "renew" });
    expect(decide(new Refused(status, "x", "non"), { ...now, tries: 2 })).toEqual({ then: "failed", reason: "non" });
  });
  it("waits for a busy server when it says for how long", () => {
    expect(decide(new Refused(429, "busy", "non", 2), now)).toEqual({ then: "retry", delay: 2000, resuming: false });
    expect(decide(new Refused(429, "too_many", "non", 60), now)).toEqual({ then: "failed", reason: "non" });
  });
  it("says the contact when the answer is too slow", () => {
    expect(decide(new TooSlow(), now)).toEqual({ then: "failed", reason: `${textes.envoi.lent} ${now.contact}` });
  });
  it("leaves what the person stopped", () => {
    expect(decide(new DOMException("", "AbortError"), now)).toEqual({ then: "stopped" });
  });
});

it("prefers the site's contact, then the server's", () => {
  expect(contactSentence("a@exemple.fr", "serveur")).toContain("a@exemple.fr");
  expect(contactSentence(null, "serveur")).toBe("serveur");
  expect(contactSentence(null, null)).toBe(textes.contact);
});

import { describe, expect, it } from "vitest";
import { contactUrl, pieces, safeUrl } from "../src/links";
import { dire, textes } from "../src/textes";

describe("links", () => {
  it.each(["https://exemple.fr/", "http://exemple.fr/", "mailto:a@exemple.fr", "tel:+33100000000"])("follow %s", (address) => {
    expect(safeUrl(address)).toBe(address);
  });
  it.each(["javascript:alert(1)", " java\nscript:alert(1)", "data:text/html,x", "vbscript:x", "file:///x", "/chemin", "//x", "", null])(
    "don't follow %j",
    (address) => {
      expect(safeUrl(address)).toBeNull();
    },
  );
  it("takes e-mails and pages as contacts", () => {
    expect(contactUrl("a@exemple.fr")).toBe("mailto:a@exemple.fr");
    expect(contactUrl("https://exemple.fr/contact")).toBe("https://exemple.fr/contact");
    expect(contactUrl("au 3e étage")).toBeNull();
  });
  it("finds addresses in a text, without the sentence's punctuation", () => {
    expect(pieces("Voyez (https://exemple.fr/a), ou a@exemple.fr.")).toEqual([
      { text: "Voyez (", href: null },
      { text: "https://exemple.fr/a", href: "https://exemple.fr/a" },
      { text: "), ou ", href: null },
      { text: "a@exemple.fr", href: "mailto:a@exemple.fr" },
      { text: ".", href: null },
    ]);
    expect(pieces("<b>gras</b> javascript:alert(1)")).toEqual([{ text: "<b>gras</b> javascript:alert(1)", href: null }]);
  });
  it("keeps every character of a text", () => {
    const text = "a https://x.fr/?q=<b> « https://y.fr » b@c.fr…";
    expect(pieces(text).map((piece) => piece.text).join("")).toBe(text);
  });
});

describe("French", () => {
  const all = (value: unknown): string[] => (typeof value === "string" ? [value] : Object.values(value as object).flatMap(all));
  it("says vous, in short sentences", () => {
    for (const sentence of all(textes).flatMap((text) => text.split(/[.?!:]\s/))) {
      expect(sentence).not.toMatch(/(?<![\p{L}])(tu|toi|ton|tes|te)(?![\p{L}])/iu);
      expect(sentence.split(/\s+/).length).toBeLessThanOrEqual(24);
    }
  });
  it("fills placeholders", () => {
    expect(dire("{a} et {b}", { a: 1 })).toBe("1 et {b}");
  });
});

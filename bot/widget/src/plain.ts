/**
 * The complete plain text that every payload carries, with what is drawn beside it taken out.
 *
 * The text numbers what the payload lists: a line "2. title" is drawn as a button or a card, the rest is shown.
 */

const NUMBERED = /^(\d+)\. /;

const squeezed = (text: string): string => text.replace(/\s+/g, " ").trim();

/** The lines that don't list one of the titles. */
export function withoutListed(text: string, titles: readonly string[]): string {
  const listed = new Set(titles.map(squeezed));
  const kept = text.split("\n").filter((line) => {
    const words = squeezed(line.replace(NUMBERED, ""));
    // A way on that is a link has its address after its title.
    return !(NUMBERED.test(line) && (listed.has(words) || [...listed].some((title) => words.startsWith(`${title} : `))));
  });
  return kept.join("\n").replace(/\n{3,}/g, "\n\n").trim();
}

/** What a list says before its first solution; null when the text isn't of that form. */
export function introduction(text: string): string | null {
  const before: string[] = [];
  for (const paragraph of text.split(/\n{2,}/)) {
    if (NUMBERED.test(paragraph)) return before.join("\n\n").trim() || null;
    before.push(paragraph);
  }
  return null;
}

/** The number that the text gives to a solution: a second list of the same turn goes on counting. */
export function rank(text: string, name: string, otherwise: number): number {
  for (const line of text.split("\n")) {
    const found = NUMBERED.exec(line);
    if (found && line.slice(found[0].length).startsWith(name)) return Number(found[1]);
  }
  return otherwise;
}

/** What a list says last: how to go on. */
export function ending(text: string, names: readonly string[]): string | null {
  const last = text.split(/\n{2,}/).at(-1)?.trim() ?? "";
  const listed = NUMBERED.test(last) || names.some((name) => last.includes(name)) || !introduction(text);
  return listed || !last ? null : last;
}

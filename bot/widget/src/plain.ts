/**
 * The complete plain text that every payload carries, with what is drawn beside it taken out.
 *
 * The text numbers what the payload lists: a line "2. title" is drawn as a button or a card, the rest is shown.
 */

const NUMBERED = /^(\d+)\. /;

const squeezed = (text: string): string => text.replace(/\s+/g, " ").trim();

/** The text cut in two around the lines that list the titles: what is said before them, and after. */
export function around(text: string, titles: readonly string[]): [string, string] {
  const listed = titles.map(squeezed);
  const parts: [string[], string[]] = [[], []];
  let side: 0 | 1 = 0;
  for (const line of text.split("\n")) {
    const words = squeezed(line.replace(NUMBERED, ""));
    // A way on that is a link has its address after its title.
    const lists = NUMBERED.test(line) && listed.some((title) => words === title || words.startsWith(`${title} : `));
    if (lists) side = 1;
    else parts[side].push(line);
  }
  return [parts[0].join("\n").trim(), parts[1].join("\n").trim()];
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

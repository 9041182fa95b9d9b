/** What the page's address asks of the assistant, in its fragment: that part never goes to a server. */

export interface Asked {
  /** A need to put in the field: the person sends it, or not. */
  need: string | null;
  /** Ids of a list that somebody shared. */
  list: string[];
}

const MOST = 10;
const LONGEST = 4000;
const ID = /^[\p{L}\p{N}._-]{1,80}$/u;

export function asked(hash: string): Asked {
  const values = new URLSearchParams(hash.replace(/^#/, ""));
  const need = values.get("besoin")?.trim().slice(0, LONGEST) || null;
  const list = (values.get("liste") ?? "").split(",").filter((id) => ID.test(id));
  return { need, list: [...new Set(list)].slice(0, MOST) };
}

/** The page's address with a list in its fragment: ids, and nothing of what was said. */
export function listAddress(page: string, ids: readonly string[]): string {
  const url = new URL(page);
  url.hash = `liste=${ids.map(encodeURIComponent).join(",")}`;
  return url.href;
}

/** The page's address without the need that it gave, once it was sent. */
export function withoutNeed(page: string): string {
  const url = new URL(page);
  if (asked(url.hash).need !== null) url.hash = "";
  return url.href;
}

/** Links that may be followed, and those that a text contains. */

const ALLOWED = new Set(["http:", "https:", "mailto:", "tel:"]);

/** The address when it is absolute and of a kind that can do no harm, else null. */
export function safeUrl(address: string | null | undefined): string | null {
  if (!address) return null;
  try {
    const url = new URL(address.trim());
    return ALLOWED.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** Where an address leads, in a few words: the name of its site. */
export const siteName = (address: string): string => new URL(address).hostname.replace(/^www\./, "") || address;

/** A contact as the catalogue gives it: an address of the Web, or an e-mail. */
export function contactUrl(contact: string): string | null {
  return safeUrl(contact) ?? (EMAIL_ONLY.test(contact.trim()) ? safeUrl(`mailto:${contact.trim()}`) : null);
}

export interface Piece {
  text: string;
  href: string | null;
}

const EMAIL_ONLY = /^[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+$/;
const LINK = /https?:\/\/[^\s<>"«»]+|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+/g;
const CLOSING = /[.,;:!?)\]}’'…]+$/;

/** A text cut into plain pieces and links; the punctuation that ends a sentence isn't part of its link. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const words = match[0].replace(CLOSING, "");
    const href = contactUrl(words);
    if (!href) continue;
    if (match.index > end) found.push({ text: text.slice(end, match.index), href: null });
    found.push({ text: words, href });
    end = match.index + words.length;
  }
  if (end < text.length) found.push({ text: text.slice(end), href: null });
  return found;
}

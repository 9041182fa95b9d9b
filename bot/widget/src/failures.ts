/** What to do, and to say, when a message gets no answer: a decision without effects. */

import { dire, textes } from "./textes";
import { Cut, Refused, TooSlow, Unreachable } from "./transport";

export type Decision =
  /** Try again after so many milliseconds; `resuming` when the server had the message already. */
  | { then: "retry"; delay: number; resuming: boolean }
  /** The conversation is no more: begin another one with this message. */
  | { then: "renew" }
  /** Keep the message in the queue until the line is back. */
  | { then: "hold" }
  | { then: "stopped" }
  | { then: "failed"; reason: string };

export interface Situation {
  /** Attempts that failed before this one. */
  tries: number;
  /** Whether the server had told that it has the message. */
  accepted: boolean;
  /** Milliseconds since the answer was first cut. */
  cutFor: number;
  /** The sentence of the human contact. */
  contact: string;
}

const RESUME_FOR = 30_000;
const RETRY_AFTER_MAX = 15;
const RENEWALS = 2;
/** Milliseconds before each new attempt, the last one repeated. */
const STEPS = [500, 1000, 2000, 4000];
const GONE = new Set([401, 404, 410]);

export const isGone = (error: unknown): boolean => error instanceof Refused && GONE.has(error.status);

export function decide(error: unknown, now: Situation): Decision {
  if (error instanceof DOMException && error.name === "AbortError") return { then: "stopped" };
  if (isGone(error) && now.tries < RENEWALS) return { then: "renew" };
  if (error instanceof Refused) return refused(error, now);
  if (error instanceof TooSlow) return { then: "failed", reason: `${textes.envoi.lent} ${now.contact}` };
  if (error instanceof Unreachable && !now.accepted) return { then: "hold" };
  if (error instanceof Unreachable || error instanceof Cut) {
    if (now.cutFor > RESUME_FOR) return { then: "failed", reason: `${textes.envoi.coupe} ${now.contact}` };
    return { then: "retry", delay: STEPS[Math.min(now.tries, STEPS.length - 1)] ?? 0, resuming: true };
  }
  return { then: "failed", reason: `${textes.envoi.illisible} ${now.contact}` };
}

function refused(error: Refused, now: Situation): Decision {
  const soon = error.retryAfter !== null && error.retryAfter <= RETRY_AFTER_MAX;
  if (error.status === 429 && soon && now.tries < STEPS.length) {
    return { then: "retry", delay: Math.max(1, error.retryAfter ?? 1) * 1000, resuming: false };
  }
  // The gateway's own sentences already give the contact where it is of use.
  return { then: "failed", reason: error.text ?? `${textes.envoi.illisible} ${now.contact}` };
}

/** The sentence of the human contact: the site's own setting, else the server's, else the default. */
export function contactSentence(site: string | null, server: string | null): string {
  return site ? dire(textes.contactDonne, { contact: site }) : (server ?? textes.contact);
}

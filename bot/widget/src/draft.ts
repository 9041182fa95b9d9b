/** A message of the person's, from Enter to its answer. */

import type { Draft } from "./store";
import { textes } from "./textes";

/**
 * - `queued`: to be sent, when the line and the messages before it allow.
 * - `sending`, `accepted`: on its way, then in the server's hands.
 * - `done`: answered.
 * - `stopped`, `failed`: kept on screen with a way to send it again.
 */
export type DraftState = "queued" | "sending" | "accepted" | "done" | "stopped" | "failed";

export interface Sent extends Draft {
  state: DraftState;
  /** What the transcript shows of it; `text` stays as typed until it is answered, to be sent again. */
  shown: string;
  /** Whether the server has it in its transcript. */
  reached: boolean;
  at: string;
}

export const unsent = ({ state }: Sent): boolean => state === "queued" || state === "sending";
export const stuck = ({ state }: Sent): boolean => state === "stopped" || state === "failed";

/** 128 random bits, for contexts (plain http) that have no `crypto.randomUUID` too. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Reasons that are no error. */
const CALM = new Set<string>([textes.envoi.arrete, textes.envoi.sansReponse]);

export function draft(kept: Omit<Draft, "id"> & { id?: string }): Sent {
  const state = kept.reason === null ? "queued" : CALM.has(kept.reason) ? "stopped" : "failed";
  return { id: randomId(), ...kept, shown: kept.text, state, reached: false, at: new Date().toISOString() };
}

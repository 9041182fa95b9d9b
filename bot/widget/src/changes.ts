/** What a conversation tells its view. */

import type { Sent } from "./draft";
import type { Entry } from "./messages";

export type Waiting = "no" | "typing" | "long" | "resuming";
export type Change =
  | { type: "entry"; entry: Entry; past: boolean }
  | { type: "draft"; draft: Sent }
  | { type: "withdrawn"; id: string }
  /** The answers to a message are drawn anew. */
  | { type: "again"; id: string }
  | { type: "waiting"; waiting: Waiting }
  | { type: "banner"; name: "line" | "storage"; text: string | null }
  | { type: "notice"; text: string }
  | { type: "server"; contact: string; days: number | null }
  | { type: "accessibility"; state: string }
  | { type: "restored" }
  /** All but one message and its answer goes. */
  | { type: "cleared"; but: string | null };

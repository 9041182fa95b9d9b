/** A list that somebody shared by its address: asked for once the person opened the widget, and kept nowhere. */

import type { Entry, Solution, Solutions } from "./messages";
import { textes } from "./textes";
import type { Gateway } from "./transport";

/** A list that somebody shared, as an entry of no turn: nothing is kept of it. */
function sharedList(solutions: Solution[]): Entry {
  const intro = textes.liste.recue;
  const payload: Solutions = {
    type: "solutions", text: intro, intro, outro: null, list_id: "", need: null, solutions, experiences: [], feedback: [],
  };
  return { kind: "payload", id: null, messageId: null, at: new Date().toISOString(), payload };
}

export class SharedList {
  #wanted: readonly string[] = [];

  constructor(
    private readonly gateway: Gateway,
    private readonly tell: (shown: { type: "entry"; entry: Entry; past: boolean } | { type: "notice"; text: string }) => void,
  ) {}

  want(ids: readonly string[]): void {
    this.#wanted = ids;
  }

  /** Show what is wanted, if anything; what isn't proposed any more is left out. */
  async show(): Promise<void> {
    const ids = this.#wanted;
    if (!ids.length) return;
    this.#wanted = [];
    const found = await this.gateway.solutions(ids).catch(() => null);
    if (found?.length) this.tell({ type: "entry", entry: sharedList(found), past: false });
    else this.tell({ type: "notice", text: found ? textes.liste.vide : textes.etat.illisible });
  }
}

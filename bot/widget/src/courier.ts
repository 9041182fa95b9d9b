/** Carries one message at a time to the server and its answer back, through cuts, restarts and expiries. */

import type { Waiting } from "./changes";
import type { DraftState, Sent } from "./draft";
import { decide, type Decision } from "./failures";
import type { Entry } from "./messages";
import type { Session } from "./session";
import { textes } from "./textes";
import { Refused, Unreachable, type Accepted, type Gateway } from "./transport";

export interface Reports {
  contact(): string;
  territory(): string | null;
  state(item: Sent, state: DraftState, reason: string | null): void;
  accepted(item: Sent, told: Accepted): void;
  entry(entry: Entry): void;
  erased(item: Sent): void;
  waiting(waiting: Waiting): void;
  carrying(on: boolean): void;
  line(up: boolean): void;
}

/** What a delivery remembers from one attempt to the next. */
interface Attempts {
  tries: number;
  /** When the answer was first cut; 0 if it wasn't. */
  cutAt: number;
  /** The conversation that the last attempt was made in. */
  in: string;
}

export class Courier {
  #carried: Sent | null = null;
  #control = new AbortController();

  constructor(
    private readonly gateway: Gateway,
    private readonly session: Session,
    private readonly reports: Reports,
  ) {}

  get busy(): boolean {
    return this.#carried !== null;
  }

  carries(id: string): boolean {
    return this.#carried?.id === id;
  }

  /** Stop waiting for the answer under way. */
  stop(): void {
    this.#control.abort();
  }

  /** Send one message and show its answer; false when the messages after it must wait. */
  async deliver(item: Sent): Promise<boolean> {
    this.#carried = item;
    this.#control = new AbortController();
    this.reports.carrying(true);
    try {
      for (const past: Attempts = { tries: 0, cutAt: 0, in: "" }; ; past.tries++) {
        const decision = await this.#attempt(item, past);
        if (decision === null) return this.#answered(item);
        if (decision.then === "renew") this.#renew(item, past.in);
        else if (decision.then === "retry") await this.#pause(decision);
        else return this.#settle(item, decision);
      }
    } catch {
      return this.#settle(item, { then: "stopped" });
    } finally {
      this.#carried = null;
      this.reports.waiting("no");
      this.reports.carrying(false);
    }
  }

  async #attempt(item: Sent, past: Attempts): Promise<Decision | null> {
    const { session, reports } = this;
    try {
      past.in = await session.connect();
      if (item.state !== "accepted") reports.state(item, "sending", null);
      reports.waiting(past.tries && item.state === "accepted" ? "resuming" : "typing");
      const territory = reports.territory();
      const body = { message: item.choice ?? item.text, message_id: item.id, ...(territory && { territory }) };
      await this.gateway.send(past.in, body, this.#control.signal, {
        accepted: (told) => reports.accepted(item, told),
        entry: (entry) => session.see(entry.id, entry.messageId) && reports.entry(entry),
        erased: () => reports.erased(item),
      });
      return null;
    } catch (error) {
      if (error instanceof Refused) session.see(error.line, item.id);
      const accepted = item.state === "accepted";
      if (accepted || !(error instanceof Unreachable)) past.cutAt ||= Date.now();
      const cutFor = past.cutAt && Date.now() - past.cutAt;
      return decide(error, { tries: past.tries, accepted, cutFor, contact: reports.contact() });
    }
  }

  async #pause(decision: Decision & { then: "retry" }): Promise<void> {
    if (decision.resuming) this.reports.waiting("resuming");
    const { signal } = this.#control;
    await new Promise<void>((resolve, reject) => {
      setTimeout(resolve, decision.delay);
      signal.addEventListener("abort", () => reject(new DOMException("stopped", "AbortError")), { once: true });
    });
  }

  #renew(item: Sent, gone: string): void {
    item.choice = null; // a choice is of its conversation: its title says the same in the new one
    this.reports.state(item, "queued", null);
    this.session.expire(gone);
  }

  #answered(item: Sent): boolean {
    this.reports.state(item, "done", null);
    this.reports.line(true);
    return true;
  }

  #settle(item: Sent, decision: Exclude<Decision, { then: "retry" } | { then: "renew" }>): boolean {
    if (decision.then === "hold") {
      this.reports.state(item, "queued", null);
      this.reports.line(false);
      return false;
    }
    if (decision.then === "stopped") this.reports.state(item, "stopped", textes.envoi.arrete);
    else this.reports.state(item, "failed", decision.reason);
    return true;
  }
}

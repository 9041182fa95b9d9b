/**
 * <orientation-assistant>: the assistant in the page, or behind a launcher with the attribute `launcher`.
 *
 * Its methods and events are those that the README promises to the pages around.
 */

import css from "virtual:styles";
import { asked, withoutNeed } from "./address";
import { followTheme } from "./theme";
import { el } from "./view/dom";
import { Frame } from "./view/frame";
import { Launcher } from "./view/launcher";
import { Panel } from "./view/panel";

export const home = new URL(import.meta.url);

/** What the page around may hear of; never what is said. */
export type Happening = "ready" | "open" | "close" | "send" | "list" | "follow";

function dress(root: ShadowRoot): void {
  // A constructed sheet needs no permission of the page's policy; older browsers load the same one as a file.
  if ("adoptedStyleSheets" in root && "replaceSync" in CSSStyleSheet.prototype) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  } else {
    root.append(el("link", { rel: "stylesheet", href: new URL("orientation.css", home).href }));
  }
}

export class OrientationAssistant extends HTMLElement {
  #stop: (() => void)[] = [];
  #panel: Panel | null = null;
  #frame: Frame | null = null;
  #launcher: Launcher | null = null;
  /** Whether something was answered behind the launcher. */
  #answered = false;

  connectedCallback(): void {
    if (!this.#panel) this.#build();
    const root = this.shadowRoot?.querySelector<HTMLElement>(".root");
    if (!root) return;
    this.#stop.push(followTheme(root, this.getAttribute("theme")));
    this.#listen(document, "visibilitychange", () => {
      if (document.visibilityState === "visible") this.#panel?.conversation.refresh();
    });
    this.#listen(window, "hashchange", () => this.#readAddress());
    if (this.#frame) this.#stop.push(this.#frame.follow());
    this.#readAddress();
    this.#resume();
    this.#happen("ready");
  }

  disconnectedCallback(): void {
    for (const stop of this.#stop.splice(0)) stop();
    this.#panel?.conversation.close();
  }

  /** Open the panel; in the page, give the focus to the field. */
  open(): void {
    this.#show(false);
  }

  /** Close it and give the focus back. */
  close(): void {
    if (!this.#frame?.dialog.open) return;
    this.#frame.dialog.close();
    this.#launcher?.shown(true);
    this.#launcher?.node.focus();
    if (this.#panel) this.#panel.opened = false;
    this.#panel?.conversation.close();
    this.#tellWhatWaits();
    this.#happen("close");
  }

  /** Open, and send a message in the person's place: at their click, never by itself. */
  send(text: string): void {
    this.#show(false);
    if (text.trim()) this.#panel?.say(text.trim());
  }

  /** Put a need in the field, in place of what is there; nothing is sent. */
  write(text: string): void {
    this.#panel?.composer.fill(text.trim());
    this.#tellWhatWaits();
  }

  #build(): void {
    const shadow = this.attachShadow({ mode: "open" });
    dress(shadow);
    const floating = this.hasAttribute("launcher");
    const frame = floating ? new Frame(() => this.close(), () => this.#panel?.resized()) : null;
    const panel = new Panel({
      server: new URL(this.getAttribute("server") || home.origin, document.baseURI).href.replace(/\/+$/, ""),
      contact: this.getAttribute("contact"),
      territory: this.getAttribute("territoire"),
      close: floating ? () => this.close() : null,
      tools: frame ? [frame.enlarge] : [],
      happen: (what, detail) => this.#hear(what, detail),
    });
    this.#panel = panel;
    this.#frame = frame;
    const root = el("div", { class: floating ? "root floating" : "root inline", lang: "fr" });
    root.append(...(frame ? this.#floating(panel, frame) : [this.#inline(panel)]));
    shadow.append(root);
  }

  #inline(panel: Panel): HTMLElement {
    const region = el("section", { class: "panel", "aria-labelledby": "title" }, ...panel.parts);
    // In the page, the first sign of interest is what opens a conversation.
    region.addEventListener("focusin", () => this.#begin(), { once: true });
    region.addEventListener("keydown", (event) => this.#escape(event, panel));
    return region;
  }

  #floating(panel: Panel, frame: Frame): HTMLElement[] {
    this.#launcher = new Launcher(() => this.open());
    frame.dialog.prepend(...panel.parts);
    frame.dialog.addEventListener("keydown", (event) => this.#escape(event, panel));
    return [this.#launcher.node, frame.dialog];
  }

  #escape(event: KeyboardEvent, panel: Panel): void {
    if (event.key !== "Escape" || event.isComposing) return;
    if (!panel.escape()) {
      if (!this.#frame) return;
      this.close();
    }
    event.preventDefault();
    event.stopPropagation(); // the page may have an Escape of its own
  }

  /** Open; `quiet`: where it was open on the page before, without taking the focus. */
  #show(quiet: boolean): void {
    const dialog = this.#frame?.dialog;
    if (!dialog) {
      if (!quiet) this.#panel?.rest();
      return;
    }
    if (dialog.open) return;
    this.#launcher?.shown(false);
    this.#frame?.show(quiet);
    if (!quiet) this.#panel?.enter();
    this.#begin();
  }

  #begin(): void {
    if (!this.#panel || this.#panel.opened) return;
    this.#answered = false;
    this.#panel.opened = true;
    this.#panel.shown();
    this.#happen("open");
  }

  /** Take up again where the person was on the page before, in this session; a whole window stays behind the launcher. */
  #resume(): void {
    const panel = this.#panel;
    if (!panel?.store.holds) return;
    if (!this.#frame) this.#begin();
    else if (panel.store.open && !this.#frame.small) this.#show(true);
    this.#tellWhatWaits();
  }

  #readAddress(): void {
    const { need, list } = asked(location.hash);
    const given = need ?? (this.#panel?.composer.input.value ? null : this.getAttribute("besoin"));
    if (list.length) this.#panel?.receive(list);
    if (given) this.write(given);
    else this.#tellWhatWaits();
  }

  #tellWhatWaits(): void {
    const panel = this.#panel;
    if (!panel || !this.#launcher) return;
    const there = panel.received ? "liste" : panel.composer.input.value ? "besoin" : panel.store.holds ? "conversation" : null;
    this.#launcher.waits(this.#answered ? "reponse" : there);
  }

  #hear(what: Happening | "answer", detail?: object): void {
    const clean = what === "send" ? withoutNeed(location.href) : location.href;
    if (clean !== location.href) history.replaceState(history.state, "", clean);
    if (what !== "answer") this.#happen(what, detail);
    else if (this.#frame && !this.#frame.dialog.open) {
      this.#answered = true;
      this.#tellWhatWaits();
    }
  }

  #happen(what: Happening, detail: object = {}): void {
    this.dispatchEvent(new CustomEvent(`orientation-${what}`, { bubbles: true, composed: true, detail }));
  }

  #listen(target: EventTarget, name: string, act: () => void): void {
    target.addEventListener(name, act);
    this.#stop.push(() => target.removeEventListener(name, act));
  }
}

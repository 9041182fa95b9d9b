/** <orientation-assistant>: the assistant in the page, or behind a launcher with the attribute `launcher`. */

import css from "virtual:styles";
import { textes } from "./textes";
import { followTheme } from "./theme";
import { button, el, icon } from "./view/dom";
import { Panel } from "./view/panel";

/** Below this, the panel takes the whole window and nothing behind it can be reached. */
const SMALL = "(max-width: 40em), (max-height: 32em)";

export const home = new URL(import.meta.url);

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
  #dialog: HTMLDialogElement | null = null;
  #launcher: HTMLButtonElement | null = null;
  #small: MediaQueryList | null = null;

  connectedCallback(): void {
    if (!this.#panel) this.#build();
    const root = this.shadowRoot?.querySelector<HTMLElement>(".root");
    if (!root) return;
    this.#stop.push(followTheme(root, this.getAttribute("theme")));
    const back = () => void (document.visibilityState === "visible" && this.#panel?.conversation.refresh());
    document.addEventListener("visibilitychange", back);
    this.#stop.push(() => document.removeEventListener("visibilitychange", back));
    if (this.#dialog) this.#fitWindow(this.#dialog);
  }

  disconnectedCallback(): void {
    for (const stop of this.#stop.splice(0)) stop();
    this.#panel?.conversation.close();
  }

  /** Open the panel (does nothing for the assistant in the page). */
  open(): void {
    if (!this.#dialog || this.#dialog.open || !this.#launcher) return;
    this.#launcher.hidden = true;
    this.#launcher.setAttribute("aria-expanded", "true");
    this.#showDialog();
    this.#panel?.shown();
  }

  /** Close it and give the focus back. */
  close(): void {
    if (!this.#dialog?.open || !this.#launcher) return;
    this.#dialog.close();
    this.#launcher.hidden = false;
    this.#launcher.setAttribute("aria-expanded", "false");
    this.#launcher.focus();
    this.#panel?.conversation.close();
  }

  #build(): void {
    const shadow = this.attachShadow({ mode: "open" });
    dress(shadow);
    const floating = this.hasAttribute("launcher");
    const panel = new Panel({
      server: new URL(this.getAttribute("server") || home.origin, document.baseURI).href.replace(/\/+$/, ""),
      contact: this.getAttribute("contact"),
      close: floating ? () => this.close() : null,
    });
    this.#panel = panel;
    const root = el("div", { class: floating ? "root floating" : "root inline", lang: "fr" });
    root.append(...(floating ? this.#floating(panel) : [this.#inline(panel)]));
    shadow.append(root);
  }

  #inline(panel: Panel): HTMLElement {
    const region = el("section", { class: "panel", "aria-labelledby": "title" }, ...panel.parts);
    // In the page, the first sign of interest is what opens a conversation.
    region.addEventListener("focusin", () => panel.conversation.open(), { once: true });
    region.addEventListener("keydown", (event) => this.#escape(event, panel));
    panel.composer.input.removeAttribute("autofocus"); // the page's own business
    return region;
  }

  #floating(panel: Panel): HTMLElement[] {
    const open = () => this.open();
    const launcher = button([icon("chat"), textes.lanceur], open, {
      class: "launcher", "aria-haspopup": "dialog", "aria-expanded": "false",
    });
    const dialog = el("dialog", { class: "panel", "aria-labelledby": "title" }, ...panel.parts);
    dialog.addEventListener("keydown", (event) => this.#escape(event, panel));
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault(); // the gesture "back" of a phone, which is no key
      this.close();
    });
    this.#launcher = launcher;
    this.#dialog = dialog;
    this.#small = matchMedia(SMALL);
    return [launcher, dialog];
  }

  #escape(event: KeyboardEvent, panel: Panel): void {
    if (event.key !== "Escape" || event.isComposing) return;
    if (panel.eraser.asking) panel.eraser.cancel();
    else if (this.#dialog) this.close();
    else return;
    event.preventDefault();
    event.stopPropagation(); // the page may have an Escape of its own
  }

  #showDialog(): void {
    if (!this.#dialog) return;
    if (this.#small?.matches) this.#dialog.showModal();
    else this.#dialog.show();
    this.#panel?.composer.focus();
  }

  /** Follow the window: whole or corner, and above the keyboard of a phone. */
  #fitWindow(dialog: HTMLDialogElement): void {
    const resized = () => {
      const height = visualViewport?.height;
      if (height) dialog.style.setProperty("--visible-height", `${Math.floor(height)}px`);
      this.#panel?.resized();
    };
    const swapped = () => {
      if (!dialog.open) return;
      const focused = this.shadowRoot?.activeElement as HTMLElement | null;
      dialog.close();
      if (this.#small?.matches) dialog.showModal();
      else dialog.show();
      focused?.focus();
    };
    visualViewport?.addEventListener("resize", resized);
    this.#small?.addEventListener("change", swapped);
    this.#stop.push(
      () => visualViewport?.removeEventListener("resize", resized),
      () => this.#small?.removeEventListener("change", swapped),
    );
  }
}

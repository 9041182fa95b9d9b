/** What the one line of a page loads: defines the element, and puts the launcher where the page has none. */

import { OrientationAssistant, home } from "./element";

const NAME = "orientation-assistant";

/** The tag that loaded this file, whatever else is on the page. */
function ownTag(): HTMLScriptElement | null {
  const tags = [...document.querySelectorAll<HTMLScriptElement>("script[src]")];
  return tags.find((tag) => tag.src === home.href) ?? null;
}

function start(): void {
  if (customElements.get(NAME)) return; // loaded twice
  customElements.define(NAME, OrientationAssistant);
  const tag = ownTag();
  if (!tag || tag.dataset["launcher"] === "none" || document.querySelector(NAME)) return;
  const element = document.createElement(NAME);
  element.setAttribute("launcher", "");
  for (const name of ["server", "contact", "theme", "besoin", "territoire"]) {
    const value = tag.dataset[name];
    if (value) element.setAttribute(name, value);
  }
  document.body.append(element);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();

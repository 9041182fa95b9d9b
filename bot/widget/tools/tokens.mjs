// Rewrites src/styles/tokens.css from the official package: node tools/tokens.mjs FOLDER
//
// FOLDER is the unpacked npm package @gouvfr/dsfr (`npm pack @gouvfr/dsfr`, then tar). It isn't a dependency: it
// weighs 23 MB, of which the widget uses the values below.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const WANTED = [
  "background-default-grey", "background-raised-grey", "background-alt-grey", "background-alt-blue-france",
  "background-contrast-grey", "background-contrast-grey-hover", "background-contrast-info",
  "background-contrast-warning", "background-contrast-success", "background-contrast-blue-france",
  "background-action-high-blue-france", "background-action-high-blue-france-hover",
  "background-action-high-blue-france-active", "background-default-grey-hover", "background-default-grey-active",
  "text-default-grey", "text-title-grey", "text-mention-grey", "text-action-high-blue-france",
  "text-inverted-blue-france", "text-default-info", "text-default-success", "text-default-warning",
  "text-default-error", "border-default-grey", "border-plain-grey", "border-plain-error", "border-plain-warning",
  "border-plain-info", "border-default-blue-france", "border-action-high-blue-france", "shadow-color",
];

/** Custom properties of the rules whose selector list is exactly `selector`. */
function properties(css, selector) {
  const found = new Map();
  const rules = css.replaceAll(/\/\*[^]*?\*\//g, "").matchAll(/([^{}]+)\{([^{}]*)\}/g);
  for (const [, selectors, body] of rules) {
    if (selectors.split(";").at(-1).trim() !== selector) continue; // @charset may stand before
    for (const [, name, value] of body.matchAll(/--([\w-]+):\s*([^;]+);/g)) found.set(name, value.trim());
  }
  return found;
}

function resolve(name, scope) {
  const value = scope.get(name);
  if (value === undefined) throw new Error(`no token --${name}`);
  const reference = /^var\(--([\w-]+)\)$/.exec(value);
  return reference ? resolve(reference[1], scope) : value;
}

const folder = process.argv[2];
const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
// The dark values have a sheet of their own.
const css = ["core", "scheme"].map((name) => readFileSync(join(folder, `dist/${name}/${name}.css`), "utf8")).join("\n");
const light = properties(css, ":root");
const dark = new Map([...light, ...properties(css, ":root[data-fr-theme=dark]")]);
const block = (selector, scope) =>
  `${selector} {\n${WANTED.map((name) => `  --${name}: ${resolve(name, scope)};`).join("\n")}\n}\n`;
const note = `/*
 * Colours of the Système de design de l'État, ${version} (@gouvfr/dsfr), copied by tools/tokens.mjs.
 * Source: Service d'information du Gouvernement, https://www.systeme-de-design.gouv.fr
 * Licence Ouverte 2.0 (etalab-2.0); its terms of use keep the look of the State for the State's own sites.
 */\n`;
writeFileSync(new URL("../src/styles/tokens.css", import.meta.url), note + block(".root", light) + block('.root[data-theme="dark"]', dark));

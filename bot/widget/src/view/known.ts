/** What the assistant knows of the person and of their need, in sight, and corrected by a click as by a phrase. */

import type { Known } from "../messages";
import { dire, textes } from "../textes";
import { button, el, type Child } from "./dom";

const texts = textes.connu;
const number = (value: number): string => value.toLocaleString("fr-FR");

/** « Vierzon (18) », « Cher (18) », « Bretagne ». */
function placeName({ kind, code, name, departement }: NonNullable<Known["territory"]>): string {
  const home = kind === "departement" ? code : departement;
  return home ? `${name} (${home})` : name;
}

function summary({ territory, population, role_label: role }: Known): string {
  const parts = [
    territory && placeName(territory),
    population !== null && dire(texts.habitants, { nombre: number(population) }),
    role,
  ];
  return parts.filter(Boolean).join(" · ");
}

export class KnownBar {
  readonly node = el("div", { class: "known", role: "group", "aria-label": texts.titre, hidden: true });
  #known: Known | null = null;
  #form: HTMLFormElement | null = null;

  constructor(
    /** Say it in the person's place: a correction is a message like any other. */
    private readonly say: (text: string) => void,
    private readonly changeNeed: (need: string) => void,
  ) {}

  /** Whether a correction is being written. */
  get asking(): boolean {
    return this.#form !== null;
  }

  show(known: Known | null): void {
    this.#known = known;
    if (this.#form) return; // what is being written stays
    const { node } = this;
    const hadFocus = node.contains((node.getRootNode() as ShadowRoot).activeElement);
    const who = known ? summary(known) : "";
    node.hidden = !known || (!who && !known.need);
    if (!known || node.hidden) return node.replaceChildren();
    const { need } = known;
    const ask = () => this.#ask();
    const whom = who
      ? this.#line(who, texts.changer, texts.changerQui, ask)
      : this.#line(texts.sansLieu, texts.preciser, texts.preciserQui, ask);
    whom.classList.toggle("unknown", !who);
    const what = need && this.#line(dire(texts.besoin, { besoin: need }), texts.changer, texts.changerBesoin, () => this.changeNeed(need));
    node.replaceChildren(...[whom, what].filter((line) => line instanceof HTMLElement));
    if (hadFocus) node.querySelector("button")?.focus();
  }

  /** Give up the correction. */
  cancel(): void {
    this.#form = null;
    this.show(this.#known);
    this.node.querySelector("button")?.focus();
  }

  #line(words: string, act: string, about: string, run: () => void): HTMLElement {
    return el("p", {}, el("span", { class: "value" }, words), button(act, run, { class: "quiet", "aria-label": about }));
  }

  #ask(): void {
    const known = this.#known;
    const place = el("input", { id: "place", autocomplete: "off", value: known?.territory ? placeName(known.territory) : "" });
    const people = el("input", { id: "people", inputmode: "numeric", autocomplete: "off", value: known?.population ?? "" });
    const role = el("select", { id: "role" }, el("option", { value: "" }, texts.sansRole));
    for (const [key, words] of Object.entries(texts.roles)) role.append(el("option", { value: key, selected: key === known?.role }, words));
    const before = [place.value, people.value, role.value];
    const submit = (event: Event) => {
      event.preventDefault();
      const [where, many, who] = [place, people, role].map(({ value }, rank) => (value.trim() === before[rank] ? "" : value.trim()));
      const others = [
        who && dire(texts.pour, { role: texts.roles[who as keyof typeof texts.roles] }),
        many && dire(texts.nous, { nombre: many }),
      ];
      this.cancel();
      // A place is said alone: beside other words, "à Cher" is no département any more.
      for (const said of [where && dire(texts.lieu, { lieu: where }), others.filter(Boolean).join(" ")]) if (said) this.say(said);
    };
    const field = (label: string, input: HTMLElement): Child => el("div", {}, el("label", { for: input.id }, label), input);
    const send = el("button", { type: "submit", class: "primary" }, texts.valider);
    const row = el("div", { class: "row" }, send, button(texts.annuler, () => this.cancel(), { class: "secondary" }));
    const fields = [field(texts.champLieu, place), field(texts.champHabitants, people), field(texts.champRole, role)];
    this.#form = el("form", { novalidate: true, on: { submit } }, ...fields, row);
    this.node.replaceChildren(this.#form);
    place.focus();
  }
}

/**
 * The kinds of message, and the guards that tell them apart.
 *
 * What comes from the server is unknown until a guard has looked at all of it: a payload that isn't exactly of the
 * contract is shown as its plain text, never half drawn.
 */

export interface Choice {
  title: string;
  payload: string;
  /** The number that the plain text gives it; opinions have none. */
  position?: number;
}
/** What a card leads to: an address, or a question that is asked when it is clicked. */
export interface Action {
  title: string;
  /** The same, naming the card: read aloud, and shown as what the person said. */
  label: string;
  url?: string | null;
  payload?: string | null;
}
export interface Solution {
  id: string;
  position: number;
  name: string;
  summary: string | null;
  reason: string | null;
  status: string | null;
  status_label: string | null;
  audience_labels: string[];
  cost: string | null;
  url: string | null;
  contact: string | null;
  operator: string | null;
  /** None in what was said before cards had actions. */
  actions?: Action[] | null;
}
export interface Experience {
  id: string;
  name: string;
  lesson: string | null;
  with: string | null;
  url: string | null;
}
/** What is said before and after what is listed. */
interface Around {
  text: string;
  intro: string;
  outro: string | null;
}
export interface Solutions extends Around {
  type: "solutions";
  list_id: string;
  need: string | null;
  solutions: Solution[];
  experiences: Experience[];
  feedback: Choice[];
  next?: Choice[] | null;
}
export interface Question extends Around {
  type: "question";
  choices: Choice[];
  expects: string | null;
}
export interface Way {
  kind: string;
  title: string;
  position: number;
  url?: string | null;
  payload?: string | null;
}
export interface None extends Around {
  type: "none";
  ways_on: Way[];
}
/** What an answer about known services begins and ends with, and what may be asked then. */
interface Reply {
  text: string;
  intro: string | null;
  outro: string | null;
  next: Choice[];
}
export interface Section {
  key: string;
  title: string;
  items: string[];
}
export interface Detail extends Reply {
  type: "detail";
  id: string;
  name: string;
  status: string | null;
  status_label: string | null;
  url: string | null;
  contact: string | null;
  sections: Section[];
  summary?: string | null;
  /** When the file was checked, as said. */
  checked?: { label: string } | null;
  /** Where a mistake is told. */
  report?: { title: string; url: string } | null;
  actions?: Action[] | null;
}
export interface Group {
  title: string;
  choices: (Choice & { count: number })[];
}
/** The catalogue's themes, by group. */
export interface Themes extends Around {
  type: "themes";
  groups: Group[];
}
export interface Item {
  key: string;
  title: string;
  value: string;
}
/** What would be handed over to people. */
export interface Relay extends Around {
  type: "relay";
  items: Item[];
  choices: Choice[];
}
export interface Subject {
  id: string;
  name: string;
  url: string | null;
}
export interface Source {
  url: string | null;
  date: string | null;
}
export interface Passage {
  /** That of its service. */
  id: string;
  kind: string;
  question: string | null;
  text: string;
  source: Source | null;
}
export interface Answer extends Reply {
  type: "answer";
  about: Subject[];
  passages: Passage[];
}
export type Payload = Solutions | Question | None | Detail | Answer | Themes | Relay;

interface Common {
  /** Null for what is said once and not kept. */
  id: number | null;
  messageId: string | null;
  at: string;
}
export type PersonEntry = Common & { kind: "person"; text: string };
export type TextEntry = Common & { kind: "text"; text: string; choices: Choice[]; plainOfNext: boolean };
export type PayloadEntry = Common & { kind: "payload"; payload: Payload };
export type BotEntry = TextEntry | PayloadEntry;
export type Entry = PersonEntry | BotEntry;

type Guard<T> = (value: unknown) => value is T;
type Fields = Record<string, unknown>;

export const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === "string";
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value);
const isNumber = (value: unknown): value is number => typeof value === "number";
const isMissing = (value: unknown): value is undefined | null => value === undefined || value === null;
const isListOf =
  <T>(guard: Guard<T>) =>
  (value: unknown): value is T[] =>
    Array.isArray(value) && value.every(guard);
const all = (value: Fields, names: string[], guard: Guard<unknown>) => names.every((name) => guard(value[name]));

export const isChoice = (value: unknown): value is Choice =>
  isObject(value) &&
  all(value, ["title", "payload"], isText) &&
  (isMissing(value["position"]) || isNumber(value["position"]));

const isAround = (value: Fields): boolean => all(value, ["text", "intro"], isText) && isTextOrNull(value["outro"]);

const isMissingOr =
  <T>(guard: Guard<T>) =>
  (value: unknown): value is T | null | undefined =>
    isMissing(value) || guard(value);

const isAction = (value: unknown): value is Action =>
  isObject(value) && all(value, ["title", "label"], isText) && all(value, ["url", "payload"], isMissingOr(isText));
const areActions = isMissingOr(isListOf(isAction));

const isSolution = (value: unknown): value is Solution =>
  isObject(value) &&
  all(value, ["id", "name"], isText) &&
  isNumber(value["position"]) &&
  all(value, ["summary", "reason", "status", "status_label", "cost", "url", "contact", "operator"], isTextOrNull) &&
  isListOf(isText)(value["audience_labels"]) &&
  areActions(value["actions"]);

const isExperience = (value: unknown): value is Experience =>
  isObject(value) && all(value, ["id", "name"], isText) && all(value, ["lesson", "with", "url"], isTextOrNull);

const isWay = (value: unknown): value is Way =>
  isObject(value) &&
  all(value, ["kind", "title"], isText) &&
  isNumber(value["position"]) &&
  [value["url"], value["payload"]].every((item) => isText(item) || isMissing(item));

export const isSolutions = (value: unknown): value is Solutions =>
  isObject(value) &&
  value["type"] === "solutions" &&
  isAround(value) &&
  isText(value["list_id"]) &&
  isTextOrNull(value["need"]) &&
  isListOf(isSolution)(value["solutions"]) &&
  isListOf(isExperience)(value["experiences"]) &&
  isListOf(isChoice)(value["feedback"]) &&
  isMissingOr(isListOf(isChoice))(value["next"]);

export const isQuestion = (value: unknown): value is Question =>
  isObject(value) &&
  value["type"] === "question" &&
  isAround(value) &&
  isListOf(isChoice)(value["choices"]) &&
  isTextOrNull(value["expects"]);

export const isNone = (value: unknown): value is None =>
  isObject(value) && value["type"] === "none" && isAround(value) && isListOf(isWay)(value["ways_on"]);

const isReply = (value: Fields): boolean =>
  isText(value["text"]) && all(value, ["intro", "outro"], isTextOrNull) && isListOf(isChoice)(value["next"]);

const isSection = (value: unknown): value is Section =>
  isObject(value) && all(value, ["key", "title"], isText) && isListOf(isText)(value["items"]);

const isLabelled = (value: unknown): value is { label: string } => isObject(value) && isText(value["label"]);
const isReport = (value: unknown): value is { title: string; url: string } => isObject(value) && all(value, ["title", "url"], isText);

export const isDetail = (value: unknown): value is Detail =>
  isObject(value) &&
  value["type"] === "detail" &&
  isReply(value) &&
  all(value, ["id", "name"], isText) &&
  all(value, ["status", "status_label", "url", "contact"], isTextOrNull) &&
  isListOf(isSection)(value["sections"]) &&
  isMissingOr(isText)(value["summary"]) &&
  isMissingOr(isLabelled)(value["checked"]) &&
  isMissingOr(isReport)(value["report"]) &&
  areActions(value["actions"]);

const isSubject = (value: unknown): value is Subject =>
  isObject(value) && all(value, ["id", "name"], isText) && isTextOrNull(value["url"]);

const isSource = (value: unknown): value is Source => isObject(value) && all(value, ["url", "date"], isTextOrNull);

const isPassage = (value: unknown): value is Passage =>
  isObject(value) &&
  all(value, ["id", "kind", "text"], isText) &&
  isTextOrNull(value["question"]) &&
  (value["source"] === null || isSource(value["source"]));

export const isAnswer = (value: unknown): value is Answer =>
  isObject(value) &&
  value["type"] === "answer" &&
  isReply(value) &&
  isListOf(isSubject)(value["about"]) &&
  isListOf(isPassage)(value["passages"]);

const isCounted = (value: unknown): value is Choice & { count: number } =>
  isObject(value) && isNumber(value["count"]) && isChoice(value);
const isGroup = (value: unknown): value is Group =>
  isObject(value) && isText(value["title"]) && isListOf(isCounted)(value["choices"]);

export const isThemes = (value: unknown): value is Themes =>
  isObject(value) && value["type"] === "themes" && isAround(value) && isListOf(isGroup)(value["groups"]);

const isItem = (value: unknown): value is Item => isObject(value) && all(value, ["key", "title", "value"], isText);

export const isRelay = (value: unknown): value is Relay =>
  isObject(value) && value["type"] === "relay" && isAround(value) && isListOf(isItem)(value["items"]) && isListOf(isChoice)(value["choices"]);

const GUARDS: Guard<Payload>[] = [isSolutions, isQuestion, isNone, isDetail, isAnswer, isThemes, isRelay];
export const isPayload = (value: unknown): value is Payload => GUARDS.some((guard) => guard(value));

/** An entry of the history as the widget knows it; null for what can't be shown at all. */
export function readEntry(value: unknown): Entry | null {
  if (!isObject(value) || !(value["id"] === null || Number.isInteger(value["id"]))) return null;
  const { text, custom, buttons } = value;
  const common: Common = {
    id: value["id"] as number | null,
    messageId: isText(value["message_id"]) ? value["message_id"] : null,
    at: isText(value["at"]) ? value["at"] : "",
  };
  if (value["author"] === "person") return isText(text) ? { ...common, kind: "person", text } : null;
  if (isPayload(custom)) return { ...common, kind: "payload", payload: custom };
  const words = isText(text) ? text : isObject(custom) && isText(custom["text"]) ? custom["text"] : null;
  if (words === null) return null;
  const choices = isListOf(isChoice)(buttons) ? buttons : [];
  return { ...common, kind: "text", text: words, choices, plainOfNext: value["plain_of_next"] === true };
}

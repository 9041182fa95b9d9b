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
export type Payload = Solutions | Question | None | Detail | Answer;

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

const isSolution = (value: unknown): value is Solution =>
  isObject(value) &&
  all(value, ["id", "name"], isText) &&
  isNumber(value["position"]) &&
  all(value, ["summary", "reason", "status", "status_label", "cost", "url", "contact", "operator"], isTextOrNull) &&
  isListOf(isText)(value["audience_labels"]);

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
  isListOf(isChoice)(value["feedback"]);

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

export const isDetail = (value: unknown): value is Detail =>
  isObject(value) &&
  value["type"] === "detail" &&
  isReply(value) &&
  all(value, ["id", "name"], isText) &&
  all(value, ["status", "status_label", "url", "contact"], isTextOrNull) &&
  isListOf(isSection)(value["sections"]);

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

export const isPayload = (value: unknown): value is Payload =>
  isSolutions(value) || isQuestion(value) || isNone(value) || isDetail(value) || isAnswer(value);

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

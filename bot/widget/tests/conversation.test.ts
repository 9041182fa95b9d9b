import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Change } from "../src/changes";
import { Conversation } from "../src/conversation";
import { Store } from "../src/store";
import { Tabs } from "../src/tabs";
import { Gateway } from "../src/transport";

/** A gateway made of a script: each POST of a message takes the next answer. */
type Answer = { status?: number; body?: object; events?: [string, object][]; down?: boolean; retry?: string };
const SERVER = "https://exemple.fr";
let answers: Answer[];
let posted: { message: string; message_id: string }[];
let changes: Change[];
let lines: number;

const says = (text: string): Answer => ({
  events: [
    ["accepted", { id: ++lines, text, at: "" }],
    ["message", { id: ++lines, author: "bot", at: "", text: `re: ${text}` }],
    ["end", { last: lines }],
  ],
});

function response(answer: Answer): Response {
  if (!answer.events) {
    const headers = answer.retry ? { "Retry-After": answer.retry } : undefined;
    return new Response(JSON.stringify(answer.body ?? {}), { status: answer.status ?? 200, ...(headers && { headers }) });
  }
  const text = answer.events.map(([event, data]) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`).join("");
  return new Response(text, { headers: { "Content-Type": "text/event-stream" } });
}

function begin(): Conversation {
  const tell = (change: Change) => changes.push(structuredClone(change));
  return new Conversation(new Gateway(SERVER), new Store(SERVER), new Tabs(SERVER), null, null, tell);
}

const shown = () => changes.flatMap((change) => (change.type === "entry" && "text" in change.entry ? [change.entry.text] : []));
const states = () => changes.flatMap((change) => (change.type === "draft" ? [change.draft.state] : []));
const settled = (done: () => boolean) => vi.waitFor(() => expect(done()).toBe(true), { timeout: 4000 });

beforeEach(() => {
  answers = [];
  posted = [];
  changes = [];
  lines = 0;
  sessionStorage.clear();
  vi.stubGlobal("fetch", async (address: string, init: RequestInit) => {
    if (init.method === "POST" && address.endsWith("/conversations")) {
      return response({ status: 201, body: { conversation: `id${Math.random()}.s`, notice: { contact: "Écrivez.", days: 30 } } });
    }
    if (init.method !== "POST") return response({ body: { messages: [], pending: false, generation: 1 } });
    const answer = answers.shift() ?? {};
    if (answer.down) throw new TypeError("down");
    posted.push(JSON.parse(String(init.body)) as (typeof posted)[number]);
    return response(answer);
  });
});
afterEach(() => vi.unstubAllGlobals());

it("asks nothing and keeps nothing before it is opened", () => {
  const asked = vi.fn();
  vi.stubGlobal("fetch", asked);
  begin();
  expect(asked).not.toHaveBeenCalled();
  expect(sessionStorage.length).toBe(0);
});

it("sends one message at a time, in order", async () => {
  answers = [says("un"), says("deux")];
  const conversation = begin();
  conversation.send("un");
  conversation.send("deux");
  await settled(() => shown().length === 2);
  expect(shown()).toEqual(["re: un", "re: deux"]);
  expect(JSON.parse(sessionStorage.getItem(`orientation:${SERVER}`) ?? "{}")).toMatchObject({ drafts: [] });
});

it("holds what can't go, and sends it with the same id when the line is back", async () => {
  answers = [{ down: true }, says("un")];
  begin().send("un");
  await settled(() => changes.some((change) => change.type === "banner" && change.text !== null));
  expect(sessionStorage.getItem(`orientation:${SERVER}`)).toContain('"text":"un"');
  window.dispatchEvent(new Event("online"));
  await settled(() => shown().length === 1);
  expect(changes.filter((change) => change.type === "banner").at(-1)).toMatchObject({ text: null });
});

it("resumes an answer that was cut, as the same message", async () => {
  answers = [{ events: [["accepted", { id: 1, text: "un", at: "" }]] }, says("un")];
  begin().send("un");
  await settled(() => shown().length === 1);
  expect(new Set(posted.map((body) => body.message_id)).size).toBe(1);
  expect(changes).toContainEqual({ type: "waiting", waiting: "resuming" });
});

it("begins another conversation when the first has expired, with the choice's title", async () => {
  answers = [{ status: 410, body: { error: "expired", text: "Expirée." } }, says("Repérer")];
  begin().send("Repérer", "c:jeton");
  await settled(() => shown().length === 1);
  expect(posted.map((body) => body.message)).toEqual(["c:jeton", "Repérer"]);
  expect(changes.filter((change) => change.type === "notice")).toHaveLength(1);
});

it("keeps a refused message, with the server's sentence, until the person decides", async () => {
  answers = [{ status: 422, body: { error: "empty", text: "Vide." } }, says("un")];
  const conversation = begin();
  conversation.send("un");
  await settled(() => states().includes("failed"));
  const failed = changes.findLast((change) => change.type === "draft");
  expect(failed).toMatchObject({ draft: { reason: "Vide." } });
  if (failed?.type === "draft") conversation.resend(failed.draft.id);
  await settled(() => shown().length === 1);
});

it("gives a message back to be changed", async () => {
  answers = [{ status: 413, body: { error: "too_long", text: "Long." } }];
  const conversation = begin();
  conversation.send("un");
  await settled(() => states().includes("failed"));
  const failed = changes.findLast((change) => change.type === "draft");
  if (failed?.type === "draft") conversation.withdraw(failed.draft.id);
  expect(changes.at(-1)).toMatchObject({ type: "withdrawn" });
  expect(sessionStorage.getItem(`orientation:${SERVER}`)).toContain('"drafts":[]');
});

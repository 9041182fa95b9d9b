import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Store } from "../src/store";

const KEY = "orientation:https://exemple.fr";
const item = { id: "a", text: "bonjour", choice: null, reason: null };

beforeEach(() => sessionStorage.clear());
afterEach(() => vi.unstubAllGlobals());

it("keeps the id and the messages to send, and nothing once both are gone", () => {
  const store = new Store("https://exemple.fr");
  store.conversation = "c";
  store.drafts = [item];
  const again = new Store("https://exemple.fr");
  expect([again.conversation, again.drafts, again.lasting]).toEqual(["c", [item], true]);
  again.clear();
  expect(sessionStorage.getItem(KEY)).toBeNull();
});

it("writes nothing before it is used", () => {
  new Store("https://exemple.fr");
  expect(sessionStorage.length).toBe(0);
});

it.each(["{", "3", '{"conversation": 3, "drafts": [{"id": 1}]}'])("doesn't believe what it didn't write: %s", (text) => {
  sessionStorage.setItem(KEY, text);
  const store = new Store("https://exemple.fr");
  expect([store.conversation, store.drafts]).toEqual([null, []]);
});

it("goes on in memory where storage is forbidden, and says so", () => {
  vi.stubGlobal("sessionStorage", undefined);
  const store = new Store("https://exemple.fr");
  store.conversation = "c";
  expect([store.conversation, store.lasting]).toEqual(["c", false]);
});

import { expect, it } from "vitest";
import { EventParser } from "../src/sse";

const STREAM = ': bonjour\r\nevent: accepted\r\ndata: {"id": 1}\r\n\r\nevent: message\ndata: un\ndata: deux\n\nid: 3\n\ndata:serré\n\n';
const EVENTS = [
  { event: "accepted", data: '{"id": 1}' },
  { event: "message", data: "un\ndeux" },
  { event: "message", data: "serré" },
];

it.each([1, 2, 3, 7, 1000])("reads events whatever the chunks (%i)", (size) => {
  const parser = new EventParser();
  const found = [];
  for (let start = 0; start < STREAM.length; start += size) found.push(...parser.feed(STREAM.slice(start, start + size)));
  expect(found).toEqual(EVENTS);
});

it("keeps an unfinished event to itself", () => {
  expect(new EventParser().feed("event: end\ndata: {}\n")).toEqual([]);
});

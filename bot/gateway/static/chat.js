// The page's conversation with the gateway. Texts come from the page's template; what is received is only ever set
// as text. Nothing is stored in the browser: closing the page forgets the conversation's id.
"use strict";

(() => {
  const PATIENCE = 45000; // ms; the gateway answers before, whatever stands behind it does
  const LINKS = /(https?:\/\/[^\s<>"«»]+[^\s<>"«».,;:!?)\]]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)/g;

  const log = document.getElementById("log");
  const input = document.getElementById("message");
  const status = document.getElementById("status");
  const texts = {};
  for (const item of document.getElementById("texts").content.querySelectorAll("[data-text]")) {
    texts[item.dataset.text] = item.textContent;
  }
  let sender = null;
  let waiting = false;

  function random() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  function safe(address) {
    if (typeof address !== "string" || !/^(https?:\/\/|mailto:|tel:)/i.test(address)) return null;
    try {
      return new URL(address).href;
    } catch {
      return null;
    }
  }

  // A link, or its label alone when the address isn't one that we follow.
  function link(address, label) {
    const href = safe(address);
    if (!href) return document.createTextNode(label);
    const anchor = make("a", "", label);
    anchor.href = href;
    if (/^https?:/i.test(href)) {
      anchor.target = "_blank";
      anchor.rel = "noopener noreferrer";
      anchor.append(texts.newTab);
    }
    return anchor;
  }

  function fill(element, text) {
    for (const [position, part] of String(text).split(LINKS).entries()) {
      if (position % 2 === 0) element.append(part);
      else element.append(link(part.includes("://") ? part : `mailto:${part}`, part));
    }
    return element;
  }

  function bubble(author, refusal) {
    const article = make("article", `message ${author}${refusal ? " refusal" : ""}`);
    log.append(article);
    return article;
  }

  function paragraph(parent, author, text) {
    const line = make("p");
    if (author) line.append(make("span", "hidden", texts[author]));
    parent.append(fill(line, text));
  }

  function choices(items, label) {
    const list = make("ul", "choices");
    list.setAttribute("aria-label", label);
    for (const item of items || []) {
      const place = make("li");
      if (item.payload) {
        const button = make("button", "", item.title);
        button.type = "button";
        button.addEventListener("click", () => send(item.payload, item.title));
        place.append(button);
      } else if (item.url) {
        place.append(link(item.url, item.title));
      } else {
        continue;
      }
      list.append(place);
    }
    return list.childElementCount ? [list] : [];
  }

  // The plain text of a payload numbers what is drawn as buttons: those lines are left out.
  function withoutChoices(text, items) {
    const titles = new Set((items || []).map((item) => item.title.trim()));
    const bare = (line) => line.replace(/^\s*(?:\d+\s*[.)–-]|[-•])\s*/, "").trim();
    return String(text).split("\n").filter((line) => !titles.has(bare(line))).join("\n").trim();
  }

  function facts(parent, pairs) {
    const list = make("dl");
    for (const [label, value] of pairs) {
      if (!value || (Array.isArray(value) && !value.length)) continue;
      list.append(make("dt", "", `${texts[label]}\u00a0:`), fill(make("dd"), Array.isArray(value) ? value.join(", ") : value));
    }
    if (list.childElementCount) parent.append(list);
  }

  function card(item, summary, pairs, label, heading) {
    const place = make("li", "card");
    place.append(make(heading, "", item.name));
    if (summary) place.append(fill(make("p"), summary));
    facts(place, pairs);
    if (safe(item.url)) place.append(link(item.url, texts[label].replace("{name}", item.name)));
    return place;
  }

  function drawSolutions(parent, payload) {
    paragraph(parent, "bot", payload.need ? texts.introNeed.replace("{need}", payload.need) : texts.intro);
    if (payload.territory && payload.territory.name) facts(parent, [["territory", payload.territory.name]]);
    const list = make("ol", "cards");
    for (const item of payload.solutions || []) {
      const audiences = (item.audiences || []).map((name) => texts[name] || name);
      list.append(card(item, item.summary, [["reason", item.reason], ["status", item.status_label],
        ["audiences", audiences], ["cost", item.cost], ["operator", item.operator], ["contact", item.contact]], "site", "h2"));
    }
    parent.append(list);
    if (payload.experiences && payload.experiences.length) {
      const others = make("ul", "cards");
      parent.append(make("h2", "", texts.experiences), others);
      for (const item of payload.experiences) {
        others.append(card(item, "", [["lesson", item.lesson], ["with", item.with]], "experience", "h3"));
      }
    }
    parent.append(...choices(payload.feedback, texts.feedback));
  }

  function drawPayload(payload) {
    const parent = bubble("bot");
    if (payload.type === "solutions") return drawSolutions(parent, payload);
    const items = payload.choices || payload.ways_on;
    if (payload.text) paragraph(parent, "bot", withoutChoices(payload.text, items));
    parent.append(...choices(items, texts.choices));
    return undefined;
  }

  function draw(entries) {
    for (const [position, entry] of entries.entries()) {
      const next = entries[position + 1];
      if (entry.custom) {
        drawPayload(entry.custom);
      } else if (!(next && next.custom && next.custom.text === entry.text)) {
        const parent = bubble("bot");
        paragraph(parent, "bot", withoutChoices(entry.text, entry.buttons));
        parent.append(...choices(entry.buttons, texts.choices));
      }
    }
  }

  function refuse(text) {
    paragraph(bubble("bot", true), "bot", text);
  }

  function wait(on) {
    waiting = on;
    log.setAttribute("aria-busy", String(on));
    status.textContent = on ? texts.waiting : "";
  }

  // One request to the gateway: its answer, or its refusal's sentence shown. `true` when it was answered.
  async function request(path, options, show) {
    const control = new AbortController();
    const timer = setTimeout(() => control.abort(), PATIENCE);
    const last = log.lastElementChild;
    wait(true);
    let answered = false;
    try {
      const response = await fetch(path, { ...options, signal: control.signal, credentials: "omit", cache: "no-store" });
      const body = await response.json();
      answered = response.ok;
      if (answered) show(body);
      else refuse(body.text || texts.offline);
    } catch {
      refuse(texts.offline);
    } finally {
      clearTimeout(timer);
      wait(false);
      const first = last ? last.nextElementSibling : log.firstElementChild;
      if (first) log.scrollTop = first.offsetTop - log.offsetTop - 8;
    }
    return answered;
  }

  async function send(message, shown) {
    if (waiting) {
      status.textContent = texts.pending;
      return;
    }
    sender = sender || random();
    input.focus();
    paragraph(bubble("you"), "you", shown);
    const body = JSON.stringify({ sender, message, message_id: random(), input_channel: "page" });
    const headers = { "Content-Type": "application/json" };
    const answered = await request("/webhooks/rest/webhook", { method: "POST", headers, body }, draw);
    // What was typed and not answered comes back, unless something else was begun.
    if (!answered && message === shown && !input.value) input.value = shown;
  }

  async function erase() {
    if (waiting) return;
    input.focus();
    if (!sender) return;
    await request(`/api/v1/conversations/${sender}`, { method: "DELETE" }, (body) => {
      log.replaceChildren();
      sender = null;
      paragraph(bubble("bot"), "bot", body.text);
    });
  }

  function submit() {
    const message = input.value.trim();
    input.focus();
    if (!message || waiting) {
      if (waiting) status.textContent = texts.pending;
      return;
    }
    input.value = "";
    send(message, message);
  }

  document.getElementById("form").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  document.getElementById("erase").addEventListener("click", erase);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    }
  });
})();

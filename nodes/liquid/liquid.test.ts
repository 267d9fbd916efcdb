import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Bounded, boundedThread } from "../bounded/bounded-thread.ts";
import { makeTemplateRenderer, renderTemplate, renderUrl } from "./liquid.ts";

const call = { signal: new AbortController().signal };

/** A renderer with next to no time here, whose clock stands still, and what it asked the thread. */
function counted(thread: Bounded) {
  const asked: unknown[] = [];
  const render = makeTemplateRenderer({
    ...{ budgetMs: 1, now: () => 0 },
    thread: {
      ask(message, signal) {
        asked.push(message);
        return thread.ask(message, signal);
      },
    },
  });
  return { asked, render };
}
const url = "https://api.example.com/items/{{ id }}?q={{ q }}";

test("a value in a URL stays inside its part of the path or query", async () => {
  expect(await renderUrl(url, { id: "a/b?c#d", q: "x&y=z é" }, call)).toBe(
    "https://api.example.com/items/a%2Fb%3Fc%23d?q=x%26y%3Dz%20%C3%A9",
  );
  expect(await renderUrl(url, { id: 7, q: ["a", { b: 1 }] }, call)).toBe(
    "https://api.example.com/items/7?q=%5B%22a%22%2C%7B%22b%22%3A1%7D%5D",
  );
  expect(await renderUrl(url, { id: true, q: null }, call)).toBe("https://api.example.com/items/true?q=");
  expect(await renderUrl("https://{{ host }}/", { host: "evil.example/a" }, call)).toBe("https://evil.example%2Fa/");
});

test("filters see the value itself, and raw leaves it as it is", async () => {
  const values = { path: "a/b", ids: "1,2" };
  expect(await renderUrl("https://x.example/{{ path | raw }}/{{ ids | split: ',' | last }}", values, call)).toBe(
    "https://x.example/a/b/2",
  );
});

test("a value cannot lead out of the path", async () => {
  for (const id of ["..", "."]) {
    await expect(renderUrl(url, { id, q: "" }, call), id).rejects.toMatchObject({ code: "bad_input" });
  }
  await expect(renderUrl("https://x.example/a/{{ b | raw }}", { b: "%2E%2e\\c" }, call)).rejects.toThrow(/“\.\.”/);
  expect(await renderUrl(url, { id: "...", q: "../.." }, call)).toMatch(/items\/\.\.\.\?q=\.\.%2F\.\.$/);
});

test("a URL that takes long to render is encoded in its thread, too", async () => {
  const thread = boundedThread({ script: new URL("./thread.ts", import.meta.url), seconds: 60, memoryMb: 256 });
  const { asked, render } = counted(thread);
  const template = "https://x.example/{{ id }}{% for i in (1..5000) %}{% assign x = i | times: 2 %}{% endfor %}";
  expect(await render({ template, values: { id: "a/b" }, as: "url" }, call.signal)).toBe("https://x.example/a%2Fb");
  expect(asked).toHaveLength(1);
});

test("objects are written as JSON, nothing as nothing, and a date keeps its zone", async () => {
  const values = { order: { id: 7 }, list: [{ a: 1 }], words: ["a", "b"], none: null, at: "2026-05-01T10:00:00+02:00" };
  expect(await renderTemplate("{{ order }} {{ list }} {{ words }} {{ none }}|", values, call)).toBe(
    '{"id":7} [{"a":1}] ab |',
  );
  expect(await renderTemplate("{{ at | date: '%H:%M' }}", values, call)).toBe("10:00");
});

describe.each(["UTC", "America/New_York", "Asia/Tokyo"])("on a machine in the zone %s", (zone) => {
  beforeEach(() => vi.stubEnv("TZ", zone));
  afterEach(() => vi.unstubAllEnvs());

  test.each([
    ["2026-05-01", "2026-05-01 00:00 +0000"],
    ["2026-05-01T10:00:00", "2026-05-01 10:00 +0000"],
    ["2026-05-01 10:00", "2026-05-01 10:00 +0000"],
    ["May 1, 2026", "2026-05-01 00:00 +0000"],
    ["2026-05-01T10:00:00Z", "2026-05-01 10:00 +0000"],
    ["2026-05-01T23:30:00-0500", "2026-05-01 23:30 -0500"],
    ["2026-05-01T10:00:00.123+02:00", "2026-05-01 10:00 +0200"],
    [1777629600, "2026-05-01 10:00 +0000"],
    ["soon", "soon"],
  ])("%s is %s", async (at, text) => {
    expect(await renderTemplate("{{ at | date: '%Y-%m-%d %H:%M %z' }}", { at }, call)).toBe(text);
    if (text === "soon") return;
    expect(await renderTemplate("{{ at | date_to_string }}", { at }, call)).toBe("01 May 2026");
  });
});

test("a text is not encoded", async () => {
  expect(await renderTemplate("{{ a }}", { a: "x/y & z" }, call)).toBe("x/y & z");
});

test("a template that needs longer than the event loop can spare is finished in a thread, and begins there the next time", async () => {
  const thread = boundedThread({ script: new URL("./thread.ts", import.meta.url), seconds: 60, memoryMb: 256 });
  const { asked, render } = counted(thread);
  const slow = "{% for a in (1..n) %}{% for b in (1..n) %}{% if b == a %}{{ b }} {% endif %}{% endfor %}{% endfor %}";
  expect(await render({ template: slow, values: { n: 80 }, as: "text" }, call.signal)).toMatch(/^1 2 3 .* 80 $/);
  expect(asked).toHaveLength(1);
  expect(await render({ template: slow, values: { n: 2 }, as: "text" }, call.signal)).toBe("1 2 ");
  expect(asked, "although little is to do this time").toHaveLength(2);
});

test("another template that is to be included is said in words of its own", async () => {
  for (const tag of ["include", "render"]) {
    const rendered = renderTemplate(`{% ${tag} "head" %}`, {}, { signal: new AbortController().signal });
    const userMessage = expect.stringMatching(/filled: there are no other templates, such as “head”, to include/);
    await expect(rendered).rejects.toMatchObject({ code: "bad_input", userMessage });
  }
});

import { expect, test } from "vitest";
import { boundedThread } from "../bounded/bounded-thread.ts";
import { makeTemplateRenderer } from "./liquid.ts";

const call = { signal: new AbortController().signal };

test("a template that needs longer than the event loop can spare is finished in a thread, and begins there the next time", async () => {
  const thread = boundedThread({ script: new URL("./thread.ts", import.meta.url), seconds: 60, memoryMb: 256 });
  const asked: unknown[] = [];
  const render = makeTemplateRenderer({
    budgetMs: 1,
    thread: {
      ask(message, signal) {
        asked.push(message);
        return thread.ask(message, signal);
      },
    },
  });
  const slow = "{% for a in (1..n) %}{% for b in (1..n) %}{% if b == a %}{{ b }} {% endif %}{% endfor %}{% endfor %}";
  expect(await render(slow, { n: 80 }, call)).toMatch(/^1 2 3 .* 80 $/);
  expect(asked).toHaveLength(1);
  expect(await render(slow, { n: 2 }, call)).toBe("1 2 ");
  expect(asked, "although little is to do this time").toHaveLength(2);
});

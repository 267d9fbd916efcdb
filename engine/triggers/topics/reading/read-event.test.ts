import { expect, test } from "vitest";
import { fits } from "./read-event.ts";

test("a filter that fails with an event is told from a schema that it breaks, and one that fits passes", async () => {
  const { signal } = new AbortController();
  const schema = { type: "object", required: ["n"] };
  const ask = (value: object) => fits({ value: { ...value } }, { filter: "$number(value.n) > 2", schema }, signal);
  expect(await ask({ n: 3 })).toBe(true);
  expect(await ask({ n: 1 })).toBe(false);
  const refused = (userMessage: RegExp) => ({ code: "bad_input", userMessage });
  await expect(ask({ n: "three" })).rejects.toMatchObject(
    refused(/^The node's filter fails with this event\. The expression failed: Unable to cast value to a number/),
  );
  await expect(ask({})).rejects.toMatchObject(refused(/^The value does not fit the schema: /));
});

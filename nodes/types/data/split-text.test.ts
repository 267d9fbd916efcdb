import { expect, test } from "vitest";
import type { Document } from "../../../lib/values/values.ts";
import { runNode } from "../../../tests/helpers/node.ts";
import { splitText } from "./split-text.ts";

test("documents are cut into chunks that remember where they are from", async () => {
  const text = Array.from({ length: 40 }, (_, index) => `Sentence number ${index} is here.`).join(" ");
  const documents: Document[] = [
    { text, metadata: { source: "a.txt" } },
    { text: "Short.", metadata: {} },
  ];
  const { outputs } = await runNode(splitText, { config: { size: 200, overlap: 40 }, inputs: { documents } });
  const chunks = outputs.chunks;
  if (!Array.isArray(chunks)) throw new Error("no list");
  expect(chunks.length).toBeGreaterThan(6);
  expect(chunks[1]).toMatchObject({ metadata: { source: "a.txt", chunk: 1 } });
  expect(chunks.at(-1)).toEqual({ text: "Short.", metadata: { chunk: 0 } });
  for (const chunk of chunks) expect(Object(chunk).text.length).toBeLessThanOrEqual(200);
});

test("an overlap as large as the chunk is refused", async () => {
  const run = runNode(splitText, { config: { size: 100, overlap: 100 }, inputs: { documents: [] } });
  await expect(run).rejects.toMatchObject({ code: "bad_input", issues: [{ path: "overlap" }] });
});

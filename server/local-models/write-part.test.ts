import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { writePart } from "./write-part.ts";

async function* pieces(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}
const rest = {
  reader: { read: async () => ({ early: true as const }), close: async () => {} },
  onBytes: () => {},
  onSilent: () => {},
  signal: new AbortController().signal,
};

test("what arrives is written behind what is there already", async () => {
  const folder = await mkdtemp(join(tmpdir(), "write-part-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "a.part");
  expect(await writePart(pieces("first", " and", " more"), { ...rest, path, from: 0 })).toBe(14);
  expect(await writePart(pieces(" again"), { ...rest, path, from: 5 })).toBe(11);
  expect(await readFile(path, "utf8")).toBe("first again");
});

test.runIf(process.platform === "linux")("a full disk is named", async () => {
  const full = writePart(pieces("something"), { ...rest, path: "/dev/full", from: 0 });
  await expect(full).rejects.toMatchObject({
    code: "too_large",
    userMessage: expect.stringMatching(/^The disk is full/),
  });
});

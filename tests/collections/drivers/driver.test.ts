import { describe, expect, test } from "vitest";
import { chunkId } from "../../../collections/driver.ts";
import { SearchMode } from "../../../lib/documents/collection.ts";
import { hashWords } from "../hashed-words.ts";
import { animals, chunksOf, driverKinds, search, write } from "./driver-kinds.ts";

const { signal } = new AbortController();

const codes = [
  ["E-4711", "Code E-4711: the pump is dry."],
  ["E-4712", "Code E-4712: the pump is hot."],
  ["471", "Code E-471: the pump is gone."],
  ["-4713", "Code E-4713: the pump is loud."],
  ["4714", "Code K4714: the pump is cold."],
  ["2.4.1", "Release 2.4.1 mends the pump."],
  ["v2.4.10", "Release v2.4.10 breaks the pump."],
  ["C++", "The pump is programmed in C++."],
  ["C#", "The pump is programmed in C#."],
  ["node.js", "The pump is programmed in Node.js."],
  ["AB-12/7.X", "Order part AB-12/7.X for the pump."],
  ["AB-12/8.X", "Order part AB-12/8.X for the pump."],
] as const;

describe.each(Object.entries(driverKinds))("the %s driver", (_, openKind) => {
  test("finds by meaning, by words, and by both, best first, with scores of 0–1", async () => {
    await using kind = await openKind();
    const driver = await kind.open(["d"]);
    await write(driver, "d", animals);
    for (const mode of SearchMode.options) {
      const matches = await search(driver, { text: "which animal hunts mice at night?", mode, limit: 3 });
      expect(matches[0], mode).toMatchObject({ text: animals[2], documentId: "d", position: 2, id: chunkId("d", 2) });
      expect(matches[0]!.metadata).toEqual({ source: "d.txt", heading: "Animals", nested: { row: [2, null] } });
      for (const { score } of matches) expect(score).toSatisfy((value: number) => value >= 0 && value <= 1);
      if (mode !== "hybrid")
        expect(matches.map(({ score }) => score)).toEqual(
          matches
            .map(({ score }) => score)
            .sort()
            .reverse(),
        );
    }
  });

  test("a rare word is found by words whatever else the query says", async () => {
    await using kind = await openKind();
    const driver = await kind.open(["d"]);
    await write(driver, "d", animals);
    const [match] = await search(driver, { text: "cats dogs and the code PB-4711", mode: "text", limit: 1 });
    expect(match?.text).toContain("PB-4711");
  });

  test("codes are found as they are written, by words and by both, and near ones come behind", async () => {
    await using kind = await openKind();
    const driver = await kind.open(["d"]);
    await write(driver, "d", [...animals, ...codes.map(([, text]) => text)]);
    for (const [code, text] of codes) {
      for (const mode of ["text", "hybrid"] as const) {
        const [match] = await search(driver, { text: `What about ${code}?`, mode, limit: 1 });
        expect(match?.text, `${code} (${mode})`).toBe(text);
      }
    }
  });

  test("answers no more than asked for, and nothing below the minimum score", async () => {
    await using kind = await openKind();
    const driver = await kind.open(["d"]);
    await write(driver, "d", animals);
    for (const mode of SearchMode.options) {
      expect(await search(driver, { text: "cats hunt at dusk", mode, limit: 1 })).toHaveLength(1);
      const good = await search(driver, { text: "cats hunt at dusk", mode, limit: 10, minScore: 0.35 });
      expect(good.length, mode).toBeGreaterThan(0);
      for (const { score } of good) expect(score).toBeGreaterThanOrEqual(0.35);
      expect(await search(driver, { text: "quantum chromodynamics", mode, limit: 10, minScore: 0.5 }), mode).toEqual(
        [],
      );
    }
  });

  test("a chunk written again takes the place of the old one", async () => {
    await using kind = await openKind();
    const driver = await kind.open(["d"]);
    await write(driver, "d", animals);
    await write(driver, "d", animals);
    expect(await driver.count()).toBe(4);
    await write(driver, "d", ["Penguins swim and cannot fly."]);
    await eventually(async () => {
      const [match] = await search(driver, { text: "penguins swim", mode: "hybrid", limit: 1 });
      expect(match).toMatchObject({ position: 0, text: "Penguins swim and cannot fly." });
    });
    expect(await driver.count()).toBe(4);
    expect(await search(driver, { text: "cats sleep", mode: "text", limit: 5 })).toEqual([]);
  });

  test("deletes one document's chunks and leaves the others, even those with a like id", async () => {
    await using kind = await openKind();
    const driver = await kind.open(["d", "d2", "e"]);
    await write(driver, "d", animals);
    await write(driver, "d2", ["Cats are small."]);
    await driver.deleteDocument("d");
    await driver.deleteDocument("nothing here");
    expect(await driver.count()).toBe(1);
    for (const mode of SearchMode.options) {
      const matches = await search(driver, { text: "cats sleep small", mode, limit: 5 });
      expect(matches.map(({ documentId }) => documentId)).toEqual(["d2"]);
    }
    await driver.deleteAll();
    await driver.deleteAll();
    expect(await driver.count()).toBe(0);
  });

  test("collections do not see each other", async () => {
    await using kind = await openKind();
    const one = await kind.open(["d1"]);
    const other = await kind.open(["d9"]);
    await write(one, "d1", animals);
    await write(other, "d9", ["Cats of the other collection."]);
    const matches = await search(other, { text: "cats", mode: "hybrid", limit: 10 });
    expect(matches.map(({ documentId }) => documentId)).toEqual(["d9"]);
    await other.deleteAll();
    expect(await one.count()).toBe(4);
  });

  test("an empty collection has nothing to find and nothing to delete", async () => {
    await using kind = await openKind();
    const driver = await kind.open([]);
    expect(await driver.count()).toBe(0);
    for (const mode of SearchMode.options) expect(await search(driver, { text: "cats", mode, limit: 5 })).toEqual([]);
    await driver.deleteDocument("d");
    await driver.deleteAll();
    await driver.upsert([], signal);
    await driver.settle(signal);
  });

  test("takes more chunks than go into one request, and all kinds of text", async () => {
    await using kind = await openKind();
    const driver = await kind.open(["d"]);
    const texts = Array.from(
      { length: 250 },
      (_, index) => `Passage ${index} says “it's 100 % \\ fine” — naïve 日本語 🦉 word${index}`,
    );
    await write(driver, "d", texts);
    expect(await driver.count()).toBe(250);
    const page = await driver.chunks("d", { from: 240, limit: 20 });
    expect(page.map(({ text }) => text)).toEqual(texts.slice(240));
    const [match] = await search(driver, {
      text: "passage 217: it's \\ word217 & | ! ' \" <-> :*",
      mode: "hybrid",
      limit: 1,
    });
    expect(match?.text).toBe(texts[217]);
    await driver.deleteDocument("d");
    expect(await driver.count()).toBe(0);
  });

  test("an aborted call ends at once and says so", async () => {
    await using kind = await openKind();
    const driver = await kind.open(["d"]);
    const stopped = AbortSignal.abort(new Error("stopped"));
    await expect(driver.upsert(chunksOf("d", animals), stopped)).rejects.toThrow();
    await expect(
      driver.search({ text: "a", vector: hashWords("a"), mode: "hybrid", limit: 1 }, stopped),
    ).rejects.toThrow();
    expect(await driver.count()).toBe(0);
  });
});

/** A written-over chunk is one whose old text may be seen a moment longer. */
async function eventually(check: () => Promise<void>): Promise<void> {
  await expect.poll(async () => check().then(() => "ok", String)).toBe("ok");
}

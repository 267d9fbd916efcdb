import { describe, expect, test } from "vitest";
import { chunkId } from "../../../collections/driver.ts";
import { SearchMode } from "../../../lib/documents/collection.ts";
import { parseFilter } from "../../../lib/search-filter/parse-filter.ts";
import { hashWords } from "../hashed-words.ts";
import { animals, chunksOf, driverKinds, search, write } from "./driver-kinds.ts";

const { signal } = new AbortController();

describe.each(Object.entries(driverKinds))("the %s driver", (_, openKind) => {
  test.each([
    ["year >= 2024", [1, 2]],
    ["not year >= 2024", [0, 3]],
    ["signed < 2024-06-01", [1]],
    ["not (signed < 2024-06-01)", [0, 2, 3]],
    ["kind = 'bird' or archived", [0, 2]],
    ["kind != 'bird'", [0, 1, 3]],
    ["kind in ('bird', 'dog')", [1, 2]],
    ["not (kind in ('bird', 'dog') and year > 2024)", [0, 1, 3]],
    ["tags = 'night'", [2]],
    ["tags is not there and kind is there", [1]],
  ])("finds only what meets the filter: %s", async (text, positions) => {
    await using kind = await openKind();
    const driver = await kind.open(["d"]);
    const fields = [
      { archived: true, year: 2020 },
      { kind: "dog", year: 2024, signed: "2024-03-31" },
      { kind: "bird", year: 2025, signed: "2024-06-01", tags: ["night", "silent"] },
      {},
    ];
    const chunks = chunksOf("d", animals).map((chunk, index) => ({ ...chunk, metadata: fields[index] ?? {} }));
    await driver.upsert(chunks, signal);
    await driver.settle(signal);
    const filter = parseFilter(text);
    for (const mode of SearchMode.options) {
      const asked = { text: animals.join(" "), mode, limit: 10, filter };
      const found = await search(driver, asked);
      expect(found.map(({ position }) => position).sort(), mode).toEqual(positions);
      expect(await search(driver, { ...asked, limit: 1 })).toHaveLength(1);
    }
  });

  test("what is given to a document goes over what its chunks have, for filters and in what is found", async () => {
    await using kind = await openKind();
    const driver = await kind.open(["d", "e"]);
    await write(driver, "d", animals);
    await write(driver, "e", animals);
    const count = async (filter: string) =>
      (await search(driver, { text: animals.join(" "), mode: "vector", limit: 10, filter: parseFilter(filter) }))
        .length;
    await kind.give(driver, "d", { heading: "Beasts", year: 2024 });
    await expect.poll(() => count("year = 2024")).toBe(4);
    expect([await count("heading = 'Beasts'"), await count("heading = 'Animals'")]).toEqual([4, 4]);
    await kind.give(driver, "d", { year: 2025 });
    await expect.poll(() => count("year = 2025")).toBe(4);
    expect([await count("heading = 'Animals'"), await count("year = 2025 and heading = 'Animals'")]).toEqual([8, 4]);
  });

  test("gives the vectors of chunks", async () => {
    await using kind = await openKind();
    const driver = await kind.open(["d"]);
    await write(driver, "d", animals);
    const found = await driver.vectors([chunkId("d", 1), "nothing here"], signal);
    expect(found.map(({ id }) => id)).toEqual([chunkId("d", 1)]);
    const expected = hashWords(animals[1]!);
    for (const [index, value] of Array.from(found[0]!.vector).entries()) expect(value).toBeCloseTo(expected[index]!, 5);
  });
});

test("Pinecone says which filters it cannot do", async () => {
  await using kind = await driverKinds.pinecone!();
  const driver = await kind.open(["d"]);
  const asked = { text: "cats", mode: "hybrid" as const, limit: 1, filter: parseFilter("not source starts with 'a'") };
  await expect(search(driver, asked)).rejects.toMatchObject({
    code: "bad_input",
    userMessage: "Pinecone cannot filter by “starts with”. Use “=” or “in”, which also look into lists of texts.",
  });
});

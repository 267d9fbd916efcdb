import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codesOf, termsOf } from "../../../collections/words/terms.ts";
import { WordIndex } from "../../../collections/words/word-index.ts";
import { testDatabase } from "../../helpers/database.ts";

const texts: Record<string, string[]> = {
  "Pumps were running, don't worry": ["pump", "run", "worri"],
  "E-4711": ["e-4711", "e4711", "e", "4711"],
  e4711: ["e4711", "e", "4711"],
  "E‑4711": ["e-4711", "e4711", "e", "4711"],
  "-4711.": ["-4711", "4711"],
  "Version v2.4.1.": ["version", "2.4.1", "v", "2", "4", "1"],
  "C++, C# and C": ["c++", "c", "c#", "c", "c"],
  "Node.js": ["node.js", "nodej", "node", "js"],
  nodejs: ["nodej"],
  ".NET": [".net", "net"],
  "R&D": ["r&d", "r", "d"],
  "1,234.50": ["1,234.50", "1", "234.50", "234", "50"],
  "Ærø naïve": ["ærø", "naïv"],
  "Straße STRASSE": ["strass", "strass"],
  "型番E-4711です": ["型番", "e-4711", "e4711", "e", "4711", "です"],
  "a the": [],
};

describe("the terms of a text", () => {
  test.each(Object.entries(texts))("%s", (text, terms) => {
    expect(termsOf(text)).toEqual(terms);
  });

  test("any code is a term of every text that has it between spaces, and of no text that has another one", () => {
    const code = fc.stringMatching(/^[A-Z]{1,3}[-._/]?[0-9]{2,5}([-.][0-9]{1,2})?$/);
    const property = fc.property(code, code, fc.lorem(), (one, other, words) => {
      const [whole] = codesOf(one);
      expect(termsOf(`${words} ${one} ${words}.`)).toContain(whole);
      if (codesOf(other)[0] !== whole && !termsOf(other).includes(whole!)) {
        expect(termsOf(`${words} ${other}`)).not.toContain(whole);
      }
    });
    fc.assert(property);
  });

  test("Postgres finds the same codes", async () => {
    await using db = await testDatabase();
    const sign = fc.constantFrom(..."aZe19047-.+#/_@:&, ()vV–");
    const text = fc.array(sign, { maxLength: 40 }).map((signs) => signs.join(""));
    const property = fc.asyncProperty(text, async (value) => {
      const { rows } = await db.pool.query<{ codes: string[] }>(
        "SELECT tsvector_to_array(patchbay_codes($1)) AS codes",
        [value],
      );
      expect(rows[0]!.codes.sort()).toEqual(codesOf(value).sort());
    });
    await fc.assert(property, { numRuns: 300 });
  });
});

describe("an index of words", () => {
  const words = ["pump", "valve", "E-4711", "E-4712", "2.4.1", "motor", "hot", "cold"];
  const text = fc.array(fc.constantFrom(...words), { maxLength: 8 }).map((each) => each.join(" "));
  const write = fc.record({ id: fc.integer({ min: 0, max: 40 }), text });

  test("finds what one made anew finds, whatever was written, written over and dropped before", () => {
    const property = fc.property(
      fc.array(write),
      fc.array(fc.integer({ min: 0, max: 40 })),
      text,
      (writes, dropped, query) => {
        const index = new WordIndex();
        const rows = new Map<string, string>();
        for (const { id, text: written } of writes) {
          index.set(`${id}`, written);
          rows.set(`${id}`, written);
        }
        for (const id of dropped) rows.delete(`${id}`);
        index.keepOnly(new Set(rows.keys()));
        const anew = new WordIndex();
        for (const [id, written] of rows) anew.set(id, written);
        const wanted = { limit: 50, minScore: 0 };
        const byId = (one: WordIndex) =>
          new Map(one.search(query, wanted).map(({ id, score }) => [id, score.toFixed(9)]));
        expect(byId(index)).toEqual(byId(anew));
        expect(index.size).toBe(rows.size);
        const scores = index.scores(query, [...rows.keys(), "gone"]);
        for (const { id, score } of scores) expect(score.toFixed(9)).toBe(byId(index).get(id) ?? "0.000000000");
        for (const { score } of scores) expect(score).toBeLessThanOrEqual(1);
      },
    );
    fc.assert(property);
  });

  test("finds what a word or code is before what has it as a part, and a part before nothing", () => {
    const index = new WordIndex();
    const chunks = ["Firmware in C++", "Tests in C#", "Drivers in C", "Code E-4711", "Room 4711", "node.js", "a node"];
    for (const chunk of chunks) index.set(chunk, chunk);
    const find = (query: string) => index.search(query, { limit: 9, minScore: 0 }).map(({ id }) => id);
    expect(find("C")).toEqual(["Drivers in C", "Firmware in C++", "Tests in C#"]);
    expect(find("C++")[0]).toBe("Firmware in C++");
    expect(find("4711")).toEqual(["Room 4711", "Code E-4711"]);
    expect(find("E-4711")[0]).toBe("Code E-4711");
    expect(find("nodejs")).toEqual(["node.js"]);
    expect(find("node")).toEqual(["a node", "node.js"]);
  });

  test("a whole page as a query finds by its rarest words, wherever they stand", () => {
    const index = new WordIndex();
    for (let i = 0; i < 50; i++) index.set(`${i}`, `common words of every chunk, and word${i}`);
    const page = Array.from({ length: 900 }, (_, i) => `unknown${i}`).join(" ");
    expect(index.search(`${page} common words ${page} word31`, { limit: 1, minScore: 0 })).toMatchObject([
      { id: "31" },
    ]);
  });

  test("stays the same and gives memory back when many chunks were written over", () => {
    const index = new WordIndex();
    const write = (turn: number) => {
      for (let i = 0; i < 500; i++) index.set(`${i}`, `pump ${i} E-${turn}${i} is cold`);
    };
    write(1);
    const { bytes } = index;
    for (let turn = 2; turn < 30; turn++) write(turn);
    expect(index.bytes).toBeLessThan(bytes * 5);
    expect(index.search("E-29123", { limit: 3, minScore: 0.2 })[0]).toMatchObject({ id: "123" });
    expect(index.search("E-28123", { limit: 3, minScore: 0.2 })).toEqual([]);
  });
});

/** Collections that are too large for an index of words in memory are searched by Postgres, and find the same. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readState } from "../../collections/postgres/collection-state.ts";
import { renewWords } from "../../collections/postgres/renew-words.ts";
import { upsertChunks } from "../../collections/postgres/sql/upsert-chunks.ts";
import { openWordSearch } from "../../collections/postgres/word-search.ts";
import { termsVersion } from "../../collections/words/term-vector.ts";
import { type Bench, openBench } from "./open.ts";

const { signal } = new AbortController();
const nothingFits = { all: 1, collection: 1 };

/** Each text with what it is looked for by. */
const odd: readonly [text: string, ...queries: string[]][] = [
  ["An input/output error.", "input", "output", "input/output", "output/input"],
  ["The client/server/proxy model.", "server", "proxy"],
  ["Press the sign.Then wait.", "sign", "then", "sign.then"],
  ["A state-of-the-art pump.", "art", "state-of-the-art", "state of the art"],
  ["Invoice INV-4711 is open.", "INV-4711", "4711", "INV 4711", "inv4711", "-4711"],
  ["Minutes of 2026-0815.", "0815", "2026", "2026-0815"],
  ["We use C++ and no other.", "C++", "c"],
  ["We use C# and no other.", "C#"],
  ["Ask ada.lovelace@example.com about it.", "ada.lovelace@example.com", "lovelace", "example.com", "ada"],
  ["See https://example.org/docs/start?page=2#top for more.", "docs", "example.org", "start", "https", "top"],
  ["The file src/server/main.ts starts it.", "main.ts", "src/server/main.ts", "server", "main"],
  ["snake_case and salt+pepper", "snake", "case", "pepper", "snake_case", "salt+pepper"],
  ["R&D costs 1,234.50 a year.", "R&D", "1,234.50", "234.50", "1234.50"],
  ["Version v2.4.1-rc.2 is out.", "2.4.1", "v2.4.1-rc.2", "rc", "2"],
  ["From 10.0.0.1:8080 to [::1].", "8080", "10.0.0.1", "10.0.0.1:8080"],
  ["#tag, .NET and Node.js", "#tag", "tag", ".net", "net", "nodejs", "node.js", "js"],
  ["It's the user's O'Brien; don't.", "user", "users", "O'Brien", "brien", "don't"],
  ["L’été d’Élodie à Orléans", "été", "ete", "Élodie", "orléans"],
  [
    "Donaudampfschifffahrtsgesellschaft und Straßenbahn-Haltestelle",
    "Haltestelle",
    "Straßenbahn",
    "STRASSENBAHN",
    "straßenbahn-haltestelle",
  ],
  ["Müller-Lüdenscheidt wohnt in Köln.", "Müller", "lüdenscheidt", "muller", "köln"],
  ["自然言語処理は面白い。", "言語処理", "自然", "処理", "面白い"],
  ["型番E-4712です。", "E-4712", "型番", "4712"],
  ["北京大学在北京。", "北京", "大学", "北京大学"],
  ["Привет, мир! Ёлка-палка.", "мир", "ёлка", "палка"],
  ["مرحبا بالعالم: السعر ١٢٣", "السعر", "١٢٣", "مرحبا"],
  ["שלום עולם, צה״ל", "שלום", "עולם"],
  ["한국어 문서-검색", "한국어", "검색"],
  ["नमस्ते दुनिया", "दुनिया", "नमस्ते"],
  ["ﬁne print, １２３ and ½", "fine", "123", "1"],
  ["An en–dash and a minus −5", "en-dash", "en–dash", "-5", "5"],
  ["𝒜lgebra, 𐐨𐐨𐐨 and 👍🏽", "algebra", "𐐨𐐨𐐨", "👍🏽"],
  [`${"x".repeat(80)}-end ${"9".repeat(70)}`, "x".repeat(80), `${"x".repeat(80)}-end`, "end", "9".repeat(70)],
  [`a${"𐐨".repeat(40)} and b-1${"𐐨".repeat(40)}`, `a${"𐐨".repeat(40)}`, `b-1${"𐐨".repeat(40)}`],
  [`${"𐐨".repeat(40)} and more`, "𐐨".repeat(40), "more"],
  ["'quoted' \\back\\slash\\ \"double\" a'b", "quoted", "back", "slash", "double", "'", "\\"],
  ["Pumps were running; generously pumped skies.", "pump", "generous", "generously", "sky", "skies"],
  ["A:B a:* !x & y | (z) <-> w", "a:b", "a:*", "!x & y", "(z)", "w"],
  ["pump pump pump pump", "pump"],
  ["E-1/2 E-1/2 E-1/3 1 1", "E-1/2", "1", "E-1", "2"],
  ["CVE-2021-44228, RFC 2616, ISO/IEC 27001:2022", "CVE-2021-44228", "44228", "iso", "IEC", "27001", "27001:2022"],
  ["+49 (0)30 1234-567 or DE89 3704 0044", "1234-567", "+49", "3704", "567", "DE89"],
];

/** Words that say nothing by themselves, signs that are no letters, words without their accents, and another word's stem. */
const notFound = ["then", "don't", "ete", "muller", "👍🏽", "more", "'", "\\", "sky", "a:*"];

async function fill({ collections }: Bench, texts: readonly string[]): Promise<string> {
  const { id } = await collections.create({ name: "Odd" });
  const documents = texts.map((text, index) => ({ text, metadata: { source: `${index}` } }));
  await collections.add(id, documents, { idempotencyKey: "k", signal });
  return id;
}

/** The score of each text that is found: in memory, and by Postgres. */
async function openBoth({ db }: Pick<Bench, "db">, id: string) {
  const state = await readState(db.pool, id);
  const { rows } = await db.pool.query<{ id: string; text: string }>(`SELECT id, text FROM "Chunk"`);
  const textOf = new Map(rows.map((row) => [row.id, row.text]));
  const opened = [openWordSearch(db.pool), openWordSearch(db.pool, nothingFits)].map(async (search) => {
    const words = await search.open(id, state);
    return async (query: string) => {
      const found = await words.search(query, { limit: 100, minScore: 0 });
      return new Map(found.map((one) => [textOf.get(one.id) ?? "", one.score.toFixed(9)]));
    };
  });
  const [inMemory, inPostgres] = await Promise.all(opened);
  return { inMemory: inMemory!, inPostgres: inPostgres! };
}

describe("a search by Postgres", () => {
  test("finds odd words as the one in memory does, with the same scores", async () => {
    await using bench = await openBench();
    const id = await fill(
      bench,
      odd.map(([text]) => text),
    );
    const { inMemory, inPostgres } = await openBoth(bench, id);
    const missed: string[] = [];
    for (const [text, ...queries] of odd) {
      for (const query of queries) {
        const found = await inMemory(query);
        expect(await inPostgres(query), query).toEqual(found);
        if (!found.has(text)) missed.push(query);
      }
    }
    expect(missed).toEqual(notFound);
    const question = "Which input or output has invoice 4711 of the state-of-the-art pumps in C++?";
    expect(await inPostgres(question)).toEqual(await inMemory(question));
  });

  test("finds what the one in memory does, of any texts", async () => {
    await using bench = await openBench();
    const word = fc.constantFrom(
      ..."pump pumps E-4711 4711 E4711 c++ c a/b/c b input/output 2.4.1 o'x l’a 北京 ä-ö".split(" "),
    );
    const text = fc.array(word, { minLength: 1, maxLength: 25 }).map((words) => words.join(" "));
    const texts = fc.sample(text, { numRuns: 60, seed: 7 });
    const id = await fill(bench, [...new Set(texts)]);
    const { inMemory, inPostgres } = await openBoth(bench, id);
    await fc.assert(
      fc.asyncProperty(text, async (query) => {
        expect(await inPostgres(query)).toEqual(await inMemory(query));
      }),
      { numRuns: 60 },
    );
  });

  test("a whole page as a query finds by its rarest words, wherever they stand", async () => {
    await using bench = await openBench();
    const id = await fill(
      bench,
      Array.from({ length: 30 }, (_, index) => `common words of every chunk, and word${index}`),
    );
    const { inPostgres } = await openBoth(bench, id);
    const page = Array.from({ length: 300 }, (_, index) => `unknown${index}`).join(" ");
    const found = await inPostgres(`${page} common words ${page} word21`);
    expect([...found.keys()][0]).toBe("common words of every chunk, and word21");
  });
});

describe("chunks of another release", () => {
  const asFormerRelease = `
    INSERT INTO "Chunk" (id, "collectionId", position, text, metadata, embedding, revision)
    SELECT 'f' || position, $1, position, text, jsonb_build_object('heading', 'Former'), '{1}', 0
    FROM unnest($2::text[]) WITH ORDINALITY AS c(text, position)`;
  const found = `SELECT text FROM "Chunk" WHERE id = ANY($1)`;

  test("are found as before while their words are written anew, and by their halves when they are", async () => {
    await using bench = await openBench();
    const { pool } = bench.db;
    const id = await fill(bench, ["A valve with input/output."]);
    await pool.query(asFormerRelease, [id, ["A pump with input/output.", "Skies over E-4711."]]);
    const state = await readState(pool, id);
    const words = await openWordSearch(pool, nothingFits).open(id, state);
    const find = async (query: string) => {
      const best = await words.search(query, { limit: 9, minScore: 0 });
      const { rows } = await pool.query<{ text: string }>(found, [best.map((one) => one.id)]);
      return rows.map(({ text }) => text).sort();
    };
    const both = ["A pump with input/output.", "A valve with input/output."];
    const beside = async () => {
      expect(await find("pumps")).toEqual(["A pump with input/output."]);
      expect(await find("4711 sky")).toEqual(["Skies over E-4711."]);
      expect(await find("former")).toHaveLength(2);
      expect(await find("valves")).toEqual(["A valve with input/output."]);
    };
    await beside();
    expect(await find("output")).toEqual(["A valve with input/output."]);
    expect(await renewWords(pool, 1)).toBe(1);
    await beside();
    expect([await renewWords(pool, 9), await renewWords(pool, 9)]).toEqual([1, 0]);
    expect(await find("output")).toEqual(both);
    expect(await find("input")).toEqual(both);
    await pool.query(`UPDATE "Chunk" SET text = 'A motor.' WHERE text LIKE 'A pump%'`);
    expect(await find("motors")).toEqual(["A motor."]);
    expect(await find("output")).toEqual(["A valve with input/output."]);
    expect(await renewWords(pool, 9)).toBe(1);
    expect(await find("motors")).toEqual(["A motor."]);
    await pool.query(`UPDATE "Chunk" SET revision = 9, metadata = metadata || '{"page": 1}'`);
    expect(await renewWords(pool, 9)).toBe(0);
  });

  test("are not those of which this one changes the text and no word", async () => {
    await using bench = await openBench();
    const { pool } = bench.db;
    const id = await fill(bench, ["A valve a pump"]);
    const sql = `SELECT id, position, text, metadata, embedding AS vector, words, "termsVersion" AS version FROM "Chunk"`;
    const { rows: before } = await pool.query(sql);
    const again = [{ ...before[0], text: "A valve, a pump!" }];
    await pool.query({ ...upsertChunks, values: [id, JSON.stringify(again), 0, termsVersion] });
    const { rows: after } = await pool.query(sql);
    expect(after).toEqual([{ ...before[0], text: "A valve, a pump!", version: termsVersion }]);
    expect(await renewWords(pool, 9)).toBe(0);
  });

  test("that another worker has at hand are left to it, and a document can be written meanwhile", async () => {
    await using bench = await openBench();
    const { pool } = bench.db;
    const id = await fill(bench, ["A valve."]);
    await pool.query(asFormerRelease, [id, ["One.", "Two.", "Three."]]);
    const client = await pool.connect();
    try {
      await client.query(`BEGIN; SELECT 1 FROM "Chunk" WHERE text = 'Two.' FOR UPDATE`);
      expect(await renewWords(pool, 9)).toBe(2);
      await bench.collections.add(id, [{ text: "A motor.", metadata: { source: "m" } }], {
        idempotencyKey: "m",
        signal,
      });
    } finally {
      await client.query("ROLLBACK");
      client.release();
    }
    expect(await renewWords(pool, 9)).toBe(1);
    const { rows } = await pool.query(`SELECT DISTINCT "termsVersion" AS version FROM "Chunk"`);
    expect(rows).toEqual([{ version: termsVersion }]);
  });
});

/** Every way to search, over chunks that have several vectors each: no chunk comes twice, and limits hold. */
import { expect, test } from "vitest";
import type { SearchQuery } from "../../../nodes/define.ts";
import { pineconeLoopback } from "../../helpers/pinecone/loopback.ts";
import { hashWords } from "../hashed-words.ts";
import { openBench } from "../open.ts";

const { signal } = new AbortController();
const rerank = { provider: "cohere" as const, model: "rerank-v3.5", credential: "c" };

async function openKind(driver: "postgres" | "pinecone") {
  await using stack = new AsyncDisposableStack();
  const loopback = driver === "pinecone" ? stack.use(await pineconeLoopback()) : undefined;
  const credential = loopback && { provider: "pinecone", baseUrl: loopback.baseUrl, secret: loopback.apiKey };
  const reranked: number[] = [];
  const bench = stack.use(
    await openBench({
      rerankWith: async (_, { query, texts }) => {
        reranked.push(texts.length);
        const asked = hashWords(query);
        // Ties by intention: chunks keep the order that they were found in.
        return texts.map((text) => Math.round(5 * Math.max(0, dot(asked, hashWords(text)))) / 5);
      },
      pinecone: { readCredential: async () => credential },
    }),
  );
  const settings = driver === "pinecone" ? { settings: { index: "patchbay", credential: "c" } } : {};
  const { id } = await bench.collections.create({ name: "Docs", driver, ...settings });
  const owned = stack.move();
  return { bench, id, reranked, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);

/** Of about 200 words, so that there are several parts; each names its subject at the beginning and at the end. */
const chunks = Array.from({ length: 260 }, (_, number) => {
  const filler = Array.from({ length: 150 }, (_, word) => `w${(number * 7 + word) % 400}${word % 9 === 8 ? "." : ""}`);
  const text = `Subject${number} and colour${number % 5}. ${filler.join(" ")} It ends with subject${number} and shape${number % 3}.`;
  return { text, metadata: { source: "book", heading: `Part ${Math.floor(number / 4)}` } };
});

const ways: Record<string, Partial<SearchQuery>> = {
  "as it is": {},
  diverse: { diversity: 0.6 },
  "above a score": { minScore: 0.2 },
  sections: { give: "sections", maxCharacters: 20_000 },
  documents: { give: "documents", maxCharacters: 20_000 },
  "in other words": { others: ["shape1 at the end", "colour4 at the beginning", "subject42"] },
  "by a likely answer": { passage: "It ends with subject77 and shape2." },
  reranked: { rerank },
  "all at once": {
    ...{ others: ["shape1 at the end", "colour4 at the beginning", "subject42"], passage: "ends with subject77" },
    ...{ rerank, diversity: 0.4, give: "sections", minScore: 0.1, explain: true },
  },
};

test.each(["postgres", "pinecone"] as const)("in %s", async (driver) => {
  await using kind = await openKind(driver);
  const { bench, id, reranked } = kind;
  await bench.collections.add(id, chunks, { idempotencyKey: "k", signal });
  if (driver === "postgres") {
    const least = await bench.db.prisma.chunk.aggregate({ _min: { parts: true } });
    expect(least._min.parts).toBeGreaterThan(2);
  }
  for (const mode of ["vector", "hybrid", "text"] as const) {
    for (const [way, more] of Object.entries(ways)) {
      const asked = { text: "subject77 with colour2 and shape2", mode, limit: 50, ...more };
      const found = await bench.collections.search(id, asked, signal);
      const told = `${mode}, ${way}`;
      expect(found.length, told).toBeGreaterThan(0);
      expect(found.length, told).toBeLessThanOrEqual(50);
      const subjects = found.flatMap(({ text }) => text.match(/^Subject\d+|(?<=\n\n)Subject\d+/g) ?? []);
      expect(subjects, told).toHaveLength(new Set(subjects).size);
      expect(new Set(found.map((each) => each.id)).size, told).toBe(found.length);
      for (const { score } of found) expect(score, told).toBeGreaterThanOrEqual(more.minScore ?? 0);
      if (!more.diversity && !more.others && !more.minScore) expect(subjects, told).toContain("Subject77");
      if (more.rerank && !more.diversity) {
        const scores = found.map(({ score }) => score ?? 0);
        expect(scores, told).toEqual(scores.toSorted((a, b) => b - a));
      }
    }
  }
  // More texts would be billed as several searches.
  expect(Math.max(...reranked)).toBeLessThanOrEqual(100);
});

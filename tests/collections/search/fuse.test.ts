import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fuse, type Ranked } from "../../../collections/search/fuse.ts";
import { Matrix } from "../../../collections/vectors/matrix.ts";
import { hashWords } from "../hashed-words.ts";

const ranking = fc
  .uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 30 })
  .chain((ids) =>
    fc
      .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: ids.length, maxLength: ids.length })
      .map((scores) => scores.sort((a, b) => b - a).map((score, index): Ranked => ({ id: `${ids[index]}`, score }))),
  );

describe("fusing rankings", () => {
  test("has each chunk of any ranking once, with its best score", () => {
    fc.assert(
      fc.property(fc.array(ranking, { maxLength: 4 }), (rankings) => {
        const fused = fuse(rankings);
        const all = new Set(rankings.flat().map(({ id }) => id));
        expect(new Set(fused.map(({ id }) => id))).toEqual(all);
        expect(fused).toHaveLength(all.size);
        for (const { id, score } of fused) {
          const scores = rankings.flat().filter((each) => each.id === id);
          expect(score).toBe(Math.max(...scores.map((each) => each.score)));
        }
      }),
    );
  });

  test("keeps a single ranking as it is, and never puts what is behind everywhere in front", () => {
    fc.assert(
      fc.property(ranking, ranking, (one, other) => {
        expect(fuse([one]).map(({ id, score }) => ({ id, score }))).toEqual(one);
        const place = (list: readonly Ranked[], id: string) => list.findIndex((each) => each.id === id);
        const fused = fuse([one, other]);
        const both = one.filter(({ id }) => place(other, id) >= 0);
        for (const a of both) {
          for (const b of both) {
            const isAhead = place(one, a.id) < place(one, b.id) && place(other, a.id) < place(other, b.id);
            if (isAhead) expect(place(fused, a.id)).toBeLessThan(place(fused, b.id));
          }
        }
      }),
    );
  });

  test("what is good in both rankings beats what is best in one", () => {
    const of = (...ids: string[]) => ids.map((id, index) => ({ id, score: 1 - index / 10 }));
    expect(fuse([of("a", "both", "b"), of("c", "both", "d")])[0]?.id).toBe("both");
  });

  test("what one ranking is sure of is not lost behind what both find middling", () => {
    const near = Array.from({ length: 9 }, (_, index) => ({ id: `m${index}`, score: 0.5 - index / 20 }));
    const words = [{ id: "sure", score: 0.9 }, ...near.map(({ id }) => ({ id, score: 0.05 }))];
    const fused = fuse([near, words]);
    expect(fused.slice(0, 2).map(({ id }) => id)).toEqual(["m0", "sure"]);
  });
});

describe("vectors in memory", () => {
  test("find what sorting all similarities finds, whatever was written, written over and dropped before", () => {
    const write = fc.record({ id: fc.integer({ min: 0, max: 60 }), word: fc.integer({ min: 0, max: 500 }) });
    const property = fc.property(
      fc.array(write, { maxLength: 120 }),
      fc.array(fc.integer({ min: 0, max: 60 })),
      fc.integer({ min: 1, max: 20 }),
      (writes, dropped, limit) => {
        const matrix = new Matrix();
        const rows = new Map<string, number[]>();
        for (const { id, word } of writes) {
          const vector = hashWords(`common word${word}`);
          matrix.set(`${id}`, vector);
          rows.set(`${id}`, vector);
        }
        for (const id of dropped) rows.delete(`${id}`);
        matrix.keepOnly(new Set(rows.keys()));
        expect(matrix.size).toBe(rows.size);
        const query = hashWords("common word7");
        const scores = [...rows.values()].map((row) =>
          row.reduce((sum, value, index) => sum + value * query[index]!, 0),
        );
        const wanted = scores.filter((score) => score >= 0.1).sort((a, b) => b - a);
        const found = matrix.nearest(query, { limit, minScore: 0.1 });
        expect(found.map(({ score }) => score.toFixed(4))).toEqual(
          wanted.slice(0, limit).map((score) => score.toFixed(4)),
        );
      },
    );
    fc.assert(property, { numRuns: 60 });
  });

  test("rounding to 8 bits leaves out nothing, in collections large enough for it", () => {
    const property = fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom(3, 100, 512, 700), (seed, width) => {
      const random = numbers(seed);
      const centres = Array.from({ length: 20 }, () => unit(Array.from({ length: width }, random)));
      const near = (index: number) => unit(centres[index % 20]!.map((value) => value + 0.3 * random()));
      const matrix = new Matrix();
      const rows = Array.from({ length: 1500 }, (_, index) => near(index));
      for (const [index, row] of rows.entries()) matrix.set(`${index}`, row);
      matrix.keepOnly(
        new Set(
          rows
            .keys()
            .map(String)
            .filter((id) => !id.endsWith("7")),
        ),
      );
      const query = near(3);
      const rounded = new Matrix(1);
      for (const [index, row] of rows.entries()) rounded.set(`${index}`, row);
      expect([rounded.isRounded, matrix.isRounded]).toEqual([true, false]);
      expect(rounded.bytes).toBeLessThan(matrix.bytes);
      const scores = rows.flatMap((row, index) => (index % 10 === 7 ? [] : [cosine(row, query)]));
      const wanted = scores.sort((a, b) => b - a).slice(0, 10);
      const found = matrix.nearest(query, { limit: 10, minScore: 0 });
      expect(found).toHaveLength(10);
      const candidates = rounded.candidates(query, { limit: 10, minScore: 0 });
      const most = new Map(candidates.map((each) => [each.id, each.most]));
      const best = rows.map((row, index) => ({ id: `${index}`, score: cosine(row, query) }));
      for (const { id } of best.sort((a, b) => b.score - a.score).slice(0, 10)) expect([...most.keys()]).toContain(id);
      for (const [id, greatest] of most) expect(greatest).toBeGreaterThanOrEqual(cosine(rows[Number(id)]!, query));
      for (const [index, { id, score }] of found.entries()) {
        expect(score).toBeCloseTo(Math.max(0, wanted[index]!), 5);
        expect(score).toBeCloseTo(Math.max(0, cosine(rows[Number(id)]!, query)), 5);
      }
    });
    fc.assert(property, { numRuns: 15 });
  });
});

/** A stream of numbers between −0.5 and 0.5. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff - 0.5;
  };
}

function unit(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

function cosine(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, index) => sum + value * other[index]!, 0);
}

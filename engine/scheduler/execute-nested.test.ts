import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Behaviour, runToEnd, type Story } from "../../tests/engine/process/tenures.ts";
import { nests } from "../../tests/engine/scheduler/random-nest.ts";
import { stepKey } from "./step-events.ts";

const settled = new Set(["succeeded", "failed", "skipped", "cancelled", "in_doubt"]);
const atOnce: Behaviour = { later: () => Promise.resolve(), cutBehind: () => undefined, isDecided: () => true };

function expectSettledOnce({ journal }: Story): void {
  const ends = journal.flatMap((event) => (settled.has(event.type) ? [stepKey(event.at)] : []));
  expect(new Set(ends).size).toBe(ends.length);
}

/** Each step began behind everything it hangs on, its own plan's edges and the node around it. */
function expectOrder({ journal }: Story): void {
  const endedAt = new Map(journal.map((event, at) => [settled.has(event.type) ? stepKey(event.at) : "", at]));
  const beganAt = new Map<string, number>();
  for (const [at, event] of journal.entries()) {
    const key = stepKey(event.at);
    if (event.type === "started" && !beganAt.has(key)) beganAt.set(key, at);
  }
  for (const [key, at] of beganAt) {
    const [path = "", iteration = ""] = key.split("\n");
    const outer = path.split("/").slice(0, -1).join("/");
    if (outer === "") continue;
    const around = stepKey({ path: outer, iteration: iteration.split("/").slice(0, -1).join("/") });
    expect(beganAt.get(around), `${around} is around ${key}`).toBeLessThan(at);
    expect(endedAt.get(around), `${around} is around ${key}`).toBeGreaterThan(endedAt.get(key) ?? 0);
  }
}

describe("plans in plans", () => {
  test("end, whatever the order of answers: each step once, inside the node around it, within one limit", async () => {
    await fc.assert(
      fc.asyncProperty(nests(2), fc.scheduler(), fc.integer({ min: 1, max: 5 }), async ({ plan }, s, parallel) => {
        const running = runToEnd(plan, { ...atOnce, later: () => s.schedule(Promise.resolve()), parallel });
        await s.waitFor(running);
        const story = await running;
        expect(story.outcome.status).toBe("succeeded");
        expectSettledOnce(story);
        expectOrder(story);
        expect(story.maxWorking).toBeLessThanOrEqual(parallel);
        const expected = await runToEnd(plan, atOnce);
        expect(story.outcome).toEqual(expected.outcome);
      }),
      { numRuns: 60 },
    );
  });

  test("resumed from any prefix of what was written come to the same end and repeat nothing", async () => {
    await fc.assert(
      fc.asyncProperty(
        nests(2),
        fc.array(fc.integer({ min: 1, max: 25 }), { maxLength: 8 }),
        fc.infiniteStream(fc.boolean()),
        async ({ plan }, cuts, words) => {
          const decided = new Set<string>();
          const whole = await runToEnd(plan, atOnce);
          const story = await runToEnd(plan, {
            ...atOnce,
            cutBehind: (tenure) => cuts[tenure],
            isDecided(key, tenure) {
              // By and by everything is decided, in an order of its own.
              if (tenure > 60 || words.next().value) decided.add(key);
              return decided.has(key);
            },
          });
          expect(story.outcome).toEqual(whole.outcome);
          expect(story.repeated).toEqual([]);
          expectSettledOnce(story);
          for (const event of story.journal) {
            if (event.type !== "started" || event.node.body) continue;
            expect(event.attempt).toBeLessThanOrEqual(event.node.attempts + cuts.length);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("receive a decision whenever it comes: before a poll, during it, after it, or while they are parked", async () => {
    await fc.assert(
      fc.asyncProperty(nests(1), fc.scheduler(), async ({ plan }, s) => {
        const decided = new Set<string>();
        const keys = new Set<string>();
        let wake = () => {};
        const decideSome = () =>
          s.schedule(Promise.resolve()).then(() => {
            for (const key of keys) decided.add(key);
            wake();
          });
        const running = runToEnd(plan, {
          ...atOnce,
          later: () => s.schedule(Promise.resolve()),
          isDecided(key) {
            if (!keys.has(key)) {
              keys.add(key);
              void decideSome();
            }
            return decided.has(key);
          },
          onWake: (own) => {
            wake = own;
          },
        });
        await s.waitFor(running);
        const story = await running;
        expect(story.outcome.status).toBe("succeeded");
        expectSettledOnce(story);
      }),
      { numRuns: 50 },
    );
  });
});

/**
 * The engine's rules, tried out in every order: two workers, three nodes, and up to two faults out of crash, database
 * crash, a lease that ends under its holder, an early release, a lost answer and a cancel, wherever they may fall, and
 * with a wake-up that brings the run along, whichever worker receives it; received twice, it leaves a budget for one fault. Each
 * rule is then switched off, and the search must find what breaks; so the model is known to see what it should.
 */
import { describe, expect, test } from "vitest";
import { explore } from "../model/search.ts";
import { engineRules, type NodeKind, type Rules } from "../model/world.ts";

const shapes: [NodeKind, NodeKind, NodeKind][] = [
  ["pure", "keyed", "unkeyed"],
  ["keyed", "wait", "unkeyed"],
  ["unkeyed", "pure", "wait"],
];
const budget = { crash: 1, outage: 1, late: 1, lost: 1, cancel: 1, all: 2, wakeUp: 2 };

describe.each([1, 2])("in every order of things, with %i wake-ups that bring the run along", (wakeUp) => {
  test.each(shapes)("a run of %s, %s and %s ends once, and nothing is done twice", (...nodes) => {
    const found = explore({ nodes, rules: engineRules }, { ...budget, wakeUp, all: 3 - wakeUp });
    expect(found.broken).toBeUndefined();
    expect([...found.ends].sort()).toEqual(["cancelled", "failed", "succeeded"]);
    expect(found.worlds).toBeGreaterThan(20_000);
  });
});

describe("the search finds what breaks when", () => {
  const without: [words: string, off: Partial<Rules>, nodes: NodeKind[], promise: RegExp][] = [
    [
      "the fence has no token, and knows workers only",
      { fenceByToken: false, fenceByWorker: "process" },
      ["pure", "keyed", "unkeyed"],
      /gap or a double batch|undone|two writers/,
    ],
    [
      "the fence has the token alone, since the database may forget a claim in a crash",
      { fenceByWorker: "nothing" },
      ["keyed", "wait", "unkeyed"],
      /gap or a double batch|undone|two writers/,
    ],
    [
      "the fence names the worker but not the claim, since a worker may claim again what it lost",
      { fenceByWorker: "process" },
      ["keyed", "wait", "unkeyed"],
      /gap or a double batch|undone|two writers/,
    ],
    ["the end is not fenced", { fenceTheEnd: false }, ["pure", "keyed", "unkeyed"], /ended twice/],
    ["a wake-up claims what is not due", { claimOnlyWhenDue: false }, ["pure", "keyed", "unkeyed"], /taken away/],
    [
      "the first batch of a run claimed inline does not check whether another worker has claimed it",
      { inlineClaimNeedsQueued: false },
      ["pure", "keyed", "unkeyed"],
      /gap or a double batch|undone|two writers/,
    ],
    [
      "an effect starts before it is recorded",
      { armBeforeEffects: false },
      ["pure", "keyed", "unkeyed"],
      /without a key was done twice/,
    ],
    [
      "an open effect without a key is repeated",
      { doubtUnkeyed: false },
      ["unkeyed", "pure", "wait"],
      /without a key was done twice/,
    ],
    ["keys change from try to try", { stableKeys: false }, ["pure", "keyed", "unkeyed"], /with a key was done twice/],
    [
      "a run parks without polling again for the decision",
      { parkLooksAgain: false },
      ["keyed", "wait", "unkeyed"],
      /stuck/,
    ],
  ];

  test.each(without)("%s", (_, off, nodes, promise) => {
    const faults = off.fenceByToken === false ? { ...budget, outage: 0 } : budget;
    const { broken } = explore({ nodes, rules: { ...engineRules, ...off } }, faults);
    expect(broken?.promise).toMatch(promise);
    expect(broken?.way.length).toBeGreaterThan(0);
  });
});

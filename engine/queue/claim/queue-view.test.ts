import { expect, test } from "vitest";
import { makeQueueView, nextQueueState, type QueueEvent, type QueueState, queueStates } from "./queue-view.ts";

const events = ["left", "lost", "looking", "taking", "closed"] as const satisfies readonly QueueEvent[];
/** In the order of `events`. */
const expected: Record<QueueState, readonly QueueState[]> = {
  "caught-up": ["behind", "behind-and-unsure", "caught-up", "caught-up", "closed"],
  behind: ["behind", "behind-and-unsure", "behind", "caught-up", "closed"],
  unsure: ["behind-and-unsure", "behind-and-unsure", "caught-up", "unsure", "closed"],
  "behind-and-unsure": ["behind-and-unsure", "behind-and-unsure", "behind", "unsure", "closed"],
  closed: ["closed", "closed", "closed", "closed", "closed"],
};

for (const state of queueStates) {
  test(`what follows while the claim loop is ${state}`, () => {
    expect(events.map((event) => nextQueueState(state, event))).toEqual(expected[state]);
  });
}

function viewAfter(...happened: QueueEvent[]) {
  const view = makeQueueView();
  for (const event of happened) view.on(event);
  return { isBehind: view.isBehind(), isUnsure: view.isUnsure(), isClosed: view.isClosed() };
}

test("after a lost answer both are done again: the look at its own rows, and the claim of the oldest", () => {
  expect(viewAfter("lost")).toEqual({ isBehind: true, isUnsure: true, isClosed: false });
  expect(viewAfter("lost", "looking", "taking")).toEqual({ isBehind: false, isUnsure: false, isClosed: false });
});

test("a look that is lost as well is repeated, whatever the claim of the oldest brings", () => {
  expect(viewAfter("lost", "looking", "lost", "taking")).toEqual({ isBehind: false, isUnsure: true, isClosed: false });
});

test("nothing opens a closed loop again", () => {
  expect(viewAfter("left", "closed", "lost", "left")).toEqual({ isBehind: false, isUnsure: false, isClosed: true });
});

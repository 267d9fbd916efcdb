import { expect, test } from "vitest";
import { emptyGraph } from "../../../lib/graph/graph.ts";
import type { SaveState } from "../store/save-slice.ts";
import { nextSave, type SaveEvent } from "./save-states.ts";

const sides = { base: emptyGraph, theirs: emptyGraph, revision: 7 };
const states: Record<SaveState["status"], SaveState> = {
  saved: { status: "saved" },
  unsaved: { status: "unsaved" },
  saving: { status: "saving" },
  offline: { status: "offline" },
  refused: { status: "refused", reason: "before" },
  conflict: { status: "conflict", ...sides, revision: 6 },
};
const events: readonly SaveEvent[] = [
  { type: "changed" },
  { type: "sent" },
  { type: "current", isDirty: false },
  { type: "current", isDirty: true },
  { type: "outdated" },
  { type: "offline" },
  { type: "refused", reason: "now" },
  { type: "clashed", ...sides },
];
/** In the order of `events`. The server's answers count whatever the state was; a change and a save do not. */
const answers = ["saved", "unsaved", "unsaved", "offline", "refused", "conflict"];
const expected: Record<SaveState["status"], readonly string[]> = {
  saved: ["unsaved", "saving", ...answers],
  unsaved: ["unsaved", "saving", ...answers],
  saving: ["saving", "saving", ...answers],
  offline: ["offline", "saving", ...answers],
  refused: ["unsaved", "saving", ...answers],
  conflict: ["conflict", "conflict", ...answers],
};

for (const save of Object.values(states)) {
  test(`what follows while a draft is ${save.status}`, () => {
    expect(events.map((event) => nextSave(save, event).status)).toEqual(expected[save.status]);
  });
}

test("a refusal keeps its reason, and a conflict both sides of the newest revision", () => {
  expect(nextSave(states.saving, { type: "refused", reason: "Too large." })).toEqual({
    status: "refused",
    reason: "Too large.",
  });
  expect(nextSave(states.conflict, { type: "clashed", ...sides })).toEqual({ status: "conflict", ...sides });
});

test("a change that announces nothing new leaves the state as it is", () => {
  for (const save of [states.unsaved, states.saving, states.offline, states.conflict])
    expect(nextSave(save, { type: "changed" })).toBe(save);
});

import { expect, test } from "vitest";
import { type HostEvent, type HostState, type HostStateName, nextHostState } from "./child-host-states.ts";

const states: readonly HostState<string>[] = [
  { name: "absent" },
  { name: "serving", child: "first" },
  { name: "idle", child: "first" },
  { name: "stopping", child: "first" },
];
const events: readonly HostEvent<string>[] = [
  { type: "started", child: "second" },
  { type: "called" },
  { type: "rested" },
  { type: "stopped" },
  { type: "ended" },
];
/** In the order of `events`. */
const expected: Record<HostStateName, readonly HostStateName[]> = {
  absent: ["serving", "absent", "absent", "absent", "absent"],
  serving: ["serving", "serving", "idle", "stopping", "absent"],
  idle: ["idle", "serving", "idle", "stopping", "absent"],
  stopping: ["serving", "stopping", "stopping", "stopping", "absent"],
};

for (const state of states) {
  test(`what follows while the child is ${state.name}`, () => {
    expect(events.map((event) => nextHostState(state, event).name)).toEqual(expected[state.name]);
  });
}

test("the child stays the same until it is stopping or has ended, and only then another one is started", () => {
  const seen = events.map((event) => nextHostState({ name: "serving", child: "first" } as HostState<string>, event));
  for (const state of seen)
    expect("child" in state ? state.child : undefined).toBe(state.name === "absent" ? undefined : "first");
  for (const before of [{ name: "absent" }, { name: "stopping", child: "first" }] satisfies HostState<string>[])
    expect(nextHostState(before, { type: "started", child: "second" })).toEqual({ name: "serving", child: "second" });
});

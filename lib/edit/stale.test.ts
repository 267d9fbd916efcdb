import { expect, test } from "vitest";
import { build, catalogue, edge } from "../../tests/helpers/graph-edits.ts";
import { connect, disconnect } from "./edges.ts";
import { moveNodes, rename } from "./edit.ts";
import { setConfig } from "./settings.ts";
import { staleNodes } from "./stale.ts";

const first = connect(build("source", "prompt", "merge"), catalogue, edge("source0", "text", "prompt1", "a"));
const ran = connect(first, catalogue, edge("prompt1", "prompt", "merge2", "all"));

test("a changed setting makes its node stale and all that depends on it", () => {
  const now = setConfig(ran, catalogue, { nodeId: "prompt1", setting: "template", value: "{{ a }}!" });
  expect(staleNodes(ran, now)).toEqual(new Set(["prompt1", "merge2"]));
});

test("a lost edge makes stale what it led to; a new name or place makes nothing stale", () => {
  expect(staleNodes(ran, disconnect(ran, ["prompt1-prompt-merge2-all"]))).toEqual(new Set(["merge2"]));
  expect(staleNodes(ran, moveNodes(rename(ran, "prompt1", "Ask"), { source0: { x: 1, y: 1 } })).size).toBe(0);
});

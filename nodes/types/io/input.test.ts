import { expect, test } from "vitest";
import { portsOf } from "../../../lib/ports/node-ports.ts";
import { runNode } from "../../../tests/helpers/node.ts";
import { manifestOf } from "../../catalogue.ts";
import { input } from "./input.ts";

test("each field of an input is an output port that passes on what the run was given", async () => {
  const config = {
    fields: [
      { name: "topic", kind: "text" },
      { name: "count", kind: "number", optional: true },
    ],
  };
  expect(portsOf(manifestOf(input), { config }).outputs).toEqual({
    topic: { kind: "text" },
    count: { kind: "number" },
  });
  expect((await runNode(input, { config, inputs: { topic: "lamps" } })).outputs).toEqual({ topic: "lamps" });
});

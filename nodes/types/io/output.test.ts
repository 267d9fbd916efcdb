import { expect, test } from "vitest";
import { portsOf } from "../../../lib/ports/node-ports.ts";
import { manifestOf } from "../../catalogue.ts";
import { output } from "./output.ts";

test("each field of an output is an input port; a fresh one takes an answer of any kind or none", () => {
  const manifest = manifestOf(output);
  expect(manifest.role).toBe("run-output");
  expect(portsOf(manifest, { config: manifest.defaults }).inputs).toEqual({
    answer: { kind: "any", title: "Answer", optional: true },
  });
  const config = { fields: [{ name: "total", kind: "number" }] };
  expect(portsOf(manifest, { config }).inputs).toEqual({ total: { kind: "number" } });
});

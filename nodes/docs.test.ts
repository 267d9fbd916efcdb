import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Graph } from "../lib/graph/graph.ts";
import { portsOf } from "../lib/ports/node-ports.ts";
import { isEntry } from "../lib/runs/entry.ts";
import { valueSchemas } from "../lib/values/values.ts";
import { runExample } from "../tests/helpers/node.ts";
import { manifestOf } from "./catalogue.ts";
import { nodeTypes } from "./index.ts";

const folder = new URL("types/", import.meta.url);
const testFiles = globSync("*/*.test.ts", { cwd: folder });

describe.each(nodeTypes.map((type) => [type.type, type] as const))("%s", (_name, type) => {
  const manifest = manifestOf(type);

  test("has a paragraph of its own in the handbook, and an example", () => {
    expect(type.docs?.about).toMatch(new RegExp(`^The ${type.title} node [a-z].{60,}\\.$`));
    expect(type.docs?.example.summary).toMatch(/^[A-Z].{20,}\.$/);
    expect(type.docs?.example.given ?? "It is.").toMatch(/^[A-Z].+\.$/);
  });

  test("describes every setting and every port", () => {
    const parts = [manifest.config.properties, type.inputs, type.outputs].flatMap((part) =>
      Object.entries(Object(part)),
    );
    for (const [name, part] of parts) {
      expect(part, name).toMatchObject({ description: expect.stringMatching(/.{9,}/) });
    }
  });

  test("has an example with settings, inputs and outputs that fit", () => {
    const { config = {}, inputs = {}, outputs = {} } = type.docs?.example ?? {};
    const nodes = { n: { type: type.type, version: type.version, config: { ...manifest.defaults, ...config } } };
    const { n: node } = Graph.parse({ nodes, edges: [] }).nodes;
    const ports = portsOf(manifest, node!);
    // The inputs of a run reach its input node by no port; they leave by the ports that are named like them.
    const sides = { inputs: isEntry(type.role) ? ports.outputs : ports.inputs, outputs: ports.outputs };
    for (const [side, values] of Object.entries({ inputs, outputs })) {
      for (const [name, value] of Object.entries(values)) {
        const spec = Object.entries(sides).find(([key]) => key === side)?.[1][name];
        expect(spec, `${side}: ${name}`).toBeDefined();
        const schema = valueSchemas[spec!.kind];
        expect((spec!.multiple ? schema.array() : schema).safeParse(value).error, name).toBeUndefined();
      }
    }
    for (const [name, { optional }] of Object.entries(ports.inputs)) {
      if (!optional) expect(Object.keys(inputs)).toContain(name);
    }
  });

  test("computes the outputs of its example, here or, where something comes from outside, in its own test", async () => {
    if (type.docs?.example.given === undefined) {
      await runExample(type);
      return;
    }
    const file = testFiles.find((name) => name.endsWith(`/${type.type}.test.ts`));
    expect(file).toBeDefined();
    expect(readFileSync(new URL(file!, folder), "utf8")).toContain("await runExample(");
  });
});

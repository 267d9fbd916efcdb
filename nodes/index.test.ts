import { icons } from "lucide-react";
import { describe, expect, test } from "vitest";
import { Graph } from "../lib/graph/graph.ts";
import { UsedWhen } from "../lib/settings/used-when.ts";
import { WidgetName } from "../lib/settings/widgets.ts";
import { manifestOf } from "./catalogue.ts";
import { nodeTypes } from "./index.ts";

describe.each(nodeTypes.map((type) => [type.type, type] as const))("%s", (_name, type) => {
  const manifest = manifestOf(type);

  test("has a fresh configuration that is valid, and a place in a graph", () => {
    const node = { type: type.type, version: type.version, config: manifest.defaults };
    expect(Graph.safeParse({ nodes: { n: node }, edges: [] }).error).toBeUndefined();
  });

  test("tells people what it does, in a sentence, with an icon that exists", () => {
    expect(manifest.summary).toMatch(/^[A-Z].{20,140}\.$/);
    const name = type.icon.replace(/(^|-)(\w)/g, (_all, _dash, letter: string) => letter.toUpperCase());
    expect(Object.keys(icons)).toContain(name);
    if (type.subtitle) expect(Object.keys(manifest.defaults)).toContain(type.subtitle);
  });

  test("has a title and a known widget for every setting", () => {
    const properties = Object.values(Object(manifest.config.properties));
    for (const setting of properties) {
      expect(setting).toMatchObject({ title: expect.any(String) });
      const { widget } = Object(setting);
      if (widget !== undefined) expect(WidgetName.options).toContain(widget);
    }
  });

  test("says of no setting or port that it is used for a value which a setting cannot have", () => {
    const properties: Record<string, unknown> = Object(manifest.config.properties);
    const ports = [...Object.values(manifest.inputs), ...Object.values(manifest.outputs)];
    for (const setting of [...Object.values(properties), ...ports]) {
      const { usedWhen } = Object(setting);
      if (usedWhen === undefined) continue;
      const { setting: name, is } = UsedWhen.parse(usedWhen);
      expect(Object(properties[name]).enum).toEqual(expect.arrayContaining(is));
    }
  });
});

test("no two node types of one category are drawn with the same icon", () => {
  const drawn = nodeTypes.map(({ category, icon, type }) => ({ look: `${category} ${icon}`, type }));
  const looks = new Set(drawn.map(({ look }) => look));
  expect(drawn.filter(({ look }) => !looks.delete(look))).toEqual([]);
});

test("no two node types have one name", () => {
  expect(new Set(nodeTypes.map(({ type }) => type)).size).toBe(nodeTypes.length);
});

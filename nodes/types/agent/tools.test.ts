import { expect, test } from "vitest";
import type { Tool } from "../../define.ts";
import { nameTools, specOf } from "./tools.ts";

test("each provider takes the names and parameters of the tools of servers", () => {
  const parameters = { type: "object", anyOf: [{ properties: { id: { type: "string" } } }] };
  const names = ["3d-render", "-x", "поиск", "a".repeat(90), "a".repeat(80)];
  const offers = names.map((name) => ({ name, parameters, isOffered: true }));
  const base = { type: "mcp-server", title: "9 lives", summary: "", effect: "effect", disabled: false } as const;
  const servers = ["m", "n"].map((id): Tool => ({ ...base, id, inputs: [], offers }));
  const specs = nameTools(servers).map((tool) => specOf(tool, undefined));
  expect(new Set(specs.map(({ name }) => name)).size).toBe(10);
  for (const { name, parameters: told } of specs) {
    expect(name).toMatch(/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/);
    expect(told).toEqual({ type: "object", properties: { id: { type: "string" } } });
  }
});

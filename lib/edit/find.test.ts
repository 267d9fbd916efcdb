import { expect, test } from "vitest";
import { build, catalogue, edge } from "../../tests/helpers/graph-edits.ts";
import { connect } from "./edges.ts";
import { rename } from "./edit.ts";
import { findText, replaceMatches } from "./find.ts";
import { addNote } from "./notes.ts";
import { setConfig } from "./settings.ts";

const query = (text: string, isCaseSensitive = false) => ({ text, isCaseSensitive });

test("text is found in titles, settings and notes, and told by its place", () => {
  const titled = rename(build("prompt"), "prompt0", "Ask the user");
  const typed = setConfig(titled, catalogue, { nodeId: "prompt0", setting: "template", value: "ask {{ a }}, Ask" });
  const graph = addNote(typed, "n1", { x: 0, y: 0, width: 320, height: 160, text: "Never ask twice" });
  expect(findText(graph, catalogue, query("ask")).map(({ in: where, start }) => [where, start])).toEqual([
    ["title", 0],
    ["setting", 0],
    ["setting", 13],
    ["note", 6],
  ]);
  expect(findText(graph, catalogue, query("Ask", true))).toHaveLength(2);
  expect(findText(graph, catalogue, query(""))).toEqual([]);
});

test("replacing a variable everywhere keeps every edge, also where two variables of one template are renamed", () => {
  const typed = setConfig(build("source", "prompt"), catalogue, {
    nodeId: "prompt1",
    setting: "template",
    value: "{{ user_name }} is {{ user_age }}, {{ other }}",
  });
  const one = connect(typed, catalogue, edge("source0", "text", "prompt1", "user_name"));
  const two = connect(one, catalogue, edge("source0", "number", "prompt1", "user_age"));
  const matches = findText(two, catalogue, query("user_"));
  const replaced = replaceMatches(two, catalogue, { matches, query: query("user_"), by: "guest_" });
  expect(replaced.nodes.prompt1?.config.template).toBe("{{ guest_name }} is {{ guest_age }}, {{ other }}");
  expect(replaced.edges.map(({ to }) => to.port)).toEqual(["guest_name", "guest_age"]);
});

test("one match alone can be replaced; one that has changed since is left", () => {
  const graph = setConfig(build("prompt"), catalogue, { nodeId: "prompt0", setting: "template", value: "x x x" });
  const [, second] = findText(graph, catalogue, query("x"));
  const once = replaceMatches(graph, catalogue, { matches: [second!], query: query("x"), by: "y" });
  expect(once.nodes.prompt0?.config.template).toBe("x y x");
  expect(replaceMatches(once, catalogue, { matches: [second!], query: query("x"), by: "z" })).toBe(once);
});

test("ids of credentials and collections are neither found nor replaced", () => {
  const model = { provider: "ollama", model: "llama", credential: "abc" };
  const graph = setConfig(build("prompt"), catalogue, { nodeId: "prompt0", setting: "model", value: model });
  expect(findText(graph, catalogue, query("abc"))).toEqual([]);
  expect(findText(graph, catalogue, query("llama"))).toHaveLength(1);
});

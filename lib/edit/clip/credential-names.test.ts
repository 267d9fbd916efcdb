import { expect, test } from "vitest";
import { findCredentials, nameCredentials } from "./credential-names.ts";

const node = (credential: string) => ({
  type: "chat-model",
  version: 1,
  config: { model: { provider: "ollama", model: "llama", credential }, list: [{ credential }] },
});

test("a credential leaves by its name and arrives as the one of that name", () => {
  const named = nameCredentials({ a: node("id1") }, (id) => (id === "id1" ? "Lab" : undefined));
  expect(named.a?.config).toEqual({
    model: { provider: "ollama", model: "llama", credential: "name:Lab" },
    list: [{ credential: "name:Lab" }],
  });
  const there = findCredentials(named, [{ id: "id9", name: "Lab" }]);
  expect(there).toEqual({ nodes: { a: node("id9") }, missing: [] });
});

test("a credential that is not known is taken out, and its name is told", () => {
  expect(findCredentials({ a: node("name:Lab") }, [])).toEqual({
    nodes: { a: { ...node(""), config: { model: { provider: "ollama", model: "llama" }, list: [{}] } } },
    missing: ["Lab"],
  });
  expect(JSON.stringify(nameCredentials({ a: node("secret-id") }, () => undefined))).not.toContain("secret-id");
  expect(JSON.stringify(findCredentials({ a: node("foreign") }, []).nodes)).not.toContain("foreign");
});

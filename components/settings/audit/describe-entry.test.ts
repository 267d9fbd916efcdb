import { expect, test } from "vitest";
import { auditRules } from "../../../server/audit/audit-rules.ts";
import { describeAction, describeDetails } from "./describe-entry.ts";

test("an action is words that begin as a sentence does", () => {
  expect(describeAction("service-account.created")).toBe("Service account created");
  expect(describeAction("workspace.sign-in rules set")).toBe("Workspace sign-in rules set");
  expect(describeAction("key.revoked")).toBe("Key revoked");
});

test("every action that is recorded reads as words", () => {
  const actions = Object.values(auditRules).flatMap((rule) => ("action" in rule ? [rule.action] : []));
  expect(actions.length).toBeGreaterThan(30);
  expect(actions.map(describeAction).filter((text) => !/^[A-Z][a-z -]+$/.test(text))).toEqual([]);
});

test("details are told without JSON, and without the name that stands beside them", () => {
  const target = { id: "1", name: "Nightly" };
  const details = { name: "Nightly", expiresAt: null, scopes: ["runs.read", "runs.start"], disabled: true };
  expect(describeDetails({ target, details })).toBe("expires at: none · scopes: runs.read, runs.start · disabled: yes");
  expect(describeDetails({ target, details: { name: "Other", limit: { runs: 3 } } })).toBe(
    'name: Other · limit: {"runs":3}',
  );
});

/** Settings checked in the browser against the manifest's JSON Schema; the server checks again with the real one. */
import * as z from "zod";
import type { CheckConfig } from "../../lib/graph/check.ts";
import type { Issue } from "../../lib/graph/issue.ts";
import type { Catalogue, Manifest } from "../../lib/node-types/manifest.ts";

const schemas = new WeakMap<Manifest, z.ZodType>();

export function checkSettings(catalogue: Catalogue): CheckConfig {
  return (nodeId, type, config) => {
    const manifest = catalogue.get(type);
    const result = manifest && schemaOf(manifest).safeParse(config);
    if (!manifest || !result || result.success) return [];
    return result.error.issues.map((issue): Issue => {
      const [setting] = issue.path;
      const field = String(setting ?? "");
      const message = `${manifest.title}, ${titleOf(manifest, field)}: ${describeIssue(issue)}`;
      return { level: "error", code: "bad-setting", message, nodeId, setting: field };
    });
  };
}

/** The part of a setting's problem that is left to say when it stands under the setting itself. */
export function settingReason(message: string): string {
  const reason = message.slice(message.indexOf(": ") + 2);
  return reason.charAt(0).toUpperCase() + reason.slice(1);
}

function schemaOf(manifest: Manifest): z.ZodType {
  const known = schemas.get(manifest);
  if (known) return known;
  const schema = z.fromJSONSchema(manifest.config);
  schemas.set(manifest, schema);
  return schema;
}

function titleOf(manifest: Manifest, field: string): string {
  const properties = z.object({ properties: z.record(z.string(), z.object({ title: z.string().optional() })) });
  const parsed = properties.safeParse(manifest.config);
  return (parsed.success ? parsed.data.properties[field]?.title : undefined) ?? field;
}

function describeIssue(issue: z.core.$ZodIssue): string {
  // A setting that may be empty is a choice of two: what is wrong with the first is what to say.
  const inner = issue.code === "invalid_union" ? issue.errors[0]?.[0] : undefined;
  if (inner) return describeIssue(inner);
  if (issue.code === "too_small" && issue.origin === "string") return "enter a value.";
  if (issue.code === "too_small") return `at least ${issue.minimum}.`;
  if (issue.code === "too_big") return `at most ${issue.maximum}.`;
  if (issue.code === "invalid_type")
    return issue.input === undefined ? "enter a value." : `this should be a ${issue.expected}.`;
  return issue.message;
}

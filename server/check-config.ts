import type { CheckConfig } from "../lib/graph/check.ts";
import type { NodeType } from "../nodes/define.ts";

/** Parses a node's settings with its own schema: the part of checking a graph that needs code and not only manifests. */
export function makeCheckConfig(nodeTypes: readonly NodeType[]): CheckConfig {
  const known = new Map(nodeTypes.map((nodeType) => [nodeType.type, nodeType]));
  return (nodeId, type, config) => {
    const nodeType = known.get(type);
    const parsed = nodeType?.config.safeParse(config);
    if (!nodeType || !parsed || parsed.success) return [];
    return parsed.error.issues.slice(0, 20).map((issue) => {
      const setting = issue.path.join(".");
      const message = `${nodeType.title}: the setting “${setting}” is not valid. ${issue.message}`;
      return { level: "error", code: "bad-setting", message, nodeId, setting };
    });
  };
}

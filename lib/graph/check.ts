/** What is wrong with a graph, in words, before it runs. The canvas, publishing and starting a run all use this. */
import { cycleIn } from "../edit/reach.ts";
import { PatchbayError } from "../errors.ts";
import { expressionsOf } from "../expressions/expressions-of.ts";
import { unknownFilter } from "../expressions/unknown-filter.ts";
import type { Catalogue, Manifest, Ports } from "../node-types/manifest.ts";
import { portsOf, settingOf } from "../ports/node-ports.ts";
import { canConnect } from "../ports/ports.ts";
import { parseSchedule } from "../schedule/schedule.ts";
import { missingSettings } from "../settings/needed-settings.ts";
import type { PlainJson } from "../values/json.ts";
import { type Edge, type Graph, type Node, nodeAt } from "./graph.ts";
import type { Issue } from "./issue.ts";
import { titleOf } from "./node-titles.ts";
import { bodyGraph, maxNesting } from "./pipeline-ref.ts";

/** Every problem of the graph. `checkConfig` parses a node's settings where the schemas are (the server). */
export function checkGraph(graph: Graph, catalogue: Catalogue, checkConfig?: CheckConfig): Issue[] {
  return checkAt(graph, { catalogue, checkConfig, depth: 0 });
}

/** Every problem of the body of a node that calls the nodes in it one by one. One of them is of the type `needs`. */
export function checkToolbox(
  graph: Graph,
  catalogue: Catalogue,
  { needs, checkConfig }: { needs: string; checkConfig?: CheckConfig },
): Issue[] {
  return checkAt(graph, { catalogue, checkConfig, depth: 0, toolbox: needs });
}

/** `depth`: how many bodies are around the graph. `isFrozen`: it was taken before, perhaps by a release that asked for less. */
type Around = {
  catalogue: Catalogue;
  checkConfig: CheckConfig | undefined;
  depth: number;
  toolbox?: string | undefined;
  isFrozen?: boolean;
};

function checkAt(graph: Graph, around: Around): Issue[] {
  const { catalogue, checkConfig } = around;
  const ports = new Map<string, Ports>();
  const issues: Issue[] = [];
  for (const [nodeId, node] of Object.entries(graph.nodes)) {
    const manifest = catalogue.get(node.type);
    if (manifest) {
      ports.set(nodeId, portsOf(manifest, node));
      const looked = { nodeId, node, manifest, title: titleOf(graph, catalogue, nodeId) };
      issues.push(
        ...checkVersion(looked),
        ...checkBody(looked, around),
        ...checkFilters(looked),
        ...checkSchedule(looked),
        ...checkOperation(looked),
        ...(around.isFrozen ? [] : checkNeeded(looked)),
        ...(checkConfig?.(nodeId, node.type, node.config) ?? []),
      );
    } else {
      const message = `Unknown node type “${node.type}”. Replace or delete this node to run the pipeline.`;
      issues.push({ level: "error", code: "unknown-type", message, nodeId });
    }
  }
  if (ports.size === 0 && issues.length === 0) {
    issues.push({
      level: "error",
      code: "empty",
      message: "The pipeline is empty. Add a node, or start from a template.",
    });
  }
  for (const edge of graph.edges) issues.push(...checkEdge({ graph, catalogue, ports }, edge));
  if (around.toolbox === undefined) issues.push(...checkInputs(graph, catalogue, ports));
  else issues.push(...checkTools(graph, catalogue, around.toolbox));
  issues.push(...checkCycles(graph, catalogue));
  return issues;
}

export type CheckConfig = (nodeId: string, type: string, config: Graph["nodes"][string]["config"]) => Issue[];

/** Throws `invalid_graph` with every blocking issue when the graph cannot run. */
export function assertRunnable(graph: Graph, catalogue: Catalogue, checkConfig?: CheckConfig): void {
  assertNoErrors(checkGraph(graph, catalogue, checkConfig));
}

/**
 * The same for a frozen graph, which may be older than this release. A setting that is needed and empty is left to its node,
 * which says so when it is reached: the run may be under way, and may go another way, as it did before it was asked for.
 */
export function assertFrozenRunnable(graph: Graph, catalogue: Catalogue, toolbox?: string): void {
  assertNoErrors(checkAt(graph, { catalogue, checkConfig: undefined, depth: 0, toolbox, isFrozen: true }));
}

/** Throws `invalid_graph` with every blocking issue of the list, if there is one. */
export function assertNoErrors(found: readonly Issue[]): void {
  const errors = found.filter((issue) => issue.level === "error");
  const [first] = errors;
  if (!first) return;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  const issues = errors.map(({ nodeId, edgeId, setting, message }) => ({
    path: issuePath({ nodeId, edgeId, setting }),
    message,
  }));
  throw new PatchbayError("invalid_graph", `The pipeline cannot run yet: ${first.message}${more}`, { issues });
}

function issuePath(at: {
  nodeId: string | undefined;
  edgeId: string | undefined;
  setting: string | undefined;
}): string {
  if (at.edgeId !== undefined) return `edges.${at.edgeId}`;
  if (at.nodeId === undefined) return "nodes";
  return at.setting === undefined ? `nodes.${at.nodeId}` : `nodes.${at.nodeId}.config.${at.setting}`;
}

/** A node that is looked at, with what it is called. */
type Looked = { nodeId: string; node: Node; title: string; manifest: Manifest };

/** A node of a newer release would wait for workers of that release, which may never come. */
function checkVersion({ nodeId, node, title, manifest }: Looked): Issue[] {
  if (node.disabled || node.version <= manifest.version) return [];
  const message = `${title} comes from a newer version of Patchbay. Update Patchbay, or replace it with a new node of this type.`;
  return [{ level: "error", code: "unknown-type", message, nodeId }];
}

/**
 * A body that is stored in the node is checked as the graph around it. What a chosen pipeline is like inside is looked at
 * where pipelines can be read: on the server, when it is frozen.
 */
function checkBody({ nodeId, node, title, manifest }: Looked, around: Around): Issue[] {
  if (node.disabled || manifest.body === undefined) return [];
  const at = { level: "error", code: "bad-setting", nodeId, setting: manifest.body } as const;
  if ((settingOf(manifest, node, manifest.body) ?? null) === null)
    return [{ ...at, message: `${title}: choose the pipeline that it runs, or make its body here.` }];
  try {
    const body = bodyGraph(manifest, node);
    if (!body) return [];
    if (around.depth >= maxNesting)
      return [{ ...at, message: `${title}: bodies nest at most ${maxNesting} deep, and this one lies deeper.` }];
    const { toolbox: _, ...outer } = around;
    const inner = { ...outer, ...(manifest.toolbox === undefined ? {} : { toolbox: manifest.toolbox }) };
    return checkAt(body, { ...inner, depth: around.depth + 1 }).map((issue) => insideOf(issue, { nodeId, title }));
  } catch {
    return [{ ...at, message: `${title}: its body cannot be read. Make it again, or choose a pipeline.` }];
  }
}

/** A problem inside a body, as a problem of the node that has it. `inside` leads from there to where it is. */
function insideOf({ level, code, message, nodeId, inside }: Issue, node: { nodeId: string; title: string }): Issue {
  const path = nodeId === undefined ? [] : [nodeId, ...(inside ?? [])];
  return { level, code, message: `${node.title} › ${message}`, nodeId: node.nodeId, inside: path };
}

/** A schedule that cannot be read, or never fires, would wait for ever. */
function checkSchedule({ nodeId, node, title, manifest }: Looked): Issue[] {
  if (node.disabled || !manifest.schedule) return [];
  const [when, timeZone] = [manifest.schedule.when, manifest.schedule.timeZone].map((name) =>
    String(settingOf(manifest, node, name) ?? ""),
  );
  const parsed = parseSchedule({ when: when ?? "", timeZone: timeZone ?? "" });
  if (parsed.ok) return [];
  const setting = manifest.schedule[parsed.setting];
  const message = `${title}, ${setting === manifest.schedule.when ? "When" : "Time zone"}: ${parsed.message}`;
  return [{ level: "error", code: "bad-setting", message, nodeId, setting }];
}

/** What a node calls is chosen from a document that was read, or from a server's list. */
function checkOperation({ nodeId, node, title, manifest }: Looked): Issue[] {
  const { operation, offers } = manifest;
  if (node.disabled || operation === undefined) return [];
  const list = offers === undefined ? undefined : settingOf(manifest, node, offers);
  if (offers === undefined ? hasOperation(node.config[operation]) : Array.isArray(list) && list.length > 0) return [];
  const what = offers === undefined ? "read what it has, and choose what to call" : "read its tools and choose some";
  const message = `${title}: enter the address of a server, ${what}.`;
  return [{ level: "error", code: "bad-setting", message, nodeId, setting: operation }];
}

function hasOperation(setting: PlainJson | undefined): boolean {
  return typeof setting === "object" && setting !== null && "operation" in setting;
}

/** A trigger can be tried with its test event before it is told what to listen to; switching it on refuses. */
function checkNeeded({ nodeId, node, title, manifest }: Looked): Issue[] {
  const level = manifest.role === "run-trigger" ? "warning" : "error";
  return missingSettings(manifest, node).map(({ setting, title: of, say }) => {
    return { level, code: "bad-setting", message: `${title}, ${of}: ${say}`, nodeId, setting };
  });
}

/** A template with a filter that does not exist cannot be filled. */
function checkFilters({ nodeId, node, title, manifest }: Looked): Issue[] {
  const { config, disabled = false } = node;
  return expressionsOf(manifest, { config, disabled }).flatMap(({ setting, title: of, text, expression }): Issue[] => {
    const problem = expression.language === "jsonata" ? undefined : unknownFilter(text);
    const message = `${title}, ${of}: ${problem}`;
    return problem === undefined ? [] : [{ level: "error", code: "bad-setting", message, nodeId, setting }];
  });
}

type Checked = { graph: Graph; catalogue: Catalogue; ports: ReadonlyMap<string, Ports> };

function checkEdge({ graph, catalogue, ports }: Checked, edge: Edge): Issue[] {
  for (const end of [edge.from, edge.to]) {
    if (!nodeAt(graph, end.node)) {
      return [
        {
          level: "error",
          code: "unknown-port",
          message: `An edge points at the node “${end.node}”, which does not exist.`,
          edgeId: edge.id,
        },
      ];
    }
  }
  const fromPorts = ports.get(edge.from.node);
  const toPorts = ports.get(edge.to.node);
  if (!fromPorts || !toPorts) return [];
  const from = own(fromPorts.outputs, edge.from.port);
  const to = own(toPorts.inputs, edge.to.port);
  if (!from)
    return [unknownPort({ graph, catalogue }, edge, { node: edge.from.node, side: "output", name: edge.from.port })];
  if (!to) return [unknownPort({ graph, catalogue }, edge, { node: edge.to.node, side: "input", name: edge.to.port })];
  if (from.gone)
    return [gonePort({ graph, catalogue }, edge, { node: edge.from.node, side: "output", name: edge.from.port })];
  if (to.gone) return [gonePort({ graph, catalogue }, edge, { node: edge.to.node, side: "input", name: edge.to.port })];
  const fit = canConnect(from.kind, to.kind);
  if (fit.ok) return [];
  const message = `${titleOf(graph, catalogue, edge.from.node)} → ${titleOf(graph, catalogue, edge.to.node)}: ${fit.reason}`;
  return [{ level: "error", code: "kind-mismatch", message, edgeId: edge.id, nodeId: edge.to.node }];
}

type End = { node: string; side: "input" | "output"; name: string };

function unknownPort({ graph, catalogue }: Omit<Checked, "ports">, edge: Edge, end: End): Issue {
  const message = `${titleOf(graph, catalogue, end.node)} no longer has the ${end.side} “${end.name}”. Delete the edge or restore the ${end.side}.`;
  return { level: "error", code: "unknown-port", message, edgeId: edge.id, nodeId: end.node };
}

function gonePort({ graph, catalogue }: Omit<Checked, "ports">, edge: Edge, end: End): Issue {
  const title = titleOf(graph, catalogue, end.node);
  const message = `${title}: its document no longer has the ${end.side} “${end.name}”. Connect the edge to another ${end.side}, or delete it.`;
  return { level: "error", code: "unknown-port", message, edgeId: edge.id, nodeId: end.node };
}

function checkInputs(graph: Graph, catalogue: Catalogue, ports: ReadonlyMap<string, Ports>): Issue[] {
  const counts = new Map<string, number>();
  for (const { to } of graph.edges)
    counts.set(`${to.node}\n${to.port}`, (counts.get(`${to.node}\n${to.port}`) ?? 0) + 1);
  const issues: Issue[] = [];
  for (const [nodeId, { inputs }] of ports) {
    if (graph.nodes[nodeId]?.disabled) continue;
    for (const [name, spec] of Object.entries(inputs)) {
      const count = counts.get(`${nodeId}\n${name}`) ?? 0;
      const label = `${titleOf(graph, catalogue, nodeId)}: the input “${spec.title ?? name}”`;
      if (count === 0 && !spec.optional) {
        issues.push({ level: "error", code: "missing-input", message: `${label} is not connected.`, nodeId });
      }
      if (count > 1 && !spec.multiple) {
        issues.push({
          level: "error",
          code: "too-many-edges",
          message: `${label} takes one edge and has ${count}.`,
          nodeId,
        });
      }
    }
  }
  return issues;
}

/** Tools get their inputs from who calls them, not from each other. */
function checkTools(graph: Graph, catalogue: Catalogue, needs: string): Issue[] {
  const issues: Issue[] = graph.edges.map(({ id, to }) => {
    const message = `${titleOf(graph, catalogue, to.node)}: tools are not connected with each other. Delete the edge; put steps that belong together into a Sub-pipeline.`;
    return { level: "error", code: "bad-setting", message, edgeId: id, nodeId: to.node };
  });
  for (const [nodeId, { type, disabled }] of Object.entries(graph.nodes)) {
    if (disabled || catalogue.get(type)?.role === undefined) continue;
    const message = `${titleOf(graph, catalogue, nodeId)} is not a tool. Delete it.`;
    issues.push({ level: "error", code: "bad-setting", message, nodeId });
  }
  const count = Object.values(graph.nodes).filter(({ type, disabled }) => type === needs && !disabled).length;
  if (count === 1) return issues;
  const title = catalogue.get(needs)?.title ?? needs;
  const message = `${count === 0 ? `No node “${title}” is there` : `There are ${count} nodes “${title}”`}. Keep exactly one.`;
  return [...issues, { level: "error", code: "bad-setting", message }];
}

function checkCycles(graph: Graph, catalogue: Catalogue): Issue[] {
  const cycle = cycleIn(graph);
  const [first] = cycle;
  if (first === undefined) return [];
  const message = `These nodes wait for each other in a cycle: ${cycle
    .slice(0, 5)
    .map((id) => titleOf(graph, catalogue, id))
    .join(", ")}. Remove one of the edges between them.`;
  return [{ level: "error", code: "cycle", message, nodeId: first }];
}
function own<T>(record: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

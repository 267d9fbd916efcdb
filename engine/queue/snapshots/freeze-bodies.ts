/**
 * Freezing a graph with what runs inside it. Each Map, Loop and Sub-pipeline node names a pipeline or holds its body; here
 * either becomes the id of a snapshot, all the way down, so that the frozen graph says everything about the run and its own
 * id covers its bodies. A body that a node holds stays in the frozen node, so that a version can become a draft again.
 */

import type pg from "pg";
import { z } from "zod";
import { withoutPins } from "../../../lib/edit/pins.ts";
import { asPatchbayError, PatchbayError } from "../../../lib/errors.ts";
import { assertNoErrors, assertRunnable, type CheckConfig } from "../../../lib/graph/check.ts";
import { Graph, type Node } from "../../../lib/graph/graph.ts";
import type { Issue } from "../../../lib/graph/issue.ts";
import { titleOf } from "../../../lib/graph/node-titles.ts";
import { bodyGraph, bodyOf, interfaceOf, maxNesting, PipelineRef } from "../../../lib/graph/pipeline-ref.ts";
import type { Catalogue, Manifest } from "../../../lib/node-types/manifest.ts";
import { PlainJson } from "../../../lib/values/json.ts";
import { freezeGraph, readSnapshot } from "./snapshots.ts";
import { findBody } from "./sql/statements.ts";

type Deps = { pool: pg.Pool; catalogue: Catalogue; checkConfig?: CheckConfig };
/** The pipeline to be frozen and what is around it, from the outside in. */
type Trail = readonly { id: string; name: string }[];
type Within = { workspaceId: string; trail: Trail; known: Map<string, Body>; keepsPins?: boolean | undefined };
/** `height`: how many levels of bodies it is, itself included. */
type Body = Pick<PipelineRef, "name" | "inputs" | "outputs" | "graph"> & Frozen & { height: number };

/** `keepsPins`: a manual run of the draft takes pinned outputs; whatever else is frozen runs every node. */
export type Whole = { workspaceId: string; id: string; name: string; graph: Graph; keepsPins?: boolean };
/** `isFinal`: the same graph will always freeze to the same snapshot, because every reference names its version. */
export type Frozen = { snapshotId: string; isFinal: boolean };

/** Throws `invalid_graph` with every problem when the graph, or one inside it, cannot run. */
export async function freezePipeline(deps: Deps, { workspaceId, id, name, graph, keepsPins }: Whole): Promise<Frozen> {
  const within = { workspaceId, trail: [{ id, name }], known: new Map<string, Body>(), keepsPins };
  const resolved = await resolveBodies(deps, within, keepsPins ? graph : withoutPins(graph));
  assertNoErrors(resolved.issues);
  assertRunnable(resolved.graph, deps.catalogue, deps.checkConfig);
  return { snapshotId: await freezeGraph(deps, workspaceId, resolved.graph), isFinal: resolved.isFinal };
}

/** What is wrong with the pipelines inside a graph. Nothing is thrown and nothing refused. */
export async function checkBodies(deps: Deps, { workspaceId, id, name, graph }: Whole): Promise<Issue[]> {
  return (await resolveBodies(deps, { workspaceId, trail: [{ id, name }], known: new Map() }, graph)).issues;
}

type Resolved = { graph: Graph; isFinal: boolean; issues: Issue[]; height: number };

async function resolveBodies(deps: Deps, within: Within, graph: Graph): Promise<Resolved> {
  const nodes: Record<string, Node> = { ...graph.nodes };
  const issues: Issue[] = [];
  let isFinal = true;
  let height = 0;
  for (const [nodeId, node] of Object.entries(graph.nodes)) {
    const manifest = deps.catalogue.get(node.type);
    const ref = refOf(deps, node);
    const title = titleOf(graph, deps.catalogue, nodeId);
    if (!ref || manifest?.body === undefined) continue;
    try {
      const inline = bodyGraph(manifest, node);
      const inner = { id: `${within.trail.at(-1)?.id}/${nodeId}`, name: title };
      const body = inline
        ? await freezeInline(deps, enter(within, inner), inline)
        : await resolveBody(deps, within, ref);
      isFinal &&= body.isFinal;
      height = Math.max(height, body.height);
      const whole = PlainJson.parse(PipelineRef.parse({ ...ref, ...body }));
      nodes[nodeId] = { ...node, config: { ...node.config, [manifest.body]: whole } };
    } catch (thrown) {
      // An unavailable database says nothing about the pipeline.
      if (!(thrown instanceof PatchbayError) && !(thrown instanceof z.ZodError)) throw thrown;
      const { userMessage } = asPatchbayError(thrown);
      issues.push(issueOf(`${title}: ${userMessage}`, { nodeId, manifest }));
    }
  }
  return { graph: { ...graph, nodes }, isFinal, issues, height };
}

function issueOf(message: string, { nodeId, manifest }: { nodeId: string; manifest: Manifest }): Issue {
  return { level: "error", code: "bad-setting", message, nodeId, setting: manifest.body ?? "" };
}

/** A body that its node holds. What is wrong in it is found when the graph around it is checked. */
async function freezeInline(deps: Deps, within: Within, body: Graph): Promise<Body> {
  const held = within.keepsPins ? body : withoutPins(body);
  const { graph, isFinal, issues, height } = await resolveBodies(deps, within, held);
  const [first] = issues;
  if (first) throw problem(first.message);
  const snapshotId = await freezeGraph(deps, within.workspaceId, graph);
  return { snapshotId, isFinal, height: height + 1, name: "", graph: held, ...interfaceOf(graph, deps.catalogue) };
}

const BodyRow = z.object({
  name: z.string(),
  isArchived: z.boolean(),
  number: z.number().nullable(),
  snapshotId: z.string().nullable(),
  draft: z.unknown(),
});

/**
 * The reference with its frozen body and the interface which that has now. Throws with what to do when there is none. A
 * body that was found without a cycle in it once has none from anywhere, so each is looked into once.
 */
async function resolveBody(deps: Deps, within: Within, ref: PipelineRef): Promise<Body> {
  const key = `${ref.id} ${ref.version}`;
  const known = within.known.get(key);
  const body = known ?? (await findAndFreeze(deps, within, ref));
  within.known.set(key, body);
  assertDepth(within, body.height);
  return body;
}

async function findAndFreeze(deps: Deps, within: Within, ref: PipelineRef): Promise<Body> {
  const { workspaceId } = within;
  const { id = "", version } = ref;
  const { rows } = await deps.pool.query(findBody({ pipelineId: id, workspaceId, version }));
  const found = BodyRow.safeParse(rows[0]).data;
  if (!found) throw problem(`the pipeline “${ref.name}” no longer exists. Choose another one.`);
  const { name, isArchived, number, snapshotId } = found;
  if (isArchived) throw problem(`the pipeline “${name}” is archived. Restore it or choose another one.`);
  if (version !== null && number === null) throw problem(`“${name}” has no version ${version}.`);
  const inner = { ...enter(within, { id, name }), keepsPins: false };
  const { graph, ...frozen } =
    snapshotId === null ? await freezeDraft(deps, inner, found.draft) : await readFrozen(deps, inner, snapshotId);
  return { ...frozen, isFinal: version !== null, name, ...interfaceOf(graph, deps.catalogue) };
}

type FrozenBody = { snapshotId: string; graph: Graph; height: number };

async function freezeDraft(deps: Deps, within: Within, draft: unknown): Promise<FrozenBody> {
  const { graph, issues, height } = await resolveBodies(deps, within, withoutPins(Graph.parse(draft)));
  try {
    assertNoErrors(issues);
    assertRunnable(graph, deps.catalogue, deps.checkConfig);
  } catch (thrown) {
    const words = asPatchbayError(thrown).userMessage.replace(/^The pipeline cannot run yet: /, "");
    throw problem(`the pipeline “${within.trail.at(-1)?.name}” in it cannot run yet: ${words}`);
  }
  return { snapshotId: await freezeGraph(deps, within.workspaceId, graph), graph, height: height + 1 };
}

/** A published version holds its bodies already; only what they are called and how deep they lie is left to look at. */
async function readFrozen(deps: Deps, within: Within, snapshotId: string): Promise<FrozenBody> {
  const { workspaceId, known } = within;
  const graph = await readSnapshot(deps, workspaceId, snapshotId);
  let height = 0;
  for (const node of Object.values(graph.nodes)) {
    const ref = refOf(deps, node);
    if (ref?.snapshotId === undefined) continue;
    const key = `snapshot ${ref.snapshotId}`;
    const inner = known.get(key) ?? {
      ...ref,
      isFinal: true,
      ...(await readFrozen(deps, enter(within, { id: ref.id ?? key, name: ref.name }), ref.snapshotId)),
    };
    known.set(key, inner);
    height = Math.max(height, inner.height);
  }
  return { snapshotId, graph, height: height + 1 };
}

function refOf({ catalogue }: Deps, node: Node): PipelineRef | undefined {
  const manifest = catalogue.get(node.type);
  return manifest && !node.disabled ? bodyOf(manifest, node) : undefined;
}

function enter(within: Within, next: { id: string; name: string }): Within {
  const trail = [...within.trail, { id: next.id, name: next.name }];
  const from = within.trail.findIndex(({ id }) => id === next.id);
  if (from !== -1) {
    const way = trail
      .slice(from)
      .map(({ name }) => name)
      .join(" → ");
    throw problem(`a pipeline cannot contain itself: ${way}. Choose another one.`);
  }
  assertDepth(within, 1);
  return { ...within, trail };
}

function assertDepth({ trail }: Within, height: number): void {
  if (trail.length - 1 + height <= maxNesting) return;
  const way = trail.slice(0, 3).map(({ name }) => name);
  throw problem(`pipelines nest at most ${maxNesting} deep, and these go deeper: ${way.join(" → ")} → …`);
}

function problem(words: string): PatchbayError {
  return new PatchbayError("invalid_graph", words);
}

import { addMemory } from "../../lib/chat/add-memory.ts";
import { type ChatShape, chatShape } from "../../lib/chat/chat-shape.ts";
import { PatchbayError } from "../../lib/errors.ts";
import { Graph } from "../../lib/graph/graph.ts";
import type { Catalogue } from "../../lib/node-types/manifest.ts";
import type { PipelineSaved } from "../../lib/views/api-views.ts";
import type { ChatView } from "../../lib/views/chat-views.ts";
import type { RunVersion } from "../../lib/views/run-views.ts";
import type { Db } from "../../platform/database/db.ts";
import { getPipeline, noPipeline, savePipeline } from "../pipelines/pipelines.ts";
import { getVersion, newestVersion } from "../pipelines/versions.ts";

type Deps = { db: Db; catalogue: Catalogue };
type Ask = { workspaceId: string; pipelineId: string; version?: RunVersion | undefined };
type Chat = { view: ChatView; shape: ChatShape | undefined; version: RunVersion };

/** How this version of a pipeline is chatted with: without one the newest, and the draft where there is none. */
export async function readChat({ db, catalogue }: Deps, ask: Ask): Promise<Chat> {
  const { workspaceId, pipelineId } = ask;
  const row = await db.prisma.pipeline.findFirst({ where: { id: pipelineId, workspaceId } });
  if (!row) throw noPipeline();
  const latestVersion = (await newestVersion(db.prisma, pipelineId)) ?? null;
  const version = ask.version ?? latestVersion ?? "draft";
  const graph =
    version === "draft"
      ? Graph.parse(row.draft)
      : (await getVersion(db.prisma, { workspaceId, pipelineId, number: version })).graph;
  const { name, description, archivedAt } = row;
  const about = {
    name,
    description,
    isArchived: archivedAt !== null,
    latestVersion,
    version: version === "draft" ? null : version,
  };
  return { ...viewOf(graph, catalogue, about), version };
}

/** Throws `bad_input` when visitors could not chat with this version. */
export async function demandSharedChat(
  deps: Deps,
  {
    workspaceId,
    pipelineId,
    versionNumber: version,
    takesFiles,
  }: { workspaceId: string; pipelineId: string; versionNumber: number; takesFiles: boolean },
): Promise<void> {
  const { view } = await readChat(deps, { workspaceId, pipelineId, version });
  const needed = view.files.find(({ optional, default: given }) => !optional && given === undefined);
  const file = takesFiles ? undefined : needed;
  const problem =
    view.problem ??
    (file && `The input “${file.title ?? file.name}” needs a file. Allow visitors to send files, or make it optional.`);
  if (problem) throw new PatchbayError("bad_input", problem);
}

/** The draft gets a memory. Throws `stale_revision` when it is saved in the same moment. */
export async function giveMemory(
  { db, catalogue }: Deps,
  { workspaceId, pipelineId: id }: { workspaceId: string; pipelineId: string },
): Promise<PipelineSaved> {
  const { graph, revision } = await getPipeline(db.prisma, workspaceId, id);
  const grown = addMemory(graph, catalogue);
  if (!grown) throw new PatchbayError("bad_input", "No model or agent of this pipeline has a free History input.");
  return await savePipeline(db.prisma, { workspaceId, id, graph: grown, revision });
}

type About = Pick<ChatView, "name" | "description" | "isArchived" | "version" | "latestVersion">;

function viewOf(graph: Graph, catalogue: Catalogue, about: About): Omit<Chat, "version"> {
  const found = chatShape(graph, catalogue);
  const shape = "problem" in found ? undefined : found;
  const hasMemory = shape?.history !== undefined;
  const view: ChatView = {
    ...about,
    problem: "problem" in found ? found.problem : null,
    hasMemory,
    canAddMemory: shape !== undefined && !hasMemory && addMemory(graph, catalogue) !== undefined,
    question: shape?.question ?? null,
    files: shape?.files ?? [],
    speakers: shape?.speakers ?? [],
  };
  return { view, shape };
}

import { z } from "zod";
import { PatchbayError } from "../../lib/errors.ts";
import { Graph, nodeAt } from "../../lib/graph.ts";
import { WebhookSettings } from "../../lib/hooks/webhook-settings.ts";
import { sha256 } from "../../platform/ids.ts";
import type { AppContext } from "../app-context.ts";
import { openHook as openHookSql } from "./sql/statements.ts";

/** What the token of an address opens: a Webhook node with its settings. */
export type OpenHook = {
  id: string;
  workspaceId: string;
  pipelineId: string;
  nodeId: string;
  settings: WebhookSettings;
  /** The published version that takes its requests; undefined at the test address, where none starts a run. */
  target: { versionNumber: number; snapshotId: string } | undefined;
};

const Row = z.object({
  id: z.string(),
  workspaceId: z.string(),
  pipelineId: z.string(),
  nodeId: z.string(),
  type: z.string().nullable(),
  settings: z.unknown(),
  versionNumber: z.number().nullable(),
  snapshotId: z.string().nullable(),
});

type Deps = Pick<AppContext, "db" | "catalogue">;

export type LiveHook = OpenHook & { target: NonNullable<OpenHook["target"]> };

/** A wrong token is answered like one that was replaced; a pipeline that is off is a `conflict`. */
export async function openHook({ db }: Deps, token: string): Promise<LiveHook> {
  return liveHook(await readHook(db, token));
}

/** That of a node, for members. */
export async function readHookOf({ db }: Deps, of: { pipelineId: string; nodeId: string }): Promise<LiveHook> {
  const where = { pipelineId_nodeId: { pipelineId: of.pipelineId, nodeId: of.nodeId } };
  const { tokenHash } = await db.prisma.hook.findUniqueOrThrow({ where, select: { tokenHash: true } });
  return liveHook(await readByHash(db, tokenHash));
}

function liveHook({ type, settings, versionNumber, snapshotId, ...hook }: z.infer<typeof Row>): LiveHook {
  if (type !== null && versionNumber !== null && snapshotId !== null) {
    return { ...hook, settings: settingsOf(settings), target: { versionNumber, snapshotId } };
  }
  const words = "This webhook is switched off. Switch its pipeline on in Patchbay, or send tests to its test address.";
  throw new PatchbayError("conflict", words);
}

/** The same by the settings of the draft, whether the pipeline is on or not. */
export async function openTestHook({ db, catalogue }: Deps, token: string): Promise<OpenHook> {
  const {
    type: _,
    versionNumber: _version,
    snapshotId: _snapshot,
    settings: _settings,
    ...hook
  } = await readHook(db, token);
  const { draft } = await db.prisma.pipeline.findUniqueOrThrow({
    where: { id: hook.pipelineId },
    select: { draft: true },
  });
  const node = nodeAt(Graph.parse(draft), hook.nodeId);
  const manifest = node && catalogue.get(node.type);
  if (!node || manifest?.hook !== "webhook") throw noHook();
  return { ...hook, settings: settingsOf({ ...manifest.defaults, ...node.config }), target: undefined };
}

async function readHook(db: AppContext["db"], token: string): Promise<z.infer<typeof Row>> {
  return await readByHash(db, sha256(token));
}

async function readByHash({ pool }: AppContext["db"], tokenHash: string): Promise<z.infer<typeof Row>> {
  const { rows } = await pool.query(openHookSql({ tokenHash }));
  if (rows.length === 0) throw noHook();
  return Row.parse(rows[0]);
}

function settingsOf(settings: unknown): WebhookSettings {
  const parsed = WebhookSettings.safeParse(settings);
  if (parsed.success) return parsed.data;
  throw new PatchbayError("conflict", "The settings of this webhook are not valid. Open its node in Patchbay.");
}

function noHook(): PatchbayError {
  return new PatchbayError("not_found", "There is no webhook at this address. Copy it anew from the node's settings.");
}

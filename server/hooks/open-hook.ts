import { z } from "zod";
import { PatchbayError } from "../../lib/errors.ts";
import { Graph, nodeAt } from "../../lib/graph/graph.ts";
import { FormSettings } from "../../lib/hooks/form-settings.ts";
import { WebhookSettings } from "../../lib/hooks/webhook-settings.ts";
import { sha256 } from "../../platform/ids.ts";
import type { AppContext } from "../app-context.ts";
import { openHook as openHookSql } from "./sql/statements.ts";

type Settings = { webhook: WebhookSettings; form: FormSettings };
export type HookKind = keyof Settings;
const schemas: { [Kind in HookKind]: z.ZodType<Settings[Kind]> } = { webhook: WebhookSettings, form: FormSettings };

/** What the token of an address opens: a trigger node with its settings. */
export type OpenHook<Kind extends HookKind = "webhook"> = {
  kind: Kind;
  id: string;
  workspaceId: string;
  pipelineId: string;
  nodeId: string;
  settings: Settings[Kind];
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

export type LiveHook<Kind extends HookKind = "webhook"> = OpenHook<Kind> & {
  target: NonNullable<OpenHook<Kind>["target"]>;
};

/** A wrong token is answered like one that was replaced; a pipeline that is off is a `conflict`. */
export async function openHook<Kind extends HookKind>(
  { db }: Deps,
  kind: Kind,
  token: string,
): Promise<LiveHook<Kind>> {
  return liveHook(kind, await readByHash(db, kind, sha256(token)));
}

/** That of a node, for members. */
export async function readHookOf(
  { db }: Deps,
  of: { pipelineId: string; nodeId: string },
): Promise<LiveHook | LiveHook<"form">> {
  const where = { pipelineId_nodeId: { pipelineId: of.pipelineId, nodeId: of.nodeId } };
  const { tokenHash } = await db.prisma.hook.findUniqueOrThrow({ where, select: { tokenHash: true } });
  const row = await readByHash(db, "webhook", tokenHash);
  return row.type === "form" ? liveHook("form", row) : liveHook("webhook", row);
}

function liveHook<Kind extends HookKind>(
  kind: Kind,
  { type, settings, versionNumber, snapshotId, ...hook }: z.infer<typeof Row>,
): LiveHook<Kind> {
  if (type !== null && type !== kind) throw noHook(kind);
  if (type !== null && versionNumber !== null && snapshotId !== null) {
    return { ...hook, kind, settings: settingsOf(kind, settings), target: { versionNumber, snapshotId } };
  }
  throw new PatchbayError("conflict", words[kind].off);
}

/** The same by the settings of the draft, whether the pipeline is on or not. */
export async function openTestHook<Kind extends HookKind>(
  { db, catalogue }: Deps,
  kind: Kind,
  token: string,
): Promise<OpenHook<Kind>> {
  const { id, workspaceId, pipelineId, nodeId } = await readByHash(db, kind, sha256(token));
  const { draft } = await db.prisma.pipeline.findUniqueOrThrow({ where: { id: pipelineId }, select: { draft: true } });
  const node = nodeAt(Graph.parse(draft), nodeId);
  const manifest = node && catalogue.get(node.type);
  if (!node || manifest?.hook !== kind) throw noHook(kind);
  const settings = settingsOf(kind, { ...manifest.defaults, ...node.config });
  return { id, workspaceId, pipelineId, nodeId, kind, settings, target: undefined };
}

async function readByHash({ pool }: AppContext["db"], kind: HookKind, tokenHash: string): Promise<z.infer<typeof Row>> {
  const { rows } = await pool.query(openHookSql({ tokenHash }));
  if (rows.length === 0) throw noHook(kind);
  return Row.parse(rows[0]);
}

function settingsOf<Kind extends HookKind>(kind: Kind, settings: unknown): Settings[Kind] {
  const parsed = schemas[kind].safeParse(settings);
  if (parsed.success) return parsed.data;
  throw new PatchbayError("conflict", words[kind].invalid);
}

const words = {
  webhook: {
    off: "This webhook is switched off. Switch its pipeline on in Patchbay, or send tests to its test address.",
    invalid: "The settings of this webhook are not valid. Open its node in Patchbay.",
    none: "There is no webhook at this address. Copy it again from the node's settings.",
  },
  form: {
    off: "This form is closed. Ask the sender of the address when it opens.",
    invalid: "This form cannot be shown at the moment. Ask the sender of the address.",
    none: "There is no form at this address. Ask the sender for the new one.",
  },
} as const satisfies Record<HookKind, object>;

function noHook(kind: HookKind): PatchbayError {
  return new PatchbayError("not_found", words[kind].none);
}

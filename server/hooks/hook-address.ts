import { createHmac, hkdfSync } from "node:crypto";
import { readTriggers } from "../../engine/triggers/read-triggers.ts";
import { PatchbayError } from "../../lib/errors.ts";
import { Graph, nodeAt } from "../../lib/graph/graph.ts";
import type { HookAddress } from "../../lib/views/live/hook-views.ts";
import type { PipelineTriggers } from "../../lib/views/live/trigger-views.ts";
import { newId, sha256 } from "../../platform/ids.ts";
import { allSecrets, type Secrets, secretsOf } from "../../platform/vault/secrets.ts";
import type { AppContext } from "../app-context.ts";
import type { HookKind } from "./open-hook.ts";

type Token = { id: string; generation: number };
type Ask = { workspaceId: string; pipelineId: string; nodeId: string; createdBy?: string | undefined };

/** 256 bits that follow from PATCHBAY_SECRET, so that the address can be shown again although only its hash is stored. */
function hookToken(secret: string, { id, generation }: Token): string {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "patchbay hooks", 32));
  return `hook_${createHmac("sha256", key).update(`${id} ${generation}`).digest("base64url")}`;
}

/** The address of a trigger node, which is made when it is first asked for. With `rotate` the former one no longer works. */
export async function hookAddress(
  app: Pick<AppContext, "db" | "env" | "catalogue">,
  ask: Ask,
  rotate = false,
): Promise<HookAddress> {
  const kind = await demandHookNode(app, ask);
  const { prisma } = app.db;
  const { workspaceId, pipelineId, nodeId } = ask;
  const where = { pipelineId_nodeId: { pipelineId, nodeId } };
  const secret = app.env.PATCHBAY_SECRET;
  const before = await prisma.hook.findUnique({ where });
  if (before && rotate) {
    const { id, generation } = before;
    const tokenHash = sha256(hookToken(secret, { id, generation: generation + 1 }));
    // Of two that are asked for at once, the first makes the new address.
    await prisma.hook.updateMany({
      where: { id, generation },
      data: { generation: generation + 1, tokenHash, rotatedAt: new Date() },
    });
  } else if (!before) {
    const made = { id: newId(), generation: 1 };
    const data = { ...made, workspaceId, pipelineId, nodeId, createdBy: ask.createdBy ?? null };
    await prisma.hook.createMany({
      data: { ...data, tokenHash: sha256(hookToken(secret, made)) },
      skipDuplicates: true,
    });
  }
  const { createdAt, rotatedAt, ...hook } = await prisma.hook.findUniqueOrThrow({ where });
  const urls = urlsOf(app, kind, hook);
  if (!urls) throw new PatchbayError("conflict", madeUnderFormerSecret);
  return { ...urls, madeAt: (rotatedAt ?? createdAt).toISOString() };
}

/** Pages of forms are made to be handed out, so every member may see where they are. */
export async function triggersWithAddresses(
  app: Pick<AppContext, "db" | "env" | "catalogue" | "topics">,
  workspaceId: string,
  pipelineId: string,
): Promise<PipelineTriggers> {
  const read = await readTriggers(app, workspaceId, pipelineId);
  if (!read.triggers.some(({ type }) => type === "form")) return read;
  const hooks = await app.db.prisma.hook.findMany({ where: { pipelineId, workspaceId } });
  const urls = new Map(hooks.map((hook) => [hook.nodeId, urlsOf(app, "form", hook)?.url]));
  const triggers = read.triggers.map((trigger) =>
    trigger.type === "form" ? { ...trigger, address: urls.get(trigger.nodeId) ?? null } : trigger,
  );
  return { ...read, triggers };
}

const madeUnderFormerSecret =
  "This address goes on working, but was made under a former PATCHBAY_SECRET, so it cannot be shown. Make a new one to see it.";

/** Undefined when the secret under which it was made is accepted no more. */
function urlsOf(
  { env }: Pick<AppContext, "env">,
  kind: HookKind,
  hook: Token & { tokenHash: string },
): { url: string; testUrl: string } | undefined {
  const tokens = allSecrets(secretsOf(env)).map((secret) => hookToken(secret, hook));
  const token = tokens.find((each) => sha256(each) === hook.tokenHash);
  if (token === undefined) return undefined;
  const base = `${env.PATCHBAY_URL}/${paths[kind]}`;
  const testToken = kind === "form" ? testTokenOf(env.PATCHBAY_SECRET, token) : token;
  return { url: `${base}/${token}`, testUrl: `${base}/${testToken}/test` };
}

/** Of a form, whose address is handed out: it has what does not follow from the token. */
function testTokenOf(secret: string, token: string): string {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "patchbay test pages", 32));
  return `${token}~${createHmac("sha256", key).update(token).digest("base64url").slice(0, 22)}`;
}

/** The token behind that of a test page; one that opens nothing for another. */
export function tokenOfTest(secrets: Secrets, testToken: string): string {
  const [token = ""] = testToken.split("~", 1);
  const isOurs = allSecrets(secrets).some((secret) => sha256(testTokenOf(secret, token)) === sha256(testToken));
  return isOurs ? token : "";
}

const paths = { webhook: "api/hooks", form: "form" } as const satisfies Record<HookKind, string>;

/** What kind of address it is: the draft or the version that is on has a node of this id which has an address. Throws `not_found`. */
async function demandHookNode({ db, catalogue }: Pick<AppContext, "db" | "catalogue">, ask: Ask): Promise<HookKind> {
  const { pipelineId: id, workspaceId, nodeId } = ask;
  const pipeline = await db.prisma.pipeline.findFirst({
    where: { id, workspaceId },
    select: { draft: true, activation: { select: { triggers: { where: { nodeId }, select: { type: true } } } } },
  });
  if (!pipeline) throw new PatchbayError("not_found", "There is no pipeline with this id.");
  const types = [nodeAt(Graph.parse(pipeline.draft), nodeId)?.type, pipeline.activation?.triggers[0]?.type];
  const [kind] = types.flatMap((type) => catalogue.get(type ?? "")?.hook ?? []);
  if (kind) return kind;
  throw new PatchbayError("not_found", `The pipeline has no node “${nodeId}” that has an address, such as Webhook.`);
}

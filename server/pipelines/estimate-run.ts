/** What a run will probably take: what the last ones took, and whom the nodes ask at which price. */
import { z } from "zod";
import { Graph } from "../../lib/graph/graph.ts";
import { defaultModelRef, labelOf, ModelRef } from "../../lib/models/models.ts";
import { type ModelPrice, noPrice, otherPriceOf, priceOf } from "../../lib/models/prices.ts";
import type { Catalogue } from "../../lib/node-types/manifest.ts";
import type { RunVersion } from "../../lib/views/run-views.ts";
import type { EstimateView } from "../../lib/views/usage-views.ts";
import type { Db } from "../../platform/database/db.ts";
import { listPrices } from "../../platform/model-prices.ts";
import { recentSpend } from "../../state/budget/sql/statements.ts";
import { modelsIn } from "./models-in.ts";
import { noPipeline } from "./pipelines.ts";
import { getVersion, newestVersion } from "./versions.ts";

/** How many of the last runs count. */
const recent = 20;

type Ask = { workspaceId: string; pipelineId: string; version?: RunVersion | undefined; rows: number };

const Three = z.tuple([z.number(), z.number(), z.number()]);
const Spent = z.tuple([
  z.object({ runs: z.number(), isPriced: z.boolean(), tokens: Three.nullable(), usd: Three.nullable() }),
]);

type Deps = { db: Db; catalogue: Catalogue };

/** Throws `not_found` for a pipeline of another workspace, and for a version that is not there. */
export async function estimateRun({ db, catalogue }: Deps, ask: Ask): Promise<EstimateView> {
  const { prisma, pool } = db;
  const { workspaceId, pipelineId, rows } = ask;
  const row = await prisma.pipeline.findFirst({
    where: { id: pipelineId, workspaceId },
    select: { draft: true, workspace: { select: { defaultModel: true } } },
  });
  if (!row) throw noPipeline();
  const asked = ask.version ?? (await newestVersion(prisma, pipelineId)) ?? "draft";
  const version = asked === "draft" ? null : asked;
  const graph =
    version === null
      ? Graph.parse(row.draft)
      : (await getVersion(prisma, { workspaceId, pipelineId, number: version })).graph;
  const byDefault = ModelRef.safeParse(row.workspace.defaultModel).data ?? defaultModelRef;
  const [found, entered, asking] = await Promise.all([
    pool.query(recentSpend({ workspaceId, pipelineId, version, limit: recent })),
    listPrices(prisma, workspaceId),
    modelsIn(graph, { db, catalogue, workspaceId, byDefault }),
  ]);
  const models = asking.map(({ ref, ...each }) => ({ ...each, ...pricesOf(ref, each.maxTokens, entered) }));
  const [{ runs, isPriced, tokens, usd }] = Spent.parse(found.rows);
  return { rows, runs, tokens: rangeOf(tokens, rows), usd: isPriced ? rangeOf(usd, rows) : null, models };
}

function pricesOf(ref: ModelRef, maxTokens: number | null, entered: readonly ModelPrice[]) {
  const isOnBoard = ref.provider === "built-in" || ref.provider === "default";
  const price = isOnBoard
    ? noPrice
    : (priceOf([ref.model], entered, ref.provider) ?? otherPriceOf([ref.model], ref.provider));
  const { input = null, output = null } = price ?? {};
  const answerUsd = output === null || maxTokens === null ? null : (output * maxTokens) / 1e6;
  return { model: labelOf(ref), input, output, answerUsd };
}

function rangeOf(three: z.infer<typeof Three> | null, rows: number): EstimateView["tokens"] {
  if (three === null) return null;
  const [low, typical, high] = three.map((each) => each * rows);
  return { low: low ?? 0, typical: typical ?? 0, high: high ?? 0 };
}

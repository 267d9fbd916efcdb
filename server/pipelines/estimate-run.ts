/** What a run will probably take: what the last ones took, and whom the nodes ask at which price. */
import { z } from "zod";
import { Graph } from "../../lib/graph.ts";
import { defaultModelRef, labelOf, ModelRef } from "../../lib/models/models.ts";
import type { RunVersion } from "../../lib/views/run-views.ts";
import type { EstimateView } from "../../lib/views/usage-views.ts";
import type { Db } from "../../platform/database/db.ts";
import { readPrice } from "../../platform/model-prices.ts";
import { recentSpend } from "../../state/budget/sql/statements.ts";
import { noPipeline } from "./pipelines.ts";
import { getVersion, newestVersion } from "./versions.ts";

/** How many of the last runs count. */
const recent = 20;

type Ask = { workspaceId: string; pipelineId: string; version?: RunVersion | undefined; rows: number };

const Three = z.tuple([z.number(), z.number(), z.number()]);
const Spent = z.tuple([
  z.object({ runs: z.number(), isPriced: z.boolean(), tokens: Three.nullable(), usd: Three.nullable() }),
]);

/** Throws `not_found` for a pipeline of another workspace, and for a version that is not there. */
export async function estimateRun({ prisma, pool }: Db, ask: Ask): Promise<EstimateView> {
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
  const [found, models] = await Promise.all([
    pool.query(recentSpend({ workspaceId, pipelineId, version, limit: recent })),
    Promise.all(
      modelsIn(graph, byDefault).map(async ({ ref, ...each }) => ({
        ...each,
        ...(await priceFor(ref, each.maxTokens)),
      })),
    ),
  ]);
  const [{ runs, isPriced, tokens, usd }] = Spent.parse(found.rows);
  return { rows, runs, tokens: rangeOf(tokens, rows), usd: isPriced ? rangeOf(usd, rows) : null, models };

  async function priceFor(ref: ModelRef, maxTokens: number | null) {
    const isOnBoard = ref.provider === "built-in" || ref.provider === "default";
    const price = isOnBoard
      ? { input: 0, output: 0 }
      : await readPrice(prisma, workspaceId, { names: [ref.model], provider: ref.provider });
    const { input = null, output = null } = price ?? {};
    const answerUsd = output === null || maxTokens === null ? null : (output * maxTokens) / 1e6;
    return { model: labelOf(ref), input, output, answerUsd };
  }
}

function rangeOf(three: z.infer<typeof Three> | null, rows: number): EstimateView["tokens"] {
  if (three === null) return null;
  const [low, typical, high] = three.map((each) => each * rows);
  return { low: low ?? 0, typical: typical ?? 0, high: high ?? 0 };
}

type Asking = { node: string; title: string; ref: ModelRef; maxTokens: number | null };

/** Of the nodes that have a setting “model” or “models”; those inside other nodes are theirs. */
function modelsIn(graph: Graph, byDefault: ModelRef): Asking[] {
  return Object.entries(graph.nodes).flatMap(([node, { title, type, disabled, config }]): Asking[] => {
    if (disabled) return [];
    const list = Array.isArray(config.models) ? config.models : [config.model];
    const maxTokens = typeof config.maxTokens === "number" ? config.maxTokens : null;
    return list.flatMap((each) => {
      const read = ModelRef.safeParse(each).data;
      if (!read) return [];
      const ref = read.provider === "default" ? byDefault : read;
      return [{ node, title: title ?? type, ref, maxTokens }];
    });
  });
}

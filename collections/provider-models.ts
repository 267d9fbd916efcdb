import { defaultModelRef } from "../lib/models/models.ts";
import type { ReadPrice } from "../nodes/models/answerer-model.ts";
import type { Meter } from "../nodes/models/meter.ts";
import type { Models } from "../nodes/models/models.ts";
import type { ReadCredential } from "../nodes/models/providers/credential.ts";
import type { EmbedWith, RerankWith } from "./embed.ts";

type Reads = {
  readCredential(workspaceId: string, id: string): ReturnType<ReadCredential>;
  readPrice(workspaceId: string, ...asked: Parameters<ReadPrice>): ReturnType<ReadPrice>;
  /** Of the step that asks, and outside of runs of the workspace. */
  meterOf(workspaceId: string): Meter;
};

/** The models that collections ask, each with the credentials, prices and budgets of the workspace whose collection it is. */
export function openProviderModels(models: Models, reads: Reads): { embedWith: EmbedWith; rerankWith: RerankWith } {
  const of = (workspaceId: string, lane: { lane?: string } = { lane: workspaceId }) =>
    models.with({
      ...lane,
      meter: reads.meterOf(workspaceId),
      readCredential: (id) => reads.readCredential(workspaceId, id),
      readPrice: (...asked) => reads.readPrice(workspaceId, ...asked),
      readDefaultModel: async () => defaultModelRef,
    });
  return {
    embedWith: ({ workspaceId, model }, ...call) =>
      model === null ? of(workspaceId, {}).embed(...call) : of(workspaceId).embedAs(model, ...call),
    rerankWith: ({ workspaceId, model }, ask, signal) => of(workspaceId).rerank(model, ask, signal),
  };
}

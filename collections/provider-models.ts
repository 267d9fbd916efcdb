import { defaultModelRef } from "../lib/models/models.ts";
import type { Models } from "../nodes/models/models.ts";
import type { ReadCredential } from "../nodes/models/providers/credential.ts";
import type { EmbedWith, RerankWith } from "./embed.ts";

type ReadCredentialOf = (workspaceId: string, id: string) => ReturnType<ReadCredential>;

/** The models of providers, each with the credentials of the workspace whose collection it is. */
export function openProviderModels(
  models: Models,
  readCredential: ReadCredentialOf,
): { embedWith: EmbedWith; rerankWith: RerankWith } {
  const of = (workspaceId: string) =>
    models.with({
      lane: workspaceId,
      readCredential: (id) => readCredential(workspaceId, id),
      readDefaultModel: async () => defaultModelRef,
    });
  return {
    embedWith: ({ workspaceId, model }, ...call) =>
      model === null ? models.embed(...call) : of(workspaceId).embedAs(model, ...call),
    rerankWith: ({ workspaceId, model }, ask, signal) => of(workspaceId).rerank(model, ask, signal),
  };
}

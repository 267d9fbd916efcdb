/** What the web process says about models. It never answers with one: that is the workers' part. */

import { type ModelInfo, servesModels } from "../../lib/models/models.ts";
import { knownModel } from "../../lib/models/prices.ts";
import type { WorkspaceView } from "../../lib/views/api-views.ts";
import type { Models } from "../../nodes/models/models.ts";
import { listProviderModels } from "../../nodes/models/providers/provider-models.ts";
import type { Database } from "../../platform/database/db.ts";
import type { Fetch } from "../../platform/guarded-fetch.ts";
import { listCredentials, readCredential } from "../../platform/vault/credentials.ts";
import type { Vault } from "../../platform/vault/vault.ts";

export type WebModels = {
  /** Built-in models and those that the workspace's credentials reach. */
  list(workspaceId: string): Promise<ModelInfo[]>;
  status(): Promise<WorkspaceView["models"]>;
};
type Deps = { prisma: Database; vault: Vault; fetch: Fetch; models: Models };

/** A provider's list changes seldom and its server may be slow. */
const keepMs = 60_000;
const waitMs = 4000;

export function openWebModels(deps: Deps): WebModels {
  const kept = new Map<string, { at: number; models: ModelInfo[] }>();

  async function ofCredential(workspaceId: string, id: string): Promise<ModelInfo[]> {
    const known = kept.get(id);
    if (known && Date.now() - known.at < keepMs) return known.models;
    const credential = await readCredential(deps, workspaceId, id);
    if (!credential || !servesModels(credential)) return [];
    const { provider, host } = credential;
    const names = await listProviderModels(credential, AbortSignal.timeout(waitMs)).catch(() => []);
    const models = names.slice(0, 300).map((model) => ({
      ref: { provider, model, credential: id },
      title: model,
      description: `At ${host}`,
      ...knownModel(model),
      available: true,
    }));
    kept.set(id, { at: Date.now(), models });
    return models;
  }

  return {
    async list(workspaceId) {
      const credentials = await listCredentials(deps.prisma, workspaceId);
      const reachable = credentials.map(({ id }) => ofCredential(workspaceId, id).catch(() => []));
      return [await deps.models.list(), ...(await Promise.all(reachable))].flat();
    },
    async status() {
      const { state, reason } = await deps.models.languageModel();
      return { languageModel: state, ...(reason === undefined ? {} : { reason }) };
    },
  };
}

/** What the web process says about models. It never answers with one: that is the workers' part. */

import type { LocalModelView } from "../../lib/models/local-models.ts";
import { modelKey } from "../../lib/models/model-choices.ts";
import { defaultModelRef, isOwn, type ModelInfo, ModelRef, servesModels } from "../../lib/models/models.ts";
import { knownModel, type ModelPrice, priceOf } from "../../lib/models/prices.ts";
import type { WorkspaceView } from "../../lib/views/api-views.ts";
import type { Models } from "../../nodes/models/models.ts";
import { listProviderModels } from "../../nodes/models/providers/provider-models.ts";
import type { Database } from "../../platform/database/db.ts";
import type { Fetch } from "../../platform/guarded-fetch.ts";
import { listPrices } from "../../platform/model-prices.ts";
import { listCredentials, readCredential } from "../../platform/vault/credentials.ts";
import type { Vault } from "../../platform/vault/vault.ts";
import type { WebLocalModels } from "../local-models/local-models.ts";

export type WebModels = {
  /** The default model, the built-in ones and those that the workspace's credentials reach. */
  list(workspaceId: string): Promise<ModelInfo[]>;
  status(): Promise<WorkspaceView["models"]>;
  /** The next list asks this credential's provider again. */
  forget(credential: string): void;
};
type Deps = {
  prisma: Database;
  vault: Vault;
  fetch: Fetch;
  models: Models;
  localModels: Pick<WebLocalModels, "list">;
};

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
    const listed = await listProviderModels(credential, AbortSignal.timeout(waitMs)).catch(() => []);
    const models = listed.slice(0, 300).map(({ name, context }) => ({
      ...unknownModel,
      ref: { provider, model: name, credential: id },
      title: name,
      description: `At ${host}`,
      context: context ?? knownModel(name, provider).context,
    }));
    kept.set(id, { at: Date.now(), models });
    return models;
  }

  /** What a node on “Default” asks: the title of that model, and whether it is ready. */
  async function defaultOf(workspaceId: string, models: readonly ModelInfo[]): Promise<ModelInfo> {
    const find = { where: { id: workspaceId }, select: { defaultModel: true } } as const;
    const row = await deps.prisma.workspace.findUnique(find);
    const ref = ModelRef.safeParse(row?.defaultModel).data ?? defaultModelRef;
    const isBuiltIn = ref.provider === "built-in" || ref.provider === "default";
    const found =
      models.find((model) => modelKey(model.ref) === modelKey(ref)) ??
      (isBuiltIn && ref.model === "" ? models.find((model) => model.ref.provider === "built-in") : undefined);
    const facts = found ?? { ...unknownModel, context: knownModel(ref.model, ref.provider).context };
    return { ...facts, ref: defaultModelRef, title: "Default model", description: found?.title ?? ref.model };
  }

  return {
    async list(workspaceId) {
      const credentials = await listCredentials(deps.prisma, workspaceId);
      const reachable = credentials.map(({ id }) => ofCredential(workspaceId, id).catch(() => []));
      const entered = await listPrices(deps.prisma, workspaceId);
      const local = (await deps.localModels.list(workspaceId)).map(localInfo);
      const models = [await deps.models.list(), local, ...(await Promise.all(reachable))]
        .flat()
        .map((model) => withPrice(model, entered));
      return [await defaultOf(workspaceId, models), ...models];
    },
    forget: (credential) => void kept.delete(credential),
    async status() {
      const { state, reason } = await deps.models.languageModel();
      return { languageModel: state, ...(reason === undefined ? {} : { reason }) };
    },
  };
}

/** A file of the workspace as pickers list it. */
function localInfo({ key, name, context, facts, state, problem, error }: LocalModelView): ModelInfo {
  const about = [facts?.architecture, facts?.quantisation].filter((part) => part).join(", ");
  const reason = problem ?? (state === "ready" ? undefined : (error ?? "Its file is not complete yet."));
  return {
    ...{ ref: { provider: "local", model: key }, title: `${name} (local)`, context },
    ...{ priceIn: null, priceCached: null, priceOut: null },
    description: `A local model${about === "" ? "" : ` (${about})`}: it runs on Patchbay's own machine and costs nothing.`,
    available: reason === undefined,
    ...(reason === undefined ? {} : { unavailableReason: reason }),
  };
}

/** Its prices are added to what is known of it. */
const unknownModel = { context: null, priceIn: null, priceCached: null, priceOut: null, available: true };

function withPrice(model: ModelInfo, entered: readonly ModelPrice[]): ModelInfo {
  const price = isOwn(model.ref) ? undefined : priceOf([model.ref.model], entered, model.ref.provider);
  if (!price) return model;
  return { ...model, priceIn: price.input, priceCached: price.cached ?? price.input, priceOut: price.output };
}

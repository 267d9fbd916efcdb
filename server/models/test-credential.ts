import { asPatchbayError } from "../../lib/errors.ts";
import { servesModels } from "../../lib/models/models.ts";
import { listProviderModels } from "../../nodes/models/providers/provider-models.ts";
import type { Db } from "../../platform/database/db.ts";
import type { Fetch } from "../../platform/guarded-fetch.ts";
import { noCredential, readCredential } from "../../platform/vault/credentials.ts";
import type { Vault } from "../../platform/vault/vault.ts";

type Deps = { db: Db; vault: Vault; fetch: Fetch };
type Ask = { workspaceId: string; id: string; signal: AbortSignal | undefined };

/** Asks the provider the cheapest question there is. A refusal is an answer, not an error. */
export async function testCredential({ db, vault, fetch }: Deps, ask: Ask): Promise<{ ok: boolean; message: string }> {
  const credential = await readCredential({ prisma: db.prisma, vault, fetch }, ask.workspaceId, ask.id);
  if (!credential) throw noCredential();
  if (!servesModels(credential)) {
    return { ok: true, message: "Stored. It is tried when a collection is created with it." };
  }
  try {
    const names = await listProviderModels(credential, ask.signal ?? AbortSignal.timeout(10_000));
    const some = names.slice(0, 3).join(", ");
    return {
      ok: true,
      message: `It works: ${names.length} ${names.length === 1 ? "model" : "models"}${some === "" ? "" : `, such as ${some}`}.`,
    };
  } catch (thrown) {
    return { ok: false, message: asPatchbayError(thrown).userMessage };
  }
}

import { PatchbayError } from "../../lib/errors.ts";
import { readCredential } from "../../platform/vault/credentials.ts";
import type { AppContext } from "../app-context.ts";
import type { OpenHook } from "./open-hook.ts";

export function demandSize({ settings: { maxKilobytes } }: OpenHook, bytes: number): void {
  if (bytes <= maxKilobytes * 1000) return;
  const words = `The body is too large: this webhook takes ${maxKilobytes} kB at most. Send less, or raise the limit in its settings.`;
  throw new PatchbayError("too_large", words);
}

/** A shared secret of the hook's workspace, and nothing else: no other credential is compared with what a stranger sends. */
export async function secretOf({ db, vault, fetch }: AppContext, hook: OpenHook): Promise<string> {
  const id = hook.settings.credential;
  const credential =
    id === "" ? undefined : await readCredential({ prisma: db.prisma, vault, fetch }, hook.workspaceId, id);
  if (credential?.provider === "secret") return credential.secret;
  const words =
    "This webhook cannot check requests: its secret is missing. Choose a credential of the kind “Shared secret” in its settings.";
  throw new PatchbayError("unavailable", words);
}

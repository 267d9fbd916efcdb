import { PatchbayError } from "../../lib/errors.ts";
import { readCredential } from "../../platform/vault/credentials.ts";
import type { AppContext } from "../app-context.ts";
import type { HookKind, OpenHook } from "./open-hook.ts";

export function demandSize({ kind, settings: { maxKilobytes } }: OpenHook<HookKind>, bytes: number): void {
  if (bytes <= maxKilobytes * 1000) return;
  const words = {
    webhook: `The body is too large: this webhook takes ${maxKilobytes} kB at most. Send less, or raise the limit in its settings.`,
    form: `This is too large: the form takes ${maxKilobytes} kB at most, texts and files together. Choose smaller files.`,
  };
  throw new PatchbayError("too_large", words[kind]);
}

/** A shared secret of the hook's workspace, and nothing else: no other credential is compared with what a stranger sends. */
export async function secretOf({ db, vault, fetch }: AppContext, hook: OpenHook<HookKind>): Promise<string> {
  const id = hook.settings.credential;
  const credential =
    id === "" ? undefined : await readCredential({ prisma: db.prisma, vault, fetch }, hook.workspaceId, id);
  if (credential?.provider === "secret") return credential.secret;
  const words = {
    webhook:
      "This webhook cannot check requests: its secret is missing. Choose a credential of the kind “Shared secret” in its settings.",
    form: "This form cannot check passwords at the moment. Ask the sender of the address.",
  };
  throw new PatchbayError("unavailable", words[hook.kind]);
}

import { PatchbayError } from "../../../lib/errors.ts";
import type { ModelRef } from "../../../lib/models/models.ts";

/** A credential as a model call needs it, decrypted. The secret may be empty for servers that ask for none. */
export type ModelCredential = {
  provider: string;
  baseUrl: string;
  host: string;
  secret: string;
  /** The way out that checks where it leads (platform/guarded-fetch.ts). */
  fetch?: typeof fetch;
};
export type ReadCredential = (id: string) => Promise<ModelCredential | undefined>;

/**
 * The credential a reference names. Throws `bad_input` when there is none, when it is for another provider, or when its
 * base URL is not on the host it is bound to.
 */
export async function credentialOf(ref: ModelRef, readCredential: ReadCredential): Promise<ModelCredential> {
  if (ref.model.trim() === "") throw refuse("No model is chosen. Open the node's settings and enter the model's name.");
  if (ref.provider === "local") throw refuse("A local model only writes texts. Choose a model of a provider here.");
  if (ref.credential === undefined) {
    throw refuse(
      "This model needs a credential. Add one in Settings → Models and credentials and choose it in the node.",
    );
  }
  const credential = await readCredential(ref.credential);
  if (!credential) throw refuse("The credential of this model was deleted. Choose another one in the node's settings.");
  if (credential.provider !== ref.provider) {
    throw refuse(`The chosen credential is for ${credential.provider}, not for ${ref.provider}. Choose another one.`);
  }
  if (!URL.canParse(credential.baseUrl) || new URL(credential.baseUrl).host !== credential.host) {
    throw refuse(
      `The credential is bound to ${credential.host} and is not sent anywhere else. Create a new credential for the new address.`,
    );
  }
  return credential;
}

function refuse(message: string): PatchbayError {
  return new PatchbayError("bad_input", message);
}

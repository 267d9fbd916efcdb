/**
 * An access token for a service account of Google Cloud: a signed claim is exchanged for it (RFC 7523). A secret that is no
 * service account is an API key.
 */
import { createHash, sign } from "node:crypto";
import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import type { ModelCredential } from "./credential.ts";
import { asModelError, providerError, responseError } from "./model-error.ts";

const Account = z.object({
  client_email: z.string(),
  private_key: z.string(),
  private_key_id: z.string().optional(),
  project_id: z.string(),
  token_uri: z.string().default("https://oauth2.googleapis.com/token"),
});
type Account = z.infer<typeof Account>;
const Token = z.object({ access_token: z.string(), expires_in: z.number().default(3600) });

const scope = "https://www.googleapis.com/auth/cloud-platform";
/** By the hash of the account that they are for. */
const known = new Map<string, { token: string; until: number }>();
const mostKnown = 200;

export function accountOf(secret: string): Account | undefined {
  if (!secret.trimStart().startsWith("{")) return undefined;
  try {
    return Account.parse(JSON.parse(secret));
  } catch {
    // What was wrong with it is not told: a parser's words may hold a piece of the key.
    const message =
      "The key is not the JSON file of a service account. Download it again in Google Cloud and paste all of it.";
    throw new PatchbayError("provider_refused", message);
  }
}

export async function googleHeaders(
  credential: ModelCredential,
  { signal }: { signal: AbortSignal | undefined },
): Promise<Record<string, string>> {
  const account = accountOf(credential.secret);
  if (!account) return { "x-goog-api-key": credential.secret };
  const key = createHash("sha256").update(`${credential.host}\n${credential.secret}`).digest("base64");
  const kept = known.get(key);
  if (kept && kept.until > Date.now()) return { authorization: `Bearer ${kept.token}` };
  const { access_token, expires_in } = await exchange(account, credential, signal);
  known.set(key, { token: access_token, until: Date.now() + (expires_in - 60) * 1000 });
  for (const [oldest] of known) if (known.size > mostKnown) known.delete(oldest);
  return { authorization: `Bearer ${access_token}` };
}

async function exchange(
  account: Account,
  { fetch: go = fetch, host }: ModelCredential,
  signal: AbortSignal | undefined,
): Promise<z.infer<typeof Token>> {
  // The file may name any address. A claim goes to Google, or to the credential's own host.
  if (account.token_uri !== "https://oauth2.googleapis.com/token" && new URL(account.token_uri).host !== host)
    throw new PatchbayError("provider_refused", "The service account names a token address that is not Google's.");
  const body = new URLSearchParams({
    grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
    assertion: claimOf(account),
  });
  try {
    const response = await go(account.token_uri, {
      method: "POST",
      body,
      redirect: "error",
      ...(signal ? { signal } : {}),
    });
    // What is wrong with the account is said with status 400.
    if (response.status === 400) throw refusal(await response.json().catch(() => ({})));
    if (!response.ok) throw await responseError(response);
    return Token.parse(await response.json());
  } catch (thrown) {
    signal?.throwIfAborted();
    throw asModelError(thrown) ?? thrown;
  }
}

function refusal(said: unknown): PatchbayError {
  const { error_description }: { error_description?: unknown } = { ...Object(said) };
  return providerError({ error: { message: String(error_description ?? "The account was refused."), code: 401 } }, 401);
}

function claimOf({ client_email, private_key, private_key_id, token_uri }: Account): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const head = { alg: "RS256", typ: "JWT", ...(private_key_id === undefined ? {} : { kid: private_key_id }) };
  const claim = `${part(head)}.${part({ iss: client_email, scope, aud: token_uri, iat: now, exp: now + 3600 })}`;
  try {
    return `${claim}.${sign("RSA-SHA256", Buffer.from(claim), private_key).toString("base64url")}`;
  } catch (cause) {
    throw new PatchbayError("provider_refused", "The private key of the service account is not readable.", { cause });
  }
}

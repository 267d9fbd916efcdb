import * as z from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import type { Fetch } from "../../guarded-fetch.ts";

export type OAuthClient = { tokenUrl: string; clientId: string; clientSecret: string; scope?: string | undefined };

const Answer = z.object({ access_token: z.string().min(1) });
const limitMs = 10_000;
const inSettings = {
  url: "KAFKA_OAUTH_TOKEN_URL",
  client: "KAFKA_OAUTH_CLIENT_ID, KAFKA_OAUTH_CLIENT_SECRET and KAFKA_OAUTH_SCOPE",
};
const inCredential = { url: "the token address", client: "the client id, the client secret and the scope" };

/**
 * A token for this client (RFC 6749, 4.4: client credentials). kafkajs asks for one with each connection. `guarded` is for an
 * address that a credential names.
 */
export async function fetchToken(client: OAuthClient, guarded?: Fetch): Promise<string> {
  const { tokenUrl, clientId, clientSecret, scope } = client;
  const fetch = guarded ?? globalThis.fetch;
  const words = guarded ? inCredential : inSettings;
  const name = new URL(tokenUrl).host;
  // RFC 6749, 2.3.1: both are form-encoded before they are joined.
  const basic = [clientId, clientSecret].map((part) => new URLSearchParams({ "": part }).toString().slice(1)).join(":");
  const answer = await fetch(tokenUrl, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(basic).toString("base64")}`, accept: "application/json" },
    body: new URLSearchParams({ grant_type: "client_credentials", ...(scope !== undefined && { scope }) }),
    redirect: "error",
    signal: AbortSignal.timeout(limitMs),
  }).catch((cause) => {
    if (cause instanceof PatchbayError) throw cause;
    throw new Error(`${name} gave no token for Kafka: it does not answer. Check ${words.url}.`, { cause });
  });
  const parsed = Answer.safeParse(await answer.json().catch(() => undefined));
  if (answer.ok && parsed.success) return parsed.data.access_token;
  const advice = `Check ${words.client}.`;
  throw new Error(`${name} gave no token for Kafka: it answered ${answer.status}. ${advice}`);
}

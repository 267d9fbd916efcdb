/**
 * Calls with a credential: the secret is added here, at the last moment, and goes to the credential's own origin only. An
 * OAuth token is fetched from the address that the credential names, kept until it runs out, and renewed once when it is
 * refused.
 */
import type { z } from "zod";
import { PatchbayError } from "../lib/errors.ts";
import type { HttpFetch, HttpRequest, HttpResponse } from "../lib/http.ts";
import { type SignInKind, signInSecrets, signsIn } from "../lib/service/sign-in.ts";
import { sha256 } from "./ids.ts";

type SignInCredential = { provider: string; baseUrl: string; secret: string };
export type SignIn = { of(credential: SignInCredential): HttpFetch };

/** What a request gets: headers, parameters of the query, and the texts that must not come back in an error. */
type Proof = {
  headers?: Record<string, string>;
  query?: readonly [string, string];
  secrets: readonly string[];
  /** That it was made of. */
  token?: string;
};
type Token = { value: string; goodUntil: number };

/** A token is not used in its last seconds. */
const marginMs = 10_000;
const defaultTokenMs = 5 * 60_000;
const mostTokens = 1000;
const tokenTimeoutMs = 30_000;

export function openSignIn(http: HttpFetch): SignIn {
  const tokens = new Map<string, Token>();
  const asked = new Map<string, Promise<Token>>();

  /** Calls that come together ask once, so the end of one of them must not end the asking. */
  async function tokenOf(secret: string): Promise<string> {
    const id = sha256(secret);
    const known = tokens.get(id);
    if (known && known.goodUntil > Date.now()) return known.value;
    const asking =
      asked.get(id) ?? askToken(http, secret, AbortSignal.timeout(tokenTimeoutMs)).finally(() => asked.delete(id));
    asked.set(id, asking);
    const token = await asking;
    tokens.delete(id);
    tokens.set(id, token);
    const [oldest] = tokens.keys();
    if (tokens.size > mostTokens && oldest !== undefined) tokens.delete(oldest);
    return token.value;
  }

  /** It may have been revoked before its time. Another call that was refused may have renewed it by now. */
  function forget(secret: string, refused: string | undefined): void {
    const id = sha256(secret);
    if (tokens.get(id)?.value === refused) tokens.delete(id);
  }

  async function proofOf(kind: SignInKind, secret: string, signal: AbortSignal): Promise<Proof> {
    switch (kind) {
      case "bearer":
        return { headers: { authorization: `Bearer ${secret}` }, secrets: [secret] };
      case "basic": {
        const { user, password } = parse(signInSecrets.basic, secret);
        const pair = Buffer.from(`${user}:${password}`).toString("base64");
        return { headers: { authorization: `Basic ${pair}` }, secrets: [password, pair] };
      }
      case "api-key": {
        const { in: place, name, key } = parse(signInSecrets["api-key"], secret);
        if (place === "query") return { query: [name, key], secrets: [key] };
        return { headers: { [name.toLowerCase()]: key }, secrets: [key] };
      }
      case "oauth-client": {
        const token = await unlessAborted(tokenOf(secret), signal);
        return {
          token,
          headers: { authorization: `Bearer ${token}` },
          secrets: [token, parse(signInSecrets[kind], secret).clientSecret],
        };
      }
    }
  }

  return {
    of(credential) {
      if (!signsIn(credential)) throw refuse("This credential is for another kind of service. Choose another one.");
      const { provider, secret } = credential;
      return async (address, request) => {
        assertOwnOrigin(address, credential.baseUrl);
        const proof = await proofOf(provider, secret, request.signal);
        const response = await http(withQuery(address, proof), withHeaders(request, proof));
        if (response.status !== 401 || provider !== "oauth-client") return withoutSecrets(response, proof);
        forget(secret, proof.token);
        const fresh = await proofOf(provider, secret, request.signal);
        return withoutSecrets(await http(withQuery(address, fresh), withHeaders(request, fresh)), fresh);
      };
    },
  };
}

async function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([aborted.promise, work]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function parse<Parts>(schema: z.ZodType<Parts>, secret: string): Parts {
  let value: unknown;
  try {
    value = JSON.parse(secret);
  } catch {
    throw refuse("This credential is not complete. Enter its parts again in Settings → Models and credentials.");
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw refuse("This credential is not complete. Enter its parts again in Settings → Models and credentials.");
}

function assertOwnOrigin(address: string, baseUrl: string): void {
  const [asked, own] = [address, baseUrl].map((each) => (URL.canParse(each) ? new URL(each) : undefined));
  if (!asked || !own) throw refuse(`“${address.slice(0, 200)}” is not a URL.`);
  if (asked.origin === own.origin) return;
  throw new PatchbayError(
    "forbidden",
    `The credential is for ${own.origin} and is not sent to ${asked.origin}. Choose a server of its own, or a credential for this one.`,
  );
}

function withHeaders(request: HttpRequest, { headers }: Proof): HttpRequest {
  return { ...request, headers: { ...request.headers, ...headers } };
}

function withQuery(address: string, { query }: Proof): string {
  if (!query) return address;
  const url = new URL(address);
  const [name, key] = query;
  // Set by hand: `searchParams` would write the rest of the query anew, in its own way.
  const pair = `${encodeURIComponent(name)}=${encodeURIComponent(key)}`;
  url.search = url.search === "" ? pair : `${url.search}&${pair}`;
  return url.href;
}

/** Shorter ones may be words of a response by chance. */
const longEnough = 16;

/**
 * Some servers repeat the key that they refuse, and some, for tests, all that they got. Everyone who can see the run would see
 * it, so it is taken out of what comes back; of a response that is no refusal only where it cannot be there by chance.
 */
function withoutSecrets(response: HttpResponse, { secrets }: Proof): HttpResponse {
  const least = response.status >= 400 ? 1 : longEnough;
  const forms = [...new Set(secrets.flatMap(formsOf))].filter((form) => form.length >= least);
  const clean = (text: string, mark = "…") => forms.reduce((left, form) => left.replaceAll(form, mark), text);
  const isTold = [response.body, ...response.headers.values()].some((text) => clean(text) !== text);
  if (!isTold) return response;
  const body = clean(response.body);
  const headers = new Headers([...response.headers].map(([name, value]) => [name, clean(value, "...")]));
  const data = body === response.body ? response.data : new TextEncoder().encode(body);
  return { ...response, headers, body, data };
}

/** As it is, in JSON, and in the query of an address. */
function formsOf(secret: string): string[] {
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
}

/** The client credentials grant (RFC 6749, 4.4); the client signs in by HTTP Basic (2.3.1). */
async function askToken(http: HttpFetch, secret: string, signal: AbortSignal): Promise<Token> {
  const { tokenUrl, clientId, clientSecret, scope } = parse(signInSecrets["oauth-client"], secret);
  const body = new URLSearchParams({ grant_type: "client_credentials", ...(scope === "" ? {} : { scope }) });
  const pair = [clientId, clientSecret].map(encodeURIComponent).join(":");
  const response = await http(tokenUrl, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      accept: "application/json",
      authorization: `Basic ${Buffer.from(pair).toString("base64")}`,
    },
    body: body.toString(),
    signal,
  });
  const host = new URL(tokenUrl).host;
  if (response.status >= 400) {
    const isBusy = response.status === 429 || response.status >= 500;
    throw new PatchbayError(
      isBusy ? "provider_busy" : "provider_refused",
      `${host} gave no token: it returned ${response.status}${errorIn(response.body)}. Check the client's id, secret and scope in the credential.`,
    );
  }
  const { access_token: value, expires_in: seconds } = fieldsOf(response.body);
  if (typeof value !== "string" || value === "") {
    throw new PatchbayError(
      "provider_refused",
      `What ${host} answered holds no access_token. Check the token address in the credential.`,
    );
  }
  const lifeMs = typeof seconds === "number" && seconds > 0 ? seconds * 1000 : defaultTokenMs;
  return { value, goodUntil: Date.now() + Math.max(0, lifeMs - marginMs) };
}

/** Only the code that the protocol defines: the rest may hold what was sent. */
function errorIn(body: string): string {
  const { error } = fieldsOf(body);
  return typeof error === "string" && /^[a-z_]{1,40}$/.test(error) ? ` (${error})` : "";
}

function fieldsOf(body: string): { [key: string]: unknown } {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function refuse(message: string): PatchbayError {
  return new PatchbayError("bad_input", message);
}

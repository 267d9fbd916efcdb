/**
 * The HTTP client of nodes: the guarded fetch, which decides about every address anew, with redirects, a limit to what is
 * read, and errors that say what to do.
 */
import { PatchbayError } from "../lib/errors.ts";
import type { HttpFetch, HttpRequest, HttpResponse } from "../lib/http.ts";
import { responseText } from "../lib/values/response-text.ts";
import type { Fetch } from "./guarded-fetch.ts";

/** Of a response, after decompression. */
const maxBytes = 5_000_000;
const maxRedirects = 3;
const redirects = new Set([301, 302, 303, 307, 308]);

/** Throws `forbidden` for an address that is not public, `unavailable` when there is no response, `too_large` beyond 5 MB. */
export function makeHttpClient(fetch: Fetch): HttpFetch {
  return async (address, request) => {
    let url = parseUrl(address);
    let headers = headersOf(request);
    for (let followed = 0; ; followed += 1) {
      const response = await send(fetch, url, { ...request, headers });
      const target = redirects.has(response.status) ? response.headers.get("location") : null;
      if (target === null) return await readResponse(response, url, request);
      await response.body?.cancel();
      const next = nextUrl(target, url, request);
      if (followed === maxRedirects) throw refuse(`${url.host} redirects more than ${maxRedirects} times.`);
      await request.mayFollow?.(next.href);
      if (next.origin !== url.origin) headers = withoutSecrets(headers);
      url = next;
    }
  };
}

/** What is wrong with a header is not told: the platform's words hold its value, which may be a secret. */
function headersOf(request: HttpRequest): Headers {
  try {
    return new Headers(request.headers);
  } catch {
    throw refuse(
      "A header of the request has a line break or a sign that headers do not take. Check the settings and the credential.",
    );
  }
}

type Sent = Omit<HttpRequest, "headers"> & { headers: Headers };

async function send(fetch: Fetch, url: URL, { method = "GET", headers, body, signal }: Sent): Promise<Response> {
  const init = { method, headers, signal, redirect: "manual", ...(body === undefined ? {} : { body }) } as const;
  try {
    return await fetch(url, init);
  } catch (thrown) {
    throw asFailure(thrown, url, signal);
  }
}

async function readResponse(response: Response, url: URL, { signal, onText }: HttpRequest): Promise<HttpResponse> {
  const pieces: Uint8Array[] = [];
  const decoder = new TextDecoder();
  let size = 0;
  try {
    for await (const piece of response.body ?? []) {
      size += piece.byteLength;
      // Leaving the loop cancels the rest of the body.
      if (size > maxBytes) break;
      pieces.push(piece);
      if (onText?.(decoder.decode(piece, { stream: true }))) break;
    }
  } catch (thrown) {
    throw asFailure(thrown, url, signal);
  }
  if (size > maxBytes) {
    const advice = "Ask for less, for example one page at a time.";
    throw new PatchbayError("too_large", `The response of ${url.host} is larger than 5 MB. ${advice}`);
  }
  const { status, headers } = response;
  const data = Buffer.concat(pieces);
  if (data.length > 0) assertUnpacked(headers, url);
  return { status, headers, data, body: responseText(data, headers.get("content-type")) };
}

const packers: ReadonlySet<string> = new Set(
  "compress x-compress dcb dcz exi lz4 lzma pack200-gzip snappy xz".split(" "),
);

/** What fetch does not know it leaves as it is, without a word. */
function assertUnpacked(headers: Headers, { host }: URL): void {
  const codings = (headers.get("content-encoding") ?? "").toLowerCase().split(",");
  const unknown = codings.map((coding) => coding.trim()).find((coding) => packers.has(coding));
  if (unknown === undefined) return;
  throw refuse(
    `The response of ${host} is compressed in the way “${unknown}”, which is not read. Ask for another with a header Accept-Encoding: gzip.`,
  );
}

function parseUrl(address: string): URL {
  if (URL.canParse(address)) return withoutSignIn(new URL(address));
  throw refuse(`“${clip(address)}” is not a URL. Write it in full, such as https://example.com/items.`);
}

/** The platform refuses such a URL, too, in words that hold the password. */
function withoutSignIn(url: URL): URL {
  if (url.username === "" && url.password === "") return url;
  throw refuse(
    `The URL of ${url.host} has a name or password in front of the host. Remove them, and choose a credential instead.`,
  );
}

/** Only a GET is sent again: another method would act at an address that the pipeline does not name. */
function nextUrl(target: string, from: URL, { method = "GET" }: HttpRequest): URL {
  const next = URL.canParse(target, from) ? new URL(target, from) : undefined;
  if (!next) throw refuse(`${from.host} redirects to “${clip(withoutQuery(target))}”, which is not a URL.`);
  if (method === "GET") return withoutSignIn(next);
  const shown = clip(withoutQuery(`${next.origin}${next.pathname}${next.search}`));
  throw refuse(`${from.host} redirects a ${method} request to ${shown}. Use that URL if it is right.`);
}

/** A server repeats the query that it got, and a credential may be in it. */
function withoutQuery(address: string): string {
  const [path = "", query] = address.split(/[?#]/, 2);
  return query === undefined ? path : `${path}?…`;
}

/** Any header of a request may carry a secret that is meant for the first host only. */
function withoutSecrets(headers: Headers): Headers {
  const accept = headers.get("accept");
  return new Headers(accept === null ? {} : { accept });
}

function asFailure(thrown: unknown, { host }: URL, signal: AbortSignal): unknown {
  if (thrown instanceof PatchbayError || signal.aborted) return thrown;
  const reason = reasonOf(thrown);
  const message = `no response from ${host}: ${reason}`;
  const advice = certificates.find(({ sign }) => sign.test(reason));
  const words = advice?.say(host) ?? `${host} cannot be reached (${reason}). Check the URL, and that the server is up.`;
  return new PatchbayError("unavailable", words, { cause: thrown, message });
}

/** What is wrong with a certificate, and what to do. */
const certificates: readonly { sign: RegExp; say(host: string): string }[] = [
  {
    sign: /UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT|SELF_SIGNED_CERT/,
    say: (host) =>
      `The certificate of ${host} is signed by an authority that is not known here. Set NODE_EXTRA_CA_CERTS to the PEM file of that authority where Patchbay is started, for web and workers.`,
  },
  {
    sign: /ERR_TLS_CERT_ALTNAME_INVALID/,
    say: (host) => `The certificate of ${host} is for another name. Write the URL with the name that it has.`,
  },
  {
    sign: /CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/,
    say: (host) => `The certificate of ${host} is not valid today. Renew it there.`,
  },
];

/** fetch hides the reason behind “fetch failed”. */
function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const code: unknown = Reflect.get(thrown, "code");
  if (thrown.cause !== undefined) return reasonOf(thrown.cause);
  return typeof code === "string" ? code : thrown.message;
}

function refuse(message: string): PatchbayError {
  return new PatchbayError("bad_input", message);
}

function clip(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

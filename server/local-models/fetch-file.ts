/** Asks a server for a file, or for the rest of one, through the guarded fetch. */
import { PatchbayError } from "../../lib/errors.ts";
import type { Fetch } from "../../platform/guarded-fetch.ts";

type Ask = {
  url: string;
  /** Bytes that are here already, of the version that `etag` names. */
  from: number;
  etag: string | null;
  signal: AbortSignal;
};
/** `from`: where the body begins, 0 when the server sends the whole file; `bytes`: of the whole file. */
export type Fetched = { body: AsyncIterable<Uint8Array>; from: number; bytes: number; etag: string | null };
export type Way = { fetch: Fetch; privateHosts: readonly string[] };

const maxRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);

/** Throws `bad_input` for an address that is of no use, `unavailable` when asking again may help. */
export async function fetchFile({ fetch, privateHosts }: Way, { url, from, etag, signal }: Ask): Promise<Fetched> {
  const headers: Record<string, string> = { "accept-encoding": "identity" };
  if (from > 0 && etag !== null) Object.assign(headers, { range: `bytes=${from}-`, "if-range": etag });
  let at = fileUrl(url, privateHosts);
  for (let followed = 0; followed <= maxRedirects; followed += 1) {
    const response = await fetch(at, { headers, redirect: "manual", signal });
    const target = redirects.has(response.status) ? response.headers.get("location") : null;
    if (target === null) return read(response, at.host);
    await response.body?.cancel();
    at = fileUrl(URL.canParse(target, at) ? new URL(target, at).href : target, privateHosts);
  }
  throw new PatchbayError("bad_input", `${at.host} redirects more than ${maxRedirects} times. Check the address.`);
}

/** Throws `bad_input` for what is no https address; hosts of PATCHBAY_PRIVATE_HOSTS may be asked without encryption. */
export function fileUrl(address: string, privateHosts: readonly string[]): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isPrivate = url !== undefined && (privateHosts.includes(url.host) || privateHosts.includes(url.hostname));
  if (!url || !(url.protocol === "https:" || (url.protocol === "http:" && isPrivate))) {
    const example = "https://huggingface.co/owner/model-GGUF/resolve/main/model-Q4_K_M.gguf";
    throw new PatchbayError(
      "bad_input",
      `This is not an https address. Enter that of the file itself, such as ${example}`,
    );
  }
  if (url.username === "" && url.password === "") return url;
  throw new PatchbayError("bad_input", "The address has a name or password in front of its host. Remove them.");
}

async function read(response: Response, host: string): Promise<Fetched> {
  const { status, headers, body } = response;
  if ((status !== 200 && status !== 206) || !body) {
    await body?.cancel();
    throw refusal(status, host);
  }
  const [, start = "0", total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get("content-range") ?? "") ?? [];
  const bytes = Number(status === 206 ? total : headers.get("content-length"));
  if (!Number.isSafeInteger(bytes) || bytes <= 0) {
    await body.cancel();
    throw new PatchbayError(
      "bad_input",
      `${host} does not say how large the file is. Download it yourself and upload it.`,
    );
  }
  const tag = headers.get("etag");
  // A weak tag does not promise the same bytes.
  const etag = tag?.startsWith('"') ? tag : headers.get("last-modified");
  return { body, from: status === 206 ? Number(start) : 0, bytes, etag };
}

function refusal(status: number, host: string): PatchbayError {
  if (status === 404 || status === 410) {
    return new PatchbayError("bad_input", `${host} has no file at this address (${status}). Check the address.`);
  }
  if (status === 401 || status === 403) {
    const advice = "Download it yourself and upload it.";
    return new PatchbayError("bad_input", `${host} gives this file only to those who sign in (${status}). ${advice}`);
  }
  const isBusy = status === 416 || status === 429 || status >= 500;
  return new PatchbayError(isBusy ? "unavailable" : "bad_input", `${host} answered ${status} instead of the file.`);
}

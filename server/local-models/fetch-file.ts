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
/** `from`: where the body begins, 0 when the server sends the whole file; `bytes`: of the whole file, null when it is not said. */
export type Fetched = { body: AsyncIterable<Uint8Array>; from: number; bytes: number | null; etag: string | null };
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
    at = redirected(target, at, privateHosts);
  }
  throw new PatchbayError("bad_input", `${at.host} redirects more than ${maxRedirects} times. Check the address.`);
}

function redirected(target: string, from: URL, privateHosts: readonly string[]): URL {
  const to = URL.canParse(target, from) ? new URL(target, from) : undefined;
  if (to && isAllowed(to, privateHosts)) return fileUrl(to.href, privateHosts);
  const words = `${from.host} redirects to an address that is not https. Enter the address of the file itself.`;
  throw new PatchbayError("bad_input", words);
}

function isAllowed({ protocol, host, hostname }: URL, privateHosts: readonly string[]): boolean {
  return (
    protocol === "https:" || (protocol === "http:" && [host, hostname].some((name) => privateHosts.includes(name)))
  );
}

/** Throws `bad_input` for what is not an https address; hosts of PATCHBAY_PRIVATE_HOSTS may be asked without encryption. */
export function fileUrl(address: string, privateHosts: readonly string[]): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !isAllowed(url, privateHosts)) {
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
  if (/^text\/html\b/i.test(headers.get("content-type") ?? "")) {
    await body.cancel();
    const advice = "Enter the address of the file itself: on a model hub, the link of its download button.";
    throw new PatchbayError("bad_input", `${host} answered with a web page instead of a file. ${advice}`);
  }
  const [, start = "0", total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get("content-range") ?? "") ?? [];
  // One that packs the file although it was asked not to tells the length of the package.
  const isPacked = (headers.get("content-encoding") ?? "identity") !== "identity";
  const said = isPacked ? undefined : status === 206 ? total : headers.get("content-length");
  const bytes = said && /^\d+$/.test(said) ? Number(said) : null;
  if (bytes === 0) {
    await body.cancel();
    throw new PatchbayError("bad_input", `The file at ${host} is empty. Check the address.`);
  }
  const tag = headers.get("etag");
  // A weak tag does not promise the same bytes, and a part of a package is none of the file.
  const etag = isPacked ? null : tag?.startsWith('"') ? tag : headers.get("last-modified");
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

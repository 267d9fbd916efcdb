/** HTTP as nodes see it: what they send and what comes back. The client itself is platform/http-client.ts. */

export type HttpRequest = {
  /** GET when absent. */
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array<ArrayBuffer>;
  /** Ends the call: the attempt's timeout, and cancelling. */
  signal: AbortSignal;
  /** Asked before a redirect is followed; the call fails with what it throws. */
  mayFollow?: (address: string) => Promise<void>;
  /** Told the body as it comes, piece by piece; true: the rest is not read. */
  onText?: (text: string) => boolean;
};

/** Any status; nodes decide which are failures. The body is whole: as it came, and decoded by its charset. */
export type HttpResponse = { status: number; headers: Headers; body: string; data: Uint8Array<ArrayBuffer> };

export type HttpFetch = (url: string, request: HttpRequest) => Promise<HttpResponse>;

/** Milliseconds, from `Retry-After-Ms`, or from `Retry-After` as seconds or as an HTTP date (RFC 9110, 10.2.3); undefined when it says neither. */
export function retryAfterMs(headers: Headers): number | undefined {
  const exact = headers.get("retry-after-ms");
  if (exact && Number.isFinite(Number(exact))) return Math.max(0, Math.round(Number(exact)));
  const value = headers.get("retry-after");
  if (!value) return undefined;
  const seconds = Number(value);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, Math.round(ms)) : undefined;
}

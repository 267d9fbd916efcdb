import type { IncomingHttpHeaders } from "node:http";

const header = "x-patchbay-page";

/**
 * The address by which a page is looked for: one with a % that stands for nothing, which the router would refuse in JSON,
 * becomes one that no page has, so that a person gets the page that says so. Calls of the API stay as they are.
 */
export function pageAddress(url = "/"): string {
  if (!url.includes("%") || url.startsWith("/api/")) return url;
  try {
    decodeURIComponent(url.split("?", 1)[0] ?? "");
    return url;
  } catch {
    return "/-";
  }
}

/** Tells the pages, to which Next tells no address, which one is asked for, so that a sign-in can come back to it. */
export function markPage(headers: IncomingHttpHeaders, url: string): void {
  const asked = URL.parse(url, "http://localhost");
  // Next asks for parts of a page with a parameter of its own.
  asked?.searchParams.delete("_rsc");
  const query = asked?.searchParams.toString() ?? "";
  headers[header] = `${asked?.pathname ?? "/"}${query === "" ? "" : `?${query}`}`;
}

/** The path and the query of the page that was asked for. */
export function pageOf(headers: Headers): string {
  return headers.get(header) ?? "/";
}

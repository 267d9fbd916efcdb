import type { IncomingHttpHeaders } from "node:http";

const header = "x-patchbay-visitor";

/** Tells the pages, which Next renders in this process, who asks: the limits of one visitor must not hold for all of them. */
export function markVisitor(headers: IncomingHttpHeaders, ip: string): void {
  headers[header] = ip;
}

/** The address of the one who asked for a page. */
export function visitorOf(headers: Headers): string {
  return headers.get(header) ?? "page";
}

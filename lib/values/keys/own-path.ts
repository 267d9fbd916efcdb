/**
 * Whether an address leads to a page of this site: what a link says to go on to must not lead elsewhere. Browsers drop tabs and
 * newlines from an address, and read “//” and “/\” as another site, so what follows the first slash has to be plain.
 */
export function isOwnPath(address: unknown): address is string {
  return typeof address === "string" && /^\/(?:[A-Za-z0-9]|$)/.test(address);
}

/** The sign-in page, which leads on to a page of this site. */
export function signInAddress(next: unknown): string {
  return isOwnPath(next) && next !== "/" ? `/sign-in?${new URLSearchParams({ next })}` : "/sign-in";
}

import { randomBytes } from "node:crypto";
import type { FastifyInstance } from "fastify";

/**
 * On every answer. Pages get their Content-Security-Policy in pages.ts, with a nonce. A script or style of the build has no use
 * for what a browser reads of documents only, and there are many of them on the way to the first paint.
 */
export function setSecurityHeaders(app: FastifyInstance): void {
  app.addHook("onRequest", async ({ url }, { raw }) => {
    raw.setHeader("x-content-type-options", "nosniff");
    raw.setHeader("cross-origin-resource-policy", "same-origin");
    if (url.startsWith("/_next/static/")) return;
    raw.setHeader("referrer-policy", "no-referrer");
    raw.setHeader("x-frame-options", "DENY");
    raw.setHeader("cross-origin-opener-policy", "same-origin");
    raw.setHeader("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=()");
    if (!url.startsWith("/api/")) return;
    raw.setHeader("cache-control", "no-store");
    raw.setHeader("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  });
}

export function makeNonce(): string {
  return randomBytes(16).toString("base64");
}

/** Scripts run only with the nonce of this answer. React's development build needs eval and a socket for reloads. */
export function pagePolicy(nonce: string, isDev: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDev ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${isDev ? " ws: wss:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

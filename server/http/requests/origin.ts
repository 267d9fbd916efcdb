import type { FastifyInstance, FastifyRequest } from "fastify";
import { PatchbayError } from "../../../lib/errors.ts";
import type { Env } from "../../../platform/env.ts";
import { backChannelUrl } from "../../auth/oidc/back-channel.ts";
import { isOwnOrigin } from "../../auth/own-origin.ts";

/**
 * Cross-site request forgery: whatever changes something and may ride on a cookie has to come from a page of our own
 * and be JSON or an upload (a form, or the file itself). REST (/api/v1) takes no cookies, and no foreign page can set an
 * Authorization header.
 */
export function demandOwnOrigin(app: FastifyInstance, env: Env): void {
  app.addHook("onRequest", async (request) => {
    if (!rides(request)) return;
    const { origin, host, "content-type": type = "" } = request.headers;
    if (!isOwnOrigin(origin, host, env)) {
      throw new PatchbayError(
        "forbidden",
        "This call does not come from a page of Patchbay. If Patchbay is reached under another address, set PATCHBAY_URL to it.",
      );
    }
    if (type !== "" && !/^(application\/(?:json|octet-stream)|multipart\/form-data)\b/i.test(type)) {
      throw new PatchbayError("forbidden", "Send JSON, with Content-Type: application/json.");
    }
  });
}

function rides({ method, url, headers, routeOptions }: FastifyRequest): boolean {
  // Requests to webhooks and forms come from anywhere, and their cookies count for nothing.
  const policy = routeOptions.config?.policy;
  if (routeOptions.url === backChannelUrl) return false;
  if (policy === "hooks.use" || (policy === "forms.use" && url.startsWith("/api/forms/"))) return false;
  if (method === "GET" || method === "HEAD" || method === "OPTIONS") return false;
  return url.startsWith("/api/") && !url.startsWith("/api/v1/") && headers.authorization === undefined;
}

import type { IncomingMessage } from "node:http";
import { fileURLToPath } from "node:url";
import type { FastifyInstance } from "fastify";
import next from "next";
import type { Env } from "../../platform/env.ts";
import { openAssets } from "./assets.ts";
import { markPage } from "./requests/page-address.ts";
import { markVisitor } from "./requests/visitor.ts";
import { makeNonce, pagePolicy } from "./security-headers.ts";

export type Pages = { close(): Promise<void> };

const dir = fileURLToPath(new URL("../..", import.meta.url));

/** Everything that is not under /api is a page, rendered by Next in this process. */
export async function addPages(app: FastifyInstance, env: Env): Promise<Pages> {
  const isDev = env.PATCHBAY_DEV;
  // Nothing leaves this machine without a request.
  process.env.NEXT_TELEMETRY_DISABLED = "1";
  // Given the server, Next takes the development socket (reload on change) by itself.
  const pages = next({ dev: isDev, dir, hostname: env.HOST, port: env.PORT, httpServer: app.server });
  await pages.prepare();
  const handle = pages.getRequestHandler();
  const sendAsset = isDev ? undefined : await openAssets(app, `${dir}.next/static`);

  app.route({
    // The development server has POST calls of its own (error overlay); pages change nothing by themselves.
    method: isDev ? ["GET", "HEAD", "POST"] : ["GET", "HEAD"],
    url: "/*",
    config: { policy: "pages.read", rateLimit: false },
    async handler({ raw: request, ip }, reply) {
      const asset = sendAsset?.(request.url ?? "", reply);
      if (asset) return asset;
      reply.hijack();
      const isAsset = request.url?.startsWith("/_next/static/") ?? false;
      dropClaims(request, { trustProxy: env.TRUST_PROXY > 0 });
      markVisitor(request.headers, ip);
      markPage(request.headers, request.url ?? "/");
      if (!isAsset) {
        const nonce = makeNonce();
        const policy = pagePolicy(nonce, isDev);
        // Next finds the nonce for its own scripts in the request's policy.
        request.headers["content-security-policy"] = policy;
        request.headers["x-nonce"] = nonce;
        reply.raw.setHeader("content-security-policy", policy);
      }
      await handle(request, reply.raw);
      return reply;
    },
  });
  // Next leaves sockets that it does not know open for ever.
  app.server.on("upgrade", ({ url = "" }, socket) => {
    if (!isDev || !url.startsWith("/_next/hmr")) socket.destroy();
  });
  return { close: () => pages.close() };
}

/** Headers that steer Next from the inside; a client has no business sending them (CVE-2025-29927). */
function dropClaims({ headers }: IncomingMessage, { trustProxy }: { trustProxy: boolean }): void {
  for (const name of Object.keys(headers)) {
    const isInside = name.startsWith("x-middleware-") || name.startsWith("x-invoke-") || name.startsWith("x-matched-");
    if (isInside || (name.startsWith("x-forwarded-") && !trustProxy)) delete headers[name];
  }
}

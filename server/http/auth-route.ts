import type { FastifyInstance, FastifyReply } from "fastify";
import type { AppContext } from "../app-context.ts";
import { backChannelUrl } from "../auth/oidc/back-channel.ts";
import { webHeaders } from "./requests/request-actor.ts";

/** Signing in and out: /api/auth, answered by better-auth. */
export function addAuth(app: FastifyInstance, context: AppContext): void {
  addRoute(app, { method: ["GET", "POST"], url: "/api/auth/*" }, context);
  void app.register(async (scope) => {
    const type = "application/x-www-form-urlencoded";
    scope.addContentTypeParser(type, { parseAs: "string", bodyLimit: 32_768 }, (_request, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    addRoute(scope, { method: ["POST"], url: backChannelUrl }, context);
  });
}

function addRoute(
  app: FastifyInstance,
  route: { method: string[]; url: string },
  { auth, env, signInNotes }: AppContext,
): void {
  app.route({
    ...route,
    config: { policy: "sign-in" },
    async handler(request, reply) {
      const headers = webHeaders(request);
      // What a client claims about its way here counts for nothing.
      for (const name of [...headers.keys()]) if (name.startsWith("x-forwarded-")) headers.delete(name);
      headers.set("x-patchbay-ip", request.ip);
      headers.delete("content-length");
      const body = request.method === "POST" ? JSON.stringify(request.body ?? {}) : null;
      if (body !== null) headers.set("content-type", "application/json");
      const url = new URL(request.url, env.PATCHBAY_URL);
      const response = await auth.handle(new Request(url, { method: request.method, headers, body }));
      const email = url.pathname.endsWith("/sign-in/email") ? Object(request.body).email : undefined;
      if (response.status === 401 && typeof email === "string") {
        await signInNotes.failed({ email, ip: request.ip, way: "password" });
      }
      return await sendWeb(reply, response);
    },
  });
}

async function sendWeb(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  reply.code(response.status);
  for (const [name, value] of response.headers) if (name !== "set-cookie") reply.header(name, value);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) reply.header("set-cookie", cookies);
  return reply.send(Buffer.from(await response.arrayBuffer()));
}

/** A small OpenID provider on loopback that says in its ID token whatever a test wants, and has no userinfo endpoint. */
import { createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { freePort } from "../../../scripts/services/free-port.ts";

type Claims = Record<string, unknown>;
export type PlainOidcPeer = AsyncDisposable & {
  issuer: string;
  /** What the next ID token says, besides issuer, audience, nonce and times. Times are seconds from now. */
  says(claims: Claims): void;
  /** A token of this provider, signed. */
  sign(claims: Claims, header?: Claims): string;
};

export async function plainOidcPeer(clientId: string): Promise<PlainOidcPeer> {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = { ...publicKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig", alg: "RS256" };
  const nonces = new Map<string, string>();
  let said: Claims = {};

  function sign(claims: Claims, header: Claims = {}): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const signed = `${part({ alg: "RS256", kid: key.kid, ...header })}.${part(claims)}`;
    return `${signed}.${createSign("RSA-SHA256").update(signed).sign(privateKey, "base64url")}`;
  }

  const answers: Record<string, (request: IncomingMessage, url: URL) => Promise<object | string>> = {
    "/.well-known/openid-configuration": async () => ({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      id_token_signing_alg_values_supported: ["RS256"],
    }),
    "/jwks": async () => ({ keys: [key] }),
    "/authorize": async (_, { searchParams: asked }) => {
      const code = randomUUID();
      nonces.set(code, asked.get("nonce") ?? "");
      const back = new URL(asked.get("redirect_uri") ?? "");
      back.searchParams.set("code", code);
      back.searchParams.set("state", asked.get("state") ?? "");
      return back.href;
    },
    "/token": async (request) => {
      const code = new URLSearchParams(await text(request)).get("code") ?? "";
      const now = Math.floor(Date.now() / 1000);
      const own = { iss: issuer, aud: clientId, nonce: nonces.get(code), iat: now, exp: now + 300 };
      return { access_token: "opaque", token_type: "Bearer", id_token: sign({ ...own, ...timed(said, now) }) };
    },
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", issuer);
    const answer = await answers[url.pathname]?.(request, url);
    if (typeof answer === "string") response.writeHead(302, { location: answer }).end();
    else response.writeHead(answer ? 200 : 404, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    issuer,
    sign,
    says(claims) {
      said = claims;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function timed(claims: Claims, now: number): Claims {
  const times = ["iat", "exp", "nbf"].flatMap((name) => {
    const value = claims[name];
    return typeof value === "number" ? [[name, now + value]] : [];
  });
  return { ...claims, ...Object.fromEntries(times) };
}

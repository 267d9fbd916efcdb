/** A real OpenID provider on loopback: npm oidc-provider, with its own pages for signing in and agreeing. */
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import Provider, { type Configuration } from "oidc-provider";
import { freePort } from "../../../scripts/services/free-port.ts";

/** A person there. What they type as login is the key; any password will do. */
export type OidcPerson = { email?: string; email_verified?: boolean; name?: string; groups?: string[] | string };
type Signing = "RS256" | "ES256" | "EdDSA";
export type OidcPeer = AsyncDisposable & {
  issuer: string;
  clientId: string;
  clientSecret: string;
  people: Map<string, OidcPerson>;
  /** Its paths that show a page about something that went wrong, as what stands before a provider may. */
  broken: Set<string>;
  /** From now on it signs with a new key, and no more with the one before. */
  renewKey(signing: Signing): void;
  /** Closes its door, and opens it again. */
  stop(): Promise<void>;
  start(): Promise<void>;
};

export async function oidcPeer(client: { url: string }): Promise<OidcPeer> {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const [clientId, clientSecret] = ["patchbay", "a secret of the client, long enough"];
  const people = new Map<string, OidcPerson>();
  const configurationFor = (signing: Signing): Configuration => ({
    jwks: { keys: [keyFor(signing)] },
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [`${client.url}/api/auth/callback/oidc`],
        post_logout_redirect_uris: [`${client.url}/sign-in`],
        token_endpoint_auth_method: "client_secret_basic",
        id_token_signed_response_alg: signing,
      },
    ],
    // As OpenID Connect has it: the ID token says who, userinfo what else there is.
    conformIdTokenClaims: true,
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"], groups: ["groups"] },
    scopes: ["openid", "email", "profile", "groups"],
    pkce: { required: () => true },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
    cookies: { keys: ["a key for cookies of tests"] },
    features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    async findAccount(_context, sub) {
      const person = people.get(sub);
      return person && { accountId: sub, claims: async () => ({ sub, ...person }) };
    },
  });
  const broken = new Set<string>();
  const signingWith = (signing: Signing) => new Provider(issuer, configurationFor(signing)).callback();
  let whole = signingWith("RS256");
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (!broken.has(request.url ?? "")) return await whole(request, response);
    response.writeHead(200, { "content-type": "text/html" }).end("<html><body>Down for maintenance</body></html>");
  };
  let server = createServer(answer);
  const start = async () => {
    server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  };
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  await start();
  const renewKey = (signing: Signing) => {
    whole = signingWith(signing);
  };
  return { issuer, clientId, clientSecret, people, broken, renewKey, start, stop, [Symbol.asyncDispose]: stop };
}

function keyFor(signing: Signing) {
  const { privateKey } =
    signing === "RS256"
      ? generateKeyPairSync("rsa", { modulusLength: 2048 })
      : signing === "ES256"
        ? generateKeyPairSync("ec", { namedCurve: "P-256" })
        : generateKeyPairSync("ed25519");
  return { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig", alg: signing };
}

/** Vertex AI with Google's token endpoint beside it, which checks the signed claim of a service account. */
import { generateKeyPairSync, verify } from "node:crypto";
import type { PeerRequest } from "../http-peer.ts";
import { geminiSpeech } from "./google-peer.ts";
import { modelPeer, type Say, sendJson } from "./script.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const email = "right@lab.iam.gserviceaccount.com";
const token = "ya29.test";

export async function vertexPeer(say: Say) {
  const peer = await modelPeer(
    {
      provider: "vertex",
      isAllowed: ({ path, headers }) => path === "/token" || headers.authorization === `Bearer ${token}`,
      refuse: (response) =>
        sendJson(response, 401, {
          error: { code: 401, message: "Request had invalid credentials.", status: "UNAUTHENTICATED" },
        }),
      aside(request, response) {
        if (request.path === "/token") {
          const isRight = isSigned(request);
          const refused = { error: "invalid_grant", error_description: "Invalid grant: account not found" };
          sendJson(
            response,
            isRight ? 200 : 400,
            isRight ? { access_token: token, expires_in: 3599, token_type: "Bearer" } : refused,
          );
          return true;
        }
        if (request.method !== "GET" || !request.path.startsWith("/v1beta1/publishers/google/models")) return false;
        const names = ["gemini-test", "text-embedding-test"];
        sendJson(response, 200, {
          publisherModels: names.map((name) => ({ name: `publishers/google/models/${name}`, versionId: "1" })),
        });
        return true;
      },
      ...geminiSpeech(
        /^\/v1\/projects\/lab\/locations\/global\/publishers\/google\/models\/([^/:]+):streamGenerateContent\?alt=sse$/,
      ),
    },
    say,
  );
  const secret = JSON.stringify({
    ...{ type: "service_account", project_id: "lab", private_key_id: "1", client_email: email },
    private_key: privateKey.export({ type: "pkcs8", format: "pem" }),
    token_uri: `${peer.url}/token`,
  });
  return Object.assign(peer, { credential: { ...peer.credential, secret } });
}

function isSigned({ body }: PeerRequest): boolean {
  const form = new URLSearchParams(String(body));
  const [head = "", claim = "", signature = ""] = (form.get("assertion") ?? "").split(".");
  if (form.get("grant_type") !== "urn:ietf:params:oauth:grant-type:jwt-bearer") return false;
  const { iss, aud, exp } = JSON.parse(Buffer.from(claim, "base64url").toString());
  const isGenuine = verify(
    "RSA-SHA256",
    Buffer.from(`${head}.${claim}`),
    publicKey,
    Buffer.from(signature, "base64url"),
  );
  return isGenuine && iss === email && String(aud).endsWith("/token") && exp > Date.now() / 1000;
}

/** Signing in with an identity provider that does not know the client secret. */
import { expect, test } from "vitest";
import { signInProblem } from "../../../components/api/sign-in/sign-in-problems.ts";
import { freePort } from "../../../scripts/services/free-port.ts";
import { oidcPeer } from "../../helpers/peers/oidc-peer.ts";
import { openTestServer } from "../test-server.ts";
import { openClient } from "./oidc-client.ts";

test("a wrong client secret is a sentence on the sign-in page that says what to look at", async () => {
  const port = await freePort();
  await using peer = await oidcPeer({ url: `http://localhost:${port}` });
  await using server = await openTestServer({
    PORT: String(port),
    PATCHBAY_OIDC_ISSUER: peer.issuer,
    PATCHBAY_OIDC_CLIENT_ID: peer.clientId,
    PATCHBAY_OIDC_CLIENT_SECRET: "not the one that it has",
    PATCHBAY_OIDC_NEWCOMERS: "viewer",
  });
  peer.people.set("ada", { email: "ada@example.com", email_verified: true });
  const browser = openClient(server.url);
  expect(await browser.signIn("ada")).toContain("/sign-in?error=invalid_code");
  expect((await browser.get("/api/auth/get-session")).body).toBeNull();
  expect(signInProblem("invalid_code", "Keycloak")).toContain("check the client secret that Patchbay has");
});

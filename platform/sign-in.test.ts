import { expect, test } from "vitest";
import { loopbackFetch } from "../tests/helpers/node.ts";
import { httpPeer } from "../tests/helpers/peers/http-peer.ts";
import { openSignIn } from "./sign-in.ts";

const signal = AbortSignal.timeout(60_000);

test("each kind of secret goes where its server expects it, and the rest of the request stays", async () => {
  await using peer = await httpPeer((_request, response) => void response.end("ok"));
  const call = async (provider: string, secret: unknown) => {
    const text = typeof secret === "string" ? secret : JSON.stringify(secret);
    const fetch = openSignIn(loopbackFetch).of({ provider, baseUrl: `${peer.url}/v1`, secret: text });
    await fetch(`${peer.url}/items?a=b%20c`, { headers: { accept: "x" }, signal });
    return peer.requests.at(-1);
  };
  expect((await call("bearer", "t-1"))?.headers).toMatchObject({ authorization: "Bearer t-1", accept: "x" });
  expect((await call("basic", { user: "ada", password: "p:w" }))?.headers.authorization).toBe(
    `Basic ${btoa("ada:p:w")}`,
  );
  expect((await call("api-key", { in: "header", name: "X-Key", key: "k" }))?.headers["x-key"]).toBe("k");
  expect((await call("api-key", { in: "query", name: "key", key: "k&=" }))?.path).toBe("/items?a=b%20c&key=k%26%3D");
});

test("a credential goes to its own origin only, whatever a document says", async () => {
  await using own = await httpPeer((_request, response) => void response.end("ok"));
  await using other = await httpPeer((_request, response) => void response.end("ok"));
  const fetch = openSignIn(loopbackFetch).of({ provider: "bearer", baseUrl: own.url, secret: "t-1" });
  const attempts = [other.url, own.url.replace("http:", "https:"), `http://${own.host}@${other.host}/`];
  for (const url of attempts) await expect(fetch(url, { signal })).rejects.toMatchObject({ code: "forbidden" });
  expect(other.requests).toEqual([]);
  expect(own.requests).toEqual([]);
});

test("a redirect to another origin gets no secret", async () => {
  await using other = await httpPeer((_request, response) => void response.end("there"));
  await using own = await httpPeer((_request, response) => {
    response.writeHead(302, { location: `${other.url}/x` }).end();
  });
  for (const [provider, secret] of [
    ["bearer", "t-1"],
    ["api-key", JSON.stringify({ in: "header", name: "X-Key", key: "t-1" })],
    ["api-key", JSON.stringify({ in: "query", name: "key", key: "t-1" })],
  ] as const) {
    await openSignIn(loopbackFetch).of({ provider, baseUrl: own.url, secret })(own.url, { signal });
  }
  expect(other.requests).toHaveLength(3);
  expect(JSON.stringify(other.requests)).not.toContain("t-1");
});

test("a refusal that repeats the secret loses it", async () => {
  await using peer = await httpPeer(({ headers }, response) => {
    response.writeHead(401).end(`The token ${headers.authorization} is wrong`);
  });
  const fetch = openSignIn(loopbackFetch).of({ provider: "bearer", baseUrl: peer.url, secret: "sk-canary" });
  expect((await fetch(peer.url, { signal })).body).toBe("The token Bearer … is wrong");
});

/** A token endpoint and a service that takes the tokens which are still good. */
function oauthPeer(expiresIn: number) {
  let given = 0;
  const good = new Set<string>();
  const peer = httpPeer(({ path, headers }, response) => {
    if (path === "/token") {
      given += 1;
      good.add(`token-${given}`);
      response.writeHead(200, { "content-type": "application/json" });
      return void response.end(JSON.stringify({ access_token: `token-${given}`, expires_in: expiresIn }));
    }
    const token = headers.authorization?.replace("Bearer ", "") ?? "";
    response.writeHead(good.has(token) ? 200 : 401).end(token);
  });
  return { peer, good };
}

const clientAt = (url: string) => ({
  provider: "oauth-client",
  baseUrl: url,
  secret: JSON.stringify({ tokenUrl: `${url}/token`, clientId: "id:1", clientSecret: "s/2", scope: "read" }),
});

test("an OAuth token is asked for once, for calls that come together too, and kept", async () => {
  const { peer: opening } = oauthPeer(3600);
  await using peer = await opening;
  const fetch = openSignIn(loopbackFetch).of(clientAt(peer.url));
  await Promise.all([1, 2, 3].map(() => fetch(peer.url, { signal })));
  expect((await fetch(peer.url, { signal })).body).toBe("token-1");
  const asked = peer.requests.filter(({ path }) => path === "/token");
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({
    method: "POST",
    body: "grant_type=client_credentials&scope=read",
    headers: { authorization: `Basic ${btoa("id%3A1:s%2F2")}` },
  });
});

test("a token that was revoked is renewed once; one that has run out is not used", async () => {
  const { peer: opening, good } = oauthPeer(3600);
  await using peer = await opening;
  const fetch = openSignIn(loopbackFetch).of(clientAt(peer.url));
  await fetch(peer.url, { signal });
  good.clear();
  expect((await fetch(peer.url, { method: "POST", body: "x", signal })).body).toBe("token-2");
  const { peer: short } = oauthPeer(5);
  await using brief = await short;
  const again = openSignIn(loopbackFetch).of(clientAt(brief.url));
  await again(brief.url, { signal });
  expect((await again(brief.url, { signal })).body).toBe("token-2");
});

test("a token address that refuses, or answers something else, is said without the secret", async () => {
  await using peer = await httpPeer((_request, response) => {
    response.writeHead(400).end(JSON.stringify({ error: "invalid_client", error_description: "s/2 is wrong" }));
  });
  const fetch = openSignIn(loopbackFetch).of(clientAt(peer.url));
  await expect(fetch(peer.url, { signal })).rejects.toMatchObject({
    code: "provider_refused",
    userMessage: expect.stringMatching(/gave no token: it returned 400 \(invalid_client\)\. Check/),
  });
  const broken = openSignIn(loopbackFetch).of({ provider: "basic", baseUrl: peer.url, secret: "no parts" });
  await expect(broken(peer.url, { signal })).rejects.toMatchObject({ code: "bad_input" });
});

test("a call that is refused late does not throw away the token that another one has renewed", async () => {
  let given = 0;
  const renewed = Promise.withResolvers<void>();
  await using peer = await httpPeer(async ({ path, headers }, response) => {
    if (path === "/token") {
      given += 1;
      return void response.end(JSON.stringify({ access_token: `token-${given}` }));
    }
    const isGood = given === 1 || headers.authorization !== "Bearer token-1";
    if (path === "/late" && !isGood) await renewed.promise;
    if (path === "/early" && given > 2) renewed.resolve();
    response.writeHead(isGood ? 200 : 401).end(headers.authorization);
  });
  const fetch = openSignIn(loopbackFetch).of(clientAt(peer.url));
  await fetch(peer.url, { signal });
  given = 2;
  const late = fetch(`${peer.url}/late`, { signal });
  const early = fetch(`${peer.url}/early`, { signal });
  expect((await early).body).toBe("Bearer token-3");
  renewed.resolve();
  expect((await late).body).toBe("Bearer token-3");
  expect(peer.requests.filter(({ path }) => path === "/token")).toHaveLength(2);
});

test("a call that is stopped does not wait for its token", async () => {
  const asked = Promise.withResolvers<void>();
  await using peer = await httpPeer(() => asked.resolve());
  const stop = new AbortController();
  const call = openSignIn(loopbackFetch).of(clientAt(peer.url))(peer.url, { signal: stop.signal });
  await asked.promise;
  stop.abort(new Error("stopped"));
  await expect(call).rejects.toThrow("stopped");
});

test.each(["a\nb", "a\u200bb"])("a secret that no header takes is refused without being shown", async (end) => {
  await using peer = await httpPeer((_request, response) => void response.end("ok"));
  const fetch = openSignIn(loopbackFetch).of({ provider: "bearer", baseUrl: peer.url, secret: `sk-canary${end}` });
  const thrown: unknown = await fetch(peer.url, { signal }).catch((error: unknown) => error);
  expect(thrown).toMatchObject({ code: "bad_input" });
  expect(thrown instanceof Error ? `${thrown.stack} ${String(thrown.cause)}` : "").not.toContain("canary");
});

test("a server that repeats what it got does not put the secret into the run", async () => {
  const key = "key with “signs” & 16 letters";
  await using peer = await httpPeer(({ path, headers }, response) => {
    response.writeHead(200, { "content-type": "application/json", "x-path": path });
    response.end(JSON.stringify({ path, headers, word: "key" }));
  });
  const as = (provider: string, secret: string) =>
    openSignIn(loopbackFetch).of({ provider, baseUrl: peer.url, secret });
  const asked = [
    as("bearer", "a-long-token-of-a-service"),
    as("basic", JSON.stringify({ user: "ada", password: "a-long-password-of-ada" })),
    as("api-key", JSON.stringify({ in: "query", name: "k", key })),
  ];
  for (const fetch of asked) {
    const { body, data, headers } = await fetch(peer.url, { signal });
    const all = body + new TextDecoder().decode(data) + JSON.stringify([...headers]);
    expect(all).not.toMatch(/a-long-|letters/);
    expect(all).not.toContain(btoa("ada:a-long-password-of-ada"));
    expect(JSON.parse(body)).toMatchObject({ word: "key" });
  }
  // A short one may be a word of the response.
  const short = await as("bearer", "key")(peer.url, { signal });
  expect(JSON.parse(short.body)).toMatchObject({ word: "key" });
});

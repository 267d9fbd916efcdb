/** Real servers whose certificates Node does not know, or knows under another name. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";

const asking = `
  const [{ makeHttpClient }, { makeGuardedFetch }] = await Promise.all(process.argv.slice(1, 3).map((path) => import(path)));
  const http = makeHttpClient(makeGuardedFetch({ privateHosts: ["localhost", "127.0.0.1"] }));
  const { signal } = new AbortController();
  for (const url of process.argv.slice(3)) {
    console.log(await http(url, { signal }).then(({ body }) => body, ({ userMessage }) => userMessage));
  }
  process.exit();
`;

test("a certificate of an unknown authority says how to name it, and is taken then under its own name alone", async () => {
  const dir = await mkdtemp(join(tmpdir(), "patchbay-tls-"));
  const [cert, key] = [join(dir, "cert.pem"), join(dir, "key.pem")];
  const openssl = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", cert];
  execFileSync("openssl", [...openssl, "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"], {
    stdio: "ignore",
  });
  const [certText, keyText] = await Promise.all([readFile(cert), readFile(key)]);
  const server = createServer({ cert: certText, key: keyText }, (_request, response) => response.end("whole"));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;

  async function ask(more: Record<string, string>, ...hosts: string[]): Promise<string[]> {
    const modules = ["./http-client.ts", "./guarded-fetch.ts"];
    const urls = modules.map((path) => pathToFileURL(join(import.meta.dirname, path)).href);
    const args = ["--no-warnings", "--input-type=module", "-e", asking, ...urls];
    const child = spawn(process.execPath, [...args, ...hosts.map((host) => `https://${host}:${port}/`)], {
      env: { NODE_ENV: "test", PATH: process.env.PATH, ...more },
      stdio: ["ignore", "pipe", "inherit"],
    });
    return (await text(child.stdout)).trim().split("\n");
  }
  try {
    expect(await ask({}, "localhost")).toEqual([
      `The certificate of localhost:${port} is signed by an authority that is not known here. Set NODE_EXTRA_CA_CERTS to the PEM file of that authority where Patchbay is started, for web and workers.`,
    ]);
    expect(await ask({ NODE_EXTRA_CA_CERTS: cert }, "localhost", "127.0.0.1")).toEqual([
      "whole",
      `The certificate of 127.0.0.1:${port} is for another name. Write the URL with the name that it has.`,
    ]);
  } finally {
    server.close().closeAllConnections();
    await rm(dir, { recursive: true, force: true });
  }
});

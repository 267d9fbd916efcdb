/**
 * npm run bench rotation: PATCHBAY_SECRET is changed again and again, as docs/operating.md says, while runs use a stored
 * credential. Each change replaces every process three times, which takes two minutes or more.
 */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { promisify } from "node:util";
import { z } from "zod";
import { openDb } from "../../platform/database/db.ts";
import { createCredential } from "../../platform/vault/credentials.ts";
import { openVault } from "../../platform/vault/vault.ts";
import type { Replaced } from "./fleet.ts";
import {
  fiveNodes,
  type Installation,
  openInstallation,
  report,
  savePipeline,
  settings,
  thisRelease,
  underLoad,
} from "./installation.ts";
import type { Work } from "./traffic.ts";

const run = promisify(execFile);

export async function benchRotation(): Promise<Record<string, unknown>[]> {
  const token = randomBytes(16).toString("hex");
  await using service = await openService(token);
  await using installation = await openInstallation({ env: { PATCHBAY_PRIVATE_HOSTS: service.host } });
  const { fleet, env, api } = installation;
  const signedIn = await workWithCredential(installation, { ...service, token });
  const rewrapped: string[] = [];
  const proof = await underLoad(installation, [signedIn, await fiveNodes(api)], async () => {
    const replaced: Replaced[] = [];
    let current = env.PATCHBAY_SECRET ?? "";
    const roll = async (secret: string, other: string) => {
      const changed = { ...env, PATCHBAY_SECRET: secret, PATCHBAY_OTHER_SECRETS: other };
      replaced.push(...(await fleet.roll(thisRelease, { env: changed })));
      return changed;
    };
    const until = Date.now() + settings.minutes * 60_000;
    while (rewrapped.length === 0 || Date.now() < until) {
      const next = randomBytes(32).toString("hex");
      await roll(current, next);
      const changed = await roll(next, current);
      const args = ["--no-warnings", "scripts/secret.ts", "rewrap"];
      rewrapped.push((await run(process.execPath, args, { cwd: thisRelease.root, env: changed })).stdout.trim());
      await roll(next, "");
      current = next;
    }
    return replaced;
  });
  console.log(rewrapped.join("\n"));
  return [
    { measured: "changes of PATCHBAY_SECRET", count: rewrapped.length },
    { measured: "calls that came signed in", count: service.calls.right },
    { measured: "calls that came otherwise", count: service.calls.wrong },
    ...(await report(installation, proof)),
  ];
}

/** A service that answers only who has the token. */
async function openService(token: string) {
  const calls = { right: 0, wrong: 0 };
  const server = createServer(({ headers }, response) => {
    const isRight = headers.authorization === `Bearer ${token}`;
    calls[isRight ? "right" : "wrong"] += 1;
    response.writeHead(isRight ? 200 : 401, { "content-type": "text/plain" }).end(isRight ? "signed in" : "refused");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    ...{ calls, host: `127.0.0.1:${port}` },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

type Service = { host: string; token: string };

async function workWithCredential({ databaseUrl, env, api }: Installation, { host, token }: Service): Promise<Work> {
  const db = openDb(databaseUrl, { max: 2, name: "patchbay-bench" });
  try {
    const { prisma } = db;
    const { id: workspaceId } = await prisma.workspace.findFirstOrThrow({ select: { id: true } });
    const vault = openVault(prisma, { current: env.PATCHBAY_SECRET ?? "", others: [] });
    const given = { name: "Service", provider: "bearer", baseUrl: `http://${host}`, secret: token } as const;
    const { id: credential } = await createCredential({ prisma, vault }, { workspaceId, createdBy: "bench" }, given);
    const fields = (name: string) => ({ fields: [{ name, kind: "text" }] });
    const pipelineId = await savePipeline(api, "Signed in", {
      nodes: {
        in: { type: "input", version: 1, config: fields("name") },
        call: { type: "http-request", version: 1, config: { url: `http://${host}/of/{{ name }}`, credential } },
        out: { type: "output", version: 1, config: fields("said") },
      },
      edges: [
        { id: "a", from: { node: "in", port: "name" }, to: { node: "call", port: "name" } },
        { id: "b", from: { node: "call", port: "body" }, to: { node: "out", port: "said" } },
      ],
    });
    return { pipelineId, inputs: { name: "x" }, answer: '"said":"signed in"' };
  } finally {
    await db.close();
  }
}

import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { z } from "zod";
import { memoryKb } from "../../../bench/memory.ts";
import { testDatabase } from "../../helpers/database.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
// It takes 130. 63 of them are files mapped into memory, which all processes of a machine share, and 39 are values in use.
const limitMb = 150;

// What only some runs need is loaded by the first of them.
const later = [
  "@langchain/core",
  "luxon",
  "@pinecone-database/pinecone",
  "undici",
  "kafkajs",
  "node-llama-cpp",
  "unpdf",
  "htmlparser2",
  "entities",
  "chardet",
  "@aws-sdk/client-s3",
];

test(`a worker that has done nothing takes at most ${limitMb} MB, and has loaded nothing that only some runs need`, async () => {
  await using db = await testDatabase();
  const execArgv = ["--no-warnings", "--import", `${root}tests/helpers/loaded-packages.ts`];
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: "production" as const,
    DATABASE_URL: db.url,
    PATCHBAY_SECRET: "a secret that is good enough for tests",
    PATCHBAY_MODELS: "none",
    LOG_LEVEL: "warn",
  };
  const worker = fork(`${root}workers/main.ts`, { cwd: root, env, execArgv });
  const ended = once(worker, "exit");
  try {
    const [ready] = await once(worker, "message");
    expect(ready).toEqual({ ready: true });
    const answer = once(worker, "message");
    worker.send("packages");
    const [message] = await answer;
    const { packages } = z.object({ packages: z.array(z.string()) }).parse(message);
    expect(packages).toContain("pg");
    expect(packages.filter((name) => later.includes(name))).toEqual([]);
    const mb = memoryKb(worker.pid ?? 0) / 1024;
    if (process.platform === "linux") expect(mb).toBeLessThanOrEqual(limitMb);
  } finally {
    worker.kill("SIGTERM");
    await ended;
  }
});

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, expect } from "@playwright/test";
import { freePort } from "../../../scripts/services/free-port.ts";

// npm start itself, in a home of its own. These stories need no page; they are here since the pages are built by now.

type Start = { process: ChildProcess; said: () => string; ended: Promise<number> };
type Fixtures = { home: string; start: (settings: Record<string, string>) => Start };

const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs: nothing.
  home: async ({}, use) => {
    const home = await mkdtemp(join(tmpdir(), "patchbay-home-"));
    await use(home);
    await rm(home, { recursive: true, force: true });
  },
  start: async ({ home }, use) => {
    const all: Start[] = [];
    await use((settings) => {
      const start = spawnStart({ PATCHBAY_HOME: home, PATCHBAY_MODELS: "none", ...settings });
      all.push(start);
      return start;
    });
    for (const { process, ended } of all) {
      process.kill("SIGTERM");
      await ended;
    }
  },
});

test("npm start comes up, says where, signs the owner in by a link once, and leaves nothing behind", async ({
  home,
  start,
  page,
}) => {
  const PORT = String(await freePort());
  const first = start({ PORT });
  await expect.poll(first.said).toContain("Ctrl-C stops it");
  const link = /https?:\S+magic-link\S+/.exec(first.said())?.[0] ?? "";
  await page.goto(link);
  await expect(page.getByText("Ask the handbook").first()).toBeVisible();
  const database = await readFile(join(home, "postgres", "postmaster.pid"), "utf8");

  first.process.kill("SIGINT");
  expect(await first.ended).toBe(0);
  expect(() => process.kill(Number(database.split("\n")[0]), 0)).toThrow();
  await expect(fetch(`http://127.0.0.1:${PORT}/healthz`)).rejects.toThrow();

  const second = start({ PORT });
  await expect.poll(second.said).toContain("Ctrl-C stops it");
  // A session of the first start is still good: the data and the secret have survived.
  await page.reload();
  await expect(page.getByText("Ask the handbook").first()).toBeVisible();
});

test("a taken port is told with the next one that is free", async ({ start }) => {
  const port = await freePort();
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  const attempt = start({ PORT: String(port) });
  expect(await attempt.ended).toBe(1);
  expect(attempt.said()).toMatch(new RegExp(`Port ${port} is taken by another program.*PORT=\\d+ npm start`));
  server.close();
});

test("wrong settings are all named before anything is started", async ({ start }) => {
  const attempt = start({ PORT: "many", WORKERS: "-1" });
  expect(await attempt.ended).toBe(1);
  expect(attempt.said()).toContain("PORT should be a port number");
  expect(attempt.said()).toContain("WORKERS should be a whole number");
});

function spawnStart(settings: Record<string, string>): Start {
  const { NODE_ENV: _, ...rest } = process.env;
  const env = { ...rest, ...settings, DATABASE_URL: "", KAFKA_BROKERS: "" };
  const child = spawn(process.execPath, ["scripts/start.mjs"], { env: { ...env, NODE_ENV: "production" } });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      text += chunk;
    });
  }
  const ended = new Promise<number>((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
  return { process: child, said: () => text, ended };
}

test("npm start without a worker starts the web alone and says so", async ({ start }) => {
  const PORT = String(await freePort());
  const alone = start({ PORT, WORKERS: "0" });
  await expect.poll(alone.said).toContain("Ctrl-C stops it");
  expect(alone.said()).toContain("No worker runs here (WORKERS=0)");
  const answer = await fetch(`http://127.0.0.1:${PORT}/readyz`);
  expect(await answer.json()).toMatchObject({ ok: true, workers: 0 });
});

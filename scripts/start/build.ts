import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { generateClient } from "../generate.ts";
import { compressAssets } from "./compress.ts";
import { fingerprint } from "./fingerprint.ts";

// What is made from the sources is made again when they have changed, and otherwise left alone.

const root = fileURLToPath(new URL("../..", import.meta.url));
const inRoot = (path: string) => join(root, path);

const CLIENT = {
  sources: ["prisma/schema.prisma", "package-lock.json"],
  product: inRoot("prisma/generated/client.ts"),
  marker: inRoot("prisma/generated/.made-from"),
};

const PAGES = {
  sources: [
    ...[
      "app",
      "components",
      "collections",
      "engine",
      "expressions",
      "lib",
      "nodes",
      "platform",
      "public",
      "server",
      "state",
    ].map((dir) => `${dir}/**/*`),
    ...["next.config.*", "postcss.config.*", "tsconfig.json", "prisma/schema.prisma", "package-lock.json"],
  ],
  product: inRoot(".next/BUILD_ID"),
  marker: inRoot(".next/made-from"),
};

type Product = { sources: string[]; product: string; marker: string };

export const isClientStale = () => isStale(CLIENT);
export const arePagesStale = () => isStale(PAGES);

/** Writes the Prisma client. */
export async function makeClient(): Promise<void> {
  const hash = await fingerprint(CLIENT.sources);
  await generateClient();
  remember(CLIENT, hash);
}

/** Builds the pages with Next, and compresses what browsers load. */
export async function makePages(env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<void> {
  const hash = await fingerprint(PAGES.sources);
  const cli = inRoot("node_modules/next/dist/bin/next");
  const settings = { ...env, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1" };
  const options = { cwd: root, env: settings, maxBuffer: 32_000_000, ...(signal && { signal }) };
  try {
    await promisify(execFile)(process.execPath, [cli, "build"], options);
  } catch (cause) {
    throw new Error(`The pages could not be built.\n${output(cause)}`, { cause });
  }
  await compressAssets(inRoot(".next/static"));
  remember(PAGES, hash);
}

async function isStale({ sources, product, marker }: Product): Promise<boolean> {
  if (!existsSync(product) || !existsSync(marker)) return true;
  return readFileSync(marker, "utf8") !== (await fingerprint(sources));
}

function remember({ marker }: Product, hash: string): void {
  mkdirSync(dirname(marker), { recursive: true });
  writeFileSync(marker, hash);
}

function output(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const parts = ["stdout", "stderr"].map((name) => Object.entries(error).find(([key]) => key === name)?.[1] ?? "");
  return parts.join("\n").trim().split("\n").slice(-40).join("\n") || error.message;
}

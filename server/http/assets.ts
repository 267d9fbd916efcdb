import { globSync } from "node:fs";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply } from "fastify";

const prefix = "/_next/static/";

/** Answers with a file of the build; undefined when it is none, or was not compressed. */
type SendAsset = (url: string, reply: FastifyReply) => FastifyReply | undefined;

/**
 * The scripts and styles of the build, as the build compressed them (scripts/start/compress.ts): Brotli where the browser takes
 * it, else gzip, else as they are. Their names change with their content, so browsers keep them for a year.
 */
export async function openAssets(app: FastifyInstance, folder: string): Promise<SendAsset> {
  await app.register(fastifyStatic, { serve: false, preCompressed: true });
  const known = new Set(globSync("**/*.br", { cwd: folder }).map((name) => name.replaceAll("\\", "/").slice(0, -3)));
  const options = { root: folder, immutable: true, maxAge: "1y" };
  return (url, reply) => {
    const [path = ""] = url.split("?");
    const name = path.startsWith(prefix) ? path.slice(prefix.length) : "";
    return known.has(name) ? reply.sendFile(name, options) : undefined;
  };
}

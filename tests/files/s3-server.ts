/** A real server of S3 (s3proxy) that checks signatures, with one bucket. */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { s3Client } from "../../platform/files/s3-store.ts";
import { startDaemon } from "../../scripts/services/daemon.ts";
import { freePort } from "../../scripts/services/free-port.ts";
import { fetchJars, whyNotJavaWith } from "../../scripts/services/maven.ts";
import { patienceMs } from "../helpers/patience.ts";

const cacheDir = resolve(process.env.PATCHBAY_HOME ?? ".patchbay", "s3");
const jars = join(cacheDir, "libs-2.6.0");
const pom = fileURLToPath(new URL("pom.xml", import.meta.url));

/** Why there is no server of S3 on this machine, or undefined when there is. */
export const whyNoS3 = () => whyNotJavaWith(jars, "s3proxy");

const keys = { AWS_ACCESS_KEY_ID: "AKIATESTS", AWS_SECRET_ACCESS_KEY: "a/secret+of the tests" };

export type S3Server = AsyncDisposable & {
  /** For loadEnv; the keys are in the environment of this process, where AWS's tools look. */
  settings: { PATCHBAY_FILES: string; AWS_ENDPOINT_URL_S3: string; AWS_REGION: string };
  /** The folder in which it keeps the bucket. */
  folder: string;
  stop(): Promise<void>;
};

export async function startS3(): Promise<S3Server> {
  if (!existsSync(jars)) await fetchJars({ what: "s3proxy", pom, cacheDir, jars });
  const dir = await mkdtemp(join(tmpdir(), "patchbay-s3-"));
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  await mkdir(join(dir, "data"));
  const settings = {
    "s3proxy.authorization": "aws-v4",
    "s3proxy.endpoint": endpoint,
    "s3proxy.identity": keys.AWS_ACCESS_KEY_ID,
    "s3proxy.credential": keys.AWS_SECRET_ACCESS_KEY,
    "jclouds.provider": "filesystem",
    "jclouds.filesystem.basedir": join(dir, "data"),
  };
  const file = join(dir, "s3proxy.conf");
  await writeFile(
    file,
    Object.entries(settings)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(""),
  );
  const args = ["-XX:TieredStopAtLevel=1", "-cp", `${join(jars, "*")}${delimiter}`, "org.gaul.s3proxy.Main"];
  const daemon = await startDaemon({
    ...{ command: "java", args: [...args, "--properties", file], logFile: join(dir, "log") },
    stop: { signal: "SIGKILL", patience: 5000 },
  });
  Object.assign(process.env, keys);
  const until = performance.now() + patienceMs;
  const client = s3Client({ region: "us-east-1", endpoint });
  while (
    !(await client.send(new CreateBucketCommand({ Bucket: "files" })).then(
      () => true,
      () => false,
    ))
  ) {
    if (daemon.hasEnded() || performance.now() > until)
      throw new Error(`s3proxy is not up:\n${await daemon.lastLines()}`);
    await sleep(100);
  }
  return {
    settings: { PATCHBAY_FILES: "s3://files/of/patchbay", AWS_ENDPOINT_URL_S3: endpoint, AWS_REGION: "us-east-1" },
    folder: join(dir, "data", "files"),
    stop: daemon.stop,
    async [Symbol.asyncDispose]() {
      await daemon.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

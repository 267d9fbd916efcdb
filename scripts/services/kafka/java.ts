import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Daemon, startDaemon } from "../daemon.ts";
import { fetchJars, whyNotJavaWith } from "../maven.ts";
import { asProperties, CLUSTER_ID, commonSettings, KAFKA_VERSION, type Ports } from "./settings.ts";

const run = promisify(execFile);
const POM = fileURLToPath(new URL("pom.xml", import.meta.url));

export type JavaKafka = {
  cacheDir: string;
  dataDir: string;
  logFile: string;
  ports: Ports;
  keepsData: boolean;
  signal?: AbortSignal;
  /** Listeners beside the plain one, by their names and ports, with what they need: for tests of guarded Kafkas. */
  guarded?: {
    listeners: Record<string, number>;
    settings: Record<string, string>;
    /** As kafka-storage's --add-scram takes them. */
    scramUsers: readonly string[];
    flags: readonly string[];
  };
};

/** Tells what is missing for a Kafka on Java, or undefined when it can run. */
export async function whyNotJava(cacheDir: string): Promise<string | undefined> {
  return await whyNotJavaWith(libraries(cacheDir), "Kafka");
}

/** Kafka's jars, which have its own clients too; they are fetched once. */
export async function kafkaJars(cacheDir: string, signal?: AbortSignal): Promise<string> {
  const jars = libraries(cacheDir);
  if (!existsSync(jars)) await fetchJars({ what: "Kafka", pom: POM, cacheDir, jars, signal });
  return jars;
}

/** Fetches Kafka's jars once, then formats the data folder once, then starts the broker. */
export async function startOnJava(options: JavaKafka, progress: (detail: string) => void): Promise<Daemon> {
  const { cacheDir, dataDir, logFile, ports } = options;
  if (!existsSync(libraries(cacheDir))) progress("fetching it with Maven, once (43 MB)");
  const jars = await kafkaJars(cacheDir, options.signal);
  await mkdir(dataDir, { recursive: true });
  const settings = join(dataDir, "server.properties");
  const { listeners: others = {}, settings: more = {}, scramUsers = [], flags = [] } = options.guarded ?? {};
  const named = Object.entries(others).map(([name, port]) => `${name}://127.0.0.1:${port}`);
  const plain = `PLAINTEXT://127.0.0.1:${ports.broker}`;
  const own = {
    listeners: [plain, `CONTROLLER://127.0.0.1:${ports.controller}`, ...named].join(","),
    "advertised.listeners": [`PLAINTEXT://127.0.0.1:${ports.advertised}`, ...named].join(","),
    "controller.quorum.voters": `1@127.0.0.1:${ports.controller}`,
    "log.dirs": join(dataDir, "log").replaceAll("\\", "/"),
  };
  await writeFile(settings, asProperties({ ...commonSettings, ...own, ...more }));
  const base = ["-cp", `${join(jars, "*")}${delimiter}`, "-XX:+UseSerialGC"];
  if (!existsSync(join(dataDir, "log", "meta.properties"))) {
    progress("preparing its data folder");
    const users = scramUsers.flatMap((user) => ["--add-scram", user]);
    await run("java", [...base, "kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c", settings, ...users]);
  }
  progress("starting");
  // A broker that lives for one test run does better without the optimising compiler: it starts in half the time.
  const haste = options.keepsData ? [] : ["-XX:TieredStopAtLevel=1"];
  const args = ["-Xmx512m", ...haste, ...flags, ...base, "kafka.Kafka", settings];
  return startDaemon({ command: "java", args, logFile, stop: { signal: "SIGTERM", patience: 15_000 } });
}

const libraries = (cacheDir: string) => join(cacheDir, `libs-${KAFKA_VERSION}`);

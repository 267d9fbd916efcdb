import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Daemon, startDaemon } from "../daemon.ts";
import { asEnvironment, CLUSTER_ID, commonSettings, KAFKA_VERSION } from "./settings.ts";

const run = promisify(execFile);
const IMAGE = `apache/kafka:${KAFKA_VERSION}`;

export type DockerKafka = {
  /** Names the container and, when the data is to stay, the volume. */
  name: string;
  port: number;
  advertised: number;
  logFile: string;
  keepsData: boolean;
  signal?: AbortSignal;
};

/** Tells whether the Docker daemon answers; the command alone is not enough. */
export async function hasDocker(): Promise<boolean> {
  const answer = await run("docker", ["info", "--format", "{{.ServerVersion}}"], { timeout: 5_000 }).catch(() => null);
  return answer !== null && answer.stdout.trim() !== "";
}

export async function startOnDocker(options: DockerKafka, progress: (detail: string) => void): Promise<Daemon> {
  const { name, port, advertised, logFile, keepsData } = options;
  progress(`fetching the image ${IMAGE}`);
  await run("docker", ["pull", "--quiet", IMAGE], { signal: options.signal });
  progress("starting");
  await run("docker", ["rm", "--force", name]).catch(() => {});
  const own = {
    listeners: "PLAINTEXT://:9092,CONTROLLER://:9093",
    "advertised.listeners": `PLAINTEXT://127.0.0.1:${advertised}`,
    "controller.quorum.voters": "1@localhost:9093",
    "log.dirs": "/var/lib/kafka/data",
  };
  const settings = [...asEnvironment({ ...commonSettings, ...own }), `CLUSTER_ID=${CLUSTER_ID}`];
  const env = settings.flatMap((setting) => ["--env", setting]);
  const volume = keepsData ? ["--volume", `${name}:/var/lib/kafka/data`] : [];
  const args = ["run", "--rm", "--name", name, "--publish", `127.0.0.1:${port}:9092`, ...volume, ...env, IMAGE];
  return startDaemon({ command: "docker", args, logFile, stop: { signal: "SIGTERM", patience: 20_000 } });
}

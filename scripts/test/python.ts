import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const pythons = ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python"];
const advice = "Install Python 3.11 or later with its venv module (on Debian and Ubuntu: apt install python3-venv).";

/** What is needed from PyPI: a list of requirements with hashes, a module of it, and what it is called. */
type PythonPackages = { requirements: string; module: string; title: string };
/** Which tests need it, where it is kept, how its Python is passed on, and what is said without it. */
export type PythonPeer = PythonPackages & {
  tests: RegExp;
  folder: string;
  variable: string;
  need: string;
  without: string;
};

export const fuzzer: PythonPeer = {
  tests: /fuzz\.test\.ts$/,
  requirements: "tests/fuzz/requirements.txt",
  module: "schemathesis",
  title: "The fuzzer",
  folder: "fuzzer",
  variable: "TEST_FUZZER",
  need: "the schema fuzzer",
  without: "The API was not tested with the schema fuzzer.",
};
export const fastApi: PythonPeer = {
  tests: /fastapi\.test\.ts$/,
  requirements: "tests/services/requirements.txt",
  module: "fastapi",
  title: "FastAPI",
  folder: "fastapi",
  variable: "TEST_FASTAPI",
  need: "FastAPI",
  without: "Model services were not tested with FastAPI.",
};

export const mlServer: PythonPeer = {
  tests: /mlserver\.test\.ts$/,
  requirements: "tests/services/mlserver/requirements.txt",
  module: "mlserver",
  title: "MLServer",
  folder: "mlserver",
  variable: "TEST_MLSERVER",
  need: "MLServer",
  without: "Model services were not tested with MLServer.",
};

export const mcpPython: PythonPeer = {
  tests: /mcp-python\.test\.ts$/,
  requirements: "tests/services/mcp/requirements.txt",
  module: "mcp",
  title: "Python's MCP SDK",
  folder: "mcp",
  variable: "TEST_MCP",
  need: "Python's MCP SDK",
  without: "MCP was not tested with Python's SDK.",
};

export const kafkaClients: PythonPeer = {
  tests: /tests[\\/]clients[\\/].*\.test\.ts$/,
  requirements: "tests/clients/requirements.txt",
  module: "confluent_kafka, aiokafka, fastavro",
  title: "Other clients of Kafka",
  folder: "kafka-clients",
  variable: "TEST_KAFKA_CLIENTS",
  need: "Kafka's other clients",
  without: "Topics were not tested with librdkafka and aiokafka.",
};

export const deployChecks: PythonPeer = {
  tests: /tests[\\/]deploy[\\/](?:helm|dockerfile)\.test\.ts$/,
  requirements: "tests/deploy/requirements.txt",
  module: "kubernetes_validate",
  title: "Hadolint and the schemas of Kubernetes",
  folder: "deploy-checks",
  variable: "TEST_DEPLOY",
  need: "hadolint and the schemas of Kubernetes",
  without:
    "The Dockerfile was not linted, and what the Helm chart renders was not held against the schemas of Kubernetes.",
};

/** The Python that has the packages, or why there is none, as a sentence that says what to do. */
type FoundPython = { python: string } | { missing: string };

/** Finds packages, or puts them into a virtual environment in `cacheDir`, once for each list of requirements. */
export async function findPythonWith(
  { requirements, module, title }: PythonPackages,
  cacheDir: string,
): Promise<FoundPython> {
  const hash = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
  const folder = join(cacheDir, hash);
  const python = process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
  const isComplete = join(folder, "complete");
  if (existsSync(isComplete) && (await canRun(python, module))) return { python };
  const found = await findPython();
  if (!found) return { missing: `There is no Python 3.11 or later with venv on this machine. ${advice}` };
  rmSync(folder, { recursive: true, force: true });
  try {
    await run(found, ["-m", "venv", folder]);
    await run(python, [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--require-hashes",
      "--only-binary",
      ":all:",
      "-r",
      requirements,
    ]);
  } catch (error) {
    const why = error instanceof Error ? error.message.trim().split("\n").at(-1) : String(error);
    return {
      missing: `${title} could not be installed: ${why}. Check that this machine reaches a registry of Python.`,
    };
  }
  writeFileSync(isComplete, "");
  return { python };
}

async function canRun(python: string, module: string): Promise<boolean> {
  return await run(python, ["-c", `import ${module}`]).then(
    () => true,
    () => false,
  );
}

/** A Python that is new enough and can make a virtual environment: on Debian `ensurepip` is a package of its own. */
async function findPython(): Promise<string | undefined> {
  for (const name of pythons) {
    const test = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))";
    const fits = await run(name, ["-c", test]).then(
      () => true,
      () => false,
    );
    if (fits) return name;
  }
  return undefined;
}

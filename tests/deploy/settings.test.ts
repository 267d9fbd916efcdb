/** Settings by their names: what deployments set exists in the code, and what the code reads is documented and can be set. */
import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { settingNames } from "../../platform/env.ts";

const read = (path: string) => readFileSync(path, "utf8");
const namesIn = (text: string, pattern: RegExp) => new Set([...text.matchAll(pattern)].map(([, name = ""]) => name));
const without = (names: Iterable<string>, known: Iterable<string>) => {
  const there = new Set(known);
  return [...names].filter((name) => !there.has(name));
};

/** What is read by AWS's tools or by one command alone. */
const readByOthers = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "PATCHBAY_VERIFY_PASSWORD"];
const ofImages = [
  "NODE_ENV",
  "NEXT_TELEMETRY_DISABLED",
  "PRISMA_SKIP_POSTINSTALL_GENERATE",
  "NODE_LLAMA_CPP_SKIP_DOWNLOAD",
];
/** What deployments leave out on purpose, by the reason. */
const leftOut = {
  theImageSetsIt: ["HOST", "PORT", "WORKER_METRICS_PORT", "WORKER_METRICS_HOST", "PATCHBAY_HOME"],
  onlyNpmStartReadsIt: ["WORKERS", "PATCHBAY_DEV"],
  // They stand beside it in a network of their own.
  composeHasPostgresAndKafkaUnguarded: [
    ...["DATABASE_CA", "KAFKA_TLS", "KAFKA_TLS_CA", "KAFKA_TLS_CERT", "KAFKA_TLS_KEY", "KAFKA_SASL_MECHANISM"],
    ...["KAFKA_SASL_USERNAME", "KAFKA_SASL_PASSWORD", "KAFKA_OAUTH_TOKEN_URL", "KAFKA_OAUTH_CLIENT_ID"],
    ...["KAFKA_OAUTH_CLIENT_SECRET", "KAFKA_OAUTH_SCOPE"],
  ],
};
const ofEveryImage = [...leftOut.theImageSetsIt, ...leftOut.onlyNpmStartReadsIt];
const isSecret = (name: string) => /(SECRETS?|PASSWORD|METRICS_TOKEN|API_KEY|TLS_KEY)$|^DATABASE_URL$/.test(name);

test("each setting is in the table of the configuration and in .env.example, and they name no other", () => {
  const table = namesIn(read("docs/configuration.md"), /^\| `([A-Z][A-Z0-9_]+)` \|/gm);
  const example = namesIn(read(".env.example"), /^([A-Z][A-Z0-9_]+)=/gm);
  expect(settingNames.length).toBeGreaterThan(50);
  expect([...table].sort()).toEqual([...settingNames].sort());
  expect([...example].sort()).toEqual([...settingNames].sort());
});

test("each setting that a page of the documentation names exists", () => {
  const pages = [...globSync("docs/*.md"), ...globSync("deploy/**/*.md"), "README.md", ...globSync("deploy/**/*.yaml")];
  // PATCHBAY_KEY is a variable of the shell in examples.
  for (const page of pages) {
    const named = namesIn(read(page), /\b((?:PATCHBAY|KAFKA|WORKER|DATABASE|OTEL|PINECONE)_[A-Z0-9_]+)\b(?!\.)/g);
    expect(without(named, [...settingNames, ...readByOthers, "PATCHBAY_KEY"]), page).toEqual([]);
  }
});

const Service = z.looseObject({ environment: z.record(z.string(), z.string()).optional() });
const Compose = z.looseObject({ services: z.record(z.string(), Service) });

test("compose.yaml and the Dockerfile set what exists, and compose passes on what it names", () => {
  const { services } = Compose.parse(parse(read("compose.yaml"), { merge: true }));
  for (const name of ["migrate", "web", "worker"]) {
    const settings = services[name]?.environment ?? {};
    expect(Object.keys(settings)).toContain("DATABASE_URL");
    expect(without(Object.keys(settings), [...settingNames, ...readByOthers]), name).toEqual([]);
    const passed = Object.keys(settings).filter((setting) => !readByOthers.includes(setting));
    const left = [...ofEveryImage, ...leftOut.composeHasPostgresAndKafkaUnguarded];
    expect([...passed, ...left].sort(), `${name}: passed on, or left out on purpose`).toEqual([...settingNames].sort());
    for (const [setting, value] of Object.entries(settings)) {
      const [, from] = /^\$\{(\w+)/.exec(value) ?? [];
      if (from !== undefined) expect(from).toBe(setting);
    }
  }
  const images = namesIn(read("Dockerfile"), /^(?:ENV|\s{4})\s*([A-Z][A-Z0-9_]+)=/gm);
  expect([...images]).toContain("WORKER_METRICS_PORT");
  expect(without(images, [...settingNames, ...ofImages])).toEqual([]);
  expect(without(leftOut.theImageSetsIt, images)).toEqual([]);
});

test("what the processes read past the settings is meant for tests or taken away", () => {
  const rooms = "{app,collections,components,engine,expressions,lib,nodes,platform,server,state,workers}";
  const code = globSync(`${rooms}/**/*.{ts,tsx}`).filter((path) => !/\.test\.tsx?$/.test(path));
  const names = code.flatMap((path) => [...namesIn(read(path), /process\.env\.([A-Z][A-Z0-9_]*)/g)]);
  expect(names.sort()).toEqual(["NEXT_TELEMETRY_DISABLED", "PATCHBAY_CRASH_AT"]);
});

test("the module for AWS passes each setting: by itself, as a setting or as a secret", () => {
  const texts = ["deploy/aws/main.tf", "deploy/aws/modules/secrets/outputs.tf"].map(read).join("\n");
  const given = namesIn(texts, /^ {4,6}([A-Z][A-Z0-9_]+)\s+= /gm);
  expect([...given]).toContain("PATCHBAY_FILES");
  expect(without(given, settingNames)).toEqual([]);
  const variable = /^variable "settings" \{[\s\S]*?^\}/m.exec(read("deploy/aws/variables.tf"))?.[0] ?? "";
  // One list names secrets, which extra_secrets takes; the other what the images set.
  expect([...namesIn(variable, /"([A-Z][A-Z0-9_]+)"/g)].sort()).toEqual(
    [...ofEveryImage, ...settingNames.filter(isSecret)].sort(),
  );
});

const Schema = z.looseObject({
  properties: z.looseObject({
    settings: z.looseObject({ propertyNames: z.object({ enum: z.array(z.string()) }) }),
  }),
});

test("the Helm chart passes each setting: as a value, from the Secret, or by itself", () => {
  const { settings } = Schema.parse(JSON.parse(read("deploy/helm/values.schema.json"))).properties;
  const taken = settings.propertyNames.enum;
  const own = ["PATCHBAY_URL", ...ofEveryImage, ...settingNames.filter(isSecret)];
  expect([...taken, ...own].sort()).toEqual([...settingNames].sort());
  const templates = globSync("deploy/helm/templates/*").map(read).join("\n");
  expect(templates).toContain("name: PATCHBAY_URL");
  expect(templates).toContain("secretRef:");
  expect(without(namesIn(templates, /(?:name|key): ([A-Z][A-Z0-9_]+)/g), settingNames)).toEqual([]);
});

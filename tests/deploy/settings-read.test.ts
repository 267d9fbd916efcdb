/** Which process reads which setting: what is set for a process that does not read it has no effect there, and says nothing. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { settingNames } from "../../platform/env.ts";

/** Where settings are defined and compared with each other, which reads none. */
const definitions = new Set([
  ...["platform/env.ts", "platform/doubtful-settings.ts", "platform/oidc-settings.ts"],
  "platform/broker/kafka/kafka-settings.ts",
]);
/** What reads a group of them at once. */
const groups: Record<string, RegExp> = { oidcOf: /^PATCHBAY_OIDC_/, kafkaSecurityOf: /^KAFKA_(TLS|SASL|OAUTH)/ };
/** Read by loadEnv itself and by OpenTelemetry. */
const always = ["DATABASE_CA", "OTEL_EXPORTER_OTLP_HEADERS"];

/** The files that a process loads, itself included. */
function loadedBy(entry: string, found = new Set<string>()): Set<string> {
  if (found.has(entry)) return found;
  found.add(entry);
  for (const [, path = ""] of readFileSync(entry, "utf8").matchAll(/(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g)) {
    const file = join(dirname(entry), path);
    if (/\.tsx?$/.test(file) && existsSync(file)) loadedBy(file, found);
  }
  return found;
}

function readBy(entry: string): string[] {
  const texts = [...loadedBy(entry)].filter((file) => !definitions.has(file)).map((file) => readFileSync(file, "utf8"));
  // Sentences and comments name settings without reading them.
  const code = texts.join("\n").replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$|"(?:[^"\\\n]|\\.)*"/gm, "");
  const called = Object.entries(groups).filter(([name]) => code.includes(`${name}(`));
  return settingNames.filter(
    (name) =>
      always.includes(name) ||
      new RegExp(`\\b${name}\\b`).test(code) ||
      called.some(([, pattern]) => pattern.test(name)),
  );
}

const processes = { web: readBy("server/main.ts"), worker: readBy("workers/main.ts") };

test("the table of the configuration says which process reads each setting", () => {
  const rows = [...readFileSync("docs/configuration.md", "utf8").matchAll(/^\| `([A-Z][A-Z0-9_]+)` \| ([^|]+?) \|/gm)];
  expect(rows.length).toBe(settingNames.length);
  const said = Object.fromEntries(rows.map(([, name = "", readers]) => [name, readers]));
  const found = Object.fromEntries(
    settingNames.map((name) => {
      const readers = Object.entries(processes).flatMap(([process, names]) => (names.includes(name) ? [process] : []));
      return [name, readers.length > 0 ? readers.join(", ") : "npm start"];
    }),
  );
  expect(said).toEqual(found);
});

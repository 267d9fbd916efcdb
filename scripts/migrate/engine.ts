import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type { MigrationList, SchemaEngine } from "@prisma/schema-engine-wasm/schema_engine_bg";
import { CatalogueAdapter } from "./catalogue-adapter.ts";

// Prisma's own schema engine, as WebAssembly from npm: the ordinary CLI would download a binary first, which a
// machine that reaches nothing but the package registry cannot do.

const GLUE = "@prisma/schema-engine-wasm/schema_engine_bg";

let panic = "";
// The engine looks for this global when it panics, and a panic is all it says about an input it did not foresee.
const registry = {
  set_message(message: string) {
    panic = message;
  },
};
Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: registry });

// The glue keeps one instance's memory in module variables, so there must never be a second instance.
let loading: ReturnType<typeof loadEngine> | undefined;

type Migrations = Pick<MigrationList, "migrationDirectories">;

/**
 * Runs `use` with a schema engine that is connected to the database, and puts its errors into words. `migrations` are those that
 * it applies there, each as a whole.
 */
export async function withSchemaEngine<T>(
  databaseUrl: string,
  use: (engine: SchemaEngine) => Promise<T>,
  migrations: Migrations = { migrationDirectories: [] },
): Promise<T> {
  loading ??= loadEngine();
  const { SchemaEngine } = await loading;
  const adapter = new CatalogueAdapter(databaseUrl, namesOf(migrations));
  const bound = bindMigrationAwareSqlAdapterFactory(adapter);
  const engine = await SchemaEngine.new({ datamodels: undefined }, () => {}, bound);
  try {
    return await use(engine);
  } catch (error) {
    throw new Error(panic || withoutTrace(error), { cause: adapter.refusal ?? error });
  } finally {
    if (!panic) engine.free();
    await adapter.close();
  }
}

/** Names of migrations by what stands in their files. */
function namesOf({ migrationDirectories }: Migrations): Map<string, string> {
  return new Map(
    migrationDirectories.flatMap(({ path, migrationFile: { content } }) =>
      content.tag === "ok" ? [[content.value, path] as const] : [],
    ),
  );
}

async function loadEngine() {
  const glue = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const wasm = await readFile(join(dirname(createRequire(import.meta.url).resolve(GLUE)), "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(wasm, { "./schema_engine_bg.js": { ...glue } });
  glue.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start === "function") start();
  return glue;
}

/** The engine appends a trace of its own source ("   0: sql_schema_connector::…"), which alone names the migration. */
function withoutTrace(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const sentence = message.split(/\n\s+0: /)[0]?.trim() ?? message;
  const name = /migration_name="([^"]+)"/.exec(message)?.[1];
  return name ? `Migration ${name} failed: ${sentence}` : sentence;
}

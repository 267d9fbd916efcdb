/** The module as data: its syntax, and the names of what it gives to resources and to its own modules. Asks no provider. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "@cdktn/hcl2json";
import * as z from "zod";

type Arguments = { args: Record<string, boolean>; blocks: Record<string, Arguments> };
const Arguments: z.ZodType<Arguments> = z.lazy(() =>
  z.object({ args: z.record(z.string(), z.boolean()), blocks: z.record(z.string(), Arguments) }),
);

/** Made by deploy/aws/checks/provider-schema.ts. */
const provider = z
  .record(z.string(), Arguments)
  .parse(JSON.parse(readFileSync("deploy/aws/checks/provider-schema.json", "utf8")));

const Block = z.looseObject({});
const Named = z.record(z.string(), z.array(Block));
const File = z.looseObject({
  resource: z.record(z.string(), Named).default({}),
  module: Named.default({}),
  variable: Named.default({}),
});
export type ParsedFile = { path: string; content: z.infer<typeof File> };

const ofTerraform = new Set([
  "count",
  "for_each",
  "depends_on",
  "lifecycle",
  "provider",
  "providers",
  "source",
  "version",
]);

export async function parseTerraform(path: string, text: string): Promise<ParsedFile> {
  return { path, content: File.parse(await parse(path, text)) };
}

/** Names that do not exist, and such that are missing, one sentence each. */
export function findMistakes(files: readonly ParsedFile[]): string[] {
  return files.flatMap(({ path, content }) => [
    ...Object.entries(content.resource).flatMap(([type, named]) =>
      Object.entries(named).flatMap(([name, blocks]) => {
        const known = provider[type];
        if (known === undefined)
          return type.startsWith("aws_") ? [`${path}: ${type} is not in provider-schema.json`] : [];
        return blocks.flatMap((block) => check(`${path}: ${type}.${name}`, block, known));
      }),
    ),
    ...Object.entries(content.module).flatMap(([name, blocks]) =>
      blocks.flatMap((block) => checkCall(`${path}: module.${name}`, block, variablesAt(path, block, files))),
    ),
  ]);
}

function check(where: string, block: object, { args, blocks }: Arguments): string[] {
  const { dynamic, ...plain } = block as Record<string, unknown>;
  const given = Object.entries(plain).filter(([name]) => !ofTerraform.has(name));
  const all = [
    ...given,
    ...Object.entries(Named.parse(dynamic ?? {})).map(([name, found]) => [name, contents(found)]),
  ] as [string, unknown][];
  const names = new Set(all.map(([name]) => name));
  return [
    ...[...names].filter((name) => args[name] === undefined).map((name) => `${where} has no argument “${name}”`),
    ...Object.keys(args)
      .filter((name) => args[name] === true && !names.has(name))
      .map((name) => `${where} lacks “${name}”`),
    ...all.flatMap(([name, value]) => {
      const nested = blocks[name];
      // An expression says nothing about its fields.
      if (nested === undefined || !Array.isArray(value)) return [];
      return value.flatMap((one) => (typeof one === "object" && one ? check(`${where}.${name}`, one, nested) : []));
    }),
  ];
}

const contents = (dynamic: readonly object[]) =>
  dynamic.flatMap((one) => z.looseObject({ content: z.array(Block) }).parse(one).content);

function variablesAt(path: string, call: object, files: readonly ParsedFile[]): Record<string, object[]> {
  const folder = join(dirname(path), z.looseObject({ source: z.string() }).parse(call).source);
  return Object.assign(
    {},
    ...files.filter((file) => dirname(file.path) === folder).map(({ content }) => content.variable),
  );
}

function checkCall(where: string, call: object, variables: Record<string, object[]>): string[] {
  const required = Object.entries(variables).map(([name, [block]]) => [name, !("default" in (block ?? {}))]);
  return check(where, call, { args: Object.fromEntries(required), blocks: {} });
}

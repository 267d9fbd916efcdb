/** A real Postgres whose certificate is signed by an authority that Node does not know. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmod, chown, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import pg from "pg";
import { expect, test } from "vitest";
import { throwawayPostgres } from "../../scripts/services/throwaway-postgres.ts";

const opening = `
  const { openPool } = await import(process.argv[1]);
  const { loadEnv } = await import(process.argv[2]);
  const pool = openPool(loadEnv(process.env).DATABASE_URL);
  const { rows } = await pool.query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
  console.log(JSON.stringify(rows));
  await pool.end();
`;

test("DATABASE_CA lets a certificate be checked that an authority of its own has signed", async () => {
  await using postgres = await throwawayPostgres();
  const admin = new pg.Client({ connectionString: postgres.url("postgres") });
  await admin.connect();
  const { rows } = await admin.query<{ data_directory: string }>("SHOW data_directory");
  const data = rows[0]?.data_directory ?? "";
  const dir = await mkdtemp(join(dirname(data), "tls-"));
  try {
    const ca = await makeCertificates(dir);
    const owner = await stat(data);
    for (const path of [dir, join(dir, "server.crt"), join(dir, "server.key")]) await chown(path, owner.uid, owner.gid);
    await admin.query(`ALTER SYSTEM SET ssl_cert_file = '${join(dir, "server.crt")}'`);
    await admin.query(`ALTER SYSTEM SET ssl_key_file = '${join(dir, "server.key")}'`);
    await admin.query("ALTER SYSTEM SET ssl = on");
    await admin.query("SELECT pg_reload_conf()");
    const url = new URL(postgres.url("postgres"));
    url.searchParams.set("sslmode", "verify-full");
    const open = (more: Record<string, string>) => {
      const modules = ["./db.ts", "../env.ts"].map((path) => pathToFileURL(join(import.meta.dirname, path)).href);
      const env = {
        NODE_ENV: "test" as const,
        PATH: process.env.PATH,
        DATABASE_URL: url.href,
        PATCHBAY_SECRET: "x".repeat(32),
        ...more,
      };
      const args = ["--no-warnings", "--input-type=module", "-e", opening, ...modules];
      return spawnSync(process.execPath, args, { env, encoding: "utf8" });
    };
    await expect.poll(() => open({ DATABASE_CA: ca }).stdout).toBe('[{"ssl":true}]\n');
    expect(open({}).stderr).toMatch(/self-signed certificate|unable to verify/);
    expect(open({ DATABASE_CA: join(dir, "none.pem") }).stderr).toContain(
      "DATABASE_CA should be the path of a PEM file",
    );
  } finally {
    await admin.end();
    await rm(dir, { recursive: true, force: true });
  }
});

/** The path of the authority's certificate. */
async function makeCertificates(dir: string): Promise<string> {
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: dir, stdio: "pipe" });
  const fresh = ["-newkey", "rsa:2048", "-nodes", "-days", "2"];
  openssl("req", "-x509", ...fresh, "-subj", "/CN=Test authority", "-keyout", "ca.key", "-out", "ca.pem");
  openssl("req", ...fresh.slice(0, 3), "-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.csr");
  await writeFile(join(dir, "names"), "subjectAltName=DNS:localhost,IP:127.0.0.1");
  const signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "names", "-days", "2"];
  openssl("x509", "-req", "-in", "server.csr", ...signed, "-out", "server.crt");
  await chmod(join(dir, "server.key"), 0o600);
  return join(dir, "ca.pem");
}

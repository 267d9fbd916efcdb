/** The proxy in front of web, with the configuration that docs/operating.md recommends: only addresses are put in. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "../../scripts/services/free-port.ts";

export type Server = { name: string; port: number };
export type WebProxy = AsyncDisposable & {
  name: string;
  url: string;
  /** It asks /readyz itself, so that nothing has to be told before a process is stopped. */
  checksHealth: boolean;
  /** Sends this server no new requests. */
  takeOut(server: string): Promise<void>;
  putBack(server: string): Promise<void>;
  /** It sends requests to this server. */
  isUp(server: string): Promise<boolean>;
};

type Kind = "haproxy" | "nginx";
const kinds = { haproxy: openHaproxy, nginx: openNginx } as const satisfies Record<Kind, unknown>;
const manual = fileURLToPath(new URL("../../docs/operating.md", import.meta.url));

/** BENCH_PROXY names one; else the first that is on the PATH. Ends the process with status 1 when there is none. */
export function findProxy(): { kind: Kind; open(servers: readonly Server[], folder: string): Promise<WebProxy> } {
  const asked = process.env.BENCH_PROXY;
  for (const kind of ["haproxy", "nginx"] as const) {
    const command = onPath(kind);
    if (command && (asked ?? kind) === kind) {
      return { kind, open: (servers, folder) => kinds[kind](command, { servers, folder }) };
    }
  }
  console.error(`
NOT PROVEN: this proof runs behind a real proxy, and ${asked ?? "neither haproxy nor nginx"} is not on the PATH.
Install one (Debian, Ubuntu: apt-get install haproxy; macOS: brew install haproxy), then run this again.
BENCH_PROXY=haproxy or nginx chooses between the two.
`);
  process.exit(1);
}

/** Distributions keep both where only root's PATH leads. */
function onPath(command: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  return folders
    .map((folder) => join(folder, command))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** A block of code of docs/operating.md, by the language it is marked with. */
function documented(kind: Kind): string {
  const block = new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\``, "m").exec(readFileSync(manual, "utf8"))?.[1];
  if (block === undefined) throw new Error(`docs/operating.md has no configuration for ${kind}`);
  return block;
}

/** Throws when there is nothing to replace: the documented text and this file would have come apart. */
function swap(config: string, pattern: RegExp, by: string): string {
  if (!pattern.test(config)) throw new Error(`docs/operating.md: the proxy's configuration has no ${pattern}`);
  return config.replace(pattern, () => by);
}

type Where = { servers: readonly Server[]; folder: string };

async function openHaproxy(command: string, { servers, folder }: Where): Promise<WebProxy> {
  const port = await freePort();
  const socket = join(folder, "haproxy.sock");
  const file = join(folder, "haproxy.cfg");
  let config = swap(documented("haproxy"), /stats socket \S+/, `stats socket ${socket}`);
  config = swap(config, /^ {2}bind .*$/m, `  bind 127.0.0.1:${port}`);
  for (const { name, port } of servers) {
    config = swap(config, new RegExp(`server ${name} \\S+`), `server ${name} 127.0.0.1:${port}`);
  }
  writeFileSync(file, config);
  const child = spawn(command, ["-db", "-f", file], { stdio: ["ignore", "inherit", "inherit"] });
  await untilAnswers(port, child);
  const ask = async (line: string) => {
    const admin = connect(socket);
    admin.end(`${line}\n`);
    return (await text(admin)).trim();
  };
  const order = async (line: string) => {
    const said = await ask(line);
    if (said !== "") throw new Error(`haproxy: ${said}`);
  };
  return {
    ...{ name: "haproxy", url: `http://127.0.0.1:${port}`, checksHealth: true },
    takeOut: (name) => order(`set server web/${name} state drain`),
    putBack: (name) => order(`set server web/${name} state ready`),
    // The columns of its statistics: proxy, server, and further on the state.
    isUp: async (name) => new RegExp(`^web,${name},.*,UP,`, "m").test(await ask("show stat")),
    [Symbol.asyncDispose]: () => end(child, "SIGTERM"),
  };
}

async function openNginx(command: string, { servers, folder }: Where): Promise<WebProxy> {
  const port = await freePort();
  const out = new Set<string>();
  const file = join(folder, "nginx.conf");
  const write = () => {
    let site = swap(documented("nginx"), /listen .*;/, `listen 127.0.0.1:${port};`);
    site = site.replace(/^.*(?:ssl_certificate|server_name).*\n/gm, "");
    for (const [at, { name, port }] of servers.entries()) {
      const line = `server 127.0.0.1:${port}${out.has(name) ? " down" : ""}`;
      site = swap(site, new RegExp(`server 10\\.0\\.0\\.1${at + 1}:3000`), line);
    }
    const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    const paths = temp.map((name) => `${name}_temp_path ${join(folder, name)};`).join(" ");
    writeFileSync(
      file,
      `daemon off; pid ${join(folder, "nginx.pid")}; error_log stderr error; worker_processes 2;
worker_rlimit_nofile 65536; events { worker_connections 8192; }
http { access_log off; ${paths}\n${site}}`,
    );
  };
  write();
  const args = ["-c", file, "-p", folder];
  const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"] });
  await untilAnswers(port, child);
  const reload = async () => {
    write();
    execFileSync(command, [...args, "-s", "reload"]);
    // Its former processes take no more connections; requests that are under way end there.
    await sleep(2000);
  };
  const change = (of: () => void) => async () => {
    of();
    await reload();
  };
  return {
    ...{ name: "nginx", url: `http://127.0.0.1:${port}`, checksHealth: false },
    takeOut: (name) => change(() => out.add(name))(),
    putBack: (name) => change(() => out.delete(name))(),
    isUp: async (name) => !out.has(name),
    [Symbol.asyncDispose]: () => end(child, "SIGTERM"),
  };
}

async function untilAnswers(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
    await answer?.text();
    if (answer?.ok) return;
    if (child.exitCode !== null || tries === 300) throw new Error("the proxy does not answer");
    await sleep(100);
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(signal);
  if (await Promise.race([ended.then(() => false), sleep(5000, true, { ref: false })])) child.kill("SIGKILL");
  await ended;
}

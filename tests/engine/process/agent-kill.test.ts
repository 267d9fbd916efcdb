/** An agent whose worker is killed, in a call and in a turn: what had finished is not done or paid again. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { testDatabase } from "../../helpers/database.ts";
import { httpPeer } from "../../helpers/peers/http-peer.ts";
import { type OpenaiReply, openaiPeer } from "../../helpers/peers/openai-peer.ts";
import { graphOf, openHarness, textField } from "../fixtures.ts";

const entry = fileURLToPath(new URL("../worker-process.ts", import.meta.url));

type Process = { child: ChildProcess; exited: Promise<unknown> };

async function workerProcess(url: string, model: string): Promise<Process> {
  const env = { ...process.env, TEST_MODEL_URL: model };
  const child = fork(entry, [url, ""], { execArgv: ["--no-warnings"], env });
  const exited = once(child, "exit");
  await once(child, "message");
  return { child, exited };
}

test("no call with an effect is made twice, and no turn that was recorded is asked again", async () => {
  await using stack = new AsyncDisposableStack();
  const db = stack.use(await testDatabase());
  const harness = stack.use(await openHarness(db));
  let worker: Process | undefined;
  const kill = () => worker?.child.kill("SIGKILL");
  stack.defer(async () => {
    kill();
    await worker?.exited;
  });
  const called: string[] = [];
  const effects = stack.use(
    await httpPeer(({ path, body }, response) => {
      called.push(`${path} ${body}`);
      if (path === "/keyed" && called.filter((each) => each.startsWith(path)).length === 1) kill();
      else response.end("done");
    }),
  );
  const asked: number[] = [];
  const call = (tool: string): OpenaiReply => ({ calls: [[tool, JSON.stringify({ text: "x" })]] });
  const model = stack.use(
    await openaiPeer(({ messages }) => {
      const turn = messages.filter(({ role }) => role === "assistant").length;
      asked.push(turn);
      if (turn === 2 && asked.filter((each) => each === turn).length === 1) kill();
      return [call("shout"), call("post")][turn] ?? { words: ["done"] };
    }),
  );
  const config = { provider: "openai-compatible", model: "small", credential: "c" };
  const inside = {
    turn: ["agent-turn"],
    shout: ["shout", { url: `${effects.url}/bare` }],
    post: ["post", { url: `${effects.url}/keyed` }],
  } satisfies Parameters<typeof graphOf>[0];
  const graph = graphOf(
    {
      in: ["input", { fields: [textField] }],
      agent: ["agent", { model: config, tools: { graph: graphOf(inside, []) } }],
      out: ["output", { fields: [textField] }],
    },
    ["in.text > agent.prompt", "agent.answer > out.text"],
  );
  worker = await workerProcess(db.url, model.url);
  const id = await harness.start(graph, { text: "go" });
  for (const _ of ["killed in the call", "killed in the turn"]) {
    await worker.exited;
    worker = await workerProcess(db.url, model.url);
  }
  expect(await harness.finished(id)).toMatchObject({ status: "succeeded", output: { text: "done" } });
  expect(asked).toEqual([0, 1, 2, 2]);
  expect(called.filter((each) => each.startsWith("/bare"))).toHaveLength(1);
  const [first, again, ...more] = called.filter((each) => each.startsWith("/keyed"));
  expect(again, "the call that was cut off has its key").toBe(first);
  expect(more).toEqual([]);
});

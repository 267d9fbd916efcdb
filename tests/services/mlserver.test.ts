/** Model service nodes against a real MLServer, which speaks the Open Inference Protocol. It comes as FastAPI does. */
import { describe, expect, test } from "vitest";
import { readService } from "../../nodes/model-service/read-service.ts";
import { modelService } from "../../nodes/types/model/model-service.ts";
import { freePort } from "../../scripts/services/free-port.ts";
import { loopbackFetch, runNode } from "../helpers/node.ts";
import { pickOperation } from "../helpers/service.ts";
import { pythonPeer } from "./python-peer.ts";

const python = process.env.TEST_MLSERVER ?? "";

async function mlServer() {
  const [grpc, metrics] = [await freePort(), await freePort()];
  const env = {
    MLSERVER_GRPC_PORT: String(grpc),
    MLSERVER_METRICS_PORT: String(metrics),
    MLSERVER_PARALLEL_WORKERS: "0",
    MLSERVER_HOST: "127.0.0.1",
  };
  const args = ["-c", "from mlserver.cli import main; main()", "start", "tests/services/mlserver"];
  return await pythonPeer(python, "mlserver", { ready: "/v2/health/ready", args, env });
}

describe.skipIf(python === "")("a model of MLServer", () => {
  test("is found, takes readable values and gives them, with all digits", async () => {
    await using peer = await mlServer();
    const found = await readService({ address: peer.url, fetch: loopbackFetch, signal: AbortSignal.timeout(60_000) });
    expect(found).toMatchObject({ protocol: "open-inference", title: "mlserver", operations: [{ summary: "sums" }] });
    const service = await pickOperation(peer.url, "INFER /v2/models/sums");
    const run = async (inputs: Parameters<typeof runNode>[1] & {}) => (await runNode(modelService, inputs)).outputs;
    const one = { rows: [1, 2, 3.5], ids: 7615917337495251231n, names: "Ada" };
    expect(await run({ config: { service }, inputs: one })).toMatchObject({
      status: 200,
      sums: 6.5,
      greetings: "Hello Ada",
      ids: 7615917337495251231n,
    });
    const two = {
      rows: [
        [1, 2, 3],
        [4, 5, 6],
      ],
      ids: [[1], [2]],
      names: [["Ada"], ["Ben"]],
    };
    expect(await run({ config: { service }, inputs: two })).toMatchObject({
      sums: [[6], [15]],
      greetings: [["Hello Ada"], ["Hello Ben"]],
    });
  });

  test("refuses with what its code said, without the traceback", async () => {
    await using peer = await mlServer();
    const service = await pickOperation(`${peer.url}/v2/models/sums`, "INFER /v2/models/sums");
    const refused = runNode(modelService, { config: { service }, inputs: { rows: [-1, 2, 3], ids: 1, names: "x" } });
    await expect(refused).rejects.toMatchObject({
      userMessage: "The model “sums” returned 500: ValueError: rows must not be negative",
    });
  });
});

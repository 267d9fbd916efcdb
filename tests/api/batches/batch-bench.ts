/** What tests of batches do over REST. */
import { expect } from "vitest";
import type { Tenant, TestServer } from "../test-server.ts";

export type BatchBench = ReturnType<typeof batchBench>;

export function batchBench(testServer: TestServer, ada: Tenant) {
  const call = (method: string, path: string, body?: unknown, tenant = ada) =>
    testServer.rest(method, path, { key: tenant.key, ...(body === undefined ? {} : { body }) });

  async function upload(name: string, data: string | Uint8Array<ArrayBuffer>, tenant = ada): Promise<string> {
    const form = new FormData();
    form.set("file", new Blob([data]), name);
    const headers = { authorization: `Bearer ${tenant.key}` };
    const answer = await fetch(`${testServer.url}/api/v1/files`, { method: "POST", headers, body: form });
    return (await answer.json()).id;
  }

  async function pipelineOf(graph: object): Promise<string> {
    const { body } = await call("POST", "/pipelines", { name: "Rows", graph });
    await call("POST", `/pipelines/${body.id}/versions`, {});
    return body.id;
  }

  async function start(pipelineId: string, ask: object) {
    const { status, body } = await call("POST", `/pipelines/${pipelineId}/batches`, ask);
    expect(status, JSON.stringify(body)).toBe(201);
    return `/pipelines/${pipelineId}/batches/${body.id}`;
  }
  const stands = async (path: string) => (await call("GET", path)).body;
  const becomes = async (path: string, state: string) =>
    await expect.poll(async () => (await stands(path)).state).toBe(state);
  const rowsOf = async (path: string, query = "") => (await call("GET", `${path}/rows${query}`)).body.items;

  async function download(path: string, format: string): Promise<string> {
    const headers = { authorization: `Bearer ${ada.key}` };
    const answer = await fetch(`${testServer.url}/api/v1${path}/results.${format}`, { headers });
    // With its mark for the byte order.
    return Buffer.from(await answer.arrayBuffer()).toString();
  }
  return { call, upload, pipelineOf, start, stands, becomes, rowsOf, download };
}

/** input → output, so that what a row gives comes out as it went in. */
export const echo = (...fields: { name: string; kind: string; optional?: boolean }[]) => ({
  nodes: {
    in: { type: "input", version: 1, config: { fields } },
    out: { type: "output", version: 1, config: { fields } },
  },
  edges: fields.map(({ name: port }, index) => {
    return { id: `e${index}`, from: { node: "in", port }, to: { node: "out", port } };
  }),
});

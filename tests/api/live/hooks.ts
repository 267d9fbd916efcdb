/** Webhooks of a tenant in tests, and requests to them. */
import { expect } from "vitest";
import type { Tenant, TestServer } from "../test-server.ts";

const ports = ["body", "headers", "query", "method", "file"];

/** Webhook → output of all that arrives. */
export const echo = (config: object) => ({
  nodes: {
    hook: { type: "webhook", version: 1, config },
    out: {
      type: "output",
      version: 1,
      config: { fields: ports.map((name) => ({ name: `the_${name}`, kind: "any", optional: true })) },
    },
  },
  edges: ports.map((port) => ({
    id: port,
    from: { node: "hook", port },
    to: { node: "out", port: `the_${port}` },
  })),
});

/** What a webhook answers that waits: the values of expressions. */
export function responder(expressions: Record<string, string>) {
  const names = Object.keys(expressions);
  const made = names.map((name) => [
    name,
    { type: "transform", version: 1, config: { expression: expressions[name] } },
  ]);
  const fields = names.map((name) => ({ name, kind: "any", optional: true }));
  return {
    nodes: {
      hook: { type: "webhook", version: 1, config: { answer: "wait for the output" } },
      ...Object.fromEntries(made),
      out: { type: "output", version: 1, config: { fields } },
    },
    edges: names.flatMap((name) => [
      { id: `in-${name}`, from: { node: "hook", port: "body" }, to: { node: name, port: "value" } },
      { id: `out-${name}`, from: { node: name, port: "result" }, to: { node: "out", port: name } },
    ]),
  };
}

export function hooksOf(testServer: TestServer, tenant: Tenant) {
  const call = (method: string, path: string, body?: unknown) =>
    testServer.rest(method, path, { key: tenant.key, ...(body === undefined ? {} : { body }) });
  /** The address that people are given, at the port where the test listens. */
  const local = (url: string) => testServer.url + new URL(url).pathname;

  return {
    call,
    local,

    /** A pipeline with the webhook “hook”, published and switched on unless it is not to be. */
    async open(graph: object, isOn = true): Promise<{ id: string; url: string; testUrl: string }> {
      const { body } = await call("POST", "/pipelines", { name: "Hook", graph });
      if (isOn) {
        await call("POST", `/pipelines/${body.id}/versions`);
        expect((await call("POST", `/pipelines/${body.id}/activate`)).status).toBe(200);
      }
      const address = await call("POST", `/pipelines/${body.id}/triggers/hook/address`);
      expect(address.status).toBe(200);
      return { id: body.id, url: local(address.body.url), testUrl: local(address.body.testUrl) };
    },

    async runOf(runId: string) {
      await expect.poll(async () => (await call("GET", `/runs/${runId}`)).body.status).toBe("succeeded");
      return (await call("GET", `/runs/${runId}`)).body;
    },

    deliveriesOf: async (id: string) => (await call("GET", `/pipelines/${id}/triggers/hook/deliveries`)).body.items,
  };
}

export async function send(url: string, init: RequestInit = {}) {
  const response = await fetch(url, { method: "POST", redirect: "manual", ...init });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json");
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
}

export const json = (value: unknown, headers: Record<string, string> = {}): RequestInit => ({
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(value),
});

/**
 * MCP with Python's SDK: its server for MCP server nodes, and its client for Patchbay's own server. Needs Python; `npm test` puts the SDK into a virtual environment and
 * passes its Python on.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { McpTool, offerId } from "../../lib/service/mcp.ts";
import type { Json } from "../../lib/values/json.ts";
import { callOffer } from "../../nodes/mcp/call-offer.ts";
import { readOffers } from "../../nodes/mcp/read-offers.ts";
import { greeting, openTestServer } from "../api/test-server.ts";
import { loopbackFetch } from "../helpers/node.ts";
import { pythonPeer } from "./python-peer.ts";

const python = process.env.TEST_MCP ?? "";
const signal = new AbortController().signal;

describe.skipIf(python === "")("a server in Python", () => {
  test("is read and called: long numbers, values, images, resources, prompts and failures", async () => {
    await using peer = await pythonPeer(python, "tests/services/mcp/server.py", { ready: "/ready" });
    const at = { address: `${peer.url}/mcp`, fetch: loopbackFetch, signal };
    const found = await readOffers(at);
    expect(found).toMatchObject({ title: "Office", version: "3.1", notes: [] });
    expect(found.tools.map((tool) => [offerId(tool), tool.effect, tool.keyed])).toEqual([
      ["invoice", "costly", false],
      ["send", "effect", false],
      ["label", "effect", true],
      ["chart", "effect", false],
      ["fail", "effect", false],
      ["count", "effect", false],
      ["choose", "effect", false],
      ["resource:office://hours", "costly", false],
      ["template:office://people/{name}", "costly", false],
      ["prompt:greeting", "costly", false],
    ]);
    const call = async (id: string, given: { [name: string]: Json }) => {
      const tool = McpTool.parse({ ...found.tools.find((each) => offerId(each) === id), isOffered: true });
      const saveFile = async ({ name, mime, data }: { name: string; mime: string; data: Uint8Array }) => {
        return { id: "f", name, mime, bytes: data.byteLength };
      };
      return await callOffer(at, { tool, given, saveFile });
    };
    const invoice = await call("invoice", { number: 7615917337495251231n });
    expect(invoice.data).toEqual({ number: 7615917337495251231n, paid: true, lines: ["paper", "ink"] });
    expect((await call("send", { to: "Ada", text: "Grüße" })).text).toBe("Sent to Ada: Grüße");
    // A tool that returns nothing.
    expect(await call("label", { number: 1, name: "x" })).toMatchObject({ files: [] });
    expect((await call("chart", {})).files).toMatchObject([{ name: "image.png", bytes: 70 }]);
    await expect(call("fail", { why: "no paper" })).rejects.toMatchObject({ code: "node_failed" });
    // Progress and a notice of new tools on the way, and a question that no person is asked.
    expect((await call("count", { to: 3 })).text).toBe("3");
    await expect(call("choose", {})).rejects.toMatchObject({ code: "node_failed" });
    await expect(call("invoice", { number: "many" })).rejects.toMatchObject({
      userMessage: expect.stringMatching(/number/),
    });
    expect((await call("resource:office://hours", {})).text).toBe("Monday to Friday, 9 to 17");
    expect((await call("template:office://people/{name}", { name: "Ada B" })).text).toBe("Ada B sits in room 7");
    expect((await call("prompt:greeting", { name: "Bo" })).text).toBe("user: Write a greeting to Bo");
  });
});

describe.skipIf(python === "")("a client in Python", () => {
  test.each(["auto", "legacy"])("sees and calls what is published (%s)", async (mode) => {
    await using testServer = await openTestServer();
    const { key } = await testServer.tenant("ada");
    await testServer.work();
    const { body } = await testServer.rest("POST", "/pipelines", { key, body: { name: "Greet", graph: greeting } });
    await testServer.rest("POST", `/pipelines/${body.id}/versions`, { key, body: {} });
    const asked = { URL: `${testServer.url}/api/v1/mcp`, KEY: key, MODE: mode, ARGUMENTS: '{"name": "Ada"}' };
    const env = { ...process.env, ...asked, PYTHONDONTWRITEBYTECODE: "1" };
    const { stdout } = await promisify(execFile)(python, ["tests/services/mcp/client.py"], { env });
    expect(JSON.parse(stdout)).toMatchObject({
      tools: ["greet"],
      answer: { content: [{ text: "Hello Ada" }], structured_content: { greeting: "Hello Ada" }, is_error: false },
    });
  });
});

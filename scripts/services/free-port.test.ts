import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { accepts, freePort } from "./free-port.ts";

test("no port is given twice, though no one listens on those that were given", async () => {
  const ports: number[] = [];
  for (let count = 0; count < 500; count += 1) ports.push(await freePort());
  expect(new Set(ports).size).toBe(500);
});

test("a wanted port is given while it is free, and answers when someone listens on it", async () => {
  const wanted = await freePort();
  expect(await freePort(wanted)).toBe(wanted);
  expect(await accepts(wanted)).toBe(false);
  const server = createServer().listen(wanted, "127.0.0.1");
  onTestFinished(() => void server.close());
  await expect.poll(() => accepts(wanted)).toBe(true);
  expect(await freePort(wanted)).not.toBe(wanted);
});

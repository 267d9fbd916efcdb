import { once } from "node:events";
import { createServer } from "node:http";
import { expect, test } from "vitest";
import { sendForm } from "./send-form.ts";

/** What the page says when the server answers a submission with this. */
async function saidAfter(status: number, answer: object): Promise<unknown> {
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  try {
    return await sendForm(`http://127.0.0.1:${address.port}/`, {
      ...{ values: { name: "Ada" }, files: new Map(), website: "", key: "k", password: undefined, maxKilobytes: 100 },
    });
  } finally {
    server.close();
  }
}

test("a form says that its password has changed only where the server refuses the password", async () => {
  const words = "There is no room for this file here at the moment. Send it without the file, or try again later.";
  expect(await saidAfter(403, { code: "over_quota", message: words })).toEqual({ message: words, problems: {} });
  expect(await saidAfter(403, { code: "forbidden", message: "This is not the password of the form." })).toMatchObject({
    message: expect.stringMatching(/^The password of this form has changed\./),
  });
});

test("a form says at each field what the server does not take", async () => {
  const issues = [{ path: "name", message: "Write a name." }];
  expect(await saidAfter(400, { code: "bad_input", message: "Check the fields.", issues })).toEqual({
    ...{ message: "Check the fields.", problems: { name: "Write a name." } },
  });
});

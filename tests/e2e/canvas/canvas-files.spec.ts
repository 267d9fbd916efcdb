import type { Page } from "@playwright/test";
import { expect, test } from "../../helpers/stories/story.ts";
import { card, empty, greeting, middle, openPipeline, port, savedGraph, spot } from "./canvas-page.ts";

type DroppedFile = { name: string; mime: string; text: string };

const island = {
  name: "Island notes.md",
  mime: "text/markdown",
  text: "# The kitchen\n\nBread is baked on Tuesdays, with rye flour from the mill and a spoon of honey.",
};
const ships = { name: "ships.txt", mime: "text/plain", text: "The schooner Albatross sails on Fridays." };
const broken = { name: "picture.zip", mime: "application/zip", text: "PK\u0003\u0004xx" };

const finding = {
  nodes: {
    ask: { type: "input", version: 1, config: { fields: [{ name: "question", kind: "text", title: "Question" }] } },
    find: { type: "retriever", version: 1, config: {} },
    out: { type: "output", version: 1, config: { fields: [{ name: "found", kind: "text", title: "Found" }] } },
  },
  edges: [
    { id: "e1", from: { node: "ask", port: "question" }, to: { node: "find", port: "query" } },
    { id: "e2", from: { node: "find", port: "context" }, to: { node: "out", port: "found" } },
  ],
  layout: { positions: { ask: { x: 0, y: 0 }, find: { x: 344, y: 0 }, out: { x: 688, y: 0 } }, groups: {}, notes: {} },
};

/** Holds files over a point of the page and lets go of them there, as from the desktop. */
async function dropFiles(page: Page, at: { x: number; y: number }, files: readonly DroppedFile[], isHeld = false) {
  await page.evaluate(
    ({ at: { x, y }, files: all, isHeld: isOnlyHeld }) => {
      const dataTransfer = new DataTransfer();
      for (const { name, mime, text } of all) dataTransfer.items.add(new File([text], name, { type: mime }));
      const target = document.elementFromPoint(x, y);
      const fire = (type: string) =>
        target?.dispatchEvent(
          new DragEvent(type, { bubbles: true, cancelable: true, clientX: x, clientY: y, dataTransfer }),
        );
      fire("dragenter");
      fire("dragover");
      if (!isOnlyHeld) fire("drop");
    },
    { at, files: [...files], isHeld },
  );
}

test("files dropped on an empty canvas become a pipeline that answers questions about them", async ({ page, api }) => {
  const id = await openPipeline(page, api, empty);
  const place = await spot(page, 0.5, 0.9);
  await dropFiles(page, place, [island, ships], true);
  await expect(page.getByText("Drop documents to ask questions about them")).toBeVisible();
  await dropFiles(page, place, [island, ships]);
  await expect(page.getByText("Drop documents to ask")).toHaveCount(0);
  await expect(page.locator(".react-flow__node-card")).toHaveCount(5);
  const node = card(page, "Find passages");
  await expect(node.getByRole("status")).toHaveText(/^2 documents ready, \d+ chunks$/);
  await expect(node, "the card names the collection").toContainText("Island notes and 1 more");

  await node.getByRole("button", { name: "Find passages" }).click();
  const settings = page.getByRole("complementary", { name: "Settings" });
  await expect(settings.getByRole("combobox", { name: "Collection" })).toContainText("Island notes and 1 more");
  const uploads = settings.getByRole("list", { name: "Uploads" });
  await expect(uploads.getByRole("listitem").filter({ hasText: "ships.txt" }).getByLabel("Ready")).toBeVisible();

  await settings.getByRole("button", { name: "Rename" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("The island");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(node).toContainText("The island");

  const { nodes } = await savedGraph(page, api, id);
  const collection = nodes.find?.config.collection;
  const documents = await (await api(`/collections/${collection}/documents`)).json();
  expect(documents.map(({ name, status }: { name: string; status: string }) => [name, status]).sort()).toEqual([
    ["Island notes.md", "ready"],
    ["ships.txt", "ready"],
  ]);
  await page.getByRole("button", { name: "Undo: Add documents" }).click();
  await expect(page.locator(".react-flow__node-card"), "one undo step").toHaveCount(0);
});

test("a file dropped beside a chain that lacks a collection is what the chain searches", async ({ page, api }) => {
  await openPipeline(page, api, finding);
  await dropFiles(page, await spot(page, 0.5, 0.15), [island]);
  await expect(card(page, "Retriever").getByRole("status")).toHaveText("1 document ready, 1 chunk");
  await expect(page.locator(".react-flow__node-card"), "no other Retriever").toHaveCount(3);

  await page.keyboard.press("Control+Enter");
  await page.getByRole("dialog", { name: "Run" }).getByLabel("Question").fill("When is bread baked?");
  await page.keyboard.press("Control+Enter");
  await expect(
    page
      .getByRole("region", { name: "Run" })
      .getByText(/baked on Tuesdays/)
      .first(),
  ).toBeVisible();
  await expect(card(page, "Retriever").getByRole("status"), "what is done makes room for the run").toHaveCount(0);
});

test("more files for a node that has documents go where the person says", async ({ page, api }) => {
  const made = await api("/collections", { method: "POST", body: JSON.stringify({ name: "Harbour" }) });
  const { id: harbour } = await made.json();
  const find = { ...finding.nodes.find, config: { collection: harbour } };
  const id = await openPipeline(page, api, { ...finding, nodes: { ...finding.nodes, find } });
  const node = card(page, "Retriever");
  await expect(node).toContainText("Harbour");

  await dropFiles(page, await middle(node), [ships], true);
  await expect(page.getByText("Drop the documents to add them at this node")).toBeVisible();
  await dropFiles(page, await middle(node), [ships]);
  const dialog = page.getByRole("dialog", { name: "Where should “ships.txt” go?" });
  await dialog.getByRole("button", { name: "Add to “Harbour”" }).click();
  await expect(node.getByRole("status")).toHaveText("1 document ready, 1 chunk");
  expect(await (await api(`/collections/${harbour}/documents`)).json()).toHaveLength(1);

  await page.reload();
  await expect(page.locator(".pb-canvas[data-ready]")).toBeVisible();
  await node.getByRole("button", { name: "Retriever" }).click();
  await page
    .getByLabel("Files to add")
    .setInputFiles({ name: island.name, mimeType: island.mime, buffer: Buffer.from(island.text) });
  await page.getByRole("dialog").getByRole("button", { name: "New collection" }).click();
  await expect(node).toContainText("Island notes");
  await expect(node.getByRole("status")).toHaveText("1 document ready, 1 chunk");
  expect((await savedGraph(page, api, id)).nodes.find?.config.collection).not.toBe(harbour);
  expect(await (await api(`/collections/${harbour}/documents`)).json(), "it has what it had").toHaveLength(1);
});

test("without a mouse documents are added by the command for it", async ({ page, api }) => {
  await openPipeline(page, api, empty);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("add documents");
  const chooser = page.waitForEvent("filechooser");
  await page.keyboard.press("Enter");
  await (await chooser).setFiles({ name: island.name, mimeType: island.mime, buffer: Buffer.from(island.text) });
  await expect(card(page, "Find passages").getByRole("status")).toHaveText("1 document ready, 1 chunk");
  await expect(page.getByRole("textbox", { name: "Name of the pipeline" }), "it has a name already").toHaveValue(
    "A story",
  );
});

test("a document is replaced by one of its name only when the person says so", async ({ page, api }) => {
  const id = await openPipeline(page, api, finding);
  const node = card(page, "Retriever");
  await dropFiles(page, await middle(node), [ships]);
  await expect(node.getByRole("status")).toHaveText("1 document ready, 1 chunk");
  const { collection } = (await savedGraph(page, api, id)).nodes.find?.config ?? {};
  const texts = async () => {
    const documents = await (await api(`/collections/${collection}/documents`)).json();
    return documents.map(({ name, bytes }: { name: string; bytes: number }) => `${name} ${bytes}`).sort();
  };
  const later = { ...ships, text: "The schooner Albatross sails on Mondays now." };
  const before = `ships.txt ${ships.text.length}`;
  const after = `ships.txt ${later.text.length}`;

  await dropFiles(page, await middle(node), [later]);
  const dialog = page.getByRole("dialog", { name: "Replace “ships.txt”?" });
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toHaveCount(0);
  expect(await texts()).toEqual([before]);

  await dropFiles(page, await middle(node), [later]);
  await dialog.getByRole("radio", { name: "Keep both" }).or(dialog.getByText("Keep both")).first().click();
  await dialog.getByRole("button", { name: "Continue" }).click();
  await expect.poll(texts).toEqual([before, after].sort());
});

test("a file that cannot be read says so at the node, and the others arrive", async ({
  page,
  api,
  allowConsoleError,
}) => {
  // The browser notes the refused upload by itself.
  allowConsoleError(/status of 4\d\d/);
  await openPipeline(page, api, finding);
  const node = card(page, "Retriever");
  await dropFiles(page, await middle(node), [island, broken]);
  await expect(node.getByRole("status")).toHaveText("1 of 2 documents ready, 1 failed");
  const uploads = page.getByRole("complementary", { name: "Settings" }).getByRole("list", { name: "Uploads" });
  await expect(uploads.getByRole("alert")).toContainText("picture.zip");
  await uploads.getByRole("button", { name: "Dismiss picture.zip" }).click();
  await expect(node.getByRole("status")).toHaveText("1 document ready, 1 chunk");
});

test("an upload that the network broke off is tried again", async ({ page, api, allowConsoleError }) => {
  allowConsoleError(/net::ERR_FAILED/);
  await openPipeline(page, api, finding);
  let isBroken = true;
  await page.route(/\/documents(\?|$)/, (route) => (isBroken ? route.abort() : route.continue()));
  await dropFiles(page, await middle(card(page, "Retriever")), [island]);
  const uploads = page.getByRole("list", { name: "Uploads" });
  await expect(uploads.getByRole("alert")).toContainText("Check the connection");
  isBroken = false;
  await uploads.getByRole("button", { name: "Try Island notes.md again" }).click();
  await expect(card(page, "Retriever").getByRole("status")).toHaveText("1 document ready, 1 chunk");
});

test("a run's form: a file field is ours, and a switch left off is false", async ({ page, api }) => {
  const fields = [
    { name: "invoice", kind: "file", title: "Invoice" },
    { name: "urgent", kind: "boolean", title: "Urgent" },
  ];
  const graph = {
    nodes: {
      ask: { type: "input", version: 1, config: { fields } },
      out: { type: "output", version: 1, config: { fields: [{ name: "urgent", kind: "boolean" }] } },
    },
    edges: [{ id: "e1", from: { node: "ask", port: "urgent" }, to: { node: "out", port: "urgent" } }],
    layout: {
      positions: { ask: greeting.layout.positions.ask, out: greeting.layout.positions.out },
      groups: {},
      notes: {},
    },
  };
  await openPipeline(page, api, graph);
  await expect(port(page, "Input", "Output Invoice")).toBeVisible();
  await page.keyboard.press("Control+Enter");
  const dialog = page.getByRole("dialog", { name: "Run" });
  await expect(dialog.getByRole("button", { name: "Choose a file" }), "the keyboard begins at it").toBeFocused();
  await dialog.getByRole("button", { name: "Run" }).click();
  await expect(dialog.getByText("Choose a file.")).toBeVisible();
  await dialog
    .getByLabel("Invoice")
    .setInputFiles({ name: "invoice.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4 nearly") });
  const row = dialog.getByRole("group", { name: "Invoice" });
  await expect(row).toContainText("invoice.pdf");
  await expect(row).toContainText("15 bytes");
  await row.getByRole("button", { name: "Remove invoice.pdf" }).click();
  await expect(dialog.getByText("Drop a file here")).toBeVisible();

  await dropFiles(page, await middle(dialog.getByText("Drop a file here")), [ships]);
  await expect(row).toContainText("ships.txt");
  await dialog.getByRole("button", { name: "Run" }).click();
  const run = page.getByRole("region", { name: "Run" });
  await expect(run.getByText("Succeeded").first()).toBeVisible();
  const runs = await (await api("/runs?limit=1")).json();
  expect(runs.items?.[0] ?? runs[0]).toBeDefined();
  const { id } = runs.items[0];
  const { output, input } = await (await api(`/runs/${id}`)).json();
  expect(output).toEqual({ urgent: false });
  expect(input).toMatchObject({ urgent: false, invoice: { name: "ships.txt", bytes: ships.text.length } });
});

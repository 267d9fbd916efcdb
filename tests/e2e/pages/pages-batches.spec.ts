import { makeWorkbook } from "../../collections/make-workbook.ts";
import { expect, test } from "../../helpers/stories/story.ts";
import { greeting, makePipeline } from "./pages-pipelines.ts";

const csv = (text: string, name = "people.csv") => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

test("a pipeline runs for each row of a file, and the results are a table", async ({ page, api }) => {
  const id = await makePipeline(api, "Greets many", greeting);
  await page.goto(`/p/${id}/runs`);
  await page.getByRole("link", { name: "Batches" }).click();
  await expect(page.getByText("No batches yet")).toBeVisible();

  await page.getByLabel("File with rows").setInputFiles(csv("Full name;City\nAda;London\nGrace;New York"));
  await expect(page.getByRole("heading", { name: "people.csv" })).toBeVisible();
  await expect(page.getByText("Ready to start")).toBeVisible();
  const rows = page.getByRole("region", { name: "Rows of the batch" });
  await expect(rows.getByRole("row")).toHaveCount(3);
  await expect(page.getByRole("combobox", { name: /^Name/ })).toHaveText("Full name");
  await page.getByRole("button", { name: "Run 2 rows" }).click();

  await expect(page.getByText("2 of 2 rows")).toBeVisible();
  await expect(page.getByText("Done", { exact: true })).toBeVisible();
  await expect(rows.getByRole("row").nth(1)).toContainText("Hello **Ada**!");
  await expect(rows.getByRole("row").nth(2)).toContainText("Hello **Grace**!");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV" }).click();
  expect((await download).suggestedFilename()).toBe("people results.csv");
  await rows.getByRole("link", { name: "Succeeded" }).first().click();
  await expect(page).toHaveURL(/\/runs\//);
});

test("rows that do not fit are shown before anything runs, and the others run without them", async ({ page, api }) => {
  const id = await makePipeline(api, "Counts stars", {
    schema: 1,
    layout: { positions: {}, groups: {}, notes: {} },
    nodes: {
      in: { type: "input", version: 1, config: { fields: [{ name: "stars", kind: "number" }] } },
      out: { type: "output", version: 1, config: { fields: [{ name: "stars", kind: "number" }] } },
    },
    edges: [{ id: "a", from: { node: "in", port: "stars" }, to: { node: "out", port: "stars" } }],
  });
  await page.goto(`/p/${id}/batches`);
  await page.getByLabel("File with rows").setInputFiles(csv("stars\n5\nfive\n4", "stars.csv"));
  await page.getByRole("button", { name: "Run 3 rows" }).click();
  await expect(page.getByText("Needs a decision")).toBeVisible();
  await expect(page.getByText("Row 2, column “stars”: the cell says “five”.")).toBeVisible();
  await page.getByRole("button", { name: "Run 2 rows without the others" }).click();
  await expect(page.getByText("3 of 3 rows")).toBeVisible();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("No batches yet")).toBeVisible();
});

test("the rows of another sheet of a workbook are chosen on the page", async ({ page, api }) => {
  const id = await makePipeline(api, "Greets a sheet", greeting);
  const workbook = makeWorkbook([
    { name: "Lists", rows: [["Code"], ["x"]], state: "hidden" },
    { name: "People", rows: [["Name"], ["Ada"], ["Grace"]] },
    { name: "Guests", rows: [["Name"], ["Kurt"]] },
  ]);
  await page.goto(`/p/${id}/batches`);
  const mimeType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  await page
    .getByLabel("File with rows")
    .setInputFiles({ name: "people.xlsx", mimeType, buffer: Buffer.from(workbook) });
  const sheet = page.getByRole("combobox", { name: /^Sheet/ });
  await expect(sheet).toHaveText("People");
  await sheet.click();
  await page.getByRole("option", { name: "Guests" }).click();
  await page.getByRole("button", { name: "Run 1 row" }).click();
  await expect(page.getByText("1 of 1 row")).toBeVisible();
  await expect(page.getByRole("region", { name: "Rows of the batch" })).toContainText("Hello **Kurt**!");
  await page.getByRole("link", { name: "Batches" }).first().click();
  await expect(page.getByRole("link", { name: "people.xlsx" })).toHaveCount(1);
  await page.goto(`/p/${id}/runs?trigger=single`);
  await expect(page.getByText("No run matches these filters")).toBeVisible();
});

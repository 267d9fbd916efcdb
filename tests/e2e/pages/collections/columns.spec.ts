import { expect, test } from "../../../helpers/stories/story.ts";

const file = (name: string, content: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(content) });

test("several tables are asked about once, and a file without columns is not asked about", async ({
  page,
  allowConsoleError,
}) => {
  // The browser notes by itself that a file has no columns.
  allowConsoleError(/status of 4\d\d/);
  await page.goto("/collections");
  await page.getByRole("button", { name: "New collection" }).first().click();
  await page.getByRole("textbox", { name: "Name" }).fill("Tables");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("heading", { name: "Tables" })).toBeVisible();
  const files = page.getByLabel("Files to add");
  const ready = (name: RegExp) => page.getByRole("row", { name }).getByLabel("Ready");

  await files.setInputFiles([file("settings.json", '{"mode": "fast", "limits": {"size": 3}}')]);
  await expect(ready(/settings\.json/)).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await files.setInputFiles([
    file("prices.csv", "name,page,price\nRed cat,1,12\nBlue cat,2,3"),
    file("people.jsonl", '{"age": 30, "name": "Ann"}\n{"age": 40, "name": "Bob"}'),
    file("options.json", '{"colour": "grey"}'),
    file("notes.md", "# Notes\n\nA cat."),
  ]);
  const dialog = page.getByRole("dialog", { name: "Columns of 3 files" });
  // Patchbay sets a field “page” itself, so that the column is none unless it is named otherwise.
  await expect(dialog.getByRole("checkbox", { name: "page" })).not.toBeChecked();
  await expect(dialog.getByRole("checkbox", { name: "price" })).toBeChecked();
  await dialog.getByRole("combobox", { name: "File" }).click();
  await page.getByRole("option", { name: "people.jsonl" }).click();
  await expect(dialog.getByRole("checkbox", { name: "age" })).toBeChecked();
  await dialog.getByRole("button", { name: "Add 3 files" }).click();
  await expect(dialog).toHaveCount(0);
  for (const name of [/prices\.csv/, /people\.jsonl/, /options\.json/, /notes\.md/]) {
    await expect(ready(name)).toBeVisible();
  }

  await files.setInputFiles([file("prices.csv", "name,cost\nRed cat,13")]);
  await page.getByRole("dialog").getByRole("button", { name: "Continue" }).click();
  const again = page.getByRole("dialog", { name: "Columns of “prices.csv”" });
  await expect(again.getByText(/not in this file, and its rows will lack the field: price/)).toBeVisible();
  await again.getByRole("button", { name: "Add without fields" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(ready(/prices\.csv/)).toBeVisible();
});

test("how numbers and dates are read is shown before they are added, and what could be two is asked about", async ({
  page,
}) => {
  await page.goto("/collections");
  await page.getByRole("button", { name: "New collection" }).first().click();
  await page.getByRole("textbox", { name: "Name" }).fill("Preise");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("heading", { name: "Preise" })).toBeVisible();
  const table = "Name;Preis;Seit;Gewicht\nRote Katze;1.234,56 €;07.01.2027;1.250\nBlaue Katze;12,50 €;31.12.2026;3.100";
  await page.getByLabel("Files to add").setInputFiles([file("preise.csv", table)]);
  const dialog = page.getByRole("dialog", { name: "Columns of “preise.csv”" });
  await expect(dialog.getByText("1.234,56 € is read as 1234.56")).toBeVisible();
  await expect(dialog.getByText("07.01.2027 is read as 2027-01-07")).toBeVisible();
  await expect(dialog.getByText(/“1\.250” can be 1250 or 1\.25, and no other value tells which/)).toBeVisible();
  await expect(dialog.getByRole("checkbox", { name: "Gewicht" })).not.toBeChecked();
  await dialog.getByRole("combobox", { name: "Kind of Gewicht" }).click();
  await page.getByRole("option", { name: "Number as 1.234,5" }).click();
  await dialog.getByRole("checkbox", { name: "Gewicht" }).check();
  await expect(dialog.getByText("1.250 is read as 1250")).toBeVisible();
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("row", { name: /preise\.csv/ }).getByLabel("Ready")).toBeVisible();
});

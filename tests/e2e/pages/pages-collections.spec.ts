import { expect, test } from "../../helpers/stories/story.ts";

const text = [
  "# The lighthouse",
  "The lamp of the lighthouse is lit at dusk by Mr. Thorne, who climbs two hundred steps.",
  "# The kitchen",
  "Bread is baked on Tuesdays, with rye flour from the mill and a spoon of honey.",
].join("\n\n");

test("documents are uploaded, read, found and deleted", async ({ page, allowConsoleError }) => {
  // The browser notes the refused upload by itself.
  allowConsoleError(/status of 4\d\d/);
  await page.goto("/collections");
  await page.getByRole("button", { name: "New collection" }).first().click();
  await page.getByRole("textbox", { name: "Name" }).fill("Notes of an island");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("heading", { name: "Notes of an island" })).toBeVisible();
  await expect(page.getByText("No documents yet")).toBeVisible();

  const files = page.getByLabel("Files to add");
  await files.setInputFiles({ name: "island.md", mimeType: "text/markdown", buffer: Buffer.from(text) });
  const row = page.getByRole("row", { name: /island\.md/ });
  await expect(row.getByText(/\d chunks?$/)).toBeVisible();

  await page.getByRole("searchbox", { name: "Search this collection" }).fill("When do they make loaves?");
  await page.getByRole("radio", { name: "Meaning" }).click();
  await page.getByRole("button", { name: "Search", exact: true }).click();
  const found = page.getByRole("region", { name: "Try a search" }).getByRole("listitem");
  await expect(found.first()).toContainText("Bread is baked on Tuesdays");

  // Asked for while a document is still on its way in, its chunks come by themselves.
  const ships = Array.from({ length: 20 }, (_, index) => `# Ship ${index}\n\nThe schooner Albatross, voyage ${index}.`);
  await files.setInputFiles({ name: "ships.md", mimeType: "text/markdown", buffer: Buffer.from(ships.join("\n\n")) });
  const shipsRow = page.getByRole("row", { name: /ships\.md/ });
  await expect(shipsRow).toBeVisible();
  await page.getByRole("radio", { name: "Keywords" }).click();
  await page.getByRole("searchbox", { name: "Search this collection" }).fill("schooner");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect(found.first()).toContainText("Albatross");
  await shipsRow.getByRole("button", { name: "Delete ships.md" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  // While the dialog is open, nothing behind it has a role.
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  await expect(shipsRow).toHaveCount(0);
  // What was found in it has gone with it.
  await expect(page.getByRole("region", { name: "Try a search" })).not.toContainText("Albatross");

  await files.setInputFiles({
    name: "picture.zip",
    mimeType: "application/zip",
    buffer: Buffer.from("PK\u0003\u0004xx"),
  });
  const uploads = page.getByRole("list", { name: "Uploads" });
  await expect(uploads.getByRole("alert")).toBeVisible();
  await uploads.getByRole("button", { name: "Dismiss picture.zip" }).click();
  await expect(uploads).toHaveCount(0);

  await row.getByRole("button", { name: "Delete island.md" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("No documents yet")).toBeVisible();

  await page.getByRole("button", { name: "Actions for Notes of an island" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(page).toHaveURL(/\/collections$/);
  await expect(page.getByText("Notes of an island")).toHaveCount(0);
});

test("a file of a name that is there asks what to do, and a document shows its chunks", async ({ page }) => {
  await page.goto("/collections");
  await page.getByRole("button", { name: "New collection" }).first().click();
  await page.getByRole("textbox", { name: "Name" }).fill("Versions");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("heading", { name: "Versions" })).toBeVisible();
  const files = page.getByLabel("Files to add");
  const markdown = (name: string, content: string) => ({
    name,
    mimeType: "text/markdown",
    buffer: Buffer.from(content),
  });
  const policy = page.getByRole("row", { name: /policy\.md/ });
  const menu = page.getByRole("row", { name: /menu\.md/ });
  await files.setInputFiles([markdown("policy.md", "There are 20 parking spaces."), markdown("menu.md", "Soup.")]);
  await expect(policy.getByLabel("Ready")).toBeVisible();
  await expect(menu.getByLabel("Ready")).toBeVisible();

  await files.setInputFiles([
    markdown("policy.md", "There are 35 parking spaces."),
    markdown("menu.md", "Bread."),
    markdown("new.md", "New."),
  ]);
  const dialog = page.getByRole("dialog", { name: "Replace 2 documents?" });
  await dialog.getByRole("radiogroup", { name: "menu.md" }).getByRole("radio", { name: "Keep both" }).click();
  await dialog.getByRole("button", { name: "Continue" }).click();
  await expect(menu).toHaveCount(2);
  await expect(page.getByRole("row", { name: /new\.md/ }).getByLabel("Ready")).toBeVisible();
  await expect(policy).toHaveCount(1);
  await policy.getByRole("link", { name: "policy.md" }).click();

  const chunks = page.getByRole("region", { name: "Chunks" });
  await expect(chunks.getByRole("listitem")).toHaveText(/There are 35 parking spaces\./);
  await page.getByLabel("Chunk size").fill("50");
  await expect(page.getByText("A chunk has at least 200 characters.")).toBeVisible();
  await page.getByLabel("Chunk size").fill("300");
  await page.getByRole("button", { name: "Index again" }).click();
  await expect(page.getByText("Up to 300 characters")).toBeVisible();
  await expect(chunks.getByRole("listitem")).toHaveText(/There are 35 parking spaces\./);
  const unit = page.getByRole("combobox", { name: "Counted in" });
  const [box, size] = [await unit.boundingBox(), await page.getByLabel("Chunk size").boundingBox()];
  expect(box?.y, "on one line").toBe(size?.y);
  await unit.click();
  await page.getByRole("option", { name: "Tokens" }).click();
  await page.getByLabel("Chunk size").fill("20");
  await expect(page.getByText("A chunk has at least 50 tokens.")).toBeVisible();
  await page.getByLabel("Chunk size").fill("120");
  await page.getByRole("button", { name: "Index again" }).click();
  await expect(page.getByText("Up to 120 tokens")).toBeVisible();
  await expect(chunks.getByRole("listitem")).toHaveText(/There are 35 parking spaces\./);

  await page.goto(`${page.url()}?chunk=70`);
  await expect(page.getByText("This passage is no longer there")).toBeVisible();
  await expect(chunks.getByRole("listitem")).toHaveText(/There are 35 parking spaces\./);

  await page.getByRole("link", { name: "Versions" }).click();
  await files.setInputFiles([markdown("policy.md", "There are 50 parking spaces.")]);
  await page.getByRole("dialog").getByRole("radio", { name: "Skip" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(policy).toHaveCount(1);
});

test("a document's fields are saved once they are changed, and none without its name", async ({ page }) => {
  await page.goto("/collections");
  await page.getByRole("button", { name: "New collection" }).first().click();
  await page.getByRole("textbox", { name: "Name" }).fill("Fields of a document");
  await page.getByRole("button", { name: "Create" }).click();
  const file = { name: "island.md", mimeType: "text/markdown", buffer: Buffer.from(text) };
  await page.getByLabel("Files to add").setInputFiles(file);
  await expect(page.getByRole("row", { name: /island\.md/ }).getByText(/\d chunks?$/)).toBeVisible();
  await page.getByRole("link", { name: "island.md" }).click();
  const fields = page.getByRole("form", { name: "Fields" });
  const save = fields.getByRole("button", { name: "Save fields" });
  await expect(save).toBeDisabled();
  await fields.getByRole("button", { name: "Add field" }).click();
  await expect(save, "an empty row is no change").toBeDisabled();
  await fields.getByRole("textbox", { name: "Value of field 1" }).fill("2027-01-31");
  await save.click();
  await expect(fields).toContainText("Give the field with the value “2027-01-31” a name, or remove it.");
  await fields.getByRole("textbox", { name: "Name of field 1" }).fill("due");
  // The button is disabled while it saves, too.
  const saved = page.waitForResponse(/collections\.setDocumentMetadata/);
  await save.click();
  await saved;
  await expect(fields.getByText("Give the field")).toHaveCount(0);
  await expect(save, "saved").toBeDisabled();
  await page.reload();
  await expect(fields.getByRole("textbox", { name: "Name of field 1" })).toHaveValue("due");
  await fields.getByRole("button", { name: "Remove field 1" }).click();
  await expect(save).toBeEnabled();
});

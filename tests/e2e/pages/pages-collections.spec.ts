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
  await page.getByRole("textbox", { name: "Name" }).fill("Island notes");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("heading", { name: "Island notes" })).toBeVisible();
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

  await page.getByRole("button", { name: "Actions for Island notes" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(page).toHaveURL(/\/collections$/);
  await expect(page.getByText("Island notes")).toHaveCount(0);
});

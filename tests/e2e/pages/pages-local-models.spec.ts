import { weightsPath } from "../../../nodes/models/weights/weights.ts";
import { expect, test } from "../../helpers/stories/story.ts";
import { haveTestWeights, weightsHome } from "../../helpers/weights.ts";

const hasWeights = await haveTestWeights();

test("what is not a model is refused before it is sent", async ({ page, allowConsoleError }) => {
  allowConsoleError(/400 \(Bad Request\).*localModels\.add/);
  await page.goto("/settings?tab=models");
  const models = page.getByRole("region", { name: "Local models" });
  await models.getByRole("button", { name: "Add model file" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Address" }).fill("http://example.com/model.gguf");
  await dialog.getByRole("button", { name: "Download" }).click();
  await expect(dialog.getByRole("alert")).toContainText("https");
  await dialog.getByRole("radio", { name: "From this computer" }).click();
  const text = { name: "page.gguf", mimeType: "text/html", buffer: Buffer.from("<!doctype html>") };
  await dialog.getByLabel("Model file").setInputFiles(text);
  await expect(dialog.getByRole("alert")).toContainText("This is not a GGUF file.");
});

test("a model file is uploaded, made the default model, edited and deleted", async ({ page }) => {
  test.skip(!hasWeights, "the weights of the built-in model are not on this machine");
  await page.goto("/settings?tab=models");
  const models = page.getByRole("region", { name: "Local models" });
  await models.getByRole("button", { name: "Add model file" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: "From this computer" }).click();
  await dialog.getByLabel("Model file").setInputFiles(weightsPath(weightsHome));
  await expect(dialog).toHaveCount(0);
  const row = models.getByRole("listitem");
  await expect(row.getByRole("img", { name: "Ready" })).toBeVisible();
  await expect(row).toContainText("Q4_1");
  await row.getByRole("button", { name: /^Edit / }).click();
  await dialog.getByRole("textbox", { name: "Name" }).fill("Tiny");
  await dialog.getByRole("spinbutton", { name: "Context in tokens" }).fill("1024");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(row).toContainText("1,024 tokens of context");
  await expect(page.getByText("Tiny (local)").first()).toBeVisible();

  await row.getByRole("button", { name: "Make default: Tiny" }).click();
  await expect(row.getByText("Default", { exact: true })).toBeVisible();
  await expect(row.getByRole("button", { name: "Make default: Tiny" })).toHaveCount(0);
  await row.getByRole("button", { name: "Delete Tiny" }).click();
  const confirm = page.getByRole("alertdialog");
  await expect(confirm).toContainText("used by the default model of the workspace");
  await confirm.getByRole("button", { name: "Delete" }).click();
  await expect(models.getByText("No model files")).toBeVisible();

  await page.goto("/settings");
  await page.getByRole("combobox", { name: "Default model" }).click();
  await page.getByRole("option", { name: /SmolLM2/ }).click();
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Saved.").first()).toBeVisible();
});

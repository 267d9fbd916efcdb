import { expect, test } from "../../../helpers/stories/story.ts";

test("the owner, signed in by the link, sees the examples", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Pipelines" })).toBeVisible();
  await expect(page.getByText("Ask the handbook").first()).toBeVisible();
});

test.describe("someone who is not signed in", () => {
  test.use({ storageState: { cookies: [], origins: [] } });

  test("is asked to sign in and sees nothing of the workspace", async ({ page }) => {
    await page.goto("/");
    await expect(page).toHaveURL(/\/sign-in/);
    await expect(page.getByText("Ask the handbook")).toHaveCount(0);
  });
});

test("the REST API answers to the key of the environment", async ({ api }) => {
  const answer = await api("/node-types");
  expect(answer.status).toBe(200);
});

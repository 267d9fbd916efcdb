import { expect, test } from "vitest";
import { openSite, openSources, workers } from "./web-site.ts";

test("a redirect leads to no page that the robots.txt of its target forbids", async () => {
  await using other = await openSite(["open", "closed"]);
  other.robots = "User-agent: *\nDisallow: /closed\n";
  await using site = await openSite(["a", "b"]);
  for (const [page, target] of [
    ["/a", "/open"],
    ["/b", "/closed"],
  ] as const)
    site.redirects.set(page, other.url + target);
  await using bench = await openSources(site);
  await using _ = await workers(bench);
  const { id: sourceId } = await bench.add();
  expect(await bench.done()).toMatchObject({ pages: { added: 1, failed: 1 } });
  expect(["/open", "/closed"].map(other.asked)).toEqual([1, 0]);
  const [failed] = await bench.collections.web.pages({ collectionId: bench.id, sourceId }, { from: 0, limit: 1 });
  expect(failed?.error).toBe(
    `It redirects to ${other.url}/closed. The robots.txt of ${new URL(other.url).host} does not allow to read this page.`,
  );
});

test("another address and other patterns have the pages read at once, and what is not listed any more goes", async () => {
  await using site = await openSite(["docs/a", "blog/b"]);
  await using bench = await openSources(site);
  await using _ = await workers(bench);
  const { web } = bench.collections;
  const { id: sourceId } = await bench.add();
  const at = { collectionId: bench.id, sourceId };
  await bench.done();
  expect(await bench.documents()).toEqual(["/blog/b ready", "/docs/a ready"]);
  const before = (await bench.collections.documents(bench.id)).find(({ name }) => name.endsWith("/docs/a"));
  expect(await web.update(at, { include: ["/docs/*"] })).toMatchObject({ isRefreshing: true });
  await bench.done();
  const after = await bench.collections.documents(bench.id);
  expect(after.map(({ id }) => id)).toEqual([before?.id]);
  expect(await web.update(at, { include: ["/docs/*"], everyHours: 24 })).toMatchObject({ isRefreshing: false });
  await using moved = await openSite(["docs/new"]);
  await web.update(at, { address: `${moved.url}/sitemap.xml` });
  await bench.done();
  expect((await bench.collections.documents(bench.id)).map(({ name }) => name)).toEqual([`${moved.url}/docs/new`]);
  await web.add(bench.id, { kind: "page", address: `${site.url}/blog/b` });
  const taken = web.update(at, { address: `${site.url}/blog/b` });
  await expect(taken).rejects.toMatchObject({ code: "conflict" });
});

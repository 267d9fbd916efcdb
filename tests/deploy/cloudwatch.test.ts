/** What is written for CloudWatch is its embedded metric format, with the numbers that the module in deploy/aws asks for. */
import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { openMetrics } from "../../platform/metrics/registry.ts";
import { publishToCloudWatch } from "../../server/metrics/cloudwatch.ts";
import { measureQueue } from "../../server/metrics/web-metrics.ts";
import { greeting, openTestServer } from "../api/test-server.ts";

/** As CloudWatch publishes the schema of the format, as far as we use it. */
const Line = z.looseObject({
  _aws: z.object({
    Timestamp: z.int(),
    CloudWatchMetrics: z.tuple([
      z.object({
        Namespace: z.literal("Patchbay"),
        Dimensions: z.tuple([z.tuple([z.literal("Installation")])]),
        Metrics: z.array(z.object({ Name: z.string(), Unit: z.enum(["Seconds", "Count"]) })).min(1),
      }),
    ]),
  }),
  Installation: z.string(),
});

test("each line names the numbers that it carries, of a queue with a run that waits", async () => {
  await using server = await openTestServer();
  const ada = await server.tenant("ada");
  const { id } = await ada.api.pipelines.create({ name: "Waits", graph: greeting });
  await ada.api.runs.start({ pipelineId: id, inputs: { name: "Ada" } });
  const { pool } = server.app.db;
  const readings = measureQueue(openMetrics("web"), pool, server.app.topics);
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const publisher = publishToCloudWatch({ installation: "test", readings, write, pauseMs: 20 });
  await expect.poll(() => lines.length).toBeGreaterThan(1);
  await publisher.close();
  const [text = ""] = lines;
  expect(text).not.toContain("\n");
  const line = Line.parse(JSON.parse(text));
  const names = line._aws.CloudWatchMetrics[0].Metrics.map(({ Name }) => Name);
  for (const name of names) expect(line[name], name).toEqual(expect.any(Number));
  expect(line).toMatchObject({ Installation: "test", QueuedRuns: 1, WorkersAlive: 0, TopicLag: 0 });
  const asked = globSync("deploy/aws/**/*.tf").flatMap((file) => metricsIn(readFileSync(file, "utf8")));
  expect(new Set(asked)).toEqual(new Set(names));
});

test("when nothing can be read, nothing is written", async () => {
  const lines: string[] = [];
  let asked = 0;
  const away = async () => {
    asked += 1;
    return undefined;
  };
  const failing = async () => {
    throw new Error("away");
  };
  const readings = { queue: away, workers: away, lag: failing };
  const publisher = publishToCloudWatch({
    installation: "test",
    readings,
    write: (line) => lines.push(line),
    pauseMs: 5,
  });
  await expect.poll(() => asked).toBeGreaterThan(3);
  await publisher.close();
  expect(lines).toEqual([]);
});

/** Metrics of Patchbay that Terraform names: in alarms, panels and targets of scaling. */
function metricsIn(terraform: string): string[] {
  const names =
    /"Patchbay", (?:metric = )?"(\w+)"|for state in \["(\w+)", "(\w+)", "(\w+)"\]|^ {4}(OldestDueSeconds|TopicLag)\s*=/gm;
  return [...terraform.matchAll(names)].flatMap(([, ...found]) => found.filter((name) => name !== undefined));
}

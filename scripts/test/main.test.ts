import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";

const WHY =
  "Docker does not answer, and Java 11 is too old (17 or later). Install Docker, or Java 17 and Maven, or set";

test("a run without Kafka says just above its closing line what was left out, and why", async () => {
  const { code, lines } = await npmTest(["tests/broker/half-open", "scripts/lock-file"], {});
  expect(lines.slice(-3)).toEqual([
    expect.stringContaining(`The tests that need Kafka were left out: ${WHY}`),
    expect.stringMatching(/^! \d+ skipped$/),
    expect.stringMatching(/^[1-9]\d* passed, 0 failed$/),
  ]);
  expect(code).toBe(0);
});

test("with CI=true a run without Kafka fails", async () => {
  const { code, lines } = await npmTest(["scripts/lock-file"], { CI: "true" });
  expect(lines.join("\n")).toContain(`With CI=true the tests need a real Kafka, but ${WHY}`);
  expect(lines.at(-1)).toBe("0 passed, 1 failed");
  expect(code).toBe(1);
});

test("without Python the schema fuzzer is left out with a word, and with CI=true the run fails", async () => {
  const alone = await npmTest(["api/rest/fuzz.test"], {}, noPython);
  expect(alone.lines.join("\n")).toContain("The API was not tested with the schema fuzzer. There is no Python 3.11");
  expect(alone.lines.at(-2)).toBe("! 1 skipped");
  const inCi = await npmTest(["api/rest/fuzz.test"], { CI: "true", KAFKA_BROKERS: "localhost:1" }, noPython);
  expect(inCi.lines.join("\n")).toContain("With CI=true the tests need the schema fuzzer. There is no Python 3.11");
  expect(inCi.lines.at(-1)).toBe("0 passed, 1 failed");
});

const noPython = ["python", ...["", ".11", ".12", ".13", ".14"].map((minor) => `python3${minor}`)];

/** Runs the tests that the words pick, on a machine whose Docker does not answer and whose Java is old. */
async function npmTest(words: string[], settings: Record<string, string>, broken: readonly string[] = []) {
  const bin = await mkdtemp(join(tmpdir(), "patchbay-tools-"));
  await writeFile(join(bin, "docker"), "#!/bin/sh\nexit 1", { mode: 0o755 });
  await writeFile(join(bin, "java"), `#!/bin/sh\necho 'openjdk version "11.0.2"' >&2`, { mode: 0o755 });
  for (const name of broken) await writeFile(join(bin, name), "#!/bin/sh\nexit 1", { mode: 0o755 });
  // Its own Postgres, so that it does not take away the template database of the tests around it.
  const {
    CI: _,
    KAFKA_BROKERS: __,
    TEST_KAFKA_BROKERS: ___,
    TEST_DATABASE_URL: ____,
    TEST_FUZZER: _____,
    ...outer
  } = process.env;
  const env = { ...outer, PATCHBAY_HOME: bin, PATH: bin + delimiter + process.env.PATH, ...settings };
  const ended = await new Promise<{ code: number; said: string }>((resolve) => {
    execFile(process.execPath, ["--no-warnings", "scripts/test/main.ts", ...words], { env }, (error, stdout) =>
      resolve({ code: Number(error?.code ?? 0), said: stdout }),
    );
  });
  await rm(bin, { recursive: true, force: true });
  return { code: ended.code, lines: ended.said.trim().split("\n") };
}

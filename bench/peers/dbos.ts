/** The durable-execution library DBOS on the same Postgres: a workflow of steps that do nothing, each of them recorded. */
import { DBOS } from "@dbos-inc/dbos-sdk";

export type DbosPeer = AsyncDisposable & { run(steps: number): Promise<unknown> };

export async function openDbos(systemDatabaseUrl: string): Promise<DbosPeer> {
  DBOS.setConfig({ name: "bench", systemDatabaseUrl, logLevel: "error", runAdminServer: false });
  async function steps(count: number): Promise<number> {
    let sum = 0;
    for (let index = 0; index < count; index += 1) sum += await DBOS.runStep(async () => 1, { name: `step${index}` });
    return sum;
  }
  const workflow = DBOS.registerWorkflow(steps, { name: "steps" });
  await DBOS.launch();
  return {
    run: (count) => workflow(count),
    [Symbol.asyncDispose]: () => DBOS.shutdown(),
  };
}

import { throwawayPostgres } from "../../scripts/services/throwaway-postgres.ts";
import { createTemplate } from "../../scripts/test/template-database.ts";

// Before the integration tests: `npm test` passes the server it has brought up; Vitest run by hand gets one
// for this run.
export default async function setUp(): Promise<() => Promise<void>> {
  if (process.env.TEST_DATABASE_URL) return async () => {};
  const postgres = await throwawayPostgres();
  await createTemplate(postgres.url("postgres")).catch(async (error) => {
    await postgres.stop();
    throw error;
  });
  process.env.TEST_DATABASE_URL = postgres.url("postgres");
  return postgres.stop;
}

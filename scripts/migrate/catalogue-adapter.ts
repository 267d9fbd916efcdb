import { PrismaPg } from "@prisma/adapter-pg";
import {
  ColumnTypeEnum,
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlQueryable,
} from "@prisma/driver-adapter-utils";
import pg from "pg";
import { wholeScript } from "./interruptions.ts";

// The schema engine reads Postgres's catalogue, whose one-letter columns have the internal type "char" (18). Prisma's
// driver adapter refuses that type. So it is shown as an ordinary character (1042) under a marked name, and what comes
// back under a marked name is declared to be what the engine asked for: a single character.

const INTERNAL_CHAR = 18;
const CHARACTER = 1042;
const MARK = "\u0000char:";

type RowDescription = { fields: { name: string; dataTypeID: number }[] };

class CatalogueClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    // Registered before pg's own listener, which hands the fields on.
    this.connection.on("rowDescription", ({ fields }: RowDescription) => {
      for (const field of fields.filter((each) => each.dataTypeID === INTERNAL_CHAR)) {
        field.dataTypeID = CHARACTER;
        field.name = MARK + field.name;
      }
    });
  }
}

export class CatalogueAdapter extends PrismaPg {
  readonly #pool: pg.Pool;
  readonly #names: ReadonlyMap<string, string>;
  /** What Postgres said against a migration: of its code, the engine tells nothing. */
  refusal: pg.DatabaseError | undefined;

  /** `names` are those of migrations, by their scripts. */
  constructor(connectionString: string, names: ReadonlyMap<string, string>) {
    const pool = new pg.Pool({ connectionString, Client: CatalogueClient });
    super(pool);
    this.#pool = pool;
    this.#names = names;
  }

  /** The engine leaves its connections open. */
  close(): Promise<void> {
    return this.#pool.end();
  }

  override async connect() {
    return this.#runWholeScripts(declareCharacters(await super.connect()));
  }

  override async connectToShadowDb() {
    return this.#runWholeScripts(declareCharacters(await super.connectToShadowDb()));
  }

  /** The adapter would cut a migration at every semicolon, also inside comments and function bodies. */
  #runWholeScripts<T extends SqlDriverAdapter & { underlyingDriver(): pg.Pool }>(adapter: T): T {
    adapter.executeScript = async (script) => {
      const name = this.#names.get(script);
      const whole = name === undefined ? script : wholeScript(script, name);
      await adapter
        .underlyingDriver()
        .query(whole)
        .catch((error: unknown) => {
          if (error instanceof pg.DatabaseError) this.refusal = error;
          rethrow(error);
        });
    };
    return adapter;
  }
}

function declareCharacters<T extends SqlQueryable>(adapter: T): T {
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (query) => {
    const { columnNames, columnTypes, ...rest } = await queryRaw(query);
    const isMarked = columnNames.map((name) => name.startsWith(MARK));
    return {
      ...rest,
      columnNames: columnNames.map((name) => name.replace(MARK, "")),
      columnTypes: columnTypes.map((type, i) => (isMarked[i] ? ColumnTypeEnum.Character : type)),
    };
  };
  return adapter;
}

function rethrow(error: unknown): never {
  if (!(error instanceof pg.DatabaseError)) throw error;
  const { code = "", severity = "ERROR", message, detail, column, hint } = error;
  throw new DriverAdapterError({ kind: "postgres", code, severity, message, detail, column, hint });
}

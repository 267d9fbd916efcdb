/** LangGraph.js with its Postgres checkpointer: a chain of nodes that do nothing, a checkpoint after each. */
import { Annotation, END, START, StateGraph } from "@langchain/langgraph";
import { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";
import pg from "pg";

export type CheckpointedPeer = AsyncDisposable & { run(): Promise<unknown> };

const State = Annotation.Root({ y: Annotation<number>({ reducer: (_old, value) => value, default: () => 0 }) });

export async function openCheckpointedChain(
  databaseUrl: string,
  { length, durability }: { length: number; durability: "sync" | "async" },
): Promise<CheckpointedPeer> {
  const pool = new pg.Pool({ connectionString: databaseUrl });
  // The server may stop before the pool does.
  pool.on("error", () => {});
  const checkpointer = new PostgresSaver(pool);
  await checkpointer.setup();
  const graph: StateGraph<typeof State.spec, typeof State.State, typeof State.Update, string> = new StateGraph(State);
  for (let index = 0; index < length; index += 1) {
    graph.addNode(`n${index}`, () => ({ y: index }));
    graph.addEdge(index === 0 ? START : `n${index - 1}`, `n${index}`);
  }
  graph.addEdge(`n${length - 1}`, END);
  const compiled = graph.compile({ checkpointer });
  let thread = 0;
  return {
    run() {
      thread += 1;
      return compiled.invoke(
        { y: 0 },
        { configurable: { thread_id: String(thread) }, recursionLimit: length + 10, durability },
      );
    },
    [Symbol.asyncDispose]: () => pool.end(),
  };
}
